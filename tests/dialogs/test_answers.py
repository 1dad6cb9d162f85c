"""What is typed under a notice: the page that lists it is up to date, and what is answered keeps some rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pytest

from dialogs.assistance import texts as handling
from dialogs.core import texts
from knowledge.request import RequestMove
from knowledge.understanding.short import says_no, says_yes
from storage.actions.sayings import SAID
from tests.dialogs.answers import PAGE, SITUATIONS, WORDS, Answered, answered, section
from tests.talk import Office

M = RequestMove
# What «oui» does, for who was told; nothing where it is not here.
YES: Mapping[tuple[str, str], str] = {
    ("passed", "expert"): M.SLOT_HELD, ("one_slot", "agent"): M.CHOOSE_SLOT, ("resolved", "agent"): M.CONFIRM,
}  # fmt: skip


class Does(NamedTuple):
    """What a word must do in a situation: a move that is made, or what is said."""

    situation: str
    who: str
    word: str
    made: str = ""
    said: str = ""


# Words for somebody else are shown before they leave.
SHOWN = "Écrire au sujet de DA-2024-0001"
# What must follow, written by hand.
DOES = (
    Does("new", "other", "oui", said="DA-2024-0001\u00a0: prendre en charge\u00a0?"),
    Does("untaken", "other", "oui", said="DA-2024-0001\u00a0: prendre en charge\u00a0?"),
    Does("resolved", "agent", "c'est résolu", M.CONFIRM),
    Does("resolved", "agent", "oui c'est bon merci ça marche", M.CONFIRM),
    Does("resolved", "agent", "non ça recommence", said="n’est pas résolue"),
    Does("resolved", "agent", "ça ne marche toujours pas", said="n’est pas résolue"),
    Does("resolved", "agent", "le numéro du flux est 4512", said=SHOWN),
    Does("rating", "agent", "5 très bien", M.RATE),
    Does("rating", "agent", "4", M.RATE),
    Does("rating", "agent", "très satisfait, merci", said=handling.RATE_NEEDED),
    Does("planned", "agent", "plutôt lundi", said="Demander un autre rendez-vous"),
    Does("planned", "agent", "ok pour moi", said="Accord pour la séance"),
    Does("planned", "agent", "j'accepte", said="Accord pour la séance"),
    Does("planned", "agent", "je ne pourrai pas venir", said="Demander un autre rendez-vous"),
    Does("planned", "agent", "c'est pour quand ?", said="vendredi 26 janvier"),
    Does("slots", "agent", "lundi 14h ça me va", M.CHOOSE_SLOT),
    Does("slots", "agent", "plutôt lundi", M.CHOOSE_SLOT),
    Does("slots", "agent", "oui", said="Plusieurs horaires sont proposés"),
    Does("slots", "agent", "non", said="Demander un autre rendez-vous"),
    Does("slots", "agent", "le numéro du flux est 4512", said=SHOWN),
    Does("one_slot", "agent", "d'accord", M.CHOOSE_SLOT),
    Does("taken", "agent", "qui s'en occupe ?", said="Dominique Ferrand"),
    Does("taken", "agent", "le numéro du flux est 4512", said=SHOWN),
    Does("awaited", "agent", "le numéro du flux est 4512", said="Répondre au sujet de DA-2024-0001"),
    Does("passed", "expert", "elle a bien eu lieu", M.SLOT_HELD),
    Does("passed", "expert", "personne n'est venu", M.SLOT_MISSED),
    Does("new", "other", "je m'en occupe", M.TAKE),
    Does("new", "agent", "annulez ma demande", said="Retirer DA-2024-0001"),
    Does("message", "agent", "oui", said=SHOWN),
    Does("message", "agent", "4", said=SHOWN),
    Does("message", "agent", "c'est pour quand ?", said="Demande DA-2024-0001"),
    Does("written", "expert", "le numéro du flux est 4512", said=SHOWN),
    Does("assigned", "expert", "je ne peux pas la suivre", said="Pourquoi la libérer\u00a0?"),
    Does("refused", "expert", "lundi 14h ça me va", said="Planifier un rendez-vous"),
)  # fmt: skip
# What is only said to have read something.
POLITE = ("merci", "ok", "d'accord")
# What a requester's word may do whatever was told: nothing else is made by words that ask for nothing of the kind.
HARMLESS = {SAID, M.REPLY, M.CONFIRM, M.ASK_OTHER_SLOT, M.CHOOSE_SLOT, M.RATE}


@pytest.mark.parametrize("name", SITUATIONS)
async def test_what_follows_is_what_the_page_says(office: Office, name: str) -> None:
    situation = SITUATIONS[name]
    found = [one async for one in answered(office, situation)]
    assert section(situation, found) in PAGE.read_text(encoding="utf-8")
    by = {(one.who, one.word): one for one in found}
    for does in (one for one in DOES if one.situation == name):
        one = by[does.who, does.word]
        assert one.made == ((does.made,) if does.made else ()), (does, one)
        assert does.said in one.said, (does, one.said)
    for who in situation.told:
        oui = by[who, "oui"]
        assert oui.made == ((YES[name, who],) if (name, who) in YES else ()), oui
    for one in found:
        _keeps_the_rules(one)


def _keeps_the_rules(one: Answered) -> None:
    assert one.said.strip(), one
    assert one.word == "annulez ma demande" or "Retirer DA-" not in one.line, one
    assert "vos nom et prénom" not in one.said, one  # Nobody applies by answering a notice.
    if one.who == "agent":
        assert set(one.made) <= HARMLESS, one
    if one.who == "agent" and says_no(one.word):
        assert set(one.made) <= {M.REPLY, SAID}, one
    if one.word == "merci":
        assert one.made == (), one
        assert texts.THANKS in one.said, one


def test_the_page_has_every_situation_and_no_other() -> None:
    titles = [
        line.removeprefix("## ") for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("## ")
    ]
    assert titles == [one.name for one in SITUATIONS.values()]
    assert all(any(says(word) for word in WORDS) for says in (says_yes, says_no))
