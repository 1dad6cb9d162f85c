"""The cards of solved cases: one to be read, one to be reviewed, lists."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.assistance import case_texts as texts
from dialogs.core import parts
from dialogs.core.case_line import case_lines, case_part, case_row, title_of, topic_of_case
from dialogs.core.case_texts import SUBJECT
from dialogs.core.topic_texts import BUTTON_OPEN
from dialogs.core.turn import Message
from dialogs.ui import elements as el
from dialogs.ui.kit import Action
from dialogs.ui.patterns import Mark, Tone
from knowledge.cases import CaseMove, CaseState, SolvedCase, moves_of
from knowledge.french import counted, listed, shortened
from knowledge.identities import NEVER_PUBLISHED, Identity
from knowledge.people import Person, Role

PAGE = 8
_NAMED = 6  # Of what a text seems to name, that a warning says.
_TONES = {CaseState.PROPOSED: Tone.WAITS, CaseState.PUBLISHED: Tone.GOOD, CaseState.WITHDRAWN: Tone.PLAIN}


def warning_of(found: Sequence[Identity]) -> str:
    """Return the sentence that says what is to be taken out of a text, else what it seems to name; empty where it names nobody."""
    never = [one for one in found if one.kind in NEVER_PUBLISHED]
    said = [texts.NAMED[one.kind].format(said=shortened(one.said, 60)) for one in (never or found)[:_NAMED]]
    return (texts.TAKE_OUT if never else texts.NAMES).format(what=listed(said)) if said else ""


def people_helped(case: SolvedCase) -> str:
    """Return how many people it helped."""
    return counted(case.helped, "personne") if case.helped else texts.HELPED_NOBODY


def case_message(case: SolvedCase, person: Person, found: Sequence[Identity] = (), *, note: str = "") -> Message:
    """Return a case as the person may see it: to be read, and for the SA EPLE with what may be done with it.

    ``found``: what it seems to name; ``note``: what was just done.
    """
    member = person.has(Role.SA_EPLE)
    rows = [(SUBJECT, topic_of_case(case))]
    if member or case.author == person.key:
        rows.append((texts.STATE, texts.STATES[case.state]))
    if member:
        rows += [(texts.AUTHOR, case.author_name), (texts.FROM, case.reference), (texts.HELPED, people_helped(case))]
    rows = [row for row in rows if row[1]]
    warned = "" if case.state is CaseState.PUBLISHED and not member else warning_of(found)
    refused = any(one.kind in NEVER_PUBLISHED for one in found)
    actions = _moves(case, warned=bool(warned), refused=refused) if member else _of_reader(case, person)
    if member and case.reference:
        actions.append(
            el.asks(BUTTON_OPEN.format(reference=case.reference), "request.open", {"reference": case.reference})
        )
    shown = el.card(
        el.heading(title_of(case)),
        el.paragraph(note) if note else None,
        el.warning(warned) if warned else None,
        *case_part(case).shown,
        el.facts(rows),
        actions=actions,
    )
    said = [title_of(case), note, warned, *case_lines(case), *(f"{label}\u00a0: {value}" for label, value in rows)]
    return Message("\n".join(filter(None, [note, *said] if note else said)), shown)


def _moves(case: SolvedCase, *, warned: bool, refused: bool) -> list[Action]:
    """Return the buttons of the SA EPLE; a text that seems to name somebody is published all the same, in so many words.

    ``refused``: it says what is never published.
    """
    data = {"case": case.number, "version": case.version}
    buttons: list[Action] = []
    for move in moves_of(case):
        if refused and move is CaseMove.PUBLISH:
            continue
        title = texts.PUBLISH_ANYWAY if warned and move is CaseMove.PUBLISH else texts.BUTTONS[move]
        make = el.asks if move is CaseMove.CORRECT else el.acts
        first = move is CaseMove.PUBLISH and not warned
        buttons.append(make(title, f"case.{move}", data, style="positive" if first else None))
    return buttons


def _of_reader(case: SolvedCase, person: Person) -> list[Action]:
    if case.state is CaseState.PUBLISHED:
        return [el.acts(texts.BUTTON_HELPED, "case.helped", {"case": case.number})]
    if case.state is CaseState.PROPOSED and case.author == person.key:
        return [
            el.asks(texts.BUTTONS[CaseMove.CORRECT], "case.correct", {"case": case.number, "version": case.version})
        ]
    return []


def list_message(
    title: str, line: str, page: Sequence[SolvedCase], actions: Sequence[Action], *, counts: bool = False
) -> Message:
    """Return cases in a list; ``counts``: with how many people each has helped."""
    rows = [
        case_row(
            one,
            [people_helped(one)] if counts and one.state is CaseState.PUBLISHED else [],
            Mark(texts.STATES[one.state], _TONES[one.state]) if one.state is not CaseState.PUBLISHED else None,
        )
        for one in page
    ]
    return parts.told(title, parts.words(line), parts.rows(rows), actions=actions)
