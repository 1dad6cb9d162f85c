"""Each reader of what is typed in a form, alone: what it takes as its own, and that it leaves the rest to the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from dialogs.core import filling, form_readers, form_texts
from dialogs.core.context import Turn
from dialogs.core.exchange import Happening, Reply
from dialogs.core.filling import Besides, OtherMatter
from dialogs.core.form import AnswerRefused, Choice, Field, Form, Picker, free_text, one_of
from dialogs.core.form_readers import ANYWHERE, AT_FIELD, AT_REVIEW, Reader, Typed
from dialogs.questions.answers import respond
from knowledge.people import Person
from knowledge.understanding.arbiter import PendingWord
from knowledge.understanding.matter import Matter
from storage.actions import drafts
from storage.actions.drafts import REVIEW
from tests.talk import Office, Talk

KIND = (Choice("a", "Alpha"), Choice("b", "Bêta"))
QUESTION = "Quelle est l’indemnité ?"
DEMAND = "je veux voir mes données personnelles"
SCHOOLS = (Choice("0130001F", "Zola"), Choice("0840015K", "Fabre"))


def school(answer: str) -> str:
    """Accept a code; of anything else, list two schools."""
    if answer in ("0130001F", "0840015K"):
        return answer
    raise AnswerRefused("Lequel ?", SCHOOLS)


async def send(_turn: Turn, _draft: drafts.Draft) -> Reply:
    return Reply.text("Envoyé.")


async def again(_turn: Turn, _nonce: str, _subject: str) -> Reply | None:
    return None


async def command(_turn: Turn) -> Reply:
    return Reply.text("Fait.")


FORM = Form(
    "test", "Essai",
    (
        Field("kind", "Genre", "Quel genre ?", one_of(KIND), choices=KIND),
        Field("school", "Établissement", "Quel établissement ?", school),
        Field("place", "Lieu", "Où ?", free_text, longest=40, optional=True, free=True),
        Field("when", "Date", "Quand ?", free_text, optional=True, picker=Picker.MOMENT, when=lambda answers: bool(answers.get("when"))),
        Field("text", "Texte", "Pourquoi ?", free_text, multiline=True, optional=True, free=True, when=lambda answers: answers.get("place") == "Zola"),
        Field("why", "Motif", "Quel motif ?", free_text, optional=True, free=True, holds="reason", when=lambda answers: answers.get("place") == "Zola"),
    ),
    send, again, "Envoyer",
    says=lambda _turn, given, text: {"school": "0840015K"} if "Fabre" in text and not given.get("school") else {},
)  # fmt: skip
FULL = {"kind": "a", "school": "0130001F", "place": ""}


@dataclass(frozen=True)
class Case:
    """A message: the reader that takes it, the situation, what is said then, and what the draft is afterwards."""

    reader: Reader
    text: str
    says: str
    at: str = "kind"
    answers: dict[str, str] = field(default_factory=dict)
    begun: dict[str, Any] = field(default_factory=dict)
    pending: str = ""
    commands: bool = False
    matter: Matter | None = None
    word: PendingWord = PendingWord.NONE
    kept: dict[str, Any] = field(default_factory=dict)  # What of the draft is otherwise than it was.


R = form_readers
CASES = (
    Case(R.read_second_thought, "attends, je me suis trompé", "est mise de côté", at="place", answers={"kind": "a"}),
    Case(R.read_help, "aide", "Vous êtes dans la saisie"),
    Case(R.read_cancel, "annuler", "est annulé", kept={"gone": True}),
    Case(R.read_cancel, "stop", "est mise de côté", at="school", answers={"kind": "a"}),
    Case(R.read_back, "retour", "Quel genre ?", at="school", answers={"kind": "a"}),
    Case(R.read_back, "retour", form_texts.FIRST_STEP),
    Case(R.read_whole, "tout", form_texts.SCREEN),
    Case(R.read_resume, "reprendre", "Quel genre ?"),
    Case(R.read_command, "confidentialité", "Fait.", commands=True),
    Case(R.read_settlement, "ma réponse", "Vérifiez", at="place", answers=FULL, pending="Aix ?",
         kept={"answers": {**FULL, "place": "Aix ?"}, "pending": ""}),
    Case(R.read_settlement, "une question", "1\u00a0800", at="place", answers={"kind": "a"}, pending=QUESTION,
         kept={"pending": ""}),
    Case(R.read_sending, "envoyer", "Envoyé.", at=REVIEW, answers=FULL),
    Case(R.read_sending, "oui", "Il manque encore", at=REVIEW, answers={"kind": "a"}),
    Case(R.read_field_named, "modifier lieu", "Où ?", at=REVIEW, answers=FULL),
    Case(R.read_field_named, "Genre", "Quel genre ?", at=REVIEW, answers=FULL),
    Case(R.read_not_yet, "non", "Quelle réponse voulez-vous modifier", at=REVIEW, answers=FULL),
    Case(R.read_question, QUESTION, "1\u00a0800", at=REVIEW, answers=FULL),
    Case(R.read_confirmation, "oui", "Quel établissement ?", begun={"proposals": {"kind": "b"}},
         kept={"answers": {"kind": "b"}}),
    Case(R.read_confirmation, "c'est ça", "Choisissez", begun={"proposals": {"kind": "z"}}),
    Case(R.read_skip, "passer", "Vérifiez", at="place", answers={"kind": "a", "school": "0130001F"}, kept={"answers": FULL}),
    Case(R.read_skip, "envoyer", "Vérifiez", at="place", answers={"kind": "a", "school": "0130001F"},
         kept={"answers": FULL}),
    Case(R.read_skip, "passer", form_texts.NEEDED),
    Case(R.read_sending_too_early, "envoyer", "Il manque encore"),
    Case(R.read_sending_too_early, "ok vas-y envoie", "Il manque encore"),
    Case(R.read_doubtful, QUESTION, "ou une question", at="place", answers={"kind": "a"}, kept={"pending": QUESTION}),
    Case(R.read_answer, "bêta", "Quel établissement ?", kept={"answers": {"kind": "b"}}),
    Case(R.read_answer, "2", "Où ?", at="school", answers={"kind": "a"},
         begun={"listed": {"school": ["0130001F", "0840015K"]}},
         kept={"answers": {"kind": "a", "school": "0840015K"}, "listed": {}}),
    Case(R.read_yes_or_no, "oui", "ne me dit pas quoi noter", at="place", answers={"kind": "a"}),
    Case(R.read_yes_or_no, "non", "ne peut pas être noté", at="school", answers={"kind": "a"}),
    Case(R.read_besides, "demandes en retard", "» attend", matter=Matter.STATUS),
    Case(R.read_word, "c'est parti ou pas ?", form_texts.NOT_SENT_YET, at=REVIEW, answers=FULL, word=PendingWord.STATE),
    Case(R.read_word, "bon, on jette", "est mise de côté", at=REVIEW, answers=FULL, word=PendingWord.STOP),
    Case(R.read_word, "il y a une coquille", "Quelle réponse voulez-vous modifier", at=REVIEW, answers=FULL, word=PendingWord.CHANGE),
    Case(R.read_giving_up, "annule ma demande", "est annulé", kept={"gone": True}, matter=Matter.LEAVE),
    Case(R.read_said_already, "Zola", "est déjà noté", at="text", answers={**FULL, "place": "Zola"}),
    Case(R.read_skip, "pas la peine", "Vérifiez vos réponses", at="place", answers={"kind": "a", "school": "0130001F"}, kept={"answers": FULL}),
    Case(R.read_sending, "c'est bon tu peux envoyer", "Envoyé.", at=REVIEW, answers=FULL),
    Case(R.read_field_named, "il faut changer le lieu, c'est Aix", "Aix", at=REVIEW, answers=FULL,
         kept={"answers": {**FULL, "place": "Aix"}}),
    Case(R.read_answer, "le deuxième", "Où ?", at="school", answers={"kind": "a"},
         begun={"listed": {"school": ["0130001F", "0840015K"]}},
         kept={"answers": {"kind": "a", "school": "0840015K"}, "listed": {}}),
    Case(R.read_asked_meanwhile, "combien de demandes sont en retard ?", "» attend", at="why", answers={**FULL, "place": "Zola"},
         matter=Matter.STATUS),
    Case(R.read_other_moment, "non plutôt 14h30", "est noté dans", at="place", answers={"kind": "a", "when": "2024-02-08T13:00:00+00:00"},
         kept={"answers": {"kind": "a", "when": "08/02/2024 à 14h30"}}),
    Case(R.read_particulars, "c'est pour Fabre je crois", "est noté dans", kept={"answers": {"school": "0840015K"}}),
    Case(R.read_particulars, "non pardon, Fabre", "est noté dans", at=REVIEW, answers=FULL,
         kept={"answers": {**FULL, "school": "0840015K"}}),
    Case(R.read_addition, "vous pouvez ajouter que tout est prêt", "est noté dans",
         answers={"place": "Zola", "text": "Un début."},
         kept={"answers": {"place": "Zola", "text": "Un début. Tout est prêt"}}),
    Case(R.read_question_instead, QUESTION, "1\u00a0800"),
    Case(R.read_demand, DEMAND, "Fait."),
    Case(R.read_wrong_answer, "gamma", "Choisissez parmi"),
    Case(R.read_wrong_answer, "Zola", "Lequel ?", at="school", answers={"kind": "a"},
         kept={"listed": {"school": ["0130001F", "0840015K"]}}),
)  # fmt: skip


async def typed(office: Office, talk: Talk, case: Case) -> Typed:
    """Begin the case's draft, and return its message."""
    turn = Turn(
        talk.incoming(Happening.MESSAGE, text=case.text),
        Person(talk.key, talk.name),
        office.services,
        office.clock.now(),
    )
    begun = await drafts.begin(
        office.storage, filling.place(turn), form="test", subject="", answers=case.answers, first=case.at,
        now=turn.now, **case.begun,
    )  # fmt: skip
    if case.pending:
        place = filling.place(Turn(talk.incoming(Happening.MESSAGE), turn.person, office.services, turn.now))
        await drafts.answer(office.storage, place, begun[0].nonce, pending=case.pending, field=case.at, now=turn.now)
    later = Turn(talk.incoming(Happening.MESSAGE, text=case.text), turn.person, office.services, turn.now)
    focused = await drafts.focused(office.storage, filling.place(later))
    assert focused
    does = dict.fromkeys(("mes_donnees",), command)
    beside = OtherMatter(case.matter, command) if case.matter else None
    does_it = command if case.commands else None
    forms = filling.Forms(FORM, respond=respond, does=does)
    return Typed(later, forms, focused, Besides(does_it, beside, lambda: beside, lambda: case.word))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.reader.__name__}-{case.text}")
