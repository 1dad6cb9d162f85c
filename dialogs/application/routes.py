"""What can be done with applications: by those who apply, and by the SA EPLE."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from dialogs.application import cards, decisions, documents, dossier, eligibility, lists, messages, own, papers
from dialogs.application.moves import MOVES, ApplicationMoveRow
from dialogs.core.context import Services
from dialogs.core.form import Form
from dialogs.core.route import ANYWHERE, EXPERTS, SA_EPLE, Route, Taking, Theme, helps
from knowledge.application import ApplicationMove
from knowledge.people import Role

_M = ApplicationMove


def _press(row: ApplicationMoveRow) -> Taking[Any]:
    """Return what the button of a move does on the card of the SA EPLE."""
    if row.move is _M.APPOINT:
        return Taking(cards.ApplicationPress, decisions.ask_to_appoint)
    make = decisions.press_form if row.form else decisions.press_move
    return Taking(cards.ApplicationPress, partial(make, row.move))


_OWN = (
    Route(
        "suis-je éligible",
        eligibility.show,
        says=("suis je eligible", "eligibilite", "eligible"),
        intent="eligibilite",
        verbs=("eligibility.show",),
        where=ANYWHERE,
        applies=True,
        help=helps(Theme.APPLICATION, "voir si l'appel s'adresse à vous", where=ANYWHERE),
    ),
    Route("eligibility.check", eligibility.check, verbs=("eligibility.check",)),
    Route(
        "candidater",
        own.begin,
        says=("candidater", "postuler", "commencer ma candidature", "deposer ma candidature"),
        intent="candidater",
        verbs=("candidature.start",),
        applies=True,
        where=ANYWHERE,  # In a group it says where and how one applies.
        in_form=True,
        help=helps(Theme.APPLICATION, "préparer et déposer votre candidature"),
    ),
    Route(
        "candidature.resume",
        own.resume,
        intent="reprendre_brouillon",
        verbs=("candidature.resume",),
        in_form=True,
    ),
    Route(
        "ma candidature",
        own.show_mine,
        says=("ma candidature", "mon dossier", "voir ma candidature", "ou en est ma candidature"),
        intent="statut_candidature",
        verbs=("candidature.show",),
        in_form=True,
        help=helps(Theme.APPLICATION, "voir où en est votre candidature, la modifier ou la retirer"),
    ),
    Route(
        "mes candidatures",
        lists.show_own,
        says=("mes candidatures", "voir mes candidatures", "ou en sont mes candidatures"),
        intent="statut_candidature",
        hears=False,
        in_form=True,
    ),
    Route(
        "modifier ma candidature",
        own.modify,
        says=("modifier ma candidature", "completer ma candidature", "corriger ma candidature", "ajouter une piece"),
        intent="modifier_candidature",
        verbs=("candidature.modify", "candidature.complete", "candidature.add_pieces"),
        help=helps(Theme.APPLICATION, "changer ou compléter ce que vous avez déposé", listed=False),
    ),
    Route(
        "retirer ma candidature",
        own.withdraw,
        says=("retirer ma candidature", "me desister"),
        intent="retirer_candidature",
        verbs=("candidature.withdraw", "candidature.stand_down"),
        in_form=True,
        help=helps(Theme.APPLICATION, "retirer votre candidature, après confirmation", listed=False),
    ),
    Route("candidature.text", own.show_text, verbs=("candidature.text",)),
    Route("candidature.send_mail", own.send_mail, verbs=("candidature.send_mail",)),
    Route("candidature.mail", documents.show, verbs=("candidature.mail",)),
    Route("candidature.eml", documents.offer, verbs=("candidature.eml",)),
    Route("candidature.letter", documents.offer_letter, verbs=("candidature.letter",)),
    # Of one's own application, or for the SA EPLE: who may see them is asked of the application.
    Route(
        "message pour ma candidature",
        Taking(messages.ThreadPress, partial(messages.say, note=False)),
        says=("message pour ma candidature", "message sur ma candidature", "ecrire au sujet de ma candidature"),
        takes=True,
        verbs=("application.message",),
        help=helps(Theme.APPLICATION, "écrire au service au sujet de votre candidature", listed=False),
    ),
    Route.by_button("application.files", cards.ApplicationPress, dossier.show),
    Route.by_button(dossier.KIND, dossier.PiecePress, dossier.offer_file),
)
_LETTER_WORDS = {
    "mission_letter": ("lettre de mission", "la lettre de mission de", "preparer la lettre de mission"),
    "travel_order": ("ordre de mission", "ordre de mission permanent", "demande d ordre de mission"),
}
_DOCUMENTS = (
    Route(
        "papiers des experts",
        papers.show,
        says=papers.SHOW,
        yields=True,
        verbs=("papers.show",),
        needs=SA_EPLE,
        instead="mes papiers",
        help=helps(
            Theme.SA_EPLE_PEOPLE,
            "voir à qui manque la lettre ou l'ordre de mission de l'année, et tout préparer en une fois",
        ),
        assists=True,
    ),
    Route(
        "papier d’un expert",
        papers.offer_named,
        says=("lettre de mission de", "lettre de mission pour", "ordre de mission de", "ordre de mission pour"),
        takes=True,
        yields=True,
        needs=SA_EPLE,
        help=helps(
            Theme.SA_EPLE_PEOPLE, "préparer la lettre d'un expert, ou son ordre", title="lettre de mission de …"
        ),
        assists=True,
    ),
    Route(
        "mes papiers",
        papers.show_own,
        says=papers.OWN,
        yields=True,
        needs=EXPERTS,
        help=helps(Theme.EXPERT, "voir si vos lettre et ordre de mission sont prêts", role=Role.EXPERT),
        assists=True,
    ),
    Route(
        "mon ordre de mission",
        papers.own_order,
        says=("mon ordre de mission",),
        verbs=("papers.own_order",),
        needs=EXPERTS,
        help=helps(Theme.EXPERT, "recevoir votre demande d'ordre de mission, pour une visite", role=Role.EXPERT),
        assists=True,
    ),
    Route.by_button("papers.make", papers.PapersPress, papers.make, needs=SA_EPLE, assists=True),
    Route(
        "dossier word",
        Taking(dossier.DossierPress, dossier.offer),
        says=("dossier word", "dossier complet"),
        takes=True,
        verbs=("application.dossier",),
        needs=SA_EPLE,
        help=helps(
            Theme.SA_EPLE_APPLICATIONS,
            "enregistrer le dossier d'une candidature en Word ; « avec les notes » pour les y mettre",
            title="dossier word CA-…",
        ),
    ),
    *(
        Route(
            f"application.{letter.kind}",
            Taking(cards.ApplicationToOpen, partial(papers.offer_kind, letter)),
            says=_LETTER_WORDS[letter.kind],
            takes=True,
            numbered=True,
            yields=True,  # «lettre de mission» asks about the call.
            verbs=(f"application.{letter.kind}",),
            needs=SA_EPLE,
            help=helps(
                Theme.SA_EPLE_APPLICATIONS,
                "préparer ce document pour une personne nommée",
                title=f"{_LETTER_WORDS[letter.kind][0]} CA-…",
            ),
            assists=True,  # Of who is appointed.
        )
        for letter in documents.LETTERS
    ),
)
_STEERED = (
    Route.by_button("application.note", messages.ThreadPress, partial(messages.say, note=True), needs=SA_EPLE),
    Route(
        "statut candidatures",
        lists.show_list,
        says=(
            "statut candidatures",
            "candidatures",
            "liste des candidatures",
            "liste candidatures",
            "statut des candidatures",
        ),
        takes=True,
        intent="statut_pilotage",
        hears=False,
        needs=SA_EPLE,
        help=helps(Theme.SA_EPLE_APPLICATIONS, "compter et lister les candidatures, par état ou par réponse"),
    ),
    Route.by_button("application.list", lists.ListPage, lists.show_page, needs=SA_EPLE),
    Route("application.counts", lists.show_counts, verbs=("application.counts",), needs=SA_EPLE),
    Route("application.steer", lists.steer, needs=SA_EPLE),
    Route(
        "application.open",  # The candidate may open their own: who may see it is asked of the application.
        Taking(cards.ApplicationToOpen, lists.show_one),
        says=("statut ca", "dossier ca", "candidature ca"),
        takes=True,
        intent="statut_pilotage",
        hears=False,
        verbs=("application.open",),
        help=helps(Theme.SA_EPLE_APPLICATIONS, "ouvrir une candidature", title="statut CA-…", role=Role.SA_EPLE),
    ),
    *(
        Route(
            f"application.{row.move}",
            _press(row),
            verbs=(f"application.{row.move}",),
            needs=SA_EPLE,
            assists=row.move is _M.APPOINT,  # An expert is who takes requests.
        )
        for row in MOVES
        if row.button
    ),
    Route(
        "enregistrer une candidature",
        dossier.begin_record,
        says=("consigner", "consigner une candidature", "enregistrer une candidature"),
        intent="consigner_candidature",
        needs=SA_EPLE,
        help=helps(Theme.SA_EPLE_APPLICATIONS, "enregistrer une candidature reçue par courriel"),
    ),
    Route(
        "annoncer les résultats",
        decisions.show_held,
        says=("annoncer les resultats", "resultats a annoncer", "retenir les resultats", "annonce des resultats"),
        intent="annoncer_resultats",
        verbs=("application.held",),
        needs=SA_EPLE,
        help=helps(Theme.SA_EPLE_APPLICATIONS, "relire les résultats retenus, et les annoncer tous ensemble"),
    ),
    Route.by_button("application.announce_all", decisions.ResultsSeen, decisions.announce, needs=SA_EPLE),
    Route(
        "nommer",
        decisions.appoint,
        says=("nommer", "nommer expert"),
        takes=True,
        intent="nommer_expert",
        needs=SA_EPLE,
        where=ANYWHERE,  # Where somebody can be mentioned.
        help=helps(
            Theme.SA_EPLE_PEOPLE,
            "nommer un expert : « nommer CA-… », ou « nommer » suivi d'un nom ou d'une mention",
            where=ANYWHERE,
        ),
        assists=True,
    ),
    Route.by_button(
        "application.appoint_confirmed",
        cards.ApplicationPress,
        decisions.appoint_confirmed,
        needs=SA_EPLE,
        assists=True,
    ),
)
ROUTES = (*_OWN, *_DOCUMENTS, *_STEERED)


def forms(services: Services) -> Iterator[Form]:
    """Return the forms of applications to the call that is dealt with."""
    call = services.call
    for made in (own.forms(call), decisions.forms(call, services.call_of), dossier.forms(call)):
        yield from made
    yield from messages.forms()
