"""Acts on several at once: from the words to one confirmation, and on to what became of each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dialogs.batches import cards, texts
from dialogs.batches.cards import BatchSubjects, Prepared, Report, ShownList, Unpicked, addressees, chosen, on_screen
from dialogs.core import texts as general
from dialogs.core.context import Services, Turn
from dialogs.core.exchange import Message, Reply
from dialogs.core.notice import NoticeFeature, NoticeSpec, NoticeView, Wording, by_kind, one_by_one
from dialogs.core.route import of_requests
from knowledge.application import ApplicationGiven
from knowledge.application_cycle import APPLICATION_CYCLE
from knowledge.batch import (
    MOST,
    NEEDS_REASON,
    OF_APPLICATIONS,
    OF_REQUESTS,
    Audience,
    Batch,
    BatchAct,
    BatchGiven,
    BatchLine,
    BatchState,
    LineRefusal,
    LineState,
    application_move,
    request_move,
)
from knowledge.french import listed
from knowledge.lifecycle import MoveRefused, NotAllowed, apply
from knowledge.people import Person, PersonKey, Role
from knowledge.request import CancelReason, RequestGiven, RequestMove, RequestStatus
from knowledge.request_cycle import REQUEST_CYCLE
from knowledge.time.delays import paris_day
from knowledge.understanding.several import SaidPart, SaidSeveral, told_after
from knowledge.understanding.words import folded
from storage.actions import batches as actions
from storage.actions.batches import Rules, code_of
from storage.actions.notices import ANNOUNCEMENT
from storage.notice_data import BatchData, from_json
from storage.outbox import Row
from storage.queries import batches as queries
from storage.queries import people
from storage.queries.applications import ApplicationFile
from storage.queries.people import Someone

_EXPERTS = "experts"  # All of them, as a sentence names them.
AT_ONCE = 40  # Lines carried out while the person waits; the timers go on with the rest.
_TITLES = frozenset(("m", "m.", "mr", "mme", "mlle", "monsieur", "madame"))
_REFERENCE = re.compile(r"^(?:DA[\s-]*)?(?:(20\d\d)[\s-]+)?(\d{1,6})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be prepared. ``said``: the question that found it; ``shown``: how many of it the screen had."""

    lines: Sequence[BatchLine]
    given: BatchGiven
    said: str = ""
    shown: int = 0


async def hear(turn: Turn) -> Reply:
    """Prepare what a sentence asks to be done with several, or say what is missing for it."""
    said = turn.understood.several if turn.understood else None
    if said is None or said.unclear:
        return Reply.text(texts.UNCLEAR)
    if said.audience is Audience.EXPERTS or any(part.act in OF_REQUESTS for part in said.parts):
        return await _of_requests(turn, said)
    return await _heard(turn, said)


@of_requests
async def write_to_experts(turn: Turn) -> Reply:
    """Prepare a message to the experts who are named, else to all of them; say how it is written where its words are missing."""
    typed = turn.incoming.text
    text = told_after(typed)
    if not text:
        return Reply.text(texts.WRITE_HOW)
    head = folded(typed[: max(0, len(typed) - len(text))])
    named = [name for name in turn.experts if set(folded(name).split()) & set(re.findall(r"[a-z-]+", head))]
    return await _heard(turn, SaidSeveral(audience=Audience.EXPERTS, whom=listed(named) or _EXPERTS, text=text))


async def _heard(turn: Turn, said: SaidSeveral) -> Reply:
    try:
        wanted = await (_message(turn, said) if said.audience else _acts(turn, said))
    except Unpicked as why:
        return Reply.text(why.why)
    return await prepare(turn, wanted)


_of_requests = of_requests(_heard)


async def _message(turn: Turn, said: SaidSeveral) -> Wanted:
    audience = said.audience or Audience.EXPERTS
    found, asked = await addressees(turn, audience, said.whom)
    if len(found) > MOST:
        raise Unpicked(texts.TOO_MANY.format(said=said.whom, most=MOST))
    lines = [replace(one, place=place) for place, one in enumerate(found)]
    return Wanted(lines, BatchGiven(audience=audience, text=said.text[: cards.TEXT_CHARACTERS]), asked)


async def _acts(turn: Turn, said: SaidSeveral) -> Wanted:
    kinds = {part.act in OF_REQUESTS for part in said.parts}
    if len(kinds) > 1 or (len(said.parts) > 1 and True in kinds):
        raise Unpicked(texts.MIXED)
    of_requests = kinds.pop()
    screen = await on_screen(turn, of_requests=of_requests)
    lines: list[BatchLine] = []
    asked = ""
    for part in sorted(said.parts, key=lambda one: one.picked.how == "others"):
        taken = {line.reference for line in lines}
        found = await chosen(turn, part.picked, screen, taken, of_requests=of_requests)
        asked = asked or found.said
        lines += [_line(part, reference) for reference in found.references if reference not in taken]
    given = BatchGiven(
        target=await _target(turn, said.who) if said.who else None,
        cancel_as=said.cancel_as,
        duplicate_of=_reference(turn, said.duplicate_of) if said.duplicate_of else "",
    )
    return Wanted(lines, given, asked, _shown(screen, lines))


