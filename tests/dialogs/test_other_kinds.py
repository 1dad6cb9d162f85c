"""A field refuses what is plainly a value of another kind, once and kindly: fields × kinds of values."""

from __future__ import annotations

import pytest

from knowledge.schools.register import EMPTY
from knowledge.understanding.answer_fit import Kind, kind_of
from storage.actions import drafts
from tests.dialogs import applying, asking
from tests.dialogs.steering import REGISTER
from tests.scene import scene
from tests.talk import Office, Talk

VALUES = {
    Kind.NUMBER: ("2", "4 512", "n° 12"),
    Kind.PHONE: ("04 42 91 70 00", "mon numéro : 0442917000", "+33 4 42 91 70 00"),
    Kind.MAIL: ("camille.roux@ac-aix-marseille.fr",),
    Kind.LINK: ("https://www.ac-aix-marseille.fr/opale",),
    Kind.DATE: ("25/01/2024", "lundi 12 février à 14h"),
    Kind.MARKS: ("...", "???"),
}
PLAIN = [(kind, value) for kind, values in VALUES.items() for value in values]
WORDS = (
    "le compte 4512 est bloqué",
    "rappeler Mme Blanc au 04 42 91 70 00",
    "Lycée Thiers",
    "depuis le 12 février",
    "2 agents absents",
)
# A field, how to come to it, and the kinds that are an answer there.
OWN, APPLICATION, REGISTERLESS = "demander une assistance", "candidater", "candidater sans registre"
FIELDS = {
    "details": (OWN, 2, set()),
    "slots": (OWN, 7, {Kind.DATE}),
    "school of a request": (OWN, 0, set()),
    "name": (APPLICATION, 0, set()),
    "school": (APPLICATION, 3, set()),
    "school without a register": (REGISTERLESS, 3, set()),
    "motivation": (APPLICATION, 5, set()),
}


@scene
async def opened(office: Office, field: str) -> Talk:
    begin, count, _ = FIELDS[field]
    office.register = EMPTY if begin == REGISTERLESS or (begin == OWN and count == 0) else REGISTER
    agent = office.talk()
    await agent.says(begin.removesuffix(" sans registre"))
    for answer in (asking.OWN if begin == OWN else applying.ANSWERS)[:count]:
        await agent.says(answer)
    return agent


@pytest.mark.parametrize(("kind", "value"), PLAIN)
def test_a_value_is_told_by_its_kind(kind: Kind, value: str) -> None:
    assert kind_of(value) is kind


@pytest.mark.parametrize("words", WORDS)
def test_words_are_of_no_kind(words: str) -> None:
    assert kind_of(words) is None


@pytest.mark.parametrize(("kind", "value"), PLAIN)
@pytest.mark.parametrize("field", FIELDS)
async def test_a_field_refuses_another_kind(office: Office, field: str, kind: Kind, value: str) -> None:
    agent = await opened(office, field)
    before = await drafts.drafts_of(office.storage, agent.key)
    said = await agent.says(value)
    kept = await drafts.drafts_of(office.storage, agent.key)
    if kind in FIELDS[field][2]:
        assert len(kept[0].answers) == len(before[0].answers) + 1
        return
    assert [one.answers for one in kept] == [one.answers for one in before], said
    assert said.count(f"«\u00a0{value}\u00a0»") <= 1, said
    assert agent.buttons, said


async def test_the_refusal_says_what_it_took_the_answer_for(office: Office) -> None:
    agent = await opened(office, "motivation")
    said = await agent.says("06 12 34 56 78")
    assert "« 06 12 34 56 78 » est un numéro de téléphone : ce n’est pas ce que j’attends ici." in said.replace(
        "\u00a0", " "
    )


async def test_a_sentence_at_the_telephone_is_told_that_it_is_no_number(office: Office) -> None:
    agent = office.talk()
    await agent.says("demander une assistance")
    for answer in asking.OWN[: asking.OWN.index("04 42 91 70 00")]:
        await agent.says(answer)
    said = await agent.says("vous pouvez passer par le secrétariat, merci beaucoup")
    assert "numéro" in said
    assert "caractères" not in said


async def test_a_reply_to_the_expert_may_be_any_value(office: Office) -> None:
    await asking.ask(office.talk())
    expert, agent = office.talk("expert"), office.talk()
    await expert.says(f"prendre {asking.FIRST}")
    await expert.says("message pour la 1 : quel est le numéro du flux ?")
    await expert.says("oui")
    await agent.says("message pour la 1")
    await agent.says("4512")
    assert "4512" in agent.seen[-1].message.text
    assert (await agent.says("oui")).startswith("Transmis à l’expert")
