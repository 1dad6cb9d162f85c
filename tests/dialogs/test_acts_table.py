"""Every move of a request in words: by those who may it is made, by the others nothing changes and why is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from dialogs.assistance.texts import FORM_REVIEW, ONE_PRESS
from dialogs.core.form_texts import REVIEW
from knowledge.request import RequestMove, RequestStatus
from storage.actions.sayings import SAID as SAID_MOVE
from tests.dialogs.asking import moves, rows
from tests.dialogs.test_handling_rights import ON_THE_CARD, ONCE, PEOPLE, in_state, lines
from tests.talk import Office

M = RequestMove
WORDS: Mapping[RequestMove, str] = {
    M.TAKE: "je prends la 1",
    M.ASSIGN: "attribue la 1 à Nadège0",
    M.REASSIGN: "passe la 1 à Nadège0, il connaît la trésorerie",
    M.RELEASE: "je libère la 1, absente demain",
    M.PLAN: "planifie la 1 vendredi 2 février à 14h",
    M.MOVE_SLOT: "déplace le rendez-vous de la 1 au vendredi 2 février à 9h, conseil de classe",
    M.CANCEL_SLOT: "annule le rendez-vous de la 1, panne de réseau",
    M.ASK_OTHER_SLOT: "je ne pourrai pas pour la 1, il me faudrait un autre créneau, plutôt vendredi",
    M.OFFER_SLOTS: "propose lundi 29 à 10h ou mardi 30 à 14h pour la 1",
    M.CHOOSE_SLOT: "mardi 30 janvier 10h me va pour la 1",
    M.AGREE: "j'accepte le partage d'écran pour la 1",
    M.TAKE_BACK: "je retire mon accord pour la 1",
    M.SLOT_HELD: "oui la séance a bien eu lieu",
    M.VISIT_HELD: "oui la visite a bien eu lieu, le fonds social est à revoir",
    M.SLOT_MISSED: "non, elle n'a pas eu lieu",
    M.START_SESSION: "démarre la séance de la 1",
    M.END_SESSION: "termine la séance de la 1",
    M.PUT_ON_HOLD: "mets la 1 en attente jusqu'à lundi, j'attends le relevé de l'établissement",
    M.RESUME: "je reprends la 1",
    M.REPLY: "réponse pour la 1 : voici le relevé",
    M.RESOLVE: "la 1 est résolue, le flux est renvoyé",
    M.CONFIRM: "la 1 est résolue, merci",
    M.REFUSE_SOLUTION: "la 1 n'est pas résolue, toujours rejeté",
    M.RATE: "5 pour DA 1, très bien merci",
    M.REOPEN: "rouvre la 1, cela revient",
    M.WITHDRAW: "je retire ma demande 1, c'est réglé",
    M.CANCEL: "annule la 1, hors périmètre",
    M.NOTE_TICKET: "pour la 1, le ticket officiel est INC0045123",
    M.CHANGE_CONTACT: "pour la 1, c'est Mme Blanc qu'il faut appeler au 04 42 91 70 09",
}
# What the same words do for others, and is theirs to do.
ALSO = {
    M.CANCEL: {M.WITHDRAW}, M.WITHDRAW: {M.CANCEL}, M.ASSIGN: {M.REASSIGN}, M.REASSIGN: {M.ASSIGN},
    M.MOVE_SLOT: {M.ASK_OTHER_SLOT}, M.ASK_OTHER_SLOT: {M.MOVE_SLOT}, M.CANCEL_SLOT: {M.ASK_OTHER_SLOT},
    M.PLAN: {M.MOVE_SLOT}, M.RESOLVE: {M.CONFIRM}, M.CONFIRM: {M.RESOLVE}, M.REFUSE_SOLUTION: {M.REOPEN},
    M.REOPEN: {M.REFUSE_SOLUTION},
    M.RESUME: {M.REPLY}, M.REPLY: {M.RESUME}, M.CHOOSE_SLOT: {M.PLAN, M.MOVE_SLOT},
}  # fmt: skip
# Where the words do nothing to the request, they are said of it: to the expert, or to who asked.
SAID = {
    (M.REPLY, "holder"), (M.REPLY, "saeple"), (M.SLOT_MISSED, "requester"), (M.SLOT_HELD, "requester"),
}  # fmt: skip
# What people write about a request leaves its state and its version; it counts as activity.
ACTIVITY = ("touched_at", "due_at", "alerts")
CANNOT_BE_UNDONE = {M.WITHDRAW, M.CANCEL, M.AGREE, M.START_SESSION, M.END_SESSION}


def standing(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a stored request without what any activity changes."""
    return {name: value for name, value in row.items() if name not in ACTIVITY}


def test_every_move_has_its_words() -> None:
    assert set(WORDS) == set(ON_THE_CARD)


@pytest.mark.parametrize("move", sorted(ON_THE_CARD))
async def test_a_move_is_made_in_words_by_who_may_and_by_nobody_else(office: Office, move: RequestMove) -> None:
    state, who, _ = ONCE[move]
    talks = await in_state(office, state, move)
    before, journal = await rows(office), await moves(office)
    for other in PEOPLE:
        if any(lines(state, other, one) for one in (move, *ALSO.get(move, ()))):
            continue
        said = await talks[other].says(WORDS[move])
        assert said
        if (move, other) in SAID:
            assert REVIEW in said  # What somebody else will read is shown before it leaves.
            assert await moves(office) == journal, (other, said)
            said = await talks[other].says("oui")
            journal += [SAID_MOVE]
        assert await moves(office) == journal, (other, said)
        assert [standing(row) for row in await rows(office)] == [standing(row) for row in before], (other, said)
    said = await talks[who].says(WORDS[move])
    if (
        move in CANNOT_BE_UNDONE or ONE_PRESS in said or FORM_REVIEW in said
    ):  # So is what is not quite sure, or read by others.
        assert await moves(office) == journal, said
        said = await talks[who].says("oui")
    assert await moves(office) == [*journal, move], said
    (row,) = await rows(office)
    line = next(line for line in lines(state, who, move) if not line.when or line.target is RequestStatus.ASSIGNED)
    assert row["status"] == (state if line.target is None else line.target)
