"""The recogniser on the call in force, with its learned weights and without."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import numpy as np
import pytest

from knowledge.training.call import arrays_of as learnt_arrays
from knowledge.understanding.intent.features import Sparse, smallest, stem
from knowledge.understanding.intent.lexicon import Speller
from knowledge.understanding.intent.recogniser import Recogniser, near_duplicates
from knowledge.understanding.intent.scoring import KnownMessages, UnreadableWeights, Weights, read_weights
from knowledge.understanding.intent.topics import CallTopic, Decider, Decision, TopicKind, Verdict
from knowledge.understanding.words import sound
from storage.calls import SUBJECT_WEIGHTS, arrays_of, bytes_of, find, read_base, source
from tests.understanding import data

PHRASES = tomllib.loads((data.ROOT / "tests" / "phrases" / "understanding.toml").read_text("utf-8"))
LIMITS = data.lexicon().thresholds["learned"]


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return data.recogniser()


@pytest.fixture(scope="module")
def small() -> Recogniser:
    """A question-and-answer list of another world, by the closed form."""
    return Recogniser(
        (
            CallTopic(
                "horaires",
                TopicKind.FACT,
                "Horaires",
                ("à quelle heure ouvre la piscine", "horaires de la piscine", "ouvert quand"),
            ),
            CallTopic(
                "tarifs",
                TopicKind.FACT,
                "Tarifs",
                ("combien coûte l'entrée", "prix du ticket", "tarif réduit étudiant"),
            ),
            CallTopic(
                "bonnet", TopicKind.FACT, "Bonnet", ("le bonnet est-il obligatoire", "faut-il un bonnet de bain")
            ),
        ),
        data.lexicon(),
    )


@pytest.mark.parametrize(("id_", "phrase"), [(id_, one) for id_, many in PHRASES["answer"].items() for one in many])
def test_a_fact_is_recognised(recogniser: Recogniser, id_: str, phrase: str) -> None:
    decision = recogniser.decide(phrase)
    assert id_ in decision.topics
    assert decision.verdict in (Verdict.ANSWER, Verdict.CHOOSE)


@pytest.mark.parametrize(("id_", "phrase"), [(id_, one) for id_, many in PHRASES["silent"].items() for one in many])
def test_what_the_call_leaves_open_is_recognised(recogniser: Recogniser, id_: str, phrase: str) -> None:
    decision = recogniser.decide(phrase)
    assert (decision.verdict, decision.topics) == (Verdict.SILENT, (id_,))


@pytest.mark.parametrize(("id_", "phrase"), [(id_, one) for id_, many in PHRASES["action"].items() for one in many])
def test_an_action_is_recognised(recogniser: Recogniser, id_: str, phrase: str) -> None:
    decision = recogniser.decide(phrase)
    assert (decision.verdict, decision.intent) == (Verdict.ACTION, id_)


@pytest.mark.parametrize("phrase", PHRASES["elsewhere"]["hors_sujet"])
def test_other_matters_are_recognised(recogniser: Recogniser, phrase: str) -> None:
    decision = recogniser.decide(phrase)
    assert (decision.verdict, decision.elsewhere) == (Verdict.UNKNOWN, True)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "?",
        "\u200b",
        "🤷",
        "....",
        "<b>x</b>",
        "'; DROP TABLE x; --",
        "\x00\x01",
        "x" * 100_000,
        "\ud800",
        "a\n" * 5_000,
    ],
)
def test_nothing_odd_is_answered_nor_fails(recogniser: Recogniser, typed: str) -> None:
    assert recogniser.decide(typed).verdict in (Verdict.UNKNOWN, Verdict.CHOOSE, Verdict.ACTION)
    recogniser.explain(typed)


def test_a_double_question_gets_both_answers_in_the_order_asked(recogniser: Recogniser) -> None:
    decision = recogniser.decide("Qui a signé l’appel et quelle est la date limite ?")
    assert (decision.verdict, decision.topics) == (Verdict.ANSWER, ("signataire", "date_limite"))


def test_a_follow_up_is_read_with_the_last_topic(recogniser: Recogniser) -> None:
    assert recogniser.decide("pour y faire quoi ?", last_topic="copil").topics[0] == "copil"
    assert recogniser.decide("et après ?", last_topic="duree").topics[0] == "duree"


def test_a_false_premise_gets_the_fact(recogniser: Recogniser) -> None:
    assert recogniser.decide("l'indemnité est bien de 2 500 euros par an ?").topics[0] == "indemnite"


def test_a_wording_learnt_in_use_wins_at_once(recogniser: Recogniser) -> None:
    asked = "le zinzolin des baleines est-il compris dans le forfait"
    taught = recogniser.with_wordings(
        {"deplacements": ["est-ce que le zinzolin des baleines est compris ?"], "inconnu": ["x"]}
    )
    assert taught.decide(asked).topics == ("deplacements",)
    assert recogniser.decide(asked).topics != ("deplacements",)
    assert taught.unlearned() == recogniser.unlearned() + 1


def test_the_same_message_gives_the_same_decision(recogniser: Recogniser) -> None:
    assert data.recogniser().decide("c'est payé ?") == recogniser.decide("c'est payé ?")


def test_the_weights_have_seen_every_wording() -> None:
    held, topics = data.weights(), data.topics()
    assert held is not None
    assert held.source == source(find(data.CALL)), "run: make train"
    assert held.topics == {topic.id: topic.kind for topic in topics}
    said = KnownMessages.of(topics)
    assert np.array_equal(held.said.hashes, said.hashes)
    assert np.array_equal(held.said.owners, said.owners)


def test_what_is_decided_without_the_wordings_is_what_is_decided_with_them(recogniser: Recogniser) -> None:
    base = read_base(find(data.CALL))
    assert not base.recogniser.topics[0].wordings[1:], "the wordings are read at the start"
    lines = data.lines(data.HELD_OUT / "questions.jsonl")[:150]
    said = [*(line["q"] for line in lines), *(topic.wordings[-1] for topic in data.topics())]
    assert [base.recogniser.decide(one) for one in said] == [recogniser.decide(one) for one in said]


def test_a_taught_wording_is_known_word_for_word() -> None:
    said = KnownMessages.of(
        (
            CallTopic("a", TopicKind.FACT, "A", ("C’est payé ?", "combien")),
            CallTopic("b", TopicKind.FACT, "B", ("combien",)),
        )
    )
    assert [said.owner(one) for one in ("c'est paye", "Combien !", "combien ça", "")] == [0, 0, None, None]
    assert [said.holds(number, "COMBIEN") for number in (0, 1, 2)] == [True, True, False]
    assert said.moved(np.array([4, 7])).owner("combien ?") == 4


def test_a_wording_added_to_the_file_counts_without_new_weights() -> None:
    topics = data.topics()
    more = tuple(
        replace(topic, wordings=(*topic.wordings, "le ronron du moulin vert")) if topic.id == "contact" else topic
        for topic in topics
    )
    assert Recogniser(more, data.lexicon(), data.weights()).decide("et le ronron du moulin vert ?").topics == (
        "contact",
    )


def test_weights_are_read_as_written_and_others_are_refused() -> None:
    files = find(data.CALL)
    model, taught = files.weights.read_bytes(), files.taught.read_bytes()
    kept = read_weights(arrays_of(model), arrays_of(taught))
    assert tuple(map(bytes_of, learnt_arrays(kept))) == (model, taught)
    assert set(np.load(files.weights)) == {"names", "sizes", "columns"}, "any reader of .npz reads it"
    subjects = SUBJECT_WEIGHTS.read_bytes()
    for wrong in ((b"", taught), (b"PK\x03\x04", taught), (model[:2_000], taught), (taught, model), (subjects, taught)):
        with pytest.raises(UnreadableWeights):
            read_weights(*map(arrays_of, wrong))


def test_more_topics_than_a_byte_counts_are_told_apart() -> None:
    letters = "bdfgjklmnp"
    names = [f"{one}a{two}o{three}u" for one in letters for two in letters for three in letters[:3]]
    topics = tuple(CallTopic(name, TopicKind.FACT, name, (name,)) for name in names)
    count = len(topics)
    assert count == 300
    ones = np.ones(count, np.float32)
    each = np.arange(count)
    weights = Weights(
        topics=dict.fromkeys(names, TopicKind.FACT),
        names="\n".join(f"w:{stem(name)}" for name in names).encode(),
        idf=ones,
        linear=Sparse(np.arange(count + 1, dtype=np.int32), smallest(each), np.full(count, 5, np.int8), ones, -ones),
        words=dict.fromkeys(names, 2),
        said=KnownMessages.of(topics),
    )
    recogniser = Recogniser(topics, data.lexicon(), read_weights(*learnt_arrays(weights)))
    assert [recogniser.decide(f"{name} xyz").topics for name in names] == [(name,) for name in names]


def test_another_list_of_questions_needs_no_weights(small: Recogniser) -> None:
    asked = {"c ouvert à kelle heure ?": "horaires", "le prix du tiket ?": "tarifs", "bonet obligatoire ?": "bonnet"}
    assert {phrase: small.decide(phrase).topics[0] for phrase in asked} == asked


def test_an_explanation_tells_words_corrections_and_the_nearest_wording(small: Recogniser) -> None:
    found = small.explain("le bonet est obligatoire ?")
    assert found.corrections == (("bonet", "bonnet"),)
    assert found.scores[0][0] == "bonnet"
    assert found.nearest is not None
    assert found.nearest[1] == "bonnet"
    assert found.matched[0][0] in ("bonnet", "obligatoire")


def test_nearly_the_same_wording_under_two_entries_is_found() -> None:
    topics = (
        CallTopic("a", TopicKind.FACT, "A", ("à quelle heure ouvre la piscine municipale",)),
        CallTopic("b", TopicKind.FACT, "B", ("A quelle heure ouvre la piscine municipale ?", "le prix du ticket")),
    )
    assert [(one, other) for one, _, other, _ in near_duplicates(topics, data.lexicon())] == [("a", "b")]


def test_no_held_out_line_is_learnt() -> None:
    def bare(text: str) -> str:
        return " ".join("".join(char if char.isalnum() else " " for char in text.lower()).split())

    known = {bare(text) for topic in data.topics() for text in topic.wordings}
    held = [
        line["q"]
        for folder in (data.HELD_OUT, data.FRESH, data.LAST)
        for name in ("questions", "non_precise", "hors_sujet", "intentions")
        for line in data.lines(folder / f"{name}.jsonl")
    ]
    assert [text for text in held if len(bare(text).split()) > 4 and bare(text) in known] == []


@pytest.mark.parametrize(
    ("chances", "expected"),
    [
        ({"fait": 0.95}, Decision(Verdict.ANSWER, ("fait",), 95)),
        ({"silence": 0.9}, Decision(Verdict.SILENT, ("silence",), 90)),
        ({"fait": 0.45, "silence": 0.45}, Decision(Verdict.SILENT, ("silence",), 90)),
        ({"action": 0.9}, Decision(Verdict.ACTION, (), 90, intent="action")),
        ({"ailleurs": 0.9}, Decision(Verdict.UNKNOWN, (), 90, elsewhere=True)),
        ({"fait": 0.5, "autre": 0.45}, Decision(Verdict.CHOOSE, ("fait", "autre"), 50)),
        ({"fait": 0.45, "autre": 0.3, "ailleurs": 0.25}, Decision(Verdict.UNKNOWN, (), 45)),
        ({"silence": 0.75, "ailleurs": 0.25}, Decision(Verdict.SILENT, ("silence",), 75, doubtful=True)),
    ],
)
def test_decisions_follow_the_chances(chances: dict[str, float], expected: Decision) -> None:
    topics = (
        CallTopic("fait", TopicKind.FACT, "", ()),
        CallTopic("autre", TopicKind.FACT, "", ()),
        CallTopic("silence", TopicKind.SILENT, "", (), "fait"),
        CallTopic("action", TopicKind.INTENT, "", ()),
        CallTopic("ailleurs", TopicKind.ELSEWHERE, "", ()),
    )
    values = np.array([chances.get(topic.id, 0.0) for topic in topics], np.float32)
    assert replace(Decider(topics, LIMITS).decided(values), alternatives=()) == expected


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("candidatrue", "candidature"),
        ("kandidature", "candidature"),
        ("candidature", "candidature"),
        ("xylophone", "xylophone"),
    ],
)
def test_an_unknown_word_is_corrected_and_a_known_one_never(typed: str, right: str) -> None:
    assert Speller({"candidature": 9, "candidatures": 4, "indemnite": 7}).corrected(typed) == right


def test_words_that_sound_alike_have_one_sound() -> None:
    assert len({sound(word) for word in ("candidater", "candidatez", "kandidate")}) == 1