async def test_a_reader_takes_its_own_and_those_before_it_leave_it(office: Office, case: Case) -> None:
    message = await typed(office, office.talk(), case)
    before = message.draft
    readers = (*ANYWHERE, *(AT_REVIEW if case.at == REVIEW else AT_FIELD))
    assert case.reader in readers
    for reader in readers[: readers.index(case.reader)]:
        assert await reader(message) is None, reader.__name__
    reply = await case.reader(message)
    assert reply is not None
    said = "\n".join(one.text for one in reply.messages)
    assert case.says in said
    kept = await drafts.drafts_of(office.storage, message.turn.person.key)
    if case.kept.get("gone"):
        assert kept == []
        return
    now = {name: getattr(kept[0], name) for name in ("answers", "proposals", "listed", "pending")}
    assert now == {**{name: getattr(before, name) for name in now}, **case.kept}


def test_every_reader_has_a_case() -> None:
    assert {case.reader for case in CASES} == {*ANYWHERE, *AT_REVIEW, *AT_FIELD}


async def test_a_message_that_no_reader_takes_is_asked_again(office: Office) -> None:
    message = await typed(office, office.talk(), Case(R.read_sending, "xyzzy", "", at=REVIEW, answers=FULL))
    reply = await form_readers.read(message)
    assert form_texts.REVIEW_TITLE in reply.messages[0].text


def test_a_choice_that_means_several_is_asked_with_these() -> None:
    choices = (
        Choice("a", "Premier degré, Charente", ("ecole", "charente")),
        Choice("b", "Second degré, Charente", ("charente", "2")),
        Choice("c", "Vendée"),
        Choice("d", "Second degré, Vendée"),
    )
    with pytest.raises(AnswerRefused) as refused:
        one_of(choices)("Charente")
    assert refused.value.choices == choices[:2]
    assert refused.value.why == form_texts.CHOOSE_ONE.format(
        choices="Premier degré, Charente ou Second degré, Charente"
    )
    with pytest.raises(AnswerRefused) as refused:
        one_of(choices)("second")
    assert refused.value.choices == (choices[1], choices[3])
    assert [one_of(choices)(typed) for typed in ("ecole", "2", "3", "vendée", "premier")] == ["a", "b", "c", "c", "a"]
