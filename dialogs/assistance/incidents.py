"""«Vous n'êtes pas seul»: a trouble of several schools is told to who comes next, joined by a press, answered once for all.

Counts alone are told to a school: never which other ones. How long one usually waits is said from what has been.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from pydantic import Field as Field_

from dialogs.assistance import service_texts as texts
from dialogs.assistance.case_cards import CARRIED
from dialogs.assistance.fields import parse_topic, topic_choices
from dialogs.assistance.texts import FORM_ASIDE, NAMED
from dialogs.core import exchange
from dialogs.core import texts as general
from dialogs.core.context import Services, Turn
from dialogs.core.exchange import SILENCE, Pressed, Reply, notes, plain_message, told, words
from dialogs.core.fields import parse_details
from dialogs.core.filling import place, start
from dialogs.core.form import Field, FieldRefused, Form, Way
from dialogs.core.form_texts import TOPICS
from dialogs.core.notice import NoticeFeature, NoticeSpec, NoticeView, Wording, by_kind, one_by_one
from dialogs.core.persons import rest_of
from dialogs.core.request_line import request_row
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.elements import Action
from dialogs.ui.patterns import ListRow, Mark, Tone
from knowledge.french import (
    PARIS,
    WEEKDAYS,
    brief_instant,
    capitalised,
    counted,
    duration,
    listed,
    long_date,
    shortened,
)
from knowledge.identities import Naming, identities
from knowledge.incident import LONGEST, Incident, IncidentRefused, IncidentState, UsualWait, usual_wait
from knowledge.lifecycle import NotAllowed
from knowledge.request import Topic
from knowledge.time.delays import office_moment, paris_day
from knowledge.understanding.answer_fit import WORDS
from knowledge.understanding.matter import ANYTHING
from knowledge.understanding.ruling import LIKELY
from knowledge.understanding.several import told_after
from knowledge.understanding.vectors import vector_of
from knowledge.understanding.words import plain_words
from storage.actions import incidents, sayings
from storage.actions.drafts import Draft
from storage.actions.notices import INCIDENT, INCIDENT_TOLD
from storage.calls import subjects
from storage.notice_data import IncidentData, from_json
from storage.outbox import Row
from storage.queries import incidents as queries
from storage.queries import team
from storage.queries.incidents import SharedTrouble

SHOW = (
    "pannes", "les pannes", "pannes en cours", "difficultes communes", "incidents", "y a t il une panne", "suis je le seul",
    "suis je la seule",
)  # fmt: skip
ME_TOO = (
    "moi aussi", "moi aussi j ai ce probleme", "nous aussi", "pareil pour moi", "pareil chez nous", "meme probleme ici", "chez nous aussi",
    "j ai le meme probleme", "on a le meme probleme", "idem pour nous", "idem chez nous", "bon ben moi pareil", "moi pareil",
)  # fmt: skip
ANNOUNCE = (
    "annoncer une panne", "annonce une panne", "annoncez une panne", "panne a annoncer", "signaler une panne a tous",
    "annoncer un incident", "annonce un incident",
)  # fmt: skip
_ANSWER, _ANNOUNCE, _ENDS = "incident_answer", "incident_announce", "ends"
_TELLS = 6  # Words of a sentence that says itself what is to be announced.
_FEW = 6  # Words of a description that may be of any trouble of its subject.
_LIKE = 0.4  # How near two descriptions of one trouble are, of 1: the cosine of their vectors.
_OVER = re.compile(
    r"\b(?:regle|resolu|retabli|repare|revenu|corrige|fini|termine)(?:e|s|es)?\b|\bremarche"
)  # Said of a trouble that is over.
_WITHDRAWS = re.compile(
    r"\b(?:clotur|ferm|lev|retir|enlev|supprim|arret)\w* (?:l |la |le |cette )?(?:annonce|alerte|bandeau|panne)\b"
)
_THANKS = re.compile(
    r"[\s,.?!]*\b(?:merci|svp|stp|s['’]il (?:vous|te) pla[iî]t)\b(?: (?:beaucoup|bien|d['’]avance|à (?:toi|vous)))*[\s.!?]*$", re.IGNORECASE
)  # fmt: skip
_ALSO = re.compile(
    r"(?<=\w)\s?[,;.–-]+\s(?:et )?(?:tu |vous )?(?:pr[ée]v(?:iens|enez)|averti(?:s|ssez)|inform(?:e|ez)|annonce[rz]?|diffuse[rz]?|dis[- ]le|faites?[- ]le savoir)\b",
    re.IGNORECASE,
)  # The order comes after what it announces.
_OF_WHAT = re.compile(r"(?:des?|du|d['’]|sur)\b", re.IGNORECASE)
_SHOWN = 8  # Requests, or troubles, on one card.


class IncidentPress(Pressed):
    """The trouble of a button, as it was shown."""

    incident: int = Field_(ge=1, le=2**53)
    version: int = Field_(0, ge=0, le=2**31 - 1)


def _schools(count: int) -> str:
    return counted(count, "établissement")


# Told to who comes next


async def near(turn: Turn, topics: Collection[Topic]) -> SharedTrouble | None:
    """Return the trouble of several schools that is told today and is of one of these subjects."""
    found = await queries.current(turn.storage, turn.person.key.tenant, paris_day(turn.now)) if topics else []
    return next((one for one in found if one.incident.topic in topics), None)


async def known(turn: Turn, text: str, topics: Collection[Topic], *, own: bool) -> tuple[Reply | None, str]:
    """Return what who describes a difficulty is told of others who have one: that they may join, else a line; None and "" for nothing.

    ``own``: it is their own difficulty; who logs one for a school joins nothing.
    """
    shared = await near(turn, topics)
    if shared is None:
        return None, ""
    if own and await _is_like(turn, shared.incident, text):
        return Reply.of(_not_alone(shared, text, paris_day(turn.now))), ""
    told = texts.OWN_SHARED if own else texts.LOGGED_SHARED
    line = told.format(schools=_schools(shared.schools), topic=TOPICS[shared.incident.topic])
    return None, line if shared.schools else ""


async def _is_like(turn: Turn, incident: Incident, text: str) -> bool:
    """Tell whether what somebody describes may be the trouble that others have, and not another of the same subject.

    Few words describe nothing else; what was announced is for all whom its subject concerns.
    """
    if incident.text or len(text.split()) <= _FEW:
        return True
    described = await queries.descriptions(turn.storage, turn.person.key.tenant, incident)
    said = vector_of(text)
    return not described or any(float(said @ vector_of(one)) >= _LIKE for one in described)


def _lines(shared: SharedTrouble, today: date) -> list[str]:
    """Return what is known of a trouble; what was told on another day is dated: its «aujourd'hui» was that day."""
    one, topic = shared.incident, TOPICS[shared.incident.topic]
    fresh, since = one.since == today, long_date(one.since)
    who = texts.NOT_ALONE_HELD if shared.held else texts.NOT_ALONE_FREE
    told = texts.NOT_ALONE_KNOWN if fresh else texts.NOT_ALONE_TOLD_ON
    known = [told.format(topic=topic, text=one.text, day=since)] if one.text else []
    day = texts.NOT_ALONE_TODAY if fresh else texts.NOT_ALONE_SINCE.format(day=since)
    count = texts.NOT_ALONE_COUNT.format(schools=_schools(shared.schools), topic=topic, who=who, day=day)
    answer = [texts.INCIDENT_ANSWERED.format(text=one.answer)] if one.answer else []
    return [*known, *([count] if shared.schools else []), *answer]


