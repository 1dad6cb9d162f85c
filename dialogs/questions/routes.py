"""What can be done with questions: asked, judged, passed on, answered, taught."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from dialogs.core.context import Services
from dialogs.core.exchange import NumberPress, PagePress
from dialogs.core.form import Form
from dialogs.core.route import ANYWHERE, SA_EPLE, Route, Taking, Theme, helps
from dialogs.questions import about, answers, handover, learning, texts
from dialogs.questions.learning import AnswerJudged

# Ways of asking for the call in brief, to which more may be added.
_IN_BRIEF = (
    *(
        "l appel en bref",
        "les grandes lignes",
        "l essentiel de l appel",
        "que dit l appel en bref",
        "que dit l appel en gros",
    ),
    *(
        f"{verb} {what}"
        for verb in (
            *("resume", "resumez", "resumer", "resume moi", "resumez moi", "tu peux me resumer", "tu peux resumer"),
            *("peux tu me resumer", "peux tu resumer", "pouvez vous me resumer", "pouvez vous resumer"),
            *("explique", "explique moi", "expliquez moi", "peux tu m expliquer", "pouvez vous m expliquer"),
            *(
                "explique moi simplement",
                "expliquez moi simplement",
                "explique simplement",
                "presente moi",
                "presentez moi",
            ),
            *("un resume de", "resume de", "fais un resume de", "fais moi un resume de", "faites moi un resume de"),
            *(
                "synthese de",
                "une synthese de",
                "de quoi parle",
                "en quoi consiste",
                "c est quoi",
                "en bref",
                "en gros",
            ),
        )
        for what in ("l appel", "cet appel")
    ),
)

ROUTES = (
    Route.by_button("question.ask", answers.EntryAsked, answers.ask, where=ANYWHERE, alone=True),
    Route(
        "l’appel en bref",
        answers.tell_gist,
        says=_IN_BRIEF,
        takes=True,  # «… en cinq lignes», «… simplement».
        intent="appel_en_bref",
        where=ANYWHERE,
        in_form=True,
        help=helps(Theme.QUESTIONS, "lire l'essentiel de l'appel", listed=False, where=ANYWHERE),
    ),
    Route(
        "transmettre une question",
        Taking(handover.QuestionToPass, handover.pass_on),
        says=("transmettre une question", "transmettre une question au sa eple", "transmettre ma question"),
        intent="transmettre_question",
        verbs=("question.pass",),
        help=helps(Theme.QUESTIONS, "envoyer une question {to_service}, qui vous répond"),
    ),
    Route(
        "parler à quelqu’un",
        about.show_contact,
        says=("parler a quelqu un", "parler a un humain", "contact humain"),
        intent="parler_humain",
        verbs=("contact.show",),
        where=ANYWHERE,
        in_form=True,
        help=helps(Theme.QUESTIONS, "joindre la personne qui suit le dossier", where=ANYWHERE),
    ),
    Route.by_button("about.show", about.AboutPress, about.show, where=ANYWHERE),
    Route(
        "réponse utile",
        Taking(AnswerJudged, learning.said_good),
        says=("reponse utile", "cette reponse m aide"),
        verbs=("feedback.good",),
        where=ANYWHERE,
    ),
    Route.by_button("feedback.bad", AnswerJudged, learning.said_bad, where=ANYWHERE),
    Route.by_button("feedback.comment", AnswerJudged, learning.begin_comment),
    Route("talk.negatif", learning.said_not_that, intent="negatif", where=ANYWHERE),
    Route(
        "questions",
        handover.show_waiting,
        says=("questions", "questions transmises", "questions en attente"),
        intent="questions_posees",
        needs=SA_EPLE,
        help=helps(Theme.SA_EPLE_QUESTIONS, "lire les questions transmises {to_service}"),
    ),
    Route.by_button("answer.write", NumberPress, handover.answer, needs=SA_EPLE),
    Route(
        "questions sans réponse",
        learning.show_unanswered,
        says=("questions sans reponse", "sans reponse", "questions non comprises"),
        intent="sans_reponse",
        needs=SA_EPLE,
        help=helps(Theme.SA_EPLE_QUESTIONS, "voir ce que l'assistant n'a pas su, et le lui apprendre"),
    ),
    Route(
        "ce qui a été mal répondu",
        learning.show_judged,
        says=(
            *(
                "ce qui a ete mal repondu",
                "mal repondu",
                "reponses a cote",
                "reponses mal notees",
                "avis sur les reponses",
            ),
            *("quelles reponses sont jugees inutiles", "reponses jugees inutiles", "qu est ce qui a ete mal repondu"),
        ),
        needs=SA_EPLE,
        help=helps(Theme.SA_EPLE_QUESTIONS, "voir ce qui a été mal répondu, avec les remarques"),
    ),
    Route(
        "ce qui est appris",
        Taking(PagePress, learning.show),
        says=(
            *("ce qui est appris", "ce que tu as appris", "ce que vous avez appris", "lecons", "reponses apprises"),
            *("corriger une reponse", "corriger une lecon", "retirer une lecon"),
        ),
        verbs=("lesson.list",),
        needs=SA_EPLE,
        help=helps(Theme.SA_EPLE_QUESTIONS, "revoir, corriger ou retirer ce qui est appris", listed=False),
    ),
    Route.by_button("lesson.withdraw", NumberPress, partial(learning.use, active=False), needs=SA_EPLE),
    Route.by_button("lesson.put_back", NumberPress, partial(learning.use, active=True), needs=SA_EPLE),
    Route.by_button("lesson.correct", NumberPress, learning.correct, needs=SA_EPLE),
    Route(
        "apprendre une question",
        Taking(AnswerJudged, learning.begin_teaching),
        says=(
            *("apprendre une question", "apprendre une reponse", "t apprendre une question", "t apprendre une reponse"),
            *("ajouter une question", "ajouter une reponse", "ajouter une formulation", "nouvelle lecon"),
        ),
        verbs=("learning.teach",),
        needs=SA_EPLE,
        help=helps(Theme.SA_EPLE_QUESTIONS, "apprendre une question à l'assistant", listed=False),
    ),
)


def forms(services: Services) -> Iterator[Form]:
    """Return the forms of questions while the call in force is."""
    yield replace(handover.PASS_ON, title=services.worded(texts.TITLE))
    yield handover.ANSWER
    yield from learning.forms(services.knowledge().call)
