"""What can be done with requests for assistance: asking, looking, and the moves of their life.

Who may make a move is told by the life cycle's own table, from the request: its buttons need no role here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any

from dialogs.assistance import (
    assignment,
    attachments,
    case_cards,
    cases,
    from_message,
    handling,
    incidents,
    messages,
    new_request,
    one_page,
    reminders,
    slots,
    texts,
)
from dialogs.assistance.handling import RequestPress, TargetPress
from dialogs.assistance.moves import MOVES, RequestMoveRow
from dialogs.core.context import Services, Turn
from dialogs.core.exchange import NumberPress, Reply
from dialogs.core.form import Form
from dialogs.core.route import (
    ANYWHERE,
    EXPERTS,
    IN_CHANNEL,
    SA_EPLE,
    STAFF,
    WINDOW,
    Extension,
    HelpLine,
    Route,
    Taking,
    Theme,
    helps,
    helps_staff,
)
from knowledge.cases import CaseMove
from knowledge.french import typeset
from knowledge.people import Role
from knowledge.request import RequestMove

_M = RequestMove


async def _take(turn: Turn) -> Reply:
    """Take by words; in the experts' channel, without a word of what is asked."""
    return await (handling.take(turn) if turn.personal else assignment.take_said(turn))


_ASKING = (
    Route(
        "demander une assistance",
        new_request.begin_own,
        says=("demander une assistance", "demander assistance", "demande d assistance", "demander de l assistance"),
        intent="demander_assistance",
        verbs=("assistance.start",),
        help=helps(Theme.ASSISTANCE, "demander l'aide d'un expert académique sur Op@le"),
    ),
    Route(
        "mes demandes",
        new_request.show_status,
        says=("mes demandes", "ma demande", "mes assistances", "ou en est ma demande"),
        intent="statut_demande",
        verbs=("assistance.mine",),
        in_form=True,
        help=helps(Theme.ASSISTANCE, "voir où en sont vos demandes d'assistance"),
    ),
    Route(
        "demandes de mon établissement",  # Whoever handles requests reads those of that school (``people.school``).
        new_request.show_of_school,
        says=tuple(
            f"{lead}demandes de {whose} {what}"
            for lead in ("", "les ", "toutes les ")
            for whose in ("mon", "notre")
            for what in ("etablissement", "lycee", "college")
        ),
        help=helps(Theme.ASSISTANCE, "voir les demandes de votre établissement", listed=False),
    ),
    Route(
        "nouvelle demande",  # Who handles no requests begins one of their own.
        new_request.begin,
        says=("nouvelle demande", "enregistrer une demande", "noter une demande"),
        takes=True,
        intent="enregistrer_demande",
        verbs=("assistance.log",),
        help=helps(
            Theme.EXPERT, "enregistrer la demande d'un établissement, en une phrase si vous voulez", role=Role.EXPERT
        ),
    ),
    Route.by_button("assistance.offered", new_request.HelpOffered, new_request.begin_offered),
    Route(
        "assistance.window",
        from_message.open_window,
        verbs=("assistance.window",),
        where=WINDOW,
        extension=Extension(texts.COMMAND, texts.COMMAND_ABOUT),
    ),
    Route.by_button(from_message.SEND, from_message.WindowPress, from_message.send_window, where=WINDOW),
    Route.by_button("assistance.follow", RequestPress, new_request.follow_on),
)
_HANDLING = (
    Route(
        "prendre",
        _take,
        says=("prendre", "prendre la demande", "je prends", "je prends la demande"),
        takes=True,
        intent="prendre_demande",
        needs=EXPERTS,
        where=IN_CHANNEL,
        help=helps(
            Theme.EXPERT,
            "prendre une demande en charge ; « propose pour DA 12 : lundi 10 h ou mardi 14 h » propose ensuite des "
            "horaires à choisir",
            title="prendre DA-…",
        ),
    ),
    Route(
        "attribuer",
        assignment.assign,
        says=("attribuer", "attribuer la demande"),
        takes=True,
        intent="attribuer_demande",
        needs=SA_EPLE,
        help=helps(Theme.SA_EPLE_REQUESTS, "attribuer une demande à un expert", title="attribuer DA-… à …"),
    ),
    Route(
        "message",
        partial(messages.say_typed, note=False),
        says=(
            "message pour",
            "message sur",
            "ecrire pour",
            "completer la demande",
            "ajouter a la demande",
            "voici une precision",
            "une precision",
            "petite precision",
            "complement d information",
        ),
        takes=True,
        help=helps(Theme.ASSISTANCE, "écrire au sujet d'une demande", title="message pour DA-…", listed=False),
    ),
    Route(
        "note",
        partial(messages.say_typed, note=True),
        says=("note pour", "note sur", "note interne pour", "note interne sur"),
        takes=True,
        needs=STAFF,
        help=(
            HelpLine(
                Theme.EXPERT,
                typeset("laisser une note que l'établissement ne lit pas"),
                title="note sur DA-…",
                role=Role.EXPERT,
                listed=False,
            ),
            HelpLine(
                Theme.SA_EPLE_APPLICATIONS,
                typeset("noter sur une candidature ce que la personne ne voit pas ici"),
                title="note sur CA-…",
                role=Role.SA_EPLE,
                listed=False,
            ),
        ),
    ),
    Route(
        "canal des experts",
        assignment.declare,
        says=("ici", "c est ici", "declarer ce canal"),
        yields=True,
        needs=SA_EPLE,
        where=ANYWHERE,
        help=helps(
            Theme.SA_EPLE_SERVICE,
            "dans le canal des experts, y afficher ce qui attend ; « plus ici » l'arrête",
            title="ici",
            role=Role.SA_EPLE,
            where=ANYWHERE,
        ),
    ),
    Route(
        "plus de canal",
        assignment.give_up,
        says=("plus ici", "retirer ce canal"),
        yields=True,
        needs=SA_EPLE,
        where=ANYWHERE,
        help=helps(
            Theme.SA_EPLE_SERVICE,
            "ne plus rien afficher dans le canal des experts",
            title="plus ici",
            role=Role.SA_EPLE,
            where=ANYWHERE,
        ),
    ),
    Route(
        "résumer",
        one_page.show_said,
        says=one_page.WORDS,
        takes=True,
        numbered=True,
        help=(
            HelpLine(
                Theme.EXPERT,
                typeset("une demande en une page : demandé, dit, essayé, attendu ; qui reprend une demande la reçoit"),
                title="résume DA-…",
                role=Role.EXPERT,
                listed=False,
            ),
            HelpLine(
                Theme.SA_EPLE_REQUESTS,
                typeset("une demande en une page : demandé, dit, essayé, attendu, à faire"),
                title="résume DA-…",
                role=Role.SA_EPLE,
                listed=False,
            ),
        ),
    ),
    Route(
        "préparer une réponse",
        cases.prepare,
        says=cases.PREPARE_WORDS,
        takes=True,
        yields=True,
        needs=STAFF,
        help=helps_staff(
            "préparer une réponse d'après le cas résolu le plus proche, à corriger avant l'envoi",
            "prépare une réponse pour DA-…",
            listed=False,
        ),
    ),
    Route.by_button("prepared.begin", RequestPress, cases.press, needs=STAFF),
    Route.by_button("page.show", RequestPress, one_page.press),
    Route.by_button("channel.take", RequestPress, assignment.press_take, needs=EXPERTS, where=IN_CHANNEL),
    Route.by_button("message.write", RequestPress, partial(messages.begin, note=False)),
    Route.by_button("message.note", RequestPress, partial(messages.begin, note=True), needs=STAFF),
    Route.by_button("message.urgent", RequestPress, messages.press_urgent),
    Route.by_button("message.chat", RequestPress, from_message.press),
    Route.by_button("message.take_back", messages.TakeBackPress, messages.press_take_back),
    Route(
        "mes rappels",
        reminders.show,
        says=("mes rappels", "liste des rappels", "quels sont mes rappels", "voir mes rappels"),
        verbs=("reminder.list",),
        help=helps(
            Theme.ASSISTANCE, "voir vos rappels ; « rappelle-moi DA 12 lundi à 9 h » pour en noter un", listed=False
        ),
    ),
    Route("rappel", reminders.asked, says=("rappel", "noter un rappel"), needs=STAFF),
    Route("passer en urgent", messages.made_urgent, says=("passer en urgent",), needs=STAFF),
    Route(
        "retirer un rappel",
        reminders.off_said,
        says=(
            "retirer le rappel",
            "retirer mon rappel",
            "retire le rappel",
            "retire mon rappel",
            "retirer mes rappels",
            "annuler le rappel",
            "annule le rappel",
            "annuler mon rappel",
            "annule mon rappel",
            "supprimer le rappel",
            "supprime le rappel",
            "enlever le rappel",
            "enleve le rappel",
            "annuler tous mes rappels",
            "retire mes rappels",
            "annule mes rappels",
            "supprimer mes rappels",
            "supprime mes rappels",
        ),
        takes=True,
    ),
    Route.by_button("reminder.ask", RequestPress, reminders.press_ask),
    Route.by_button("reminder.off", NumberPress, reminders.press_off),
    Route.by_button("file.list", RequestPress, attachments.press_list),
    Route.by_button("file.send", attachments.FilePress, attachments.press_send),
    Route.by_button("request.open", RequestPress, handling.press_open),
    Route.by_button("request.more", RequestPress, handling.press_open),  # Of cards that had no room for all buttons.
    Route.by_button("request.refresh", RequestPress, handling.press_refresh),
    Route.by_button("request.history", handling.MorePress, handling.press_history),
    Route.by_button(slots.APPOINTMENT_FILE, RequestPress, slots.offer),
)
# The moves whose press is not made at once, nor asked for by a form or by the choice of an expert.
_OWN_PRESSES: Mapping[RequestMove, Taking[Any]] = MappingProxyType(
    {
        _M.CHOOSE_SLOT: Taking(handling.SlotPress, handling.press_slot),
        _M.AGREE: Taking(RequestPress, handling.ask_agreement),
        _M.RATE: Taking(handling.RatingPress, handling.rate),
        _M.TELL_BY_PHONE: Taking(handling.PhonedPress, handling.press_phoned),
    }
)


