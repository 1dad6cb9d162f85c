"""Answers about the call, the notice and what is kept about a person."""

from __future__ import annotations

from datetime import UTC, datetime

from dialogs.core.context import PrivacyNotice
from dialogs.core.turn import Message
from dialogs.people.privacy import mine_message, notice_message
from dialogs.questions.answers import Answer, AnswerPart, answer_card
from knowledge.people import PersonKey, Role
from storage.queries.people import KeptQuestion, PersonalData
from tests.lint import worst
from tests.lint.catalogue import emits

_AT = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)
_KEY = PersonKey("t" * 64, "o" * 64)


def _answer(answer: Answer) -> Message:
    return Message(answer.text, answer_card(answer, asked=worst.LONG_TEXT + worst.MARKDOWN, help_button=True))


@emits("question.answer", answer_card)
def _longest_answer() -> Message:
    part = AnswerPart(
        "Indemnité annuelle", "Une réponse de la plus grande longueur. " * 15, "§ 7", "Il reste onze jours."
    )
    related = tuple(
        (f"fait{number}", f"{'Question de soixante caractères, ' * 2}{number}"[-40:]) for number in range(3)
    )
    return _answer(
        Answer(
            decision="answer", title="Vos deux questions", parts=(part, part), source="Appel SAEPL/24-995-42, § 7",
            entry="indemnite", related=related, may_pass_on=True, hints=("Dites-le autrement.",) * 3,
        )
    )  # fmt: skip


@emits("question.unknown", answer_card)
def _barest_answer() -> Message:
    return _answer(
        Answer(decision="unknown", title="Je n’ai pas de réponse sûre", parts=(AnswerPart("", "Dites-le autrement."),))
    )


@emits("privacy.notice", notice_message)
def _notice() -> Message:
    return notice_message(
        PrivacyNotice(controller=worst.LONG_NAME, dpo=worst.MARKDOWN, tickets_url="https://example.org")
    )


@emits("privacy.notice.bare", notice_message)
def _bare_notice() -> Message:
    return notice_message(PrivacyNotice())


@emits("privacy.mine", mine_message)
def _mine() -> Message:
    asked = tuple(KeptQuestion(n, worst.LONG_TEXT[:100], "waiting", _AT) for n in worst.FIFTY)
    kept = PersonalData(
        name=worst.MARKDOWN, mail=f"{'a' * 60}@example.org", first_seen=_AT, last_seen=_AT, noticed_at=_AT,
        erasure_asked_at=_AT, roles=((Role.EXPERT, _AT), (Role.SA_EPLE, _AT)), has_chat=True, questions=asked, events=50,
    )  # fmt: skip
    return mine_message(_KEY, kept)


@emits("privacy.mine.nothing", mine_message)
def _nothing_kept() -> Message:
    kept = PersonalData(
        name="", mail=None, first_seen=None, last_seen=None, noticed_at=None, erasure_asked_at=None, roles=(),
        has_chat=False, questions=(), events=0,
    )  # fmt: skip
    return mine_message(_KEY, kept)
