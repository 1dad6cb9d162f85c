"""What is said to the SA EPLE about applications, and the texts of appointments and of the call's mail."""

from __future__ import annotations

from knowledge.french import typeset as _

# Lists
COUNTS_TITLE = _("Candidatures à l'appel {reference}")
COUNTS_NONE = _("Aucune candidature n'est déposée.")
COUNTS_LINE = _("{state} : {count}")
COUNTS_TOTAL = _("{count} au total.")
COUNTS_EXPIRED = _("Brouillons expirés sans dépôt : {count}.")
PAST_LEFT = _("D'un appel qui n'est plus en vigueur, il reste à décider : {applications}.")
PAST_HELD = _("Des résultats y sont à annoncer, pour l'appel {calls} : « annoncer les résultats ».")
PAST_ONE = _("{reference} (« {title} »)")
PAST_MORE = _("{count} de plus")
COUNTS_HELP = _("Pour une liste : {examples}. Pour un dossier : « statut CA-… ».")
COUNTS_EXAMPLES = (_("candidatures déposées"), _("candidatures en instruction"))
STATES_MANY = {
    "submitted": _("déposées"),
    "incomplete": _("à compléter"),
    "under_review": _("en instruction"),
    "accepted": _("retenues"),
    "rejected": _("non retenues"),
    "dropped": _("sans suite"),
    "withdrawn": _("retirées"),
    "expired": _("expirées"),
}
LIST_TITLE = _("Candidatures : {filters}")
LIST_ALL = _("toutes")
FILTER_STATE = _("état")
LIST_NONE = _("Aucune candidature ne correspond.")
LIST_COUNT = _("{count}, de la plus ancienne à la plus récente.")
LIST_PAGE = _("Numéros {first} à {last} sur {total}.")
LIST_UNKNOWN = _("Je n'ai pas reconnu « {words} ». Filtres possibles : {filters}.")
BUTTON_LIST = _("Voir la liste")
BUTTON_NEXT = _("Voir la suite de la liste")
FILE_TITLE = _("{name} – candidature {reference}")
FILE_OVER = _("Candidature {reference}")
FILE_SINCE = _("Depuis {when}")
HELD_MARK = _("non annoncée")
OTHER_MOVES = _("Voir les autres actions")
STATE = _("État")
APPLICATIONS = _("Candidatures")
FILE_STATE = _("État : {state}. {since}")
FILE_HELD = _("Ce résultat n'est pas encore annoncé à la personne.")
FILE_OWN = _("C'est votre propre candidature : un autre membre de l'équipe doit l'instruire et en décider.")
FILE_MAILED = _("Reçue par courriel le {when}, puis enregistrée.")
FILE_JUDGE = _("À étudier :")
FILE_APPOINTED = _("Nomination faite : la personne a le rôle « {role} ».")
NO_SUCH = _("Aucune candidature visible pour vous ne porte ce numéro.")
WHICH = _("Quelle candidature ? Donnez son numéro, par exemple « {example} ».")

# Moves
DONE_HELD = _(
    "La décision est prise pour la candidature n° {reference}. La personne l'apprendra quand vous taperez « annoncer les résultats »."
)
REFUSED_HELD = _(
    "Le résultat de la candidature n° {reference} n'est pas encore annoncé : annoncez-le avant de nommer. Rien n'a été modifié."
)
REFUSED_STATE = _(
    "La candidature n° {reference} est {state} : ce geste n'a lieu qu'à une autre étape. Rien n'a été modifié."
)
EXAMINE_FIRST = _("Avant d'en décider, prenez-la en instruction.")
REFUSED_STALE = _(
    "La candidature n° {reference} a changé depuis l'affichage de cette carte : elle est maintenant {state}. Rien n'a été "
    "modifié."
)
REFUSED_DUE = _("Cette date est passée : donnez une date à venir.")
REFUSED_APPOINTED = _("La personne de la candidature n° {reference} est déjà nommée.")
REFUSED_UNKNOWN = _(
    "La candidature n° {reference} est venue par courriel et la personne ne m'a jamais écrit : tapez « nommer » "
    "suivi de son nom, quand elle l'aura fait, ou de son identifiant Microsoft (Entra)."
)
APPOINT_TITLE = _("Nommer un expert")
APPOINT_ASK = _("Nommer {name} {role}, à la suite de la candidature n° {reference} ?")
APPOINT_CONFIRM = _("Confirmer la nomination")
APPOINT_USAGE = _("Qui nommer ? Tapez « nommer CA-2024-0001 », ou « nommer » suivi d'un nom.")