def _press(row: RequestMoveRow) -> Taking[Any]:
    """Return what the button of a move does."""
    if row.move in _OWN_PRESSES:
        return _OWN_PRESSES[row.move]
    make = handling.press_form if row.form else assignment.ask_target if row.experts else handling.press_move
    return Taking(RequestPress, partial(make, row.move))


_MOVES = (
    *(
        Route(f"request.{row.move}", _press(row), verbs=(f"request.{row.move}",))
        for row in MOVES
        if row.button or row.move in _OWN_PRESSES
    ),
    *(
        Route.by_button(f"request.{row.move}_to", TargetPress, partial(assignment.give_to, row.move))
        for row in MOVES
        if row.experts
    ),
    Route.by_button("request.start_untrained", RequestPress, handling.start_untrained),
    Route.by_button("request.agreed", RequestPress, partial(handling.press_move, _M.AGREE)),
)
_CASES = (
    Route(
        "cas résolus",
        Taking(cases.CasePage, cases.show_all),
        says=cases.LIST,
        takes=True,
        verbs=("case.list",),
        help=helps(Theme.ASSISTANCE, "lire les difficultés déjà résolues, et comment elles l'ont été", listed=False),
    ),
    Route(
        "chercher un cas",
        Taking(cases.CasePage, cases.search),
        says=cases.SEARCH,
        takes=True,
        verbs=("case.search",),
        help=helps(
            Theme.ASSISTANCE,
            "trouver un cas résolu proche du vôtre",
            title="chercher un cas sur la régie",
            listed=False,
        ),
    ),
    Route(
        "cas",
        Taking(cases.CasePress, cases.open_one),
        says=("cas", "cas resolu", "le cas", "voir le cas", "ouvrir le cas", "lire le cas", "montre le cas"),
        takes=True,
        numbered=True,
        verbs=("case.open",),
        help=helps(Theme.ASSISTANCE, "lire un cas résolu", title="cas …", listed=False),
    ),
    Route.by_button("case.helped", case_cards.CaseHelped, case_cards.press_helped),
    Route.by_button("case.assist", new_request.HelpOffered, new_request.begin_offered),
    Route(
        "partager",
        cases.propose_typed,
        says=(
            "partager",
            "partage",
            "je partage",
            "partager la solution de",
            "partager le cas de",
            "proposer a partager",
            "propose a partager",
            "proposer le cas de",
            "a partager",
        ),
        takes=True,
        numbered=True,
        needs=STAFF,
        help=helps(
            Theme.EXPERT,
            "proposer à tous la solution d'une demande résolue",
            title="partager DA-…",
            role=Role.EXPERT,
            listed=False,
        ),
    ),
    Route.by_button("case.propose", RequestPress, cases.propose, needs=STAFF),
    Route(
        "case.correct",
        Taking(cases.CasePress, cases.correct),
        says=("corriger le cas", "corrige le cas", "modifier le cas", "modifie le cas"),
        takes=True,
        verbs=("case.correct",),
        needs=STAFF,
        help=helps(Theme.SA_EPLE_REQUESTS, "corriger ce qu'il dit", title="corriger le cas …", role=Role.SA_EPLE),
    ),
    Route(
        "cas à relire",
        Taking(cases.CasePage, cases.review),
        says=("cas a relire", "les cas a relire", "relire les cas", "cas proposes", "les cas proposes"),
        verbs=("case.review",),
        needs=SA_EPLE,
        help=helps(Theme.SA_EPLE_REQUESTS, "relire, corriger et publier les cas que proposent les experts"),
    ),
    Route(
        "cas retirés",
        Taking(cases.CasePage, cases.withdrawn),
        says=("cas retires", "les cas retires"),
        verbs=("case.withdrawn",),
        needs=SA_EPLE,
        help=helps(Theme.SA_EPLE_REQUESTS, "voir ceux qui ne sont pas ou plus publiés"),
    ),
    *(
        Route(
            f"case.{move}",
            Taking(cases.CasePress, partial(cases.press_move, move)),
            says=words,
            takes=True,
            verbs=(f"case.{move}",),
            needs=SA_EPLE,
            help=(HelpLine(Theme.SA_EPLE_REQUESTS, usage, title=title),),
        )
        for move, words, title, usage in (
            (
                CaseMove.PUBLISH,
                ("publier le cas", "publie le cas"),
                typeset("publier le cas …"),
                typeset("que tout le monde puisse le lire"),
            ),
            (
                CaseMove.SET_ASIDE,
                ("ne pas publier le cas", "ne publie pas le cas", "ecarter le cas", "ecarte le cas"),
                typeset("ne pas publier le cas …"),
                typeset("garder pour le SA EPLE un cas proposé"),
            ),
            (
                CaseMove.WITHDRAW,
                ("retirer le cas", "retire le cas"),
                typeset("retirer le cas …"),
                typeset("ne plus montrer un cas publié"),
            ),
        )
    ),
)
_INCIDENTS = (
    Route(
        "difficultés communes",
        incidents.show,
        says=incidents.SHOW,
        verbs=("incident.list",),
        help=(
            *helps(
                Theme.ASSISTANCE,
                "savoir si d'autres établissements ont la même difficulté aujourd'hui",
                title="pannes",
                listed=False,
            ),
            *helps_staff("voir ce que trois établissements ou plus ont le même jour, et répondre à tous", "pannes"),
        ),
    ),
    Route(
        "annoncer une panne",
        incidents.announce,
        says=incidents.ANNOUNCE,
        takes=True,
        yields=True,
        verbs=("incident.announce",),
        needs=STAFF,
        help=helps_staff(
            "faire connaître une panne à qui la rencontre : « annonce une panne : Chorus Pro jusqu'à 14 h »"
        ),
    ),
    Route(
        "moi aussi",
        incidents.join_said,
        says=incidents.ME_TOO,
        yields=True,
        help=helps(
            Theme.ASSISTANCE, "dire que vous avez la même difficulté que d'autres", title="moi aussi", listed=False
        ),
    ),
    Route.by_button("incident.join", incidents.IncidentPress, incidents.join),
    Route.by_button("incident.open", incidents.IncidentPress, incidents.open_one, needs=STAFF),
    Route.by_button("incident.answer", incidents.IncidentPress, incidents.begin_answer, needs=STAFF),
    Route("attente", incidents.show_wait, verbs=("wait.usual",)),  # Said with what the assistant tells of delays.
    Route(
        "attente habituelle",
        incidents.tell_wait,
        says=("attente habituelle", "delai habituel"),
        help=helps(Theme.ASSISTANCE, "savoir combien de temps on attend d'ordinaire", listed=False),
    ),
)
# Those by which one writes, or notes, on an application too.
_SHARED = frozenset({"message", "note"})
ROUTES = tuple(
    route if route.name in _SHARED else replace(route, assists=True)
    for route in (*_ASKING, *_HANDLING, *_MOVES, *_CASES, *_INCIDENTS)
)


def forms(services: Services) -> Iterator[Form]:
    """Return the forms of requests, and of their moves."""
    yield from new_request.forms()
    yield from handling.forms(services)
    yield from messages.forms()
    yield from reminders.forms(services)
    yield from cases.forms()
    yield from incidents.forms()
    yield from cases.prepared_forms()
