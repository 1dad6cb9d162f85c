"""Training sessions and the steering committee: called in the chat, answered by a press, held with who was there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import MappingProxyType

from pydantic import Field as Field_

from dialogs.core import exchange
from dialogs.core import texts as general
from dialogs.core.context import Services, Turn
from dialogs.core.exchange import CardPart, Pressed, Reply
from dialogs.core.fields import parse_details, secret_in
from dialogs.core.filling import place, start
from dialogs.core.form import AnswerRefused, Field, FieldRefused, Form, Picker, free_text
from dialogs.core.notice import NoticeFeature, NoticeSpec, NoticeView, Wording, by_kind, one_by_one, whole_letter
from dialogs.team import texts
from dialogs.team.names import name_of
from dialogs.ui import elements as el
from dialogs.ui.elements import Action, Choice, ChoiceSetInput, TextInput
from knowledge.french import PARIS, counted, instant, listed, shortened
from knowledge.meeting import Meeting, MeetingKind, MeetingRefusal, MeetingRefused, MeetingState
from knowledge.people import Role
from knowledge.time.delays import paris_day
from knowledge.time.moments import moments, to_come
from knowledge.understanding.answer_fit import WORDS
from knowledge.understanding.matter import ANYTHING, REASONS
from knowledge.understanding.words import evened
from storage.actions import meetings as actions
from storage.actions.drafts import Draft
from storage.actions.notices import MEETING_CALLED, MEETING_CANCELLED, MEETING_EVE
from storage.outbox import Row
from storage.queries import people

_K, _S = MeetingKind, MeetingState
SHOW: Mapping[MeetingKind, tuple[str, ...]] = MappingProxyType(
    {
        _K.TRAINING: ("formations", "les formations", "sessions de formation", "m inscrire a la formation", "inscris moi a la formation"),
        _K.COMMITTEE: ("comite", "le comite", "comite de pilotage", "copil", "prochain comite", "prochain copil", "je viens au comite"),
    }
)  # fmt: skip
CALL: Mapping[MeetingKind, tuple[str, ...]] = MappingProxyType(
    {
        _K.TRAINING: (
            "annoncer une formation", "annonce une formation", "annonce une session de formation", "organise une formation",
            "organise une session de formation", "programmer une formation", "nouvelle session de formation",
        ),
        _K.COMMITTEE: (
            "convoquer le comite", "convoque le comite", "convoquez le comite", "convoque le copil", "convoquer le copil",
            "convoquer le comite de pilotage", "convoque le comite de pilotage", "reunir le comite",
        ),
    }
)  # fmt: skip
# «À Aix, salle 204», «en visio», behind the day; not «à créer», nor «en urgence».
_PLACE = re.compile(
    r"^(?:(?:a(?: la| l')?|au|aux|chez|dans(?: la| le)?) (?!\d|\w+(?:er|ir|oir|re)\b)|en visio|(?:grande |petite )?(?:salle|amphi|visio|rectorat|dsden|teams|college|lycee)\b)"
)
_SEATS = re.compile(
    r"[\s(]*(?:\b(?:avec|pour|de)\s+)?\b[\w-]+\s+(?:places?|pl|postes|sièges|personnes?|pers|participants?|agents?)\b.*$",
    re.IGNORECASE,
)
_THEME = re.compile(
    r"\b(?:sessions?|formations?|modules?|ateliers?|stages?|journ[ée]es?)\s+(?:de formation\s+)?(?:(?:sur|aux?|de|du|des)\s+)?(?:l[ae]s?\s+|l['’])?"
    r"(?!(?:de\s+)?formation\b)(?P<theme>«[^»]+»|[^,;:]+?)(?:\s+à\s+[A-ZÉ][^,;]*)?[\s,;]*(?:\b(?:pour\s+)?l[ea])?\s*$",
    re.IGNORECASE,
)  # «Crée une session « compte financier » le 6 février».
_CANCEL = "meeting_cancel"
_LONGEST, _REPORT, _NAMES = 600, 1_000, 30


class MeetingPress(Pressed):
    """The meeting of a button, as it was shown; who was there, and what was said."""

    meeting: int = Field_(ge=1, le=2**53)
    version: int = Field_(0, ge=0, le=2**31 - 1)
    present: str = Field_("", max_length=8_000)
    report: str = Field_("", max_length=2 * _REPORT)


# Looked at


async def show(kind: MeetingKind, turn: Turn) -> Reply:
    """Show the next meeting of a kind, or the last one, and how many others there are."""
    found = await actions.latest(turn.storage, kind)
    member = turn.person.has(Role.SA_EPLE)
    call = [el.asks(texts.BUTTON_CALL[kind], f"meeting.call_{kind}")] if member else []
    if not found:
        return Reply.of(exchange.plain_message(texts.TITLES[kind], [texts.NO_MEETING[kind]], call))
    shown = [_message(turn, one) for one in found[:2]]
    if not call:
        return Reply(tuple(shown))
    return Reply((*shown, exchange.plain_message(texts.TITLES[kind], [texts.CALL_ANOTHER[kind]], call)))


async def open_one(turn: Turn, pressed: MeetingPress) -> Reply:
    """Show one meeting."""
    return await _open(turn, pressed.meeting)


async def _open(turn: Turn, number: int, note: str = "") -> Reply:
    one = await actions.get(turn.storage, number)
    return Reply.of(_message(turn, one, note)) if one else Reply.text(texts.MEETING_REFUSED[MeetingRefusal.GONE])


def _message(turn: Turn, one: Meeting, note: str = "") -> exchange.Message:
    rows = [
        (texts.STATE, texts.STATES[one.state] if one.state is not _S.CALLED or one.at > turn.now else texts.TO_HOLD),
        (texts.PLACE, one.place),
        (texts.ABOUT[one.kind], one.text),
        *_answers(one),
        (texts.REASON if one.state is _S.CANCELLED else texts.REPORT, one.report),
    ]
    title = texts.ONE[one.kind].format(when=instant(one.at))
    return exchange.told(
        title, exchange.words(note), exchange.facts([row for row in rows if row[1]]), actions=_buttons(turn, one)
    )


def _answers(one: Meeting) -> list[tuple[str, str]]:
    if one.state is _S.HELD:
        there = [name_of(other.name) for other in one.people if other.present]
        return [(texts.PRESENT, _named(there) or texts.NOBODY)]
    coming = [name_of(other.name) for other in one.people if other.comes]
    away = [name_of(other.name) for other in one.people if other.comes is False]
    silent = sum(other.comes is None for other in one.people)
    return [
        (texts.COMING, _named(coming) or texts.NOBODY),
        (texts.DO_NOT_COME, _named(away)),
        (texts.SILENT, counted(silent, "personne") if silent else ""),
    ]


def _named(names: Sequence[str]) -> str:
    more = len(names) - _NAMES
    return listed([*names[:_NAMES], *([counted(more, "autre")] if more > 0 else [])])


def _buttons(turn: Turn, one: Meeting) -> list[Action]:
    data = {"meeting": one.number, "version": one.version}
    mine = next((other for other in one.people if other.key == turn.person.key), None)
    buttons: list[Action] = []
    if mine and one.may_answer(turn.person.key, turn.now):
        buttons += _answering(one, mine.comes)
    if turn.person.has(Role.SA_EPLE) and one.state is not _S.CANCELLED:
        if turn.now >= one.at:
            buttons.append(el.asks(texts.BUTTON_HOLD, "meeting.hold", data))
        elif one.state is _S.CALLED:
            buttons.append(el.asks(texts.BUTTON_CANCEL_MEETING, "meeting.cancel", data))
    return buttons


def _answering(one: Meeting, comes: bool | None = None) -> list[Action]:
    """Return the buttons that say whether one comes, without what was said before."""
    data = {"meeting": one.number, "version": one.version}
    yes, no = texts.ANSWERS[one.kind]
    said = {True: el.acts(yes, "meeting.comes", data, style="positive"), False: el.acts(no, "meeting.declines", data)}
    return [button for answer_, button in said.items() if answer_ is not comes]


# Answered, held


async def answer(comes: bool, turn: Turn, pressed: MeetingPress) -> Reply:
    """Note whether the person comes."""
    try:
        one = await actions.answer(turn.storage, pressed.meeting, comes=comes, by=turn.person.key, now=turn.now)
    except MeetingRefused as refused:
        return await _refused(turn, pressed.meeting, refused)
    return Reply.of(_message(turn, one, texts.COMES_NOTED[one.kind] if comes else texts.DECLINES_NOTED))


async def _refused(turn: Turn, number: int, refused: MeetingRefused) -> Reply:
    if refused.why is MeetingRefusal.RIGHT:
        return Reply.text(turn.worded(general.NOT_YOURS))
    return await _open(turn, number, texts.MEETING_REFUSED[refused.why])


async def ask_present(turn: Turn, pressed: MeetingPress) -> Reply:
    """Ask who was there; those who said that they come are ticked."""
    one = await actions.get(turn.storage, pressed.meeting)
    if one is None or one.state is _S.CANCELLED or turn.now < one.at:
        return await _open(turn, pressed.meeting, texts.MEETING_REFUSED[MeetingRefusal.EARLY] if one else "")
    ticked = [other.key.oid for other in one.people if (other.comes if other.present is None else other.present)]
    people_ = [Choice(title=name_of(other.name), value=other.key.oid) for other in one.people]
    inputs = CardPart(
        [
            ChoiceSetInput(
                id="present", label=texts.PRESENT, choices=people_, value=",".join(ticked), is_multi_select=True
            ),
            TextInput(id="report", label=texts.REPORT, is_multiline=True, max_length=_REPORT, value=one.report),
        ]
    )
    confirm = el.acts(
        texts.BUTTON_HELD, "meeting.held", {"meeting": one.number, "version": one.version}, style="positive"
    )
    title = texts.ONE[one.kind].format(when=instant(one.at))
    return Reply.of(exchange.told(title, exchange.words(texts.ASK_PRESENT[one.kind]), inputs, actions=[confirm]))


async def hold(turn: Turn, pressed: MeetingPress) -> Reply:
    """Note who was there; who was at a training is trained."""
    secret = secret_in(pressed.report)
    if secret:
        return Reply.text(secret)
    try:
        one = await actions.hold(
            turn.storage, pressed.meeting, pressed.version, frozenset(pressed.present.split(",")),
            shortened(pressed.report.strip(), _REPORT), by=turn.person.key, now=turn.now, activity=turn.shown,
        )  # fmt: skip
    except MeetingRefused as refused:
        return await _refused(turn, pressed.meeting, refused)
    return Reply.of(_message(turn, one, texts.HELD_NOTED[one.kind]))


# Called, cancelled


def forms(services: Services) -> Iterator[Form]:
    """Return the forms that call a meeting of each kind, and the one that cancels."""
    yield from (_calling(kind, services) for kind in MeetingKind)
    reason = Field("reason", texts.REASON, texts.ASK_REASON, parse_details, longest=_LONGEST, free=True, alone=WORDS,
                   tells=REASONS, holds="reason")  # fmt: skip
    yield Form(
        name=_CANCEL, title=texts.BUTTON_CANCEL_MEETING, fields=(reason,), send=_send_cancel, again=_shown_again,
        send_title=texts.BUTTON_CANCEL_MEETING, direct=True, forgets=True,
    )  # fmt: skip


def _moment(said: str, now: datetime) -> tuple[datetime, int] | None:
    """Return the one day with its hour that is said, and where in the text it ends; None where that is not one."""
    found = [
        (datetime.combine(to_come(one.day, paris_day(now)), one.hour, PARIS), one.end)
        for one in moments(said, now)
        if one.day and one.hour
    ]
    return found[0] if len(found) == 1 else None


def _calling(kind: MeetingKind, services: Services) -> Form:
    def at(answer_: str) -> str:
        found = _moment(answer_, services.now())
        if found is None:
            raise AnswerRefused(texts.AT_BAD)
        return found[0].isoformat()

    fields = (
        Field("at", texts.AT, texts.ASK_AT, at, hint=texts.AT_HINT, longest=100, picker=Picker.MOMENT,
              show=lambda value: instant(datetime.fromisoformat(value))),
        Field("place", texts.PLACE, texts.ASK_PLACE, free_text, hint=texts.PLACE_HINT, longest=200, free=True, alone=WORDS,
              tells=ANYTHING),
        Field("text", texts.ABOUT[kind], texts.ASK_ABOUT[kind], parse_details, optional=True, multiline=True, longest=_LONGEST,
              free=True, alone=WORDS, tells=ANYTHING),
    )  # fmt: skip
    return Form(
        name=f"meeting_{kind}", title=texts.CALL_TITLES[kind], fields=fields, send=partial(_send_call, kind),
        again=lambda turn, _nonce, _subject: show(kind, turn), send_title=texts.SEND[kind], notes=lambda _draft: [texts.WHO_IS_TOLD[kind]], forgets=True,
    )  # fmt: skip


async def begin(kind: MeetingKind, turn: Turn) -> Reply:
    """Begin to call a meeting with the moment, and the place, that are said; all is shown before anybody is told."""
    said = turn.incoming.text
    answers: dict[str, str] = {}
    found, days = _moment(said, turn.now), [one for one in moments(said, turn.now) if one.day]
    if found:
        answers["at"] = found[0].isoformat()
    if len(days) == 1:
        head, tail = said[: days[0].start], said[found[1] if found else days[0].end :]
        parts = [_SEATS.sub("", part).strip(" .") for part in re.split(r"[,;]", tail)]
        where = [part for part in parts if _PLACE.match(evened(part))]
        answers |= {"place": shortened(where[0], 200)} if where else {}
        theme = _THEME.search(head) if kind is MeetingKind.TRAINING else None
        answers |= {"text": theme["theme"].strip(' «»"')} if theme else {}
    return await start(turn, f"meeting_{kind}", answers=answers)


async def _send_call(kind: MeetingKind, turn: Turn, draft: Draft) -> Reply:
    at = datetime.fromisoformat(draft.answers["at"])
    try:
        number = await actions.call(turn.storage, place(turn), draft, kind, at, now=turn.now, activity=turn.shown)
    except MeetingRefused as refused:
        if refused.why is MeetingRefusal.PAST:
            raise FieldRefused("at", texts.MEETING_REFUSED[refused.why]) from refused
        return Reply.text(turn.worded(general.NOT_YOURS))
    return await _open(turn, number, texts.CALLED[kind])


async def ask_cancel(turn: Turn, pressed: MeetingPress) -> Reply:
    """Ask why a meeting is cancelled: all who were called read it."""
    one = await actions.get(turn.storage, pressed.meeting)
    if one is None or one.state is not _S.CALLED:
        return await _open(turn, pressed.meeting, texts.MEETING_REFUSED[MeetingRefusal.GONE])
    return await start(turn, _CANCEL, subject=str(one.number), subject_version=one.version)


async def _send_cancel(turn: Turn, draft: Draft) -> Reply:
    try:
        one = await actions.cancel(
            turn.storage, place(turn), draft, draft.answers["reason"], now=turn.now, activity=turn.shown
        )
    except MeetingRefused as refused:
        return await _refused(turn, int(draft.subject), refused)
    return Reply.of(_message(turn, one, texts.CANCELLED_NOTED))


async def _shown_again(turn: Turn, _nonce: str, subject: str) -> Reply | None:
    return await _open(turn, int(subject)) if subject.isdecimal() and turn.person.has(Role.SA_EPLE) else None


# --- Notices: called, cancelled, tomorrow.


@dataclass(frozen=True, slots=True)
class MeetingView(NoticeView):
    """A meeting as it stands, for somebody who was called."""

    one: Meeting
    still: bool  # The recipient still has a role.

    @property
    def to_owner(self) -> bool:
        """Tell that it is nobody's own."""
        return False

    @property
    def values(self) -> Mapping[str, object]:
        """Return when and where it is."""
        return {"when": instant(self.one.at), "what": texts.WHAT[self.one.kind], "place": self.one.place}


