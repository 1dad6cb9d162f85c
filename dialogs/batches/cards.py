"""Cards of acts on several at once: what is missing, the preview, the messages, what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialogs.application.cards import decision_lines
from dialogs.batches import picks, texts
from dialogs.batches.picks import BatchSubjects
from dialogs.core import exchange
from dialogs.core.context import Turn
from dialogs.core.exchange import CardPart, Message, notes, titled, words
from dialogs.core.request_line import is_application, is_request
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.elements import Action, CardElement, Choice, ChoiceSetInput, TextInput
from knowledge.batch import DECISIONS, Batch, BatchAct, BatchLine, BatchState, LineState
from knowledge.french import counted, listed, number, shortened
from knowledge.request import CancelReason, RequestStatus
from storage.outbox import OPEN, NoticeState
from storage.queries.batches import MessageFate
from storage.queries.people import Someone

PAGE = 8
PEOPLE = 14
_MESSAGES = 3  # Different ones on a card.
_NAMED = 40  # People named under a message.
REASON_CHARACTERS = 1_000
TEXT_CHARACTERS = 1_500
_A = BatchAct


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch with its lines and what they are about. ``shown``: lines of the list on the screen, 0 where all were seen."""

    batch: Batch
    lines: Sequence[BatchLine]
    about: BatchSubjects
    said: str = ""
    shown: int = 0

    @property
    def todo(self) -> list[BatchLine]:
        """Return the lines that are still to be carried out."""
        return [line for line in self.lines if line.state is LineState.PENDING]

    @property
    def refused(self) -> list[BatchLine]:
        """Return the lines that are not, or will not be, carried out."""
        return [line for line in self.lines if line.state is LineState.REFUSED]

    @property
    def act(self) -> BatchAct:
        """Return the act of the first line."""
        return self.lines[0].act


def title(one: Prepared) -> str:
    """Return what is asked: «Attribuer 12 demandes à Dominique Ferrand ?»."""
    count, act = len(one.todo), one.act
    nouns = {_A.APPOINT: ("expert",), _A.ANNOUNCE: ("destinataire",)}.get(act)
    noun = nouns or (("demande",) if act in (_A.ASSIGN, _A.REMIND, _A.CLOSE) else ("candidature",))
    target = one.batch.given.target
    name = one.about.names.get(target, "") if target else ""
    template = texts.DECIDE_TITLE if act in DECISIONS else texts.TITLES[act]
    return template.format(count=counted(count, *noun), name=name or texts.UNNAMED)


def preview(turn: Turn, one: Prepared) -> Message:
    """Return what will be done, to be confirmed by one press."""
    head = title(one)
    lines = _summary(one)
    listed_ = one.todo[:PAGE]
    said = [picks.label(turn, line, one.about) for line in listed_]
    rows = CardPart([pt.rows([picks.row(turn, line, one.about) for line in listed_])], said)
    more = [texts.AND_MORE.format(count=counted(len(one.todo) - PAGE, "autre"))] if len(one.todo) > PAGE else []
    left = _not_done(turn, one, texts.NOT_THESE)
    below = notes(*more, *left, texts.NOTHING_CHANGED)
    return exchange.told(head, words(*lines), rows, below, actions=_preview_buttons(one))


def _summary(one: Prepared) -> list[str]:
    given, lines = one.batch.given, [texts.ASKED.format(said=one.said)] if one.said else []
    if one.shown and one.shown < len(one.todo):
        lines.append(texts.WHOLE_LIST.format(count=len(one.todo), shown=one.shown))
    if one.act in DECISIONS:
        counts = {act: [line for line in one.todo if line.act is act] for act in texts.COUNTED}
        lines.append(listed([counted(len(found), *texts.COUNTED[act]) for act, found in counts.items() if found]) + ".")
        lines.append(texts.DECIDED)
    else:
        lines.append(texts.TOLD[one.act])
    if given.text:
        lines.append(texts.TEXT.format(text=given.text))
    if given.cancel_as:
        lines.append(_why(one))
    reasons = dict.fromkeys(line.reason for line in one.todo if line.reason)
    return [*lines, *(texts.WITH_REASON.format(reason=shortened(reason, 200)) for reason in list(reasons)[:3])]


