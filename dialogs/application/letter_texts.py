"""The models of the documents of an appointment, and what is said around them. Each «{{ field }}» is filled in when one is made."""

from knowledge.french import typeset as _

MISSION_TITLE = _("Lettre de mission")
MISSION = (
    _("{{ service }}, {{ academie }}"),
    _("À l'attention de {{ nom }}, {{ etablissement }}"),
    _("Objet : mission {{ mission }}, du {{ debut }} au {{ fin }}"),
    _("Madame, Monsieur,"),
    _(
        "À la suite de votre candidature n° {{ numero }} à l'appel « {{ appel }} » ({{ appel_cite }}), "
        "la mission {{ mission }} vous est confiée."
    ),
    "# Durée",
    _("La mission commence le {{ debut }} et prend fin le {{ fin }}. {{ prolongation }}"),
    "# Contenu de la mission",
    _(
        "[À compléter par le service : actions attendues, établissements ou territoire, temps consacré, moyens, indemnité.]"
    ),
    "# Suivi",
    _("La mission est suivie par {{ contact }} ({{ contact_joindre }})."),
    _("Fait le {{ date }}"),
    _("[Nom et qualité de qui signe]"),
)
ORDER_TITLE = _("Demande d'ordre de mission permanent")
ORDER = (
    _("{{ service }}, {{ academie }}"),
    "# Agent",
    _("Nom et prénom : {{ nom }}"),
    _("Établissement ou service d'affectation : {{ etablissement }}"),
    _("Courriel : {{ courriel }}"),
    _("Téléphone : {{ telephone }}"),
    "# Motif",
    _(
        "Mission {{ mission }}, confiée à la suite de l'appel « {{ appel }} » ({{ appel_cite }}), candidature n° {{ numero }}."
    ),
    "# Période et territoire",
    _("Du {{ debut }} au {{ fin }}."),
    _("Départements : {{ departements }}."),
    "# Déplacements",
    _(
        "Résidence administrative : [à compléter]. Moyen de transport : [à compléter]. Véhicule personnel : [oui ou non]."
    ),
    _("[Imputation budgétaire, à compléter]"),
    _("Demande établie le {{ date }}. Suivi : {{ contact }} ({{ contact_joindre }})."),
    _("Visa de l'agent :"),
    _("Visa du chef de service :"),
)
BLANK = _("[à compléter]")
NO_REFERENCE = _("sans référence")
EXTENDED = _("Elle peut être prolongée jusqu'au {day}.")
WHICH = _("De quelle candidature ? Donnez son numéro, par exemple « lettre de mission CA-2024-0003 ».")
NOT_APPOINTED = _(
    "La personne de la candidature {reference} n'est pas nommée : nommez-la d'abord, puis demandez ce document."
)
NOT_OWN = _("C'est votre propre candidature : un autre membre de l'équipe prépare ce document.")
OFFER = _("{title} de {name}, à relire, compléter et signer.")
OWN_MODEL = _("Faite d'après votre modèle.")
UNKNOWN = _("Votre modèle nomme des champs que je n'ai pas : {fields}. Ils sont restés tels quels.")
BROKEN = _("Votre modèle « {name} » ne peut pas servir : {why}. Corrigez-le (« call check » dit chaque défaut).")
UNREADABLE = _("il ne peut pas être lu")

# The dossier
DOSSIER_TITLE = _("Dossier de candidature {reference}")
DOSSIER_SUBTITLE = _("{name}. Appel « {title} » ({call_known_as}).")
DOSSIER_OFFER = _("Le dossier de {name}, en Word : réponses, pièces, historique, échanges.")
DOSSIER_OFFER_NOTES = _("Le dossier de {name}, en Word, avec les notes internes du service.")
DOSSIER_NAME = "dossier-{reference}.docx"
DOSSIER_NAME_NOTES = "dossier-{reference}-notes.docx"
STATE = _("État")
STATE_SINCE = _("{state}, depuis le {when}")
STATE_HELD = _("{state}, non annoncée")
DEPOSITED = _("Déposée le")
MAILED = _("Reçue par courriel le")
ANSWERS = _("Réponses")
WEIGHED = _("À étudier")
PIECES = _("Pièces")
PIECE_HEADS = (_("Pièce"), _("Fichier"), _("Taille"))
HISTORY = _("Historique")
HISTORY_HEADS = (_("Quand"), _("Étape"), _("Motif"))
THREAD = _("Échanges")
THREAD_HEADS = (_("Quand"), _("De"), _("Message"))
NOTES = _("Notes internes du service")
NOTE_RULE = _(
    "Ces notes ne sont pas montrées à la personne ; elles figurent dans ses données une fois la réponse connue."
)
NONE = _("Aucune.")
NO_MESSAGE = _("Aucun.")
FOOT = _("Préparé le {day} par l'assistant, à partir de ce qui est gardé ce jour-là.")
BUTTON_DOSSIER = _("Dossier en Word")
BUTTON_LETTER = _("Lettre de mission")
BUTTON_ORDER = _("Ordre de mission")