async def _view(services: Services, row: Row) -> MeetingView | None:
    one = await actions.get(services.storage, int(row.notice.reference or 0))
    to = row.notice.to
    return MeetingView(services, row, one, bool(await people.roles_of(services.storage, to))) if one and to else None


def _details(view: MeetingView) -> list[str]:
    return [line for line in (view.one.place, view.one.text) if line]


def _called(view: MeetingView) -> bool:
    return view.still and view.one.state is _S.CALLED and view.one.at > view.services.now()


NOTICES: NoticeFeature[MeetingView] = NoticeFeature(
    specs=by_kind(
        NoticeSpec(
            kind=MEETING_CALLED, still_true=_called,
            staff=Wording(texts.CALLED_NEWS, more=_details, actions=lambda view: _answering(view.one)),
        ),
        NoticeSpec(
            kind=MEETING_CANCELLED, still_true=lambda view: view.still,
            staff=Wording(texts.CANCELLED_NEWS, more=lambda view: [texts.CANCELLED_WHY.format(reason=view.one.report)]),
        ),
        NoticeSpec(
            kind=MEETING_EVE, reminder=True, still_true=_called,
            staff=Wording(texts.EVE_NEWS, more=_details, actions=lambda view: _answering(view.one)),
        ),
    ),
    views=one_by_one(_view),
    letter=whole_letter,
)  # fmt: skip
