"""Cards for those who have asked for assistance or logged a request: what follows, and their own list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from dialogs.assistance import texts
from dialogs.assistance.fields import REASON_CHARACTERS
from dialogs.assistance.moves import ROWS
from dialogs.core import texts as general
from dialogs.core.exchange import CardPart, Message, notes, plain_message, titled, told, words
from dialogs.core.exchange import rows as listed_rows
from dialogs.core.form_texts import TOPICS
from dialogs.core.request_line import request_row, state_of
from dialogs.ui import elements as el
from dialogs.ui.elements import Action, Choice, ChoiceSetInput, TextInput
from knowledge.french import PARIS, brief_person, counted, days_said, instant, listed, long_date, shortened
from knowledge.people import Person, PersonKey, Role
from knowledge.request import RequestMove, RequestRefusal
from knowledge.team import Absence
from storage.actions.requests import RequestResult
from storage.queries.people import Someone
from storage.queries.requests import RequestFile

PAGE = 6  # Of either kind.


def receipt_note(done: RequestResult, by: PersonKey, *, in_chat: bool = True) -> str:
    """Return what is said above a request that has just been stored; ``in_chat``: where its steps will be told too."""
    file = done.file
    if done.again:
        return texts.DONE_AGAIN.format(reference=file.reference)
    own = file.request.requester == by
    follows = texts.DONE_NEXT if in_chat else texts.DONE_NEXT_THERE
    said = [
        (texts.DONE_TITLE if own else texts.DONE_TITLE_LOG).format(
            reference=file.reference, at=instant(file.logged_at)
        ),
        texts.DONE_TAKEN if done.move is RequestMove.LOG_AND_TAKE else follows if own else texts.DONE_NEXT_LOG,
    ]
    if file.request.urgent:
        said.append(texts.DONE_NEXT_URGENT)
    return " ".join(said)


def mine_message(
    person: Person, held: Sequence[RequestFile], made: Sequence[RequestFile], now: datetime, *, drafted: bool = False
) -> Message:
    """Return the requests a person holds and those they have made, each opened by a press on it."""
    parts = [(texts.MINE_HELD, held)] if person.has(Role.EXPERT) else []
    parts.append((texts.MINE_MADE, [file for file in made if file not in held]))
    shown: list[CardPart] = []
    for title, files in parts:
        if not files:
            continue
        said = title.format(count=len(files))
        more = [texts.MINE_MORE.format(count=counted(len(files) - PAGE, "autre"))] if len(files) > PAGE else []
        own = title == texts.MINE_HELD
        rows = [request_row(file, now, own=own) for file in files[:PAGE]]
        shown.append(titled(said, listed_rows(rows, [line(file, now) for file in files[:PAGE]]), notes(*more)))
    if not shown:
        shown.append(words(texts.MINE_NONE_EXPERT if person.has(Role.EXPERT) else texts.MINE_NONE))
    logs = person.has(Role.EXPERT) or person.has(Role.SA_EPLE)
    title, verb = (
        (general.BUTTON_LOG_REQUEST, "assistance.log") if logs else (general.BUTTON_ASK_ASSISTANCE, "assistance.start")
    )
    return told(texts.MINE_TITLE, *shown, words(texts.MINE_DRAFT if drafted else ""), actions=[el.asks(title, verb)])


def line(file: RequestFile, now: datetime) -> str:
    """Return a request on one line."""
    request = file.request
    since = request.status_since or file.logged_at
    said = texts.MINE_LINE.format(
        reference=file.reference,
        school=shortened(file.school, 60) or request.uai,
        topic=TOPICS[request.topic] if request.topic else "",
        state=state_of(request, now).word,
        since=long_date(since.astimezone(PARIS).date()),
    )
    if request.urgent:
        said = f"{said} — {texts.URGENT_MARK}"
    return said


def target_message(
    reference: str,
    version: int,
    move: RequestMove,
    experts: Sequence[Someone],
    said: str = "",
    *,
    notes: Mapping[PersonKey, str] = MappingProxyType({}),
) -> Message:
    """Ask to which expert a request is given, and why where that is needed. ``said``: what was missing.

    ``notes``: what helps to choose, beside a name: away, knows the subject, holds so many.
    """
    choice = ROWS[move].experts
    if choice is None:
        raise ValueError(f"{move} is not made by the choice of an expert")
    title = choice.title.format(reference=reference)
    reason = TextInput(
        id="reason",
        label=texts.REASON,
        is_multiline=True,
        max_length=REASON_CHARACTERS,
        is_required=True,
        error_message=choice.ask_reason,
    )
    shown = el.card(
        el.heading(title),
        el.paragraph(said) if said else None,
        ChoiceSetInput(
            id="oid",
            label=texts.TARGET,
            choices=[Choice(title=_choice(one, notes.get(one.key, "")), value=one.key.oid) for one in experts],
            style="compact",
            is_required=True,
            error_message=texts.TARGET_NEEDED,
        ),
        reason if choice.ask_reason else None,
        actions=[
            el.acts(
                texts.ASSIGN_CONFIRM,
                f"request.{move}_to",
                {"reference": reference, "version": version},
                style="positive",
            )
        ],
    )
    names = listed([one.name for one in experts if one.name])
    return Message(" ".join(filter(None, (f"{title}.", said, texts.TARGETS.format(names=names)))), shown)


def _choice(one: Someone, note: str) -> str:
    return shortened(" – ".join(filter(None, (one.name or one.key.oid, note))), 100)


def _on_a_button(name: str) -> str:
    return shortened(brief_person(name), 17)


def away_message(file: RequestFile, move: RequestMove, absence: Absence, reason: str) -> Message:
    """Say that the expert who was chosen is away, and ask whether it is given all the same, or to who stands in."""
    name = absence.name or texts.TARGET
    lines = [texts.TARGET_AWAY.format(name=name, days=days_said(absence.days.first, absence.days.last))]
    data = {"reference": file.reference, "version": file.request.version, "reason": reason}
    verb = f"request.{move}_to"
    actions: list[Action] = []
    if absence.cover and absence.cover != file.request.holder:
        lines.append(texts.TARGET_AWAY_COVER.format(name=absence.cover_name))
        instead = texts.TARGET_INSTEAD.format(name=_on_a_button(absence.cover_name))
        actions.append(el.acts(instead, verb, {**data, "oid": absence.cover.oid}, style="positive"))
    anyway = texts.TARGET_ANYWAY.format(name=_on_a_button(name))
    actions.append(el.acts(anyway, verb, {**data, "oid": absence.key.oid, "anyway": True}))
    other = {"reference": file.reference, "version": file.request.version}
    actions.append(el.asks(texts.TARGET_OTHER, f"request.{move}", other))
    return plain_message(lines[0], lines[1:], actions)


def rating_message(reference: str, title: str = "", said: str = "", *more: Action) -> Message:
    """Ask the requester how satisfied they are; ``title`` and what is ``said`` where it comes as a notice."""
    title = title or texts.RATE_TITLE.format(reference=reference)
    asked = " ".join(filter(None, (said, texts.RATE_ASK)))
    shown = el.card(
        el.heading(title),
        el.paragraph(asked),
        ChoiceSetInput(
            id="score",
            label=texts.SCORE,
            choices=[Choice(title=said, value=str(number)) for number, said in enumerate(texts.SCORES, 1)],
            style="expanded",
            is_required=True,
            error_message=texts.REFUSALS[RequestRefusal.SCORE_OUT_OF_RANGE],
        ),
        TextInput(id="comment", label=texts.COMMENT, is_multiline=True, max_length=REASON_CHARACTERS),
        actions=[el.acts(texts.RATE_SEND, "request.rate", {"reference": reference}, style="positive"), *more],
    )
    return Message(f"{title}. {asked}", shown)