def _line(part: SaidPart, reference: str) -> BatchLine:
    return BatchLine(place=0, act=part.act, reference=reference, reason=part.reason[: cards.REASON_CHARACTERS])


def _shown(screen: ShownList, lines: Sequence[BatchLine]) -> int:
    """Return how many of the lines the screen shows, where it is about its whole list and shows but the beginning."""
    references = tuple(line.reference for line in lines)
    whole = references == screen.whole and screen.shown == screen.whole[: len(screen.shown)]
    return len(screen.shown) if whole else 0


async def _target(turn: Turn, name: str) -> PersonKey:
    """Return the expert who is named. Raises Unpicked."""
    said = set(folded(name).replace("-", " ").split()) - _TITLES
    experts = await people.with_role(turn.storage, Role.EXPERT)
    found = [one for one in experts if said and said <= set(folded(one.name).replace("-", " ").split())]
    if len(found) != 1:
        raise Unpicked(texts.WHO.format(name=name))
    return found[0].key


def _reference(turn: Turn, said: str) -> str:
    """Return the full number of a request; as said where it is none."""
    found = _REFERENCE.match(said.strip())
    return f"DA-{found[1] or paris_day(turn.now).year}-{int(found[2]):04}" if found else said.strip().upper()


async def prepare(turn: Turn, wanted: Wanted) -> Reply:
    """Keep what is wanted, and ask for what is missing or for one confirmation."""
    about = await cards.read(turn, wanted.lines, wanted.given)
    lines = [_looked_at(turn, place, line, wanted, about) for place, line in enumerate(wanted.lines)]
    if not any(line.state is LineState.PENDING for line in lines):
        made = Batch(
            id=0, nonce="", by=turn.person.key, given=wanted.given, state=BatchState.PREPARED, made_at=turn.now
        )
        return Reply.of(cards.none_possible(turn, Prepared(made, lines, about)))
    try:
        kept = await actions.prepare(turn.storage, turn.person.key, wanted.given, lines, turn.now)
    except NotAllowed:
        return Reply.text(turn.worded(general.NOT_YOURS))
    one = Prepared(kept, lines, about, wanted.said, wanted.shown)
    missing = missing_of(one)
    if missing:
        return Reply.of(cards.asks_more(one, missing, await _experts(turn)))
    return Reply.of(cards.preview(turn, one))


def _looked_at(turn: Turn, place: int, line: BatchLine, wanted: Wanted, about: cards.BatchSubjects) -> BatchLine:
    """Return the line as it is looked at now: the version seen, and what stands in its way already."""
    request, application = about.requests.get(line.reference), about.applications.get(line.reference)
    version = request.request.version if request else application.candidature.version if application else 0
    reason = line.reason
    if (
        request
        and line.act is BatchAct.ASSIGN
        and request_move(line.act, request.request.status) is RequestMove.REASSIGN
    ):
        reason = reason or texts.REASSIGNED
    error = obstacle(turn, line, wanted.given, about)
    state = LineState.REFUSED if error else LineState.PENDING
    return replace(line, place=place, version=version, reason=reason, state=state, error=error)


def missing_of(one: Prepared) -> list[str]:
    """Return what is still to be said before it can be confirmed, by the input that asks for it."""
    given, found = one.batch.given, []
    if any(line.act is BatchAct.ASSIGN for line in one.todo) and given.target is None:
        found.append("target")
    if any(line.act in NEEDS_REASON and not line.reason for line in one.todo):
        found.append("reason")
    # What has changed since it was looked at is refused by itself, when it comes to it.
    cancels = any(
        line.act is BatchAct.CLOSE
        and file.request.status is not RequestStatus.RESOLVED
        and file.request.version == line.version
        for line in one.todo
        if (file := one.about.requests.get(line.reference))
    )
    if cancels and given.cancel_as is None:
        found.append("why")
    if cancels and given.cancel_as is CancelReason.DUPLICATE and not given.duplicate_of:
        found.append("duplicate")
    return found


async def _experts(turn: Turn) -> list[Someone]:
    return await people.with_role(turn.storage, Role.EXPERT)


async def own(turn: Turn, nonce: str) -> Prepared | None:
    """Return the batch of a button, where it is this person's; None for another's, or one that is gone."""
    kept = await queries.by_nonce(turn.storage, nonce)
    if kept is None or kept.by != turn.person.key:
        return None
    lines = await queries.lines(turn.storage, kept.id)
    if not turn.services.assistance and any(line.act in OF_REQUESTS for line in lines):
        return None
    return Prepared(kept, lines, await cards.read(turn, lines, kept.given))