# Forms
REASON = _("Motif")
ASK_REASON = _("Quel est le motif ? Il est envoyé à la personne.")
ASK_REASON_ACCEPT = _("Quel message joindre ? Facultatif : tapez « passer ». Il est envoyé à la personne.")
REASON_HINT = _("1 000 caractères au plus, sans jugement sur la personne ni donnée de santé.")
PREVIEW = _("Message que recevra la personne :")
DECIDE_REVIEW = _("Rien n'est encore décidé : appuyez sur le bouton ou tapez « envoyer ».")
DECIDE_SEND = _("Décider et prévenir")
DECIDE_HOLD = _("Annoncer plus tard")

# Results that leave together
HELD_TITLE = _("Résultats à annoncer")
HELD_NONE = _(
    "Aucun résultat n'attend d'être annoncé. Pour en retenir un, choisissez « Annoncer plus tard » en décidant."
)
HELD = _("{count} à annoncer. Chaque personne lira le message qui suit, et le contact {of_service} :")
HELD_NAME = _("{reference}, {name}")
HELD_MORE = _("Et {count} de plus, dans les mêmes termes.")
HELD_CHANGED = _("Ces résultats ont changé depuis l'affichage. Rien n'a été annoncé : relisez-les.")
ANNOUNCE = _("Annoncer les résultats ({count})")
ANNOUNCED = _("C'est fait : {count}.")
UPDATE = _("Mettre à jour l'envoi")
ANNOUNCED_SENT = _(
    "Messages de décision : {sent} partis, {coming} en cours d'envoi, {failed} à reprendre (« santé du service »)."
)
ASIDE = _("La décision n'est pas prise : rien n'a été envoyé. Tapez « reprendre » pour continuer.")
LACK = _("Type de complément")
ASK_LACK = _("De quel type de complément s'agit-il ?")
LACK_INCOMPLETE = _("Dossier incomplet")
LACK_INCORRECT = _("Élément à corriger")
LACK_OUTDATED = _("Élément à mettre à jour")
ASK_TEXT = _("Que demandez-vous à la personne ?")
WHAT = _("Demande")
DUE = _("Avant le")
ASK_DUE = _("Pour quel jour au plus tard ?")
DUE_HINT = _("Une date de la forme 02/02/2024. Ce jour compte en entier ; il peut être après la clôture.")
DATE_BAD = _("Ce n'est pas une date : elle a la forme 02/02/2024.")
RECORD_TITLE = _("Enregistrer une candidature reçue par courriel")
RECORD_INTRO = _(
    "Pour une candidature arrivée par le courriel que l'appel demande. Elle reçoit un numéro et suit le même chemin."
)
RECORD_REVIEW = _("Rien n'est encore enregistré : appuyez sur le bouton ou tapez « envoyer ».")
RECORD_SEND = _("Enregistrer le dossier")
RECORDED = _("La candidature de {name} est enregistrée sous le n° {reference}.")
RECORD_ACTIVE = _("Cette personne a déjà une candidature active pour cet appel : rien n'a été enregistré.")
MAILED = _("Date du courriel")
ASK_MAILED = _("Quel jour le courriel est-il arrivé ?")
MAILED_HINT = _("Une date de la forme 25/01/2024.")
MAILED_FUTURE = _("Cette date est à venir : donnez celle du courriel reçu.")
KNOWN = _("Compte Teams")
ASK_KNOWN = _("Si la personne a déjà écrit à l'assistant, quel est son nom dans Teams ?")
KNOWN_HINT = _("Sans réponse, la candidature n'est liée à aucun compte et la personne est prévenue par courriel.")

