"""Commands: short words that always mean the same. The help is built from this table."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from dialogs.application import eligibility, examination, results
from dialogs.application import own as candidature
from dialogs.assistance import handling
from dialogs.assistance import new_request as assistance
from dialogs.core import texts
from dialogs.core.context import Turn
from dialogs.core.turn import Message, Reply
from dialogs.people import privacy
from dialogs.people import roles as people_admin
from dialogs.questions import handover, handover_texts, learning
from dialogs.questions import texts as question_texts
from dialogs.questions.answers import first_questions
from dialogs.steering import health as service
from dialogs.steering import status
from dialogs.ui import elements as el
from dialogs.ui.kit import CardElement
from knowledge.french import PARIS, counted, long_date, typeset
from knowledge.people import Person, Role
from knowledge.understanding.commands import CommandList, CommandWords
from storage.queries import questions as queries

WAITING_PAGE = 5


@dataclass(frozen=True, slots=True)
class Command:
    """A command: the words that mean it (compared without case, accents and punctuation), and what it does."""

    name: str
    intent: str  # The label under which the recogniser knows its other wordings.
    says: tuple[str, ...]
    usage: str
    run: Callable[[Turn], Awaitable[Reply]]
    needs: Role | None = None
    takes: bool = False  # More words may follow: a reference, a name.

    def allows(self, person: Person) -> bool:
        """Tell whether the command is for this person."""
        return self.needs is None or person.has(self.needs)


async def show_help(turn: Turn) -> Reply:
    """Say what the assistant does for this person, here."""
    lines = [texts.HELP_QUESTIONS] if turn.personal else [texts.HELP_IN_GROUP, texts.HELP_GROUP]
    tickets = turn.services.notice.tickets_url
    body: list[CardElement] = [el.heading(texts.HELP_TITLE), *map(el.paragraph, lines)]
    by_theme = themes([command for command in COMMANDS if _offered(command, turn)])
    if by_theme:
        body.append(el.paragraph(texts.HELP_COMMANDS))
        lines.append(texts.HELP_COMMANDS)
    for theme, commands in by_theme.items():
        usages = [f"{command.name} — {command.usage}" for command in commands]
        body += [el.strong(theme), *(el.paragraph(f"- {usage}") for usage in usages)]
        lines += [theme, *usages]
    if tickets:
        body.append(el.paragraph(texts.HELP_TICKETS.format(url=tickets)))
        lines.append(texts.HELP_TICKETS.format(url=tickets))
    plain = "\n".join([texts.HELP_TITLE, *lines])
    return Reply.of(Message(plain, el.card(*body, actions=first_questions(turn.base))))


def themes(commands: Sequence[Command]) -> dict[str, list[Command]]:
    """Return commands by what they are about, in the order of a first visit; what is for a role alone comes last."""
    found: dict[str, list[Command]] = {theme: [] for theme in texts.HELP_THEMES.values()}
    for command in commands:
        found[texts.HELP_THEMES[_theme(command)]].append(command)
    return {theme: some for theme, some in found.items() if some}


def _theme(command: Command) -> str:
    if command.needs is Role.EXPERT:
        return "expert"
    if command.needs is Role.SA_EPLE:
        return "saeple_requests" if command in _STEERED else _STAFF_THEMES.get(command.intent, "saeple")
    about = command.intent
    if "candidat" in about or about == "eligibilite":
        return "application"
    if "demande" in about or "assistance" in about:
        return "assistance"
    return "questions" if about in ("transmettre_question", "parler_humain") else "rest"


_STAFF_THEMES = {
    "questions_posees": "saeple_questions",
    "sans_reponse": "saeple_questions",
    "consigner_candidature": "saeple_applications",
    "statut_pilotage": "saeple_applications",
    "annoncer_resultats": "saeple_applications",
    "nommer_expert": "saeple_people",
    "lister_experts": "saeple_people",
    "lister_membres": "saeple_people",
    "gerer_roles": "saeple_people",
}


def _offered(command: Command, turn: Turn) -> bool:
    return turn.personal and command.allows(turn.person)


async def show_contact(turn: Turn) -> Reply:
    """Say who can be reached, and how."""
    call = turn.base.call
    lines = [call.filled(question_texts.HUMAN)]
    if turn.personal:
        lines.append(question_texts.HUMAN_PASS)
    if turn.services.notice.tickets_url:
        lines.append(texts.HELP_TICKETS.format(url=turn.services.notice.tickets_url))
    return Reply.of(
        Message("\n".join(lines), el.card(el.heading(question_texts.HUMAN_TITLE), *map(el.paragraph, lines)))
    )


async def show_notice(turn: Turn) -> Reply:
    """Show the notice on personal data: it is the same for everyone, so it may be shown anywhere."""
    return await privacy.show_notice(turn)


async def show_mine(turn: Turn) -> Reply:
    """Show what is kept about the person, in the private chat alone."""
    return await privacy.show_mine(turn) if turn.personal else Reply.text(texts.PERSONAL_ONLY)


async def show_waiting(turn: Turn) -> Reply:
    """List the questions that wait for the SA EPLE."""
    if not turn.person.has(Role.SA_EPLE):
        return Reply.text(texts.NOT_YOURS)
    if not turn.personal:
        return Reply.text(texts.PERSONAL_ONLY)
    total, page = await queries.waiting(turn.storage, limit=WAITING_PAGE)
    return Reply.of(waiting_message(total, page))


def waiting_message(total: int, page: list[queries.PassedQuestion]) -> Message:
    """Return the first page of the questions that wait, oldest first, with a button to answer each."""
    if not total:
        shown = el.card(el.heading(question_texts.WAITING_TITLE), el.paragraph(question_texts.WAITING_NONE))
        return Message(question_texts.WAITING_NONE, shown)
    waiting = counted(total, "question attend", "questions attendent")
    lines = [question_texts.WAITING_COUNT.format(count=waiting)]
    body: list[CardElement] = [el.heading(question_texts.WAITING_TITLE), el.paragraph(lines[0])]
    for question in page:
        head = question_texts.WAITING_BY.format(
            number=question.number,
            date=long_date(question.asked_at.astimezone(PARIS).date()),
            name=question.name or question_texts.NO_NAME,
        )
        school = handover_texts.ASKED_SCHOOL.format(school=question.school) if question.school else ""
        body += [el.strong(el.escaped(head)), el.said(question.text)]
        if school:
            body.append(el.subtle(el.escaped(school)))
        lines.append(" ".join(filter(None, (f"{head} : {question.text}", school))))
    if total > len(page):
        lines.append(question_texts.WAITING_MORE.format(count=total - len(page)))
        body.append(el.subtle(lines[-1]))
    answers = [
        el.asks(
            handover_texts.BUTTON_ANSWER.format(number=question.number), "answer.write", {"number": question.number}
        )
        for question in page
    ]
    return Message("\n".join(lines), el.card(*body, actions=answers))


def _in_private(run: Callable[[Turn], Awaitable[Reply]]) -> Callable[[Turn], Awaitable[Reply]]:
    async def said(turn: Turn) -> Reply:
        return await run(turn) if turn.personal else Reply.text(texts.PERSONAL_ONLY)

    return said


# What the SA EPLE and the experts may ask of requests: the same words, and what they say to each.
_STEERED = (
    Command(
        "statut",
        "statut_pilotage",
        ("statut", "tableau de bord"),
        typeset("voir ce qui attend : demandes par état, retards, séances, candidatures"),
        _in_private(status.answer),
        needs=Role.SA_EPLE,
    ),
    Command(
        "statut demandes",
        "statut_pilotage",
        ("statut demandes", "statut des demandes"),
        typeset("voir où en sont les demandes ; « statut demandes 84 » pour un département"),
        _in_private(status.answer),
        needs=Role.SA_EPLE,
    ),
    Command(
        "demandes …",
        "statut_pilotage",
        ("demandes", "liste des demandes", "toutes les demandes"),
        typeset(
            "lister ou compter en vos mots : « demandes urgentes non prises », « combien de demandes closes en janvier "
            "par expert », « séances de demain », puis « et dans le 13 ? »"
        ),
        _in_private(status.answer),
        needs=Role.SA_EPLE,
    ),
    Command(
        "statut DA-…",
        "statut_pilotage",
        (),
        typeset("ouvrir une demande et son historique"),
        _in_private(status.answer),
        needs=Role.SA_EPLE,
    ),
)
_OF_EXPERTS = (
    Command(
        "statut",
        "statut_pilotage",
        (),
        typeset("voir vos demandes en cours, et celles que personne n'a prises"),
        _in_private(status.answer),
        needs=Role.EXPERT,
    ),
    Command(
        "demandes …",
        "statut_pilotage",
        (),
        typeset(
            "lister en vos mots : « demandes urgentes non prises », « demandes du lycée Thiers », « séances de demain »"
        ),
        _in_private(status.answer),
        needs=Role.EXPERT,
    ),
    Command(
        "statut DA-…",
        "statut_pilotage",
        (),
        typeset("ouvrir une demande et son historique"),
        _in_private(status.answer),
        needs=Role.EXPERT,
    ),
)
COMMANDS = (
    Command(
        "suis-je éligible",
        "eligibilite",
        ("suis je eligible", "eligibilite", "eligible"),
        typeset("voir si l'appel s'adresse à vous"),
        eligibility.show,
    ),
    Command(
        "candidater",
        "candidater",
        ("candidater", "postuler", "commencer ma candidature", "deposer ma candidature"),
        typeset("préparer et déposer votre candidature"),
        candidature.begin,
    ),
    Command(
        "ma candidature",
        "statut_candidature",
        ("ma candidature", "mon dossier", "voir ma candidature"),
        typeset("voir où en est votre candidature, la modifier ou la retirer"),
        _in_private(candidature.show_mine),
    ),
    Command(
        "modifier ma candidature",
        "modifier_candidature",
        ("modifier ma candidature", "completer ma candidature", "corriger ma candidature"),
        typeset("changer ou compléter ce que vous avez déposé"),
        _in_private(candidature.modify),
    ),
    Command(
        "retirer ma candidature",
        "retirer_candidature",
        ("retirer ma candidature", "me desister"),
        typeset("retirer votre candidature, après confirmation"),
        _in_private(candidature.withdraw),
    ),
    Command(
        "transmettre une question",
        "transmettre_question",
        ("transmettre une question", "transmettre une question au sa eple", "transmettre ma question"),
        typeset("envoyer une question au SA EPLE, qui vous répond"),
        _in_private(handover.pass_on),
    ),
    Command(
        "demander une assistance",
        "demander_assistance",
        ("demander une assistance", "demander assistance", "demande d assistance", "demander de l assistance"),
        typeset("demander l'aide d'un expert académique sur Op@le"),
        assistance.begin_own,
    ),
    Command(
        "mes demandes",
        "statut_demande",
        ("mes demandes", "ma demande", "mes assistances", "ou en est ma demande"),
        typeset("voir où en sont vos demandes d'assistance"),
        assistance.show_mine,
    ),
    Command(
        "nouvelle demande",
        "enregistrer_demande",
        ("nouvelle demande", "enregistrer une demande", "noter une demande"),
        typeset("enregistrer la demande d'un établissement, en une phrase si vous voulez"),
        assistance.begin,
        needs=Role.EXPERT,
        takes=True,
    ),
    Command(
        "prendre DA-…",
        "prendre_demande",
        ("prendre", "prendre la demande", "je prends", "je prends la demande"),
        typeset("prendre une demande en charge"),
        _in_private(handling.take),
        needs=Role.EXPERT,
        takes=True,
    ),
    *_OF_EXPERTS,
    *_STEERED,
    Command(
        "attribuer DA-… à …",
        "attribuer_demande",
        ("attribuer", "attribuer la demande"),
        typeset("attribuer une demande à un expert"),
        _in_private(handling.assign),
        needs=Role.SA_EPLE,
        takes=True,
    ),
    Command(
        "aide", "aide", ("aide", "help", "menu", "commandes", "?"), typeset("voir ce que je sais faire"), show_help
    ),
    Command(
        "parler à quelqu’un",
        "parler_humain",
        ("parler a quelqu un", "parler a un humain", "contact humain"),
        typeset("joindre la personne qui suit le dossier"),
        show_contact,
    ),
    Command(
        "mes données",
        "mes_donnees",
        ("mes donnees", "mes questions"),
        typeset("voir ou faire effacer ce que je garde sur vous"),
        show_mine,
    ),
    Command(
        "confidentialité",
        "confidentialite",
        ("confidentialite", "rgpd", "donnees personnelles"),
        typeset("lire la notice sur les données personnelles"),
        show_notice,
    ),
    Command(
        "questions",
        "questions_posees",
        ("questions", "questions transmises", "questions en attente"),
        typeset("lire les questions transmises au SA EPLE"),
        show_waiting,
        needs=Role.SA_EPLE,
    ),
    Command(
        "questions sans réponse",
        "sans_reponse",
        ("questions sans reponse", "sans reponse", "questions non comprises"),
        typeset("voir ce que l'assistant n'a pas su, et le lui apprendre"),
        learning.show_unanswered,
        needs=Role.SA_EPLE,
    ),
    Command(
        "statut candidatures",
        "statut_pilotage",
        (
            "statut candidatures",
            "candidatures",
            "liste des candidatures",
            "liste candidatures",
            "statut des candidatures",
        ),
        typeset("compter et lister les candidatures, par état, fonction ou vague"),
        _in_private(examination.show_list),
        needs=Role.SA_EPLE,
        takes=True,
    ),
    Command(
        "statut CA-…",
        "statut_pilotage",
        ("statut ca", "dossier ca", "candidature ca"),
        typeset("ouvrir une candidature"),
        _in_private(examination.show_one),
        needs=Role.SA_EPLE,
        takes=True,
    ),
    Command(
        "consigner",
        "consigner_candidature",
        ("consigner", "consigner une candidature", "enregistrer une candidature"),
        typeset("enregistrer une candidature reçue par courriel"),
        _in_private(examination.begin_record),
        needs=Role.SA_EPLE,
    ),
    Command(
        "annoncer les résultats",
        "annoncer_resultats",
        ("annoncer les resultats", "resultats a annoncer", "retenir les resultats", "annonce des resultats"),
        typeset("relire les résultats retenus, et les annoncer tous ensemble"),
        _in_private(results.show_held),
        needs=Role.SA_EPLE,
    ),
    Command(
        "nommer",
        "nommer_expert",
        ("nommer", "nommer expert"),
        typeset("nommer un expert : « nommer CA-… », ou « nommer » suivi d'un nom ou d'une mention"),
        examination.appoint,
        needs=Role.SA_EPLE,
        takes=True,
    ),
    Command(
        "experts",
        "lister_experts",
        ("experts", "liste des experts"),
        typeset("voir les experts, en retirer un"),
        _in_private(people_admin.show_experts),
        needs=Role.SA_EPLE,
    ),
    Command(
        "membres",
        "lister_membres",
        ("membres", "membres du sa eple", "liste des membres"),
        typeset("voir les membres du SA EPLE, en ajouter, en retirer"),
        _in_private(people_admin.show_members),
        needs=Role.SA_EPLE,
    ),
    *(
        Command(
            said,
            "gerer_roles",
            (words,),
            usage,
            _in_private(people_admin.about(ask, role, words)),
            needs=Role.SA_EPLE,
            takes=True,
        )
        for said, words, usage, ask, role in (
            (
                "ajouter membre",
                "ajouter membre",
                typeset("ajouter un membre du SA EPLE"),
                people_admin.ask_give,
                Role.SA_EPLE,
            ),
            (
                "retirer membre",
                "retirer membre",
                typeset("retirer un membre du SA EPLE"),
                people_admin.ask_take,
                Role.SA_EPLE,
            ),
            ("retirer expert", "retirer expert", typeset("retirer un expert"), people_admin.ask_take, Role.EXPERT),
        )
    ),
    Command(
        "santé du service",
        "sante_service",
        ("sante du service", "sante", "sante service"),
        typeset("voir les notifications qui ne sont pas parties"),
        service.show_health,
        needs=Role.SA_EPLE,
    ),
)


# What :meth:`knowledge.understanding.understand.Listener.understand` knows them by: the place in the table.
WORDS = CommandList(
    CommandWords(str(number), command.intent, command.says, command.needs, command.takes)
    for number, command in enumerate(COMMANDS)
)


def named(words: CommandWords) -> Command:
    """Return the command of these words."""
    return COMMANDS[int(words.name)]