def _not_alone(shared: SharedTrouble, text: str, today: date) -> exchange.Message:
    data = {"incident": shared.incident.number, "version": shared.incident.version}
    own = {"text": text[:CARRIED], "topic": shared.incident.topic.value}
    actions: list[Action] = [
        el.acts(texts.BUTTON_ME_TOO, "incident.join", data, style="positive"),
        el.asks(texts.BUTTON_OWN, "assistance.offered", own),
    ]
    return told(texts.NOT_ALONE, words(*_lines(shared, today)), notes(texts.NOT_ALONE_HOW), actions=actions)


async def join(turn: Turn, pressed: IncidentPress) -> Reply:
    """Note that somebody has the same trouble: they are told what is answered to all."""
    try:
        first = await incidents.join(turn.storage, pressed.incident, by=turn.person.key, now=turn.now)
    except IncidentRefused:
        button = el.asks(general.BUTTON_ASK_ASSISTANCE, "assistance.start")
        return Reply.of(plain_message(texts.NOT_ALONE, [texts.INCIDENT_GONE], [button]))
    return Reply.text(texts.JOINED if first else texts.JOINED_AGAIN)


async def join_said(turn: Turn) -> Reply:
    """Note it where somebody types that they have the same trouble: that which was shown, or the only one of today."""
    shown = next((one for one in turn.remembered.listed_now(turn.now) if one.verb == "incident.join"), None)
    if shown:
        return await join(turn, IncidentPress.model_validate(dict(shown.value)))
    found = await queries.current(turn.storage, turn.person.key.tenant, paris_day(turn.now))
    return await join(turn, _press_of(found[0])) if len(found) == 1 else await show(turn)