# Notices to the SA EPLE
DIGEST_TITLE = _("Candidatures reçues")
DIGEST = _("{count} depuis le {since}.")
DIGEST_MORE = _("Les autres sont dans la liste : tapez « candidatures ».")
MODIFIED_TITLE = _("Candidature modifiée")
MODIFIED = _("{name} a modifié sa candidature n° {reference}, que vous aviez ouverte : version {edition}.")
COMPLETED_TITLE = _("Complément reçu")
COMPLETED = _("{name} a apporté le complément demandé pour la candidature n° {reference}.")
NOT_ANSWERED_TITLE = _("Complément sans réponse")
NOT_ANSWERED = _("{name} n'a pas répondu à la demande de complément pour la candidature n° {reference}.")
DECIDED_TITLE = _("Décision prise")
DECIDED = _("La candidature n° {reference} de {name} est {state}.")
WITHDRAWN_TITLE = _("Candidature retirée")
WITHDRAWN = _("{name} a retiré sa candidature n° {reference}.")
STOOD_DOWN_TITLE = _("Désistement")
STOOD_DOWN = _("{name} se désiste : candidature n° {reference}.")
WITH_REASON = _("Motif : {reason}")
PHONE_TITLE = _("À prévenir par téléphone")
PHONE = _("{name} ne peut être joint ni dans Teams ni par courriel au sujet de la candidature n° {reference} ({what}).")
PHONE_NUMBER = _("Numéro donné : {phone}")

# What can be asked, where nothing else was understood
STEERING = _(
    "Je n'ai pas compris ce que vous voulez suivre. Tapez « statut » pour le bilan, « demandes » ou « candidatures » pour les "
    "listes, « questions » pour lire celles qui attendent."
)


# --- The models of the documents of an appointment. Each «{{ field }}» is filled in when one is made.

