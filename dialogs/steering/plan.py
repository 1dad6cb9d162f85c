"""The plan of action in the chat: noted in a sentence, followed, ended; for the SA EPLE."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import Field as Field_

from dialogs.core import exchange
from dialogs.core import texts as general
from dialogs.core.context import Services, Turn
from dialogs.core.exchange import CardPart, PagePress, Pressed, Reply
from dialogs.core.fields import SLASHED, parse_day, shown_day
from dialogs.core.filling import place, start
from dialogs.core.form import AnswerRefused, Field, Form, Picker, free_text
from dialogs.core.notice import NoticeFeature, NoticeSpec, NoticeView, Wording, by_kind, one_by_one
from dialogs.core.persons import rest_of
from dialogs.steering import document_texts as texts
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.patterns import ListRow, Mark, Tone
from knowledge.batch import PlanMove, PlannedAction, PlanRefused, PlanState, moves_of
from knowledge.french import bare_date, counted, instant, long_date, shortened
from knowledge.identities import Naming, identities
from knowledge.lifecycle import NotAllowed
from knowledge.people import Role
from knowledge.schools.register import EMPTY
from knowledge.time.delays import paris_day
from knowledge.time.moments import moments, to_come
from knowledge.understanding.answer_fit import GIVEN_NAMES, WORDS, is_name
from knowledge.understanding.matter import ANYTHING
from knowledge.understanding.several import told_after
from knowledge.understanding.words import evened, plain_words
from storage.actions import plan as actions
from storage.actions.drafts import Draft
from storage.actions.meetings import get as get_meeting
from storage.actions.notices import PROPOSAL, PROPOSAL_DECIDED
from storage.outbox import Row
from storage.queries import people
from storage.transaction import made_by

SHOW = (
    "plan d action",
    "le plan d action",
    "ou en est le plan d action",
    "ou en est le plan",
    "plan d actions",
    "les actions",
)
NOTE = ("action", "nouvelle action", "noter une action", "note une action", "ajouter une action", "ajoute une action")
FORM, PROPOSAL_FORM = "plan_action", "plan_proposal"
_PAGE, _LONGEST, _WORDS_OF_OWNER = 10, 600, 5
_SAID = re.compile(
    r"^(?:n\s*°?\s*)?(\d{1,6})\s+(?:est\s+)?(?P<how>faite?|terminee?|finie?|close|abandonnee?|rouverte|a rouvrir)\b"
)
_HOW = {"a": PlanMove.DROP, "r": PlanMove.REOPEN}
_BEFORE_DAY = re.compile(
    r"[\s,;]*(?:\b(?:pour|avant|d'ici|a faire|a rendre|echeance|delai|deadline|au plus tard|quand)\b[\s,:]*(?:\b(?:le|au|la)\b)?|\ble\b)\s*$"
)
_OWNER = re.compile(
    r"^(?:par\s+|responsable\s*:?\s*)?((?:(?:m\.|mme|monsieur|madame)\s+)?[^\d,;]{2,60})$", re.IGNORECASE
)


_TEAMS = re.compile(
    r"\b(?:experts?|s\.?a\.? eple|eple|rectorat|dsi|diepat|copil|comite|service|cellule|equipe|agence|tous|toutes|moi|nous|tout le monde)\b"
)


def _owner(answer: str) -> str:
    """Return who is in charge of an action: a person, a service. Raises AnswerRefused."""
    if not _is_owner(answer):
        raise AnswerRefused(texts.OWNER_BAD)
    return answer.strip()


def _is_owner(said: str) -> bool:
    return is_name(said) or _TEAMS.search(evened(said)) is not None


def forms(_services: Services) -> tuple[Form, ...]:
    """Return the form of an action."""
    fields = (
        Field("text", texts.TEXT, texts.ASK_TEXT, free_text, hint=texts.TEXT_HINT, multiline=True, longest=_LONGEST, free=True, alone=WORDS,
              holds="note", tells=ANYTHING),
        Field("owner", texts.OWNER, texts.ASK_OWNER, _owner, optional=True, longest=200, free=True, alone=WORDS),
        Field("due", texts.DUE, texts.ASK_DUE, _day, hint=texts.DUE_HINT, show=shown_day, optional=True, picker=Picker.DAY),
    )  # fmt: skip
    return (
        Form(
            name=FORM,
            title=texts.FORM_TITLE,
            fields=fields,
            send=_send,
            again=_noted_already,
            send_title=texts.SEND,
            review=texts.REVIEW,
            aside=texts.ASIDE,
        ),
        Form(
            name=PROPOSAL_FORM, title=texts.PROPOSAL_TITLE, fields=(_proposal_field(),), send=_send_proposal, again=_proposed_before,
            send_title=texts.PROPOSAL_SEND, aside=texts.ASIDE, direct=True, forgets=True,
        ),
    )  # fmt: skip


def _day(answer: str) -> str:
    return parse_day(answer, texts.DUE_BAD, SLASHED)


async def note(turn: Turn) -> Reply:
    """Begin to note an action, with what the sentence says of it; or say what became of one: «action 3 faite»."""
    typed = turn.incoming.text
    rest = rest_of(typed, NOTE).lstrip(" :–-")
    rest = rest or told_after(typed)
    said = _SAID.match(evened(rest))
    if said:
        how = _HOW.get(said["how"][0], PlanMove.FINISH)
        kept = await actions.get(turn.storage, int(said[1]))
        if kept is None:
            return Reply.text(texts.NO_SUCH.format(number=said[1]))
        return await _make(turn, how, kept.number, kept.version)
    return await start(turn, FORM, subject="plan", answers=_read(rest, turn.now))


def _read(said: str, now: datetime) -> dict[str, str]:
    """Return the action, who answers for it and its day, as far as a sentence says them."""
    answers: dict[str, str] = {}
    for one in reversed(moments(said, now)):
        # «pour le 13», not «du 13», which is a department.
        before = _BEFORE_DAY.search(evened(said[: one.start]))
        if one.day and before:
            answers["due"] = to_come(one.day, paris_day(now)).isoformat()
            said = f"{said[: before.start()]}{said[one.end :]}".strip(" ,;.")
            break
    head, comma, tail = said.rpartition(",")
    last = _OWNER.match(tail.strip(" .")) if comma and len(tail.split()) <= _WORDS_OF_OWNER else None
    owner = _person_in(said)
    if last and ((owner and owner in last[1]) or _is_owner(last[1])):
        owner, said = owner or last[1].strip(), head
    if owner:
        answers["owner"] = owner
    if said.strip(" ,;."):
        answers["text"] = said.strip(" ,;.")[:_LONGEST]
    return answers


def _person_in(text: str) -> str:
    """Return the first person that a sentence names, by a title or a given name: «Mme Reboul», «Julie Armand»; "" for none."""
    titled = [one.said for one in identities(text, EMPTY) if one.kind is Naming.PERSON]
    words = text.split()
    given = next((at for at, word in enumerate(words) if word[:1].isupper() and plain_words(word) in GIVEN_NAMES), None)
    if titled or given is None:
        return titled[0] if titled else ""
    surname = words[given + 1] if words[given + 1 :] and words[given + 1][:1].isupper() else ""
    return f"{words[given]} {surname}".strip(" ,;.:")


async def _send(turn: Turn, draft: Draft) -> Reply:
    try:
        number = await actions.add(
            turn.storage,
            place(turn),
            draft,
            draft.answers,
            now=turn.now,
            activity=turn.activity,
            uai=_school(turn, draft),
        )
    except NotAllowed:
        return Reply.text(turn.worded(general.NOT_YOURS))
    return await _page(turn, 0, texts.ADDED.format(number=number))


def _school(turn: Turn, draft: Draft) -> str:
    """Return the one school that an action is about, by its code; "" where it names none, or several."""
    schools = turn.register.spot(draft.answers.get("text", "")).schools
    return schools[0].uai if len(schools) == 1 else ""


async def _noted_already(turn: Turn, nonce: str, _subject: str) -> Reply | None:
    """Answer a second press with what the first has noted."""
    kept = await made_by(turn.storage, turn.person.key.tenant, turn.incoming.address.conversation, nonce)
    if not kept or "number" not in kept or not turn.person.has(Role.SA_EPLE):
        return None
    return await _page(turn, 0, texts.ADDED.format(number=kept["number"]))


class ActionPress(Pressed):
    """The action of a button, as it was shown."""

    action: int = Field_(ge=1, le=2**53)
    version: int = Field_(0, ge=0, le=2**31 - 1)


async def show(turn: Turn, asked: PagePress) -> Reply:
    """Show where the plan stands."""
    return await _page(turn, asked.skip)


async def begin(turn: Turn) -> Reply:
    """Begin to note an action, by a button."""
    return await start(turn, FORM, subject="plan")


async def _page(turn: Turn, skip: int, note_: str = "") -> Reply:
    found, today = await actions.plan(turn.storage), paris_day(turn.now)
    page = found[skip : skip + _PAGE]
    buttons = [el.asks(texts.ADD, "plan.add", {})]
    waiting = await actions.proposals(turn.storage)
    if waiting:
        buttons.append(el.asks(texts.BUTTON_PROPOSALS, "plan.proposals", {}))
    if skip + _PAGE < len(found):
        buttons.append(el.asks(texts.NEXT, "plan.show", {"skip": skip + _PAGE}))
    open_ = [one for one in found if one.state is PlanState.OPEN]
    late = sum(one.late(today) for one in open_)
    done = sum(one.state is PlanState.DONE for one in found)
    line = texts.PLAN_COUNTS.format(
        open=counted(len(open_), "action en cours", "actions en cours"), late=late, done=counted(done, "faite"),
    ) if found else texts.EMPTY  # fmt: skip
    rows = exchange.rows([_row(one, today) for one in page])
    return Reply.of(exchange.told(texts.TITLE, exchange.words(note_, line), rows, actions=buttons))


def state_said(action: PlannedAction, today: date) -> str:
    """Return where an action stands, in words."""
    return texts.LATE if action.late(today) else texts.STATES[action.state]


def _row(one: PlannedAction, today: date) -> ListRow:
    tones = {
        PlanState.PROPOSED: Tone.WAITS,
        PlanState.OPEN: Tone.NEWS,
        PlanState.DONE: Tone.GOOD,
        PlanState.DROPPED: Tone.PLAIN,
    }
    tone = Tone.ALERT if one.late(today) else tones[one.state]
    due = texts.PLAN_BY.format(day=bare_date(one.due)) if one.due else texts.NO_DUE
    row = ListRow(
        shortened(one.text, 120),
        [one.owner or texts.NO_OWNER, due, texts.ROW.format(number=one.number)],
        Mark(state_said(one, today), tone),
    )
    return pt.opened_by(row, texts.OPEN_ONE, "plan.open", action=one.number)


async def open_one(turn: Turn, pressed: ActionPress) -> Reply:
    """Show one action with what may be done with it."""
    return await _one(turn, pressed.action)


async def _one(turn: Turn, number: int, note_: str = "") -> Reply:
    one = await actions.get(turn.storage, number)
    if one is None:
        return Reply.text(texts.NO_SUCH.format(number=number))
    today = paris_day(turn.now)
    head = f"{texts.TITLE}, {texts.ROW.format(number=number).lower()}"
    committee = await get_meeting(turn.storage, one.meeting) if one.meeting else None
    school = turn.register.get(one.uai) if one.uai else None
    rows = [
        (texts.OWNER, one.owner or texts.NO_OWNER),
        (texts.DUE, shown_day(one.due.isoformat()) if one.due else texts.NO_DUE),
        (texts.DECIDED, long_date(one.decided_on)),
        *([(texts.DECIDED_BY, instant(committee.at))] if committee else []),
        *([(texts.FOR_SCHOOL, school.label if school else one.uai)] if one.uai else []),
        *([(texts.ENDED, long_date(one.ended_on))] if one.ended_on else []),
    ]
    state = state_said(one, today)
    about = CardPart([el.said(one.text), el.strong(state)], [one.text, state])
    buttons = [
        el.acts(texts.PLAN_BUTTONS[move], f"plan.{move}", {"action": number, "version": one.version})
        for move in moves_of(one)
    ]
    return Reply.of(exchange.told(head, exchange.words(note_), about, exchange.facts(rows), actions=buttons))


async def press_move(move: PlanMove, turn: Turn, pressed: ActionPress) -> Reply:
    """Do with an action what its button says."""
    return await _make(turn, move, pressed.action, pressed.version)


async def _make(turn: Turn, move: PlanMove, number: int, version: int) -> Reply:
    try:
        await actions.move(turn.storage, number, move, version, by=turn.person.key, now=turn.now)
    except NotAllowed:
        return Reply.text(turn.worded(general.NOT_YOURS))
    except PlanRefused:
        return await _one(turn, number, texts.REFUSED.format(number=number))
    return await _one(turn, number, texts.DONE[move].format(number=number))


# --- What experts propose to the committee.

PROPOSE = (
    "proposer au comite",
    "proposition pour le comite",
    "proposition pour le copil",
    "idee pour le comite",
    "idee pour le copil",
)
PROPOSALS = ("propositions", "les propositions", "propositions des experts", "idees des experts", "mes propositions")
_LEAD = re.compile(
    r"^(?:bonjour,?\s+)?(?:je (?:propose|suggere|soumets)|j'ai une idee|(?:une |mon |1 )?(?:proposition|idee)(?: d'amelioration)?)"
    r"(?: (?:au|pour le) (?:comite(?: de pilotage)?|copil))?\s*(?:[:,]\s*|que |qu'|de |d')?"
)


def _proposal_field() -> Field:
    return Field("text", texts.PROPOSAL_TEXT, texts.ASK_PROPOSAL, free_text, multiline=True, longest=_LONGEST, free=True, alone=WORDS,
                 holds="note", tells=ANYTHING)  # fmt: skip


async def propose(turn: Turn) -> Reply:
    """Begin to propose something to the committee, with what the sentence says; it is shown before it leaves."""
    typed = turn.incoming.text.strip()
    said = rest_of(typed, PROPOSE).lstrip(" :–-")
    if not said:
        lead = _LEAD.match(evened(typed))
        said = typed[lead.end() :] if lead else typed
    said = said.strip()
    return await start(turn, PROPOSAL_FORM, answers={"text": said[:1].upper() + said[1:_LONGEST]} if said else {})


async def _send_proposal(turn: Turn, draft: Draft) -> Reply:
    try:
        number = await actions.add(
            turn.storage, place(turn), draft, draft.answers, now=turn.now, activity=turn.shown, uai=_school(turn, draft),
            proposed=True,
        )  # fmt: skip
    except NotAllowed:
        return Reply.text(turn.worded(general.NOT_YOURS))
    return await show_proposals(turn, texts.PROPOSED.format(number=number))


async def _proposed_before(turn: Turn, _nonce: str, _subject: str) -> Reply | None:
    return await show_proposals(turn) if turn.person.has(Role.EXPERT) else None


async def show_proposals(turn: Turn, note_: str = "") -> Reply:
    """Show the SA EPLE what waits for the committee, an expert what they have proposed."""
    member, today = turn.person.has(Role.SA_EPLE), paris_day(turn.now)
    found = await actions.proposals(turn.storage, None if member else turn.person.key)
    empty = texts.PROPOSALS_NONE if member else texts.PROPOSALS_OWN_NONE
    line = texts.PROPOSALS_WAIT.format(count=counted(len(found), "proposition")) if member and found else ""
    if member:
        shown = exchange.rows([_row(one, today) for one in found[:_PAGE]])
    else:
        shown = exchange.notes(
            *(
                f"{texts.ROW.format(number=one.number)}, {state_said(one, today)} : {shortened(one.text, 200)}"
                for one in found[:_PAGE]
            )
        )
    return Reply.of(exchange.told(texts.PROPOSALS, exchange.words(note_, line if found else empty), shown))


@dataclass(frozen=True, slots=True)
class ProposalView(NoticeView):
    """A proposal as it stands, and who made it."""

    one: PlannedAction
    name: str

    @property
    def to_owner(self) -> bool:
        """Tell whether it goes to who made it."""
        return self.row.notice.kind == PROPOSAL_DECIDED

    @property
    def values(self) -> Mapping[str, object]:
        """Return who made it."""
        return {"name": self.name}


async def _view(services: Services, row: Row) -> ProposalView | None:
    one = await actions.get(services.storage, int(row.notice.reference or 0))
    if one is None:
        return None
    name = (await people.someone(services.storage, one.author)).name if one.author else ""
    return ProposalView(services, row, one, name or texts.NO_OWNER)


NOTICES: NoticeFeature[ProposalView] = NoticeFeature(
    specs=by_kind(
        NoticeSpec(
            kind=PROPOSAL,
            still_true=lambda view: view.one.state is PlanState.PROPOSED,
            staff=Wording(
                texts.PROPOSAL_NEWS,
                more=lambda view: [view.one.text],
                actions=lambda view: (el.asks(texts.PROPOSAL_OPEN, "plan.open", {"action": view.one.number}),),
            ),
        ),
        NoticeSpec(
            kind=PROPOSAL_DECIDED,
            owner=Wording(
                lambda view: texts.PROPOSAL_DROPPED if view.one.state is PlanState.DROPPED else texts.PROPOSAL_KEPT,
                more=lambda view: [view.one.text],
            ),
        ),
    ),
    views=one_by_one(_view),
)
