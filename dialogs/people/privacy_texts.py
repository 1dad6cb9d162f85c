"""The notice on personal data and what is said about them."""

from knowledge.french import typeset as _

TITLE = _("Vos données personnelles")
BUTTON_NOTICE = _("Lire la notice")
# What the notice says besides where requests for assistance are taken; elsewhere, nothing.
OF_REQUESTS = {
    "or_request": _(" ou votre demande d'assistance"),
    "for_requests": _(
        " ; pour un expert, les dates de son mandat et de sa formation. Pour une demande d'assistance : {request}, rendez-vous, "
        "accord pour le partage d'écran, compte rendu, avis, vos messages et les fichiers que vous y joignez"
    ),
    "readers": _(", les experts Op@le et {the_service} pour les demandes d'assistance"),
    "or_requests": _(" et de vos demandes d'assistance"),
    "a_request": _("une demande d'assistance, après sa fin"),
    "while_expert": _(" (et tant que vous avez le rôle d'expert)"),
}
SECTIONS = (
    (
        _("Pourquoi"),
        _(
            "Vous répondre sur l'appel à candidatures, transmettre vos questions {to_service}, recevoir et suivre votre "
            "candidature{or_request}, dans le cadre d'une mission d'intérêt public (RGPD, article 6.1.e)."
        ),
    ),
    (
        _("Ce que je garde"),
        _(
            "Votre identifiant et votre nom Teams, l'adresse de notre conversation, vos rôles, les questions que vous me "
            "demandez de transmettre, vos brouillons et, si vous candidatez, votre candidature : {application}, "
            "motifs des décisions, ce que vous et {the_service} vous écrivez à son sujet, les notes du service, que « mes "
            "données » vous donnent une fois la réponse connue, et qui {of_service} l'a consultée, jour par jour"
            "{for_requests}. Les courriels partent sans copie ici, ou sont gardés en fichiers sur le serveur si aucun service "
            "de courriel n'est réglé. Les autres questions sont comptées sans identité ; le texte de celles que je ne "
            "comprends pas est gardé sans nom de personne, pour améliorer les réponses."
        ),
    ),
    (
        _("Qui y a accès"),
        _(
            "{The_service} pour les questions transmises, les demandes d'effacement et les candidatures déposées, {copies_and}"
            "{the_service} par le courriel que l'appel demande{readers}, et les administrateurs du service. Un brouillon n'est "
            "vu que de vous. Microsoft achemine les messages de Teams."
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
            "un membre {of_service} en est prévenu aussitôt et vous répond ici sous un mois. Vous pouvez aussi les faire rectifier, limiter "
            "leur usage ou vous y opposer en écrivant au responsable, et saisir la CNIL (www.cnil.fr)."
        ),
    ),
)
# What is kept for so long, by the setting that says how long.
PERIODS = {
    "question_days": _("vos questions transmises, après la réponse ou faute de réponse"),
    "log_days": _("le compte des questions, sans identité"),
    "person_days": _("votre identifiant, après votre dernier message"),
    "application_days": _("une candidature, après sa fin{while_expert}"),
    "request_days": "{a_request}",
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
    "questions, courriels, coordonnées et textes de vos candidatures{or_requests}. Le numéro, les dates et "
    "les étapes de celles-ci restent, sans rien qui mène à vous. Un membre {of_service} décide, en disant pourquoi ; sa réponse "
    "vous parvient sous un mois. Rien n'est effacé avant, et ce qui est effacé ne se retrouve pas."
)
ERASE_TEAMS = _("Les messages déjà affichés dans Teams y restent, selon les règles de votre académie.")
ERASE_IN_THE_WAY = _("L'effacement ne pourra se faire qu'une fois terminé ce qui est en cours : {what}.")
ERASE_ASKED = _(
    "Votre demande d'effacement n° {number} est enregistrée depuis le {date} et transmise {to_service}. Une réponse vous "
    "parviendra avant le {due}."
)
WAY_APPLICATION = _("candidature n° {reference} (« retirer ma candidature »)")
WAY_REQUEST = _("demande d'assistance n° {reference} (« mes demandes »)")
WAY_ROLE = _("votre rôle d'{role}, que {the_service} retire")
WAY_ROLE_MEMBER = _("votre rôle de {role}, que {the_service} retire")