def _press_of(shared: SharedTrouble) -> IncidentPress:
    return IncidentPress(incident=shared.incident.number, version=shared.incident.version)


# For those who handle requests


async def show(turn: Turn) -> Reply:
    """List the troubles of several schools to those who handle requests; tell others what holds today."""
    tenant = turn.person.key.tenant
    if not turn.person.handles_requests:
        today = paris_day(turn.now)
        found = await queries.current(turn.storage, tenant, today)
        if found:
            return Reply(tuple(_not_alone(one, "", today) for one in found[:2]))
        button = el.asks(general.BUTTON_ASK_ASSISTANCE, "assistance.start")
        return Reply.of(plain_message(texts.INCIDENTS, [texts.NONE_TODAY], [button]))
    kept = await queries.latest(turn.storage, tenant)
    answered = await _answer_said(turn, kept)
    if answered:
        return answered
    announce = el.asks(texts.BUTTON_ANNOUNCE, "incident.announce")
    line = () if kept else (texts.NONE_FOR_STAFF,)
    rows = exchange.rows([_row(turn, one) for one in kept[:_SHOWN]])
    return Reply.of(told(texts.INCIDENTS, words(*line), rows, actions=[announce]))


async def _answer_said(turn: Turn, kept: Sequence[SharedTrouble]) -> Reply | None:
    """Begin the answer that a sentence gives to all who have the same trouble; None where it tells nothing, or not whom."""
    text = turn.incoming.text.rstrip()
    said = "" if text.endswith("?") else text.partition(": ")[2].strip() or told_after(text)
    if not said:
        return None
    one = _meant(turn, kept)
    return await _start_answer(turn, one, said) if one else None


def _meant(turn: Turn, kept: Sequence[SharedTrouble]) -> Incident | None:
    """Return the open trouble that a sentence is about: that of its subject, or the only one; None where that is not one."""
    open_now = [one.incident for one in kept if one.incident.state is IncidentState.OPEN]
    topic = _subject(turn)
    found = [one for one in open_now if one.topic == topic] or open_now
    return found[0] if len(found) == 1 else None


async def _start_answer(turn: Turn, one: Incident, said: str = "") -> Reply:
    answers = {"text": capitalised(said)[:LONGEST]} if said else {}
    return await start(turn, _ANSWER, subject=str(one.number), subject_version=one.version, answers=answers)


def _row(turn: Turn, one: SharedTrouble) -> ListRow:
    current = one.incident.current(paris_day(turn.now))
    state = Mark(texts.INCIDENT_STATES["open" if current else "ended"], Tone.ALERT if current else Tone.PLAIN)
    title = TOPICS[one.incident.topic]
    details = [long_date(one.incident.since), _schools(one.schools), shortened(one.incident.text, 60)]
    row = ListRow(title, [part for part in details if part], state)
    return pt.opened_by(
        row, texts.BUTTON_OPEN.format(number=one.incident.number), "incident.open", incident=one.incident.number
    )


