"""What can be done about people: roles, by the SA EPLE; personal data, by each person about their own."""

from __future__ import annotations

from dialogs.core.persons import ask_give, ask_take
from dialogs.core.route import ANYWHERE, SA_EPLE, HelpLine, Route, Taking, Theme
from dialogs.people import erasures, privacy, roles
from knowledge.french import typeset
from knowledge.people import Role

_ROLES = (
    Route(
        "experts",
        roles.show_experts,
        says=("experts", "liste des experts"),
        intent="lister_experts",
        needs=SA_EPLE,
        help=(HelpLine(Theme.SA_EPLE_PEOPLE, typeset("voir les experts, en retirer un")),),
        assists=True,
    ),
    Route(
        "membres",
        roles.show_members,
        says=("membres", "membres du sa eple", "liste des membres"),
        intent="lister_membres",
        needs=SA_EPLE,
        help=(HelpLine(Theme.SA_EPLE_PEOPLE, typeset("voir les membres {of_service}, en ajouter, en retirer")),),
    ),
    *(
        Route(
            words,
            roles.about(ask, role, words),
            says=(words,),
            takes=True,
            intent="gerer_roles",
            hears=False,
            needs=SA_EPLE,
            help=(HelpLine(Theme.SA_EPLE_PEOPLE, typeset(usage)),),
            assists=role is Role.EXPERT,
        )
        for words, usage, ask, role in (
            ("ajouter membre", "ajouter un membre {of_service}", ask_give, Role.SA_EPLE),
            ("retirer membre", "retirer un membre {of_service}", ask_take, Role.SA_EPLE),
            ("retirer expert", "retirer un expert", ask_take, Role.EXPERT),
        )
    ),
    *(
        Route(verb, Taking(roles.RolePress, roles.press_ask(verb)), verbs=(verb,), needs=SA_EPLE)
        for verb in ("people.ask_give", "people.ask_take")
    ),
    # In groups too, where people are mentioned: the answer says a role and a name, nothing of an application.
    Route(
        "people.give",
        Taking(roles.RolePress, roles.press_give),
        verbs=("people.give",),
        needs=SA_EPLE,
        where=ANYWHERE,
    ),
    Route("people.take", Taking(roles.RolePress, roles.press_take), verbs=("people.take",), needs=SA_EPLE),
)
_PRIVACY = (
    Route(
        "mes données",
        privacy.show_mine,
        says=("mes donnees", "mes questions"),
        intent="mes_donnees",
        verbs=("privacy.mine",),
        in_form=True,
        help=(HelpLine(Theme.REST, typeset("voir et télécharger ce que je garde sur vous")),),
    ),
    Route(
        "supprimer mes données",
        privacy.confirm_erasure,
        says=(
            "supprimer mes donnees",
            "effacer mes donnees",
            "supprimer mes donnees personnelles",
            "droit a l oubli",
            "effacement de mes donnees",
        ),
        intent="mes_donnees",
        hears=False,  # Other wordings go to the route above, which tells them apart.
        verbs=("privacy.erase",),
        help=(HelpLine(Theme.REST, typeset("faire effacer ce que je garde sur vous"), listed=False),),
    ),
    Route(
        "confidentialité",
        privacy.show_notice,
        says=("confidentialite", "rgpd", "donnees personnelles"),
        intent="confidentialite",
        verbs=("privacy.notice",),
        where=ANYWHERE,  # It is the same for everyone.
        in_form=True,
        help=(HelpLine(Theme.REST, typeset("lire la notice sur les données personnelles"), where=ANYWHERE),),
    ),
    Route("privacy.erase_confirmed", privacy.erase, verbs=("privacy.erase_confirmed",)),
    Route("privacy.files", privacy.offer_files, verbs=("privacy.files",)),
)
_ERASURES = (
    Route(
        "demandes d’effacement",
        erasures.show_waiting,
        says=(
            "demandes d effacement",
            "demande d effacement",
            "demandes effacement",
            "effacements",
            "liste des effacements",
            "qui a demande l effacement",
            "qui demande l effacement",
            "demandes d effacement en attente",
        ),
        intent="gerer_roles",
        hears=False,
        verbs=("erasure.list",),
        needs=SA_EPLE,
        help=(HelpLine(Theme.SA_EPLE_PEOPLE, typeset("répondre à qui demande l'effacement de ses données")),),
    ),
    Route(
        "effacer les données de quelqu’un",
        erasures.say_who_asks,
        says=("effacer les donnees de", "supprimer les donnees de", "effacer les donnees d", "supprimer les donnees d"),
        takes=True,
        intent="mes_donnees",
        hears=False,
    ),
    Route("erasure.answer", Taking(erasures.ErasureNumber, erasures.answer), verbs=("erasure.answer",), needs=SA_EPLE),
)
ROUTES = (*_ROLES, *_PRIVACY, *_ERASURES)
