"""The notice on personal data and what is said about them."""

from knowledge.french import typeset as _

TITLE = _("Vos données personnelles")
BUTTON_NOTICE = _("Lire la notice")
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
            "demandez de transmettre, vos brouillons et, si vous candidatez, votre candidature : {application}, "
            "motifs des décisions, ce que vous et le SA EPLE vous écrivez à son sujet, les notes qu'il prend, que « mes données » vous donnent une fois la réponse "
            "connue, et qui du SA EPLE l'a consultée, jour par jour ; pour un expert, les dates de son mandat et de sa formation. Pour une demande d'assistance : {request}, rendez-vous, accord pour "
            "le partage d'écran, compte rendu, avis, vos messages et les fichiers que vous y joignez. Les courriels partent sans "
            "copie ici, ou sont gardés en fichiers sur le serveur si aucun service de courriel n'est réglé. Les autres questions "
            "sont comptées sans identité ; le texte de celles que je ne comprends pas est gardé sans nom de personne, pour "
            "améliorer les réponses."
        ),
    ),
    (
        _("Qui y a accès"),
        _(
            "Le SA EPLE pour les questions transmises, les demandes d'effacement et les candidatures déposées, le SA EPLE et la DIEPAT par le courriel que "
            "l'appel demande, les experts Op@le et le SA EPLE pour les demandes d'assistance, et les administrateurs du service. Un brouillon n'est vu que de vous. Microsoft achemine les messages de Teams."
        ),
    ),
    (
        _("Combien de temps"),
        _(
            "{kept}\n\nLe journal garde ensuite le numéro et les étapes, sans votre nom ni les motifs écrits ; après un effacement, "
            "sans même votre identifiant."
        ),
    ),
    (
        _("Vos droits"),
        _(
            "Vous pouvez voir et télécharger vos données avec « mes données », les faire effacer avec « supprimer mes données » : "
            "le SA EPLE en est prévenu aussitôt et vous répond ici sous un mois. Vous pouvez aussi les faire rectifier, limiter "
            "leur usage ou vous y opposer en écrivant au responsable, et saisir la CNIL (www.cnil.fr)."
        ),
    ),
)
# What is kept for so long, by the setting that says how long.
PERIODS = {
    "question_days": _("vos questions transmises, après la réponse ou faute de réponse"),
    "log_days": _("le compte des questions, sans identité"),
    "person_days": _("votre identifiant, après votre dernier message"),
    "application_days": _("une candidature, après sa fin (et tant que vous avez le rôle d'expert)"),
    "request_days": _("une demande d'assistance, après sa fin"),
    "draft_days": _("un brouillon"),
    "mail_days": _("un courriel gardé en fichier"),
}
# What an application says, where the call takes it by mail alone.
KEPT_BY_MAIL = _("ce que dit votre courriel")
PERIOD = _("{period} au plus :")
ADVICE = _("N'écrivez ici ni mot de passe, ni coordonnées bancaires, ni nom d'élève.")
BUTTON_MINE = _("Voir mes données")
BUTTON_ERASE = _("Faire effacer mes données")
BUTTON_ERASE_CONFIRM = _("Demander l'effacement")

MINE_TITLE = _("Ce que je garde sur vous")
MINE_NOTHING = _("Rien n'est encore gardé sur vous.")
MINE_FILES = _("Ici, l'essentiel. Le tout se télécharge en texte et en JSON.")

ERASE_TITLE = _("Faire effacer mes données")
ERASE_CONFIRM = _(
    "Vous pouvez demander l'effacement de tout ce que je garde sur vous : identité, adresse de notre conversation, brouillons, "
    "questions, courriels, coordonnées et textes de vos candidatures et de vos demandes d'assistance. Le numéro, les dates et "
    "les étapes de celles-ci restent, sans rien qui mène à vous. Un membre du SA EPLE décide, en disant pourquoi ; sa réponse "
    "vous parvient sous un mois. Rien n'est effacé avant, et ce qui est effacé ne se retrouve pas."
)
ERASE_TEAMS = _("Les messages déjà affichés dans Teams y restent, selon les règles de votre académie.")
ERASE_IN_THE_WAY = _("L'effacement ne pourra se faire qu'une fois terminé ce qui est en cours : {what}.")
ERASE_ASKED = _(
    "Votre demande d'effacement n° {number} est enregistrée depuis le {date} et transmise au SA EPLE. Une réponse vous "
    "parviendra avant le {due}."
)
WAY_APPLICATION = _("candidature n° {reference} (« retirer ma candidature »)")
WAY_REQUEST = _("demande d'assistance n° {reference} (« mes demandes »)")
WAY_ROLE = _("votre rôle d'{role}, que le SA EPLE retire")
WAY_ROLE_MEMBER = _("votre rôle de {role}, que le SA EPLE retire")