async def open_one(turn: Turn, pressed: IncidentPress) -> Reply:
    """Show one trouble with its requests."""
    return await _open(turn, pressed.incident)


async def _open(turn: Turn, number: int, note: str = "") -> Reply:
    found = await queries.get(turn.storage, turn.person.key.tenant, number)
    if found is None or not turn.person.handles_requests:
        return Reply.text(texts.INCIDENT_GONE)
    shared, files = found
    one = shared.incident
    counts = texts.INCIDENT_COUNTS.format(
        schools=_schools(shared.schools),
        requests=counted(len(files), "demande"),
        joined=counted(shared.joined, *texts.JOINED_COUNT),
    )
    lines = [
        note,
        texts.INCIDENT_ABOUT.format(topic=TOPICS[one.topic], since=long_date(one.since)),
        counts,
        texts.INCIDENT_ANNOUNCED.format(text=one.text) if one.text else "",
        texts.INCIDENT_ANSWERED.format(text=one.answer) if one.answer else "",
    ]
    rows = exchange.rows([request_row(file, turn.now) for file in files[:_SHOWN]])
    answer = el.asks(
        texts.BUTTON_ANSWER_ALL, "incident.answer", {"incident": number, "version": one.version}, style="positive"
    )
    actions = [answer] if one.state is IncidentState.OPEN else []
    return Reply.of(told(texts.INCIDENT.format(number=number), words(*lines), rows, actions=actions))


# Answered, announced


def forms() -> Iterator[Form]:
    """Return the forms of an answer to all and of an announcement."""
    written = partial(
        Field, "text", parse=parse_details, multiline=True, longest=LONGEST, free=True, alone=WORDS, tells=ANYTHING
    )
    yield Form(
        name=_ANSWER, title=texts.ANSWER_LABEL, about=lambda draft: texts.ANSWER_TITLE.format(number=draft.subject),
        fields=(written(label=texts.ANSWER_LABEL, ask=texts.ASK_ANSWER, hint=texts.ANSWER_HINT),),
        send=partial(_send_answer, ends=False), again=_answered_before, send_title=texts.SEND_ANSWER, aside=FORM_ASIDE,
        ways=(Way(_ENDS, partial(_send_answer, ends=True), texts.SEND_ENDS, ("c est resolu", "resolu")),), forgets=True,
    )  # fmt: skip
    yield Form(
        name=_ANNOUNCE, title=texts.ANNOUNCE_TITLE,
        fields=(
            written(label=texts.ANNOUNCE_LABEL, ask=texts.ASK_ANNOUNCE, hint=texts.ANNOUNCE_HINT),
            Field("topic", general.CASE_SUBJECT, texts.ASK_ANNOUNCE_TOPIC, parse_topic, choices=topic_choices()),
        ),
        send=_send_announce, again=_announced_before, send_title=texts.ANNOUNCE_SEND, aside=FORM_ASIDE, forgets=True,
    )  # fmt: skip


async def begin_answer(turn: Turn, pressed: IncidentPress) -> Reply:
    """Ask what all are to be told."""
    found = await queries.get(turn.storage, turn.person.key.tenant, pressed.incident)
    if found is None or found[0].incident.state is not IncidentState.OPEN:
        return await _open(turn, pressed.incident, texts.INCIDENT_STALE)
    return await _start_answer(turn, found[0].incident)


