"""The published text of a call: how it is cut, how it is searched, and what is shown of it where nothing is sure."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from dialogs.questions import texts
from dialogs.questions.answers import compose
from knowledge.base import KnowledgeBase
from knowledge.french import PARIS
from knowledge.understanding.intent.passages import TextIndex, cut
from knowledge.understanding.intent.topics import Verdict
from knowledge.understanding.short import may_lean
from storage.calls import CallFiles, read_base
from storage.engine import Storage
from tests.calls.conftest import EXAMPLE
from tests.calls.measure import deciding, files_with, sets
from tests.talk import Office

HERE = Path(__file__).parent
NOW = datetime(2026, 3, 20, 10, tzinfo=PARIS)
TEXTS = sorted([*HERE.glob("*.txt"), EXAMPLE.with_suffix(".txt")])


@pytest.fixture(scope="module")
def lecture() -> KnowledgeBase:
    return read_base(CallFiles(EXAMPLE))


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.stem)
def test_passages_say_the_whole_text_once_in_order(file: Path) -> None:
    text = file.read_text("utf-8")
    passages = cut(text)
    assert all(one.at < other.at for one, other in pairwise(passages))
    words = text.split()
    flat = text.replace("\n", " ")
    assert all(flat[one.at : one.at + 8] == one.text[:8] for one in passages)
    said = [word for one in passages for word in one.text.split()]
    assert len(said) <= len(words)
    headings = {one.heading for one in passages}
    assert len(said) + sum(len(heading.split()) for heading in headings) > 0.9 * len(words)


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        ("LE DOSSIER\nIl est envoyé le 3 mai au plus tard. Il est lu en juin par trois lecteurs.",
         [("LE DOSSIER", "Il est envoyé le 3 mai au plus tard."), ("LE DOSSIER", "Il est lu en juin par trois lecteurs.")]),
        ("2.1. Renseignements auprès de M. Roux, au rectorat.", [("", "Renseignements auprès de M. Roux, au rectorat.")]),
        ("La mission dure deux ans et elle peut être prolongée une seule fois, au choix de\nla commission.",
         [("", "La mission dure deux ans et elle peut être prolongée une seule fois, au choix de la commission.")]),
        ("Les dossiers sont lus par Mme Blanc et par M. Roux, puis transmis à J. Petit. L’avis prévu à l’art. L421 est joint.",
         [("", "Les dossiers sont lus par Mme Blanc et par M. Roux, puis transmis à J. Petit."), ("", "L’avis prévu à l’art. L421 est joint.")]),
        ("- une lettre de motivation d’une page\n- l’avis motivé du chef d’établissement et, pour les personnels détachés, du service d’origine\n"
         "- Un curriculum vitae à jour, au format PDF",
         [("", "une lettre de motivation d’une page"),
          ("", "l’avis motivé du chef d’établissement et, pour les personnels détachés, du service d’origine"),
          ("", "Un curriculum vitae à jour, au format PDF")]),
        ("", []),
    ],
)  # fmt: skip
def test_a_text_is_cut_into_sentences_under_their_heading(text: str, passages: list[tuple[str, str]]) -> None:
    assert [(one.heading, one.text) for one in cut(text)] == passages


def test_each_sentence_is_found_by_its_own_words_and_nothing_by_none() -> None:
    passages = cut(TEXTS[-1].read_text("utf-8"))
    index = TextIndex([one.text for one in passages])
    for number, one in enumerate(passages):
        assert int((index.pieces(one.text) + index.roots(one.text)).argmax()) == number
    assert not index.pieces("").any()
    assert TextIndex([]).roots("rien").size == 0


def test_where_nothing_is_sure_the_call_is_shown_word_for_word_and_as_its_own_words(lecture: KnowledgeBase) -> None:
    decision = lecture.decide("le petit club reçoit-il vingt-quatre exemplaires par collège ?")
    assert decision.evidence is not None
    number = next(at for at, one in enumerate(lecture.passages) if "24 livres" in one.text)
    unsure = replace(
        decision,
        verdict=Verdict.CHOOSE,
        topics=("duree", "indemnite"),
        evidence=replace(decision.evidence, passages=(number,)),
    )
    shown = compose(lecture, unsure, NOW).parts
    assert [part.title for part in shown][-1] == texts.CALL_SAYS
    assert lecture.passages[number].text in shown[-1].text
    assert [part.title for part in compose(lecture, replace(unsure, evidence=None), NOW).parts][-1] != texts.CALL_SAYS
    sure = replace(unsure, verdict=Verdict.ANSWER, topics=("duree",))
    assert texts.CALL_SAYS not in [part.title for part in compose(lecture, sure, NOW).parts]


async def test_the_last_answer_is_not_carried_onto_a_line_that_has_nothing_of_the_call(
    sqlite: Storage, lecture: KnowledgeBase
) -> None:
    async with Office.open(sqlite, lecture, NOW) as office:
        talk = office.talk()
        assert "900 €" in (await talk.says("c'est payé combien ?")).replace("\u00a0", " ")
        for other in ("et la recette de la tarte aux pommes ?", "et le match de dimanche à Marseille ?"):
            assert "900" not in await talk.says(other), other


def test_what_says_all_it_asks_is_answered_alike_whatever_was_answered_before(tmp_path: Path) -> None:
    base = read_base(files_with("2026-jardins", 5, tmp_path))
    decide, facts, chance = deciding(base), sorted(base.call.facts()), random.Random(5)
    asked = [text for _, text in sets("2026-jardins")["questions"] if not may_lean(text)]
    assert len(asked) > 40
    other = [text for text in asked if decide(text, chance.choice(facts)).topics != decide(text, None).topics]
    assert other == []