async def complete(turn: Turn, one: Prepared, told: Mapping[str, str]) -> Reply:
    """Prepare the batch anew with the answers that were missing."""
    given = one.batch.given
    why = told.get("why", "")
    if why in (CancelReason.DUPLICATE, CancelReason.OUT_OF_SCOPE):
        given = replace(given, cancel_as=CancelReason(why))
    if told.get("duplicate", "").strip():
        given = replace(given, duplicate_of=_reference(turn, told["duplicate"]))
    target = next((e.key for e in await _experts(turn) if e.key.oid == told.get("target")), None)
    given = replace(given, target=target or given.target)
    reason = told.get("reason", "").strip()[: cards.REASON_CHARACTERS]
    lines = [
        replace(
            line, reason=line.reason or (reason if line.act in NEEDS_REASON else ""), state=LineState.PENDING, error=""
        )
        for line in one.lines
    ]
    await actions.give_up(turn.storage, one.batch.nonce, turn.person.key, turn.now)
    return await prepare(turn, Wanted(lines, given))


async def carry_out(turn: Turn, one: Prepared) -> Reply:
    """Confirm, do the first lines at once, and say how it stands; the rest goes on by itself."""
    kept = await actions.confirm(turn.storage, one.batch.nonce, turn.person.key, turn.now)
    rules = Rules(turn.services.terms_of, turn.services.delays)
    await actions.carry_out(turn.storage, kept, rules, turn.services.now, most=AT_ONCE)
    return await show_report(turn, one.batch.nonce)


async def show_report(turn: Turn, nonce: str, *, skip: int = 0, note: str = "") -> Reply:
    """Say what has become of a batch, as it stands now."""
    one = await own(turn, nonce)
    if one is None:
        return Reply.text(texts.GONE)
    return Reply.of(await _report(turn, one, skip, note))


async def _report(turn: Turn, one: Prepared, skip: int, note: str) -> Message:
    told = Report(
        await queries.progress(turn.storage, one.batch.id),
        await queries.delivered(turn.storage, one.batch.id),
        await queries.deliveries(turn.storage, one.batch.id, skip=skip, limit=cards.PEOPLE),
        skip,
    )
    return cards.report(turn, one, told, note)


# --- The message of the SA EPLE to several people, as each reads it.


@dataclass(frozen=True, slots=True)
class AnnouncementView(NoticeView):
    """The message; what a person has written is no template. ``meant``: its reader is still one of those it is for."""

    text: str
    meant: bool


async def _view(services: Services, row: Row) -> AnnouncementView | None:
    kept = await queries.get(services.storage, from_json(BatchData, row.notice.data).batch)
    if kept is None:
        return None
    to, experts = row.notice.to, kept.given.audience is Audience.EXPERTS
    meant = not experts or (to is not None and Role.EXPERT in await people.roles_of(services.storage, to))
    return AnnouncementView(services, row, kept.given.text, meant)


NOTICES: NoticeFeature[AnnouncementView] = NoticeFeature(
    specs=by_kind(
        NoticeSpec(
            kind=ANNOUNCEMENT,
            label=texts.ANNOUNCEMENT_KIND,
            still_true=lambda view: view.meant,
            owner=Wording(texts.ANNOUNCEMENT_TITLE, more=lambda view: [view.text]),
        )
    ),
    views=one_by_one(_view),
)


_SOMEBODY = PersonKey("", "")  # Whoever will get them, until that is said.


def obstacle(turn: Turn, line: BatchLine, given: BatchGiven, about: BatchSubjects) -> str:
    """Return why a line cannot be carried out as things stand, "" where nothing stands against it.

    What is still to be said (a reason, a kept request) is no obstacle yet.
    """
    if line.act in OF_REQUESTS:
        return _of_request(turn, line, given, about)
    file = about.applications.get(line.reference)
    if line.act in OF_APPLICATIONS:
        return _of_application(turn, line, file)
    if given.audience is Audience.CANDIDATES and file and file.candidature.held_back:
        return LineRefusal.HELD_BACK
    if given.audience is Audience.SCHOOLS:
        school = turn.register.get(line.reference)
        return "" if school and school.mail else LineRefusal.NO_ADDRESS
    return ""


def _of_request(turn: Turn, line: BatchLine, given: BatchGiven, about: BatchSubjects) -> str:
    file = about.requests.get(line.reference)
    if file is None:
        return LineRefusal.GONE
    move = request_move(line.act, file.request.status)
    told = RequestGiven(
        reason=line.reason or "…",
        target=Person(given.target or _SOMEBODY, "", frozenset({Role.EXPERT})),
        cancel_as=(given.cancel_as or CancelReason.OUT_OF_SCOPE) if move is RequestMove.CANCEL else None,
        duplicate_of=given.duplicate_of or "…",
    )
    facts = file.facts(turn.services.delays)
    try:
        apply(REQUEST_CYCLE, file.request, move, by=turn.person, now=turn.now, facts=facts, given=told)
    except MoveRefused as refused:
        return code_of(refused)
    return ""


def _of_application(turn: Turn, line: BatchLine, file: ApplicationFile | None) -> str:
    if file is None:
        return LineRefusal.GONE
    facts = turn.services.terms_of(file.candidature.call).facts(opened=file.opened)
    told = ApplicationGiven(reason=line.reason or "…")
    try:
        apply(
            APPLICATION_CYCLE, file.candidature, application_move(line.act), by=turn.person, now=turn.now, facts=facts,
            given=told,
        )  # fmt: skip
    except MoveRefused as refused:
        return code_of(refused)
    return ""
