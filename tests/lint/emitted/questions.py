"""Answers about the call, the notice and what is kept about a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from dialogs.application import own
from dialogs.assistance import new_request
from dialogs.core.context import PrivacyNotice
from dialogs.core.exchange import Message
from dialogs.core.form_steps import Forms
from dialogs.people.erasures import waiting_message
from dialogs.people.privacy import mine_message, notice_message
from dialogs.people.texts import PARTS
from dialogs.questions.answers import Answer, AnswerPart, answer_card, respond
from dialogs.questions.learning import lessons_message
from knowledge.batch import ErasureStatus
from knowledge.people import PersonKey, Role
from storage.queries.erasures import Dossier, ErasureRequest, InTheWay, Record
from storage.queries.questions import LessonLine
from tests.lint import worst
from tests.lint.catalogue import emits
from tests.lint.emitted.candidature import CALL
from tests.lint.emitted.requests import SERVICES

FORMS = Forms(*own.forms(CALL), *new_request.forms(), respond=respond)
NO_FORMS = Forms(respond=respond)
_AT = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)
_KEY = PersonKey("t" * 64, "o" * 64)


def _answer(answer: Answer) -> Message:
    return Message(
        answer.text,
        answer_card(
            answer, asked=worst.LONG_TEXT + worst.MARKDOWN, passes=worst.LONG_TEXT[:40], help_button=True, rates=True
        ),
    )


@emits("question.answer", answer_card)
def _longest_answer() -> Message:
    part = AnswerPart("Indemnité annuelle", "Une réponse de la plus grande longueur. " * 15, ("moyens",))
    related = tuple(
        (f"fait{number}", f"{'Question de soixante caractères, ' * 2}{number}"[-40:]) for number in range(3)
    )
    return _answer(
        Answer(
            decision="answer", title="Vos deux questions", parts=(part, part), source="Source : appel SAEPL/24-995-42, « Pour accomplir leur mission »",
            entry="indemnite", related=related, may_pass_on=True, hints=("Dites-le autrement.",) * 3,
        )
    )  # fmt: skip


@emits("question.unknown", answer_card)
def _barest_answer() -> Message:
    return _answer(
        Answer(decision="unknown", title="Je n’ai pas de réponse sûre", parts=(AnswerPart("", "Dites-le autrement."),))
    )


@emits("lessons", lessons_message)
def _lessons() -> Message:
    lines = [
        LessonLine(
            n,
            CALL.id,
            worst.LONG_TEXT,
            "indemnite" if n % 2 else None,
            worst.LONG_TEXT,
            n % 3 > 0,
            _AT,
            worst.LONG_NAME,
            _AT,
        )
        for n in (99_995, 99_996, 99_997, 99_998, 99_999)
    ]
    titles = {"indemnite": "Indemnité annuelle, versée en une fois, et ce qui s’y ajoute"}
    return lessons_message(lines, 900, 0, titles, _AT)


@emits("privacy.notice", notice_message)
def _notice() -> Message:
    notice = PrivacyNotice(controller=worst.LONG_NAME, dpo=worst.MARKDOWN, tickets_url="https://example.org")
    return notice_message(replace(SERVICES, notice=notice), FORMS)


@emits("privacy.notice.bare", notice_message)
def _bare_notice() -> Message:
    return notice_message(SERVICES, NO_FORMS)


def _kept(**parts: list[Record]) -> Dossier:
    return {part: parts.get(part, []) for part in PARTS}


@emits("privacy.mine", mine_message)
def _mine() -> Message:
    asked = [{"id": n, "text": worst.LONG_TEXT, "state": "waiting", "asked_at": _AT} for n in worst.FIFTY]
    applied = [{"reference": "CA-2024-0001", "answers": {"name": worst.LONG_NAME, "motivation": worst.LONG_TEXT}}] * 4
    wanted = [{"reference": "DA-2024-0001", "details": worst.LONG_TEXT, "contact_name": worst.MARKDOWN}] * 9
    kept = _kept(
        person=[{"oid": "o" * 64, "name": worst.MARKDOWN, "mail": f"{'a' * 60}@example.org", "first_seen": _AT}],
        roles=[{"role": "expert", "active": True, "since": _AT}] * 2,
        questions=asked, applications=applied, requests=wanted, drafts=[{"form": "question", "answers": {"a": worst.LONG_WORD}}],
        events=[{"at": _AT, "subject": "question", "reference": "1", "move": "pass_on", "reason": worst.LONG_TEXT}] * 50,
    )  # fmt: skip
    return mine_message(kept, FORMS, erasable=True)


@emits("privacy.mine.nothing", mine_message)
def _nothing_kept() -> Message:
    return mine_message(_kept(), FORMS, erasable=False)


_ASKED = ErasureRequest(7, _KEY, worst.MARKDOWN, _AT, ErasureStatus.WAITING, "", None, None, 1)
_WAY = InTheWay(("CA-2024-0001",), ("DA-2024-0001", "DA-2024-0002"), (Role.EXPERT, Role.SA_EPLE))


@emits("erasures.waiting", waiting_message)
def _erasures() -> Message:
    page = [(replace(_ASKED, number=n, name=name), _WAY) for n, name in enumerate(worst.NAMES[:4], 1)]
    return waiting_message(
        SERVICES, [*page, (replace(_ASKED, by=PersonKey("t", "me")), InTheWay())], 50, viewer=PersonKey("t", "me")
    )


@emits("erasures.none", waiting_message)
def _no_erasures() -> Message:
    return waiting_message(SERVICES, [], 0, viewer=_KEY)