async def announce(turn: Turn) -> Reply:
    """Begin to announce a trouble with what is said of it; all of it is shown before it is told."""
    said = text_announced(turn.incoming.text)
    topic = _subject(turn) if said else None
    if said and _OVER.search(
        plain_words(said)
    ):  # «C'est réglé, préviens tout le monde»: it answers the trouble that is open.
        ended = _meant(turn, await queries.latest(turn.storage, turn.person.key.tenant))
        if ended:
            return await _start_answer(turn, ended, said)
        if _WITHDRAWS.search(plain_words(said)):  # There is none to withdraw: what is known is shown.
            return await show(turn)
    answers = {"text": capitalised(said)[:LONGEST]} if said else {}
    return await start(turn, _ANNOUNCE, answers={**answers, "topic": topic.value} if topic else answers)


def text_announced(typed: str) -> str:
    """Return what an order announces, without the order itself and the thanks around it; "" where it does not say.

    What is corrected is shown first: «Panne Chorus Pro, retour à 16 h, à annoncer» is taken as it stands.
    """
    asked = _THANKS.sub("", typed)
    after = _ALSO.search(asked) if ":" not in asked else None
    if after:  # «Op@le est en panne, préviens les établissements»: what comes before is announced.
        asked = asked[: after.start()]
    said = rest_of(asked, ANNOUNCE).strip(" :–-")
    if _OF_WHAT.match(said):
        said = texts.ANNOUNCE_OF.format(what=said)
    said = said or ("" if after else told_after(asked).strip(" :–-"))
    return said or (asked if after or len(asked.split()) >= _TELLS else "")


def _subject(turn: Turn) -> Topic | None:
    """Return the one subject of Op@le that a message names, or is likely about; None where none is."""
    text = turn.incoming.text
    named = turn.registry.listener(turn.base).request(text, turn.situation).subjects or tuple(subjects().found(text))
    weighed = turn.understood.weighed.subject if turn.understood and turn.understood.weighed else None
    likely = weighed is not None and weighed.chance >= LIKELY and weighed.best in Topic.__members__
    return named[0] if len(named) == 1 else Topic(weighed.best) if weighed and likely else None


def _refuse_names(turn: Turn, text: str) -> None:
    """Raise FieldRefused for a text that all would read and that names a school or somebody."""
    found = [one for one in identities(text, turn.register) if one.kind is not Naming.MASKED]
    if found:
        what = listed([NAMED[one.kind].format(said=shortened(one.said, 60)) for one in found[:3]])
        raise FieldRefused("text", texts.NAMES_SOMEBODY.format(what=what))


async def _send_answer(turn: Turn, draft: Draft, *, ends: bool) -> Reply:
    text = draft.answers["text"]
    _refuse_names(turn, text)
    try:
        sent = await sayings.answer_incident(
            turn.storage, place(turn), draft, text, turn.services.delays, ends=ends, now=turn.now, activity=turn.shown
        )
    except NotAllowed:
        return Reply.text(turn.worded(general.NOT_YOURS))
    except IncidentRefused:
        return await _open(turn, int(draft.subject), texts.INCIDENT_STALE)
    said = [texts.ANSWERED.format(requests=counted(sent.requests, "demande"))]
    if sent.others:
        said.append(texts.ANSWERED_TOO.format(others=counted(sent.others, *texts.ANSWERED_OTHERS)))
    if sent.reached < sent.requests:
        said.append(texts.ANSWERED_BY_PHONE.format(requests=counted(sent.requests - sent.reached, "demande")))
    return await _open(turn, int(draft.subject), " ".join(said))


async def _answered_before(turn: Turn, _nonce: str, subject: str) -> Reply | None:
    return await _open(turn, int(subject)) if subject.isdecimal() and turn.person.handles_requests else None


async def _send_announce(turn: Turn, draft: Draft) -> Reply:
    text = draft.answers["text"]
    _refuse_names(turn, text)
    try:
        number = await incidents.announce(
            turn.storage, place(turn), draft, Topic(draft.answers["topic"]), text, now=turn.now, activity=turn.shown
        )
    except NotAllowed:
        return Reply.text(turn.worded(general.NOT_YOURS))
    return await _open(turn, number, texts.ANNOUNCED)


async def _announced_before(turn: Turn, _nonce: str, _subject: str) -> Reply | None:
    return await show(turn) if turn.person.handles_requests else None


