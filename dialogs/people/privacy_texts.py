"""The notice on personal data and what is said about them."""

from knowledge.french import typeset as _

TITLE = _("Vos données personnelles")
SECTIONS = (
    (
        _("Pourquoi"),
        _(
            "Vous répondre sur l'appel à candidatures, transmettre vos questions au SA EPLE, recevoir et suivre votre candidature ou votre demande d'assistance, dans le cadre d'une mission "
            "d'intérêt public (RGPD, article 6.1.e)."
        ),
    ),
    (
        _("Ce que je garde"),
        _(
            "Votre identifiant et votre nom Teams, l'adresse de notre conversation, vos rôles, les questions que vous me "
            "demandez de transmettre, vos brouillons et, si vous candidatez, votre candidature : nom, courriel, fonction, "
            "établissement, vague, motivation, téléphone si vous le donnez. Pour une demande d'assistance : établissement, objet, précisions, nom, fonction, courriel ou "
            "téléphone du contact, rendez-vous, accord pour le partage d'écran, compte rendu, avis. Les autres questions sont comptées sans identité ; le texte de celles que je ne "
            "comprends pas est gardé sans votre nom, pour améliorer les réponses."
        ),
    ),
    (
        _("Qui y a accès"),
        _(
            "Le SA EPLE pour les questions transmises et les candidatures déposées, le SA EPLE et la DIEPAT par le courriel que "
            "l'appel demande, les experts Op@le et le SA EPLE pour les demandes d'assistance, et les administrateurs du service. Un brouillon n'est vu que de vous. Microsoft achemine les messages de Teams."
        ),
    ),
    (
        _("Combien de temps"),
        _("{kept}. Le journal garde ensuite le numéro et les étapes, sans votre nom."),
    ),
    (
        _("Vos droits"),
        _(
            "Vous pouvez voir vos données avec « mes données », les faire rectifier ou effacer, limiter leur usage ou vous y "
            "opposer, et saisir la CNIL (www.cnil.fr). La réponse vous parvient sous un mois."
        ),
    ),
)
# What is kept for so long, by the setting that says how long.
PERIODS = {
    "question_days": _("les questions transmises"),
    "log_days": _("le compte des questions, sans identité"),
    "person_days": _("votre identifiant, après votre dernier message"),
    "application_days": _("une candidature, après sa fin ou tant que vous êtes expert"),
    "request_days": _("une demande d'assistance, après sa fin"),
    "draft_days": _("un brouillon"),
}
PERIOD = _("{period} au plus : {what}")
ADVICE = _("N'écrivez ici ni mot de passe, ni coordonnées bancaires, ni nom d'élève.")
BUTTON_MINE = _("Voir mes données")
BUTTON_ERASE = _("Demander l'effacement")
BUTTON_ERASE_CONFIRM = _("Confirmer ma demande")

MINE_TITLE = _("Ce que je garde sur vous")
MINE_NOTHING = _("Rien n'est encore gardé sur vous.")
MINE_NAME = _("Nom affiché")
MINE_ID = _("Identifiant Entra")
MINE_MAIL = _("Adresse de courriel")
MINE_FIRST = _("Premier message")
MINE_LAST = _("Dernier message")
MINE_NOTICE = _("Notice montrée")
MINE_CHAT = _("Conversation Teams")
MINE_CHAT_YES = _("adresse gardée, pour pouvoir vous prévenir")
MINE_CHAT_NO = _("aucune adresse gardée")
MINE_ROLE = _("Rôle")
MINE_ROLE_SINCE = _("{role} depuis le {date}")
MINE_EVENTS = _("Dates de vos démarches")
MINE_EVENTS_COUNT = _(
    "{count} (question transmise, candidature déposée, demande d'assistance, rôle donné…) : la date et le numéro, sous votre "
    "identifiant, sans votre nom ; des demandes d'assistance, aussi les motifs et réponses écrits, tant qu'elles sont gardées"
)
MINE_QUESTIONS = _("Questions transmises")
MINE_QUESTION = _("N° {number}, le {date}")
MINE_OLDER = _("Et {count} : le responsable du traitement vous en donne la copie sur demande.")
MINE_DRAFTS = _("Saisies non envoyées")
MINE_APPLICATION = _("Candidature")
MINE_APPLICATION_LINE = _(
    "{reference}, le {date} : {given} ; motivation de {motivation}, à lire dans « ma candidature »"
)
MINE_APPLICATION_EXPIRED = _("brouillon expiré")
MINE_REQUEST = _("Demande d'assistance")
MINE_REQUEST_LINE = _("{reference}, le {date}, {school} : {contact} ; le reste est à lire dans « mes demandes »")
MINE_REQUESTS_OLDER = _("et {count} plus anciennes, dans « mes demandes »")
MINE_HELD = _("Demandes que vous suivez ou avez suivies")
MINE_ERASE = _("Effacement")
MINE_ERASE_ASKED = _("demandé le {date}, le SA EPLE vous répondra")
NONE = _("aucun")

ERASE_TITLE = _("Demander l'effacement de mes données")
ERASE_CONFIRM = _(
    "Votre demande sera transmise au responsable du traitement, qui vous répondra sous un mois. Certaines traces peuvent "
    "devoir être conservées. Rien n'est effacé tant que la demande n'est pas traitée."
)
ERASE_ASKED = _(
    "Votre demande d'effacement est enregistrée depuis le {date}. Une réponse vous parviendra sous un mois."
)