def _why(one: Prepared) -> str:
    given = one.batch.given
    resolved = any(
        file.request.status is RequestStatus.RESOLVED
        for line in one.todo
        if (file := one.about.requests.get(line.reference))
    )
    duplicates = given.cancel_as is CancelReason.DUPLICATE
    said = (
        texts.DUPLICATE_OF.format(reference=given.duplicate_of) if duplicates else texts.WHYS[CancelReason.OUT_OF_SCOPE]
    )
    return f"{said}. {texts.RESOLVED_TOO}" if resolved else f"{said}."


def _preview_buttons(one: Prepared) -> list[Action]:
    data, count = {"nonce": one.batch.nonce}, len(one.todo)
    actions: list[Action] = [el.acts(_confirm(one.act, count), "batch.confirm", data, style="positive")]
    if one.act in DECISIONS:
        actions.append(el.asks(texts.READ_MESSAGES, "batch.messages", {**data, "skip": 0}))
    if one.shown and one.shown < count:
        actions.append(el.asks(texts.ONLY_SHOWN.format(count=one.shown), "batch.only", {**data, "first": one.shown}))
    return [*actions, el.acts(texts.GIVE_UP, "batch.give_up", data)]


def _confirm(act: BatchAct, count: int) -> str:
    if act is _A.ANNOUNCE:
        return texts.SEND_MANY.format(count=number(count)) if count > 1 else texts.SEND_ONE
    verb = texts.DECIDE if act in DECISIONS else texts.CONFIRMS[act]
    return (
        texts.CONFIRM_MANY.format(verb=verb, count=number(count)) if count > 1 else texts.CONFIRM_ONE.format(verb=verb)
    )


def _not_done(turn: Turn, one: Prepared, head: str) -> list[str]:
    lines = [
        texts.REFUSED_LINE.format(label=picks.label(turn, line, one.about), why=texts.why(line.error))
        for line in one.refused[:PAGE]
    ]
    more = [texts.AND_MORE.format(count=counted(len(one.refused) - PAGE, "autre"))] if len(one.refused) > PAGE else []
    return [head, *lines, *more] if lines else []


def none_possible(turn: Turn, one: Prepared) -> Message:
    """Return why nothing of what was asked can be done."""
    lines = _not_done(turn, one, texts.NOT_THESE)
    return exchange.told(texts.NONE_POSSIBLE, words(*lines))


def asks_more(one: Prepared, missing: Sequence[str], experts: Sequence[Someone]) -> Message:
    """Return the questions that are still to be answered: why, which request is kept, the reason, the expert."""
    head = title(one).removesuffix("\u00a0?").rstrip()
    open_ = sum(
        1 for line in one.todo
        if (file := one.about.requests.get(line.reference)) and file.request.status is not RequestStatus.RESOLVED
    )  # fmt: skip
    asked = {
        "why": texts.ASK_WHY.format(count=open_) if open_ > 1 else texts.ASK_WHY_ONE,
        "duplicate": texts.ASK_DUPLICATE,
        "reason": texts.ASK_REASON,
        "target": texts.ASK_TARGET,
    }
    inputs: Mapping[str, CardElement] = {
        "why": ChoiceSetInput(
            id="why", label=texts.WHY, style="compact", value=CancelReason.OUT_OF_SCOPE.value,
            choices=[Choice(title=words, value=why.value) for why, words in texts.WHYS.items()],
        ),
        "duplicate": TextInput(id="duplicate", label=texts.DUPLICATE, max_length=20, placeholder=texts.DUPLICATE_HINT),
        "reason": TextInput(
            id="reason", label=texts.REASON, is_multiline=True, max_length=REASON_CHARACTERS, placeholder=texts.REASON_HINT
        ),
        "target": ChoiceSetInput(
            id="target", label=texts.TARGET, style="compact",
            choices=[Choice(title=one_.name, value=one_.key.oid) for one_ in experts if one_.name],
        ),
    }  # fmt: skip
    said = [asked[name] for name in missing]
    wanted = [*missing, *(["duplicate"] if "why" in missing and "duplicate" not in missing else [])]
    data = {"nonce": one.batch.nonce}
    actions = [
        el.asks(texts.CONTINUE, "batch.complete", data, style="positive"),
        el.acts(texts.GIVE_UP, "batch.give_up", data, inputs=False),
    ]
    return exchange.told(head, words(*said), CardPart([inputs[name] for name in wanted]), actions=actions)