# --- Notices: to those who handle requests that several schools have the same, to who joined what was answered.


@dataclass(frozen=True, slots=True)
class IncidentView(NoticeView):
    """A trouble as it stands, and what was told of it."""

    shared: SharedTrouble
    data: IncidentData

    @property
    def to_owner(self) -> bool:
        """Tell whether it goes to who joined."""
        return self.row.notice.kind == INCIDENT_TOLD

    @property
    def values(self) -> Mapping[str, object]:
        """Return its subject and its schools."""
        return {"topic": TOPICS[self.shared.incident.topic], "schools": _schools(self.shared.schools)}


async def _view(services: Services, row: Row) -> IncidentView | None:
    key = row.notice.to
    found = await queries.get(services.storage, key.tenant, int(row.notice.reference or 0)) if key else None
    return IncidentView(services, row, found[0], from_json(IncidentData, row.notice.data)) if found else None


def _opening(view: IncidentView) -> Sequence[Action]:
    number = view.shared.incident.number
    return (el.asks(texts.BUTTON_OPEN.format(number=number), "incident.open", {"incident": number}),)


NOTICES: NoticeFeature[IncidentView] = NoticeFeature(
    specs=by_kind(
        NoticeSpec(
            kind=INCIDENT,
            still_true=lambda view: view.shared.incident.state is IncidentState.OPEN,
            staff=Wording(
                lambda view: capitalised(
                    view.fill(texts.INCIDENT_ANNOUNCED_NEWS if view.shared.incident.text else texts.INCIDENT_NEWS)
                ),
                more=lambda view: [view.shared.incident.text] if view.shared.incident.text else [],
                actions=_opening,
            ),
        ),
        NoticeSpec(
            kind=INCIDENT_TOLD,
            owner=Wording(
                lambda view: capitalised(texts.INCIDENT_ENDED_NEWS if view.data.ends else texts.INCIDENT_TOLD_NEWS),
                more=lambda view: [view.data.text],
            ),
        ),
    ),
    views=one_by_one(_view),
)


_WAITS_BACK = timedelta(days=365)


async def show_wait(turn: Turn) -> Reply:
    """Say what is usual now; nothing where too little is known."""
    said = await usual_wait_said(turn)
    return Reply.text(said) if said else SILENCE


async def tell_wait(turn: Turn) -> Reply:
    """Say it to who asks for it in words, or that too little is known."""
    said = await usual_wait_said(turn) or texts.WAIT_UNKNOWN
    return Reply.of(told(texts.WAIT_TITLE, words(said, texts.WAIT_OWN[bool(turn.person.roles)])))


async def usual_wait_said(turn: Turn) -> str:
    """Return the usual wait at this moment, or when work goes on, and who is there; "" where too few requests tell it."""
    delays, tenant = turn.services.delays, turn.person.key.tenant
    begins = office_moment(turn.now, delays)
    samples = await queries.waits(turn.storage, tenant, paris_day(turn.now - _WAITS_BACK))
    usual = usual_wait(samples, begins)
    later = [texts.WAIT_RESUMES.format(when=brief_instant(begins, turn.now))] if begins != turn.now else []
    if usual is None:
        return " ".join(later)
    if later:
        return " ".join([*later, _wait_said(usual, begins.astimezone(PARIS).weekday())])
    there = sum(one.away is None for one in await team.members(turn.storage, paris_day(turn.now)))
    one, many, none = texts.WAIT_PRESENT
    present = many.format(count=there) if there > 1 else one if there else none
    return " ".join([_wait_said(usual, begins.astimezone(PARIS).weekday()), present])


def _wait_said(usual: UsualWait, weekday: int) -> str:
    when = (
        texts.WAIT_DAY[usual.morning].format(day=WEEKDAYS[weekday]) if usual.weekday else texts.WAIT_HALF[usual.morning]
    )
    count = counted(usual.count, "demande")
    return texts.WAIT.format(minutes=duration(max(usual.minutes, 1)), when=when, count=count)