MISSION_TITLE = _("Lettre de mission")
MISSION = (
    _("{{ service }}, {{ academie }}"),
    _("À l'attention de {{ nom }}, {{ etablissement }}"),
    _("Objet : mission {{ mission }}, du {{ debut }} au {{ fin }}. Réf. : candidature {{ numero }}"),
    _("Madame, Monsieur,"),
    _(
        "À la suite de votre candidature n° {{ numero }} à l'appel « {{ appel }} » ({{ appel_cite }}), "
        "la mission {{ mission }} vous est confiée."
    ),
    "# Durée",
    _("La mission commence le {{ debut }} et prend fin le {{ fin }}. {{ prolongation }}"),
    "# Contenu de la mission",
    _("{{ contenu }}"),
    _("[À compléter par le service : priorités de l'année, établissements ou territoire, temps consacré.]"),
    "# Suivi",
    _("La mission est suivie par {{ contact }} ({{ contact_joindre }})."),
    _("Je vous prie d'agréer, Madame, Monsieur, l'expression de ma considération distinguée."),
    _("Fait à [lieu], le {{ date }}"),
    _("[Autorité au nom de laquelle on signe, puis prénom, nom et qualité du signataire]"),
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
RENEWED = _("Elle se renouvelle chaque année, jusqu'au {ends} ; l'appel permet de la prolonger jusqu'au {day}.")
NO_CONTENT = _("[Actions attendues, moyens, indemnité : à compléter par le service.]")
LETTER_WHOSE = _("De qui : {names} ? Redites-le avec le prénom.")
LETTER_WHICH = _(
    "De qui ? Donnez le nom de l'expert, ou le numéro de la candidature, par exemple « lettre de mission CA-2024-0003 »."
)
NOT_APPOINTED = _(
    "La personne de la candidature {reference} n'est pas nommée : nommez-la d'abord, puis demandez ce document."
)
NOT_OWN = _("C'est votre propre candidature : un autre membre de l'équipe prépare ce document.")
OFFER = _("{title} de {name}, à relire, compléter et signer.")
OWN_MODEL = _("Faite d'après votre modèle.")
UNKNOWN = _("Votre modèle nomme des informations que je n'ai pas : {fields}. Leurs noms sont restés tels quels.")
BROKEN = _("Votre modèle « {name} » ne peut pas servir : {why}. Corrigez-le (« call check » dit chaque défaut).")
UNREADABLE = _("il ne peut pas être lu")

# The dossier
DOSSIER_TITLE = _("Dossier de candidature {reference}")
DOSSIER_SUBTITLE = _("{name}. Appel « {title} » ({call_known_as}).")
DOSSIER_OFFER = _("Le dossier de {name}, en Word : réponses, pièces, historique, échanges.")
DOSSIER_OFFER_NOTES = _("Le dossier de {name}, en Word, avec les notes internes du service.")
DOSSIER_NAME = "dossier-{reference}.docx"
DOSSIER_NAME_NOTES = "dossier-{reference}-notes.docx"
STATE_SINCE = _("{state}, depuis le {when}")
STATE_HELD = _("{state}, non annoncée")
DEPOSITED = _("Déposée le")
LETTER_MAILED = _("Reçue par courriel le")
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
BUTTON_DOSSIER = _("Exporter en Word")
BUTTON_LETTER = _("Préparer la lettre")
BUTTON_ORDER = _("Préparer l'ordre")


# --- The mail that the call asks for, in the candidate's name.

BETWEEN = " – "
SUBJECT = _("Candidature – {title} – {reference} – {name} – {school}")
SUBJECT_VERSION = _("version {edition}")
SALUTATION = _("Madame, Monsieur,")
OPENING = _(
    "En réponse à l'appel à candidatures {call_cited}, j'ai l'honneur de vous présenter ma candidature à la "
    "mission {mission}."
)
SITUATION = _("Voici ma situation :")
REPLACES = _("Ce message est la version {edition} de ma candidature : il remplace le précédent.")
ENCLOSED = _("Cette présentation est également jointe à ce message ({file}).")
COPIED = _("{Copies} {are_told} d'une copie.")
DOCUMENTS = _("Pièces jointes : {documents}.")
POLITE = _("Je vous prie d'agréer, Madame, Monsieur, l'expression de mes sentiments respectueux.")
KEPT = _("—\nCandidature n° {reference}, enregistrée par l'assistant le {when} (heure de Paris).")
KEPT_VERSION = _(
    "—\nCandidature n° {reference}, version {edition}, enregistrée par l'assistant le {when} (heure de Paris)."
)
SENT_BY = _("Message envoyé par l'assistant pour {name}. Vos réponses lui parviendront directement.")
DOCUMENT_TITLE = _("Candidature : {title}")
DOCUMENT_SUBTITLE = _("Appel à candidatures {call_cited}")
DOCUMENT_DONE = _("Fait le {day}")
DOCUMENT_DONE_AT = _("Fait à {town}, le {day}")
DOCUMENT_FOOT = _("Candidature n° {reference}, enregistrée le {when} (heure de Paris).")
DOCUMENT_FOOT_VERSION = _("Candidature n° {reference}, version {edition}, enregistrée le {when} (heure de Paris).")
LETTER_NAME = "lettre"
FILE_NAME = "{name}-{reference}.docx"
FILE_NAME_VERSION = "{name}-{reference}-v{edition}.docx"
DRAFT_NAME = "candidature-{reference}.eml"


# --- The papers of every expert.

PAPERS_TITLE = _("Lettres et ordres de mission {year}")
PAPERS_HEADS = (_("Expert"), _("Lettre"), _("Ordre"))
PAPERS_OWN = _("Vos lettre et ordre de mission {year}")
PAPERS_OWN_LINE = _("{name} : {state}")
PAPERS_OWN_HINT = _(
    "{The_service} les prépare, les fait signer et vous les remet ; la date est celle de leur préparation."
)
PAPERS_TO_DO = _("à faire")
PAPERS_UNNAMED = _("un expert sans nom connu")
PAPERS_NO_EXPERT = _("Aucun expert n'est nommé : il n'y a pas de document à préparer.")
PAPERS_LACKING = _("{count} à préparer pour cette année.")
PAPERS_OTHER_YEAR = _("Vous parlez de {asked} : je tiens seulement les documents de l'année en cours, {year}.")
PAPERS_ALL_THERE = _("Tout est préparé pour cette année.")
PAPERS_HINT = _(
    "Les documents sont annuels : chaque mois de janvier, tout est à refaire, et je le rappelle. Vos propres documents sont préparés par un autre membre."
)
PAPERS_MISSING, PAPERS_EVERY, PAPERS_OPEN = _("Préparer ce qui manque"), _("Tout refaire"), _("Voir la liste")
PAPERS_OFFER = _(
    "{count} pour {experts}, en un seul fichier, à relire, compléter et signer. Les accepter les note comme préparés."
)
PAPERS_FILE = "lettres-et-ordres-{year}.zip"
NOT_OWN_PAPER = _("C'est votre propre document : un autre membre de l'équipe le prépare.")
PAPERS_DUE = _("lettres et ordres de mission {year} à préparer")
PAPERS_DUE_LINE = _(
    "Ces documents sont annuels : {experts} n'en ont pas encore pour {year}. Un appui prépare tout en une fois."
)