def messages(turn: Turn, one: Prepared, skip: int) -> Message:
    """Return what each person will read: one message for those who read the same, with their names; a page of these."""
    groups: dict[tuple[BatchAct, str], list[BatchLine]] = {}
    for line in one.todo:
        groups.setdefault((line.act, line.reason), []).append(line)
    page = list(groups.items())[skip : skip + _MESSAGES]
    shown, contacts = list[CardPart](), list[str]()
    for place, ((act, reason), found) in enumerate(page, skip + 1):
        head = texts.MESSAGES_HEAD.format(place=place, count=counted(len(found), *texts.COUNTED[act]))
        call = turn.services.call_of(one.about.applications[found[0].reference].candidature.call)
        *said, contact = decision_lines(call, found[0].reference, DECISIONS[act], reason)
        contacts.append(contact)
        names = [shortened(one.about.applications[line.reference].candidature.name, 40) for line in found]
        more = [counted(len(names) - _NAMED, "autre")] if len(names) > _NAMED else []
        to = texts.MESSAGES_TO.format(names=listed([*names[:_NAMED], *more]))
        shown.append(titled(head, CardPart([el.said(" ".join(said))], said), notes(to)))
    closing = texts.MESSAGES_ALL.format(contact=" ".join(dict.fromkeys(contacts)))
    data = {"nonce": one.batch.nonce}
    actions: list[Action] = [el.acts(_confirm(one.act, len(one.todo)), "batch.confirm", data, style="positive")]
    if skip + _MESSAGES < len(groups):
        actions.append(el.asks(texts.SEE_MORE, "batch.messages", {**data, "skip": skip + _MESSAGES}))
    actions.append(el.acts(texts.GIVE_UP, "batch.give_up", data))
    return exchange.told(texts.MESSAGES_TITLE, *shown, notes(closing), actions=actions)


@dataclass(frozen=True, slots=True)
class Report:
    """What has become of a batch: lines by state, messages by state, and some of them by person."""

    progress: Mapping[LineState, int]
    delivered: Mapping[NoticeState, int]
    people: Sequence[MessageFate]
    skip: int = 0


def report(turn: Turn, one: Prepared, told: Report, note: str = "") -> Message:
    """Return what was done, what was not and why, and who has been told."""
    total, done = sum(told.progress.values()), told.progress.get(LineState.DONE, 0)
    running = one.batch.state is BatchState.RUNNING
    head = (texts.RUNNING_TITLE if running else texts.DONE_TITLE).format(done=number(done), total=number(total))
    lines = [*([note] if note else []), *([texts.GOES_ON] if running else [])]
    counts = counts_of(told.delivered)
    lines.append(texts.DELIVERY.format(counts=counts) if counts else texts.NO_MESSAGES)
    refused = _not_done(turn, one, texts.REFUSED_TITLE)
    table = [(shortened(one_.name, 60) or texts.UNNAMED, _about(one_), fate(one_.state)) for one_ in told.people]
    shown = [words(*lines), titled(refused[0], words(*refused[1:])) if refused else CardPart()]
    if table:
        said = [" · ".join(filter(None, cells)) for cells in table]
        shown.append(CardPart([el.strong(texts.DELIVERY_TITLE), pt.table(texts.HEADS, table)], said))
    failed = any(
        told.delivered.get(state, 0) for state in (NoticeState.DEAD, NoticeState.BLOCKED, NoticeState.UNCERTAIN)
    )
    shown += [notes(texts.ABOUT_FAILED)] if failed else []
    data = {"nonce": one.batch.nonce}
    coming = running or any(told.delivered.get(state, 0) for state in OPEN)
    update = el.acts(texts.UPDATE, "batch.report", data) if coming else None
    seen = told.skip + len(told.people)
    more = sum(told.delivered.values()) > seen
    actions: list[Action] = [update] if update else []
    if more:
        actions.append(el.asks(texts.SEE_MORE, "batch.people", {**data, "skip": seen}))
    return exchange.told(head, *shown, actions=actions, refresh=update)


def _about(one: MessageFate) -> str:
    return one.reference if is_request(one.reference) or is_application(one.reference) else ""


def counts_of(delivered: Mapping[NoticeState, int]) -> str:
    """Return «12 remis, 1 en cours et 1 en échec»."""
    counts: dict[NoticeState, int] = {}
    for state, count in delivered.items():
        merged = NoticeState.PENDING if state in OPEN else state
        counts[merged] = counts.get(merged, 0) + count
    return listed([counted(counts[state], *texts.FATES[state]) for state in texts.FATES if counts.get(state)])


def fate(state: NoticeState) -> str:
    """Return what has become of one message."""
    return texts.FATES[NoticeState.PENDING if state in OPEN else state][0]
