"""What is said of personal data: what is kept about a person, requests of erasure, the notice."""

from __future__ import annotations

from knowledge.french import typeset as _
from knowledge.office import RuleFault

TEXT_TITLE = _("Données gardées par l'assistant")
TEXT_MADE = _("Copie du {when}, à la demande de la personne.")
FIELD = _("{label} : {value}")
YES, NO = _("oui"), _("non")
EMPTY_PART = _("rien")
BUTTON_FILES = _("Télécharger mes données")
TEXT_OFFER = _("Tout ce qui est gardé sur vous, en texte à lire.")
JSON_OFFER = _("Les mêmes données au format JSON, pour un autre programme.")
TEXT_NAME, JSON_NAME = "mes-donnees.txt", "mes-donnees.json"
# What was shown earlier than the last lines of a part.
OLDER = _("Et {count} : tout est dans les fichiers.")

SCHOOL_TITLE = _("Votre établissement")
SCHOOL_IS = _("Votre établissement : {school}.")
SCHOOL_USE = _("Il est proposé quand vous demandez une assistance. Il n'ouvre aucun droit, et s'oublie d'un mot.")
SCHOOL_LABEL = _("Établissement")
SCHOOL_ASK = _("Quel est votre établissement ?")
SCHOOL_KEEP = _("Retenir cet établissement")
SCHOOL_KEPT = _("C'est retenu : {school}.")
SCHOOL_CHANGE, SCHOOL_FORGET = _("Changer d'établissement"), _("Oublier mon établissement")
SCHOOL_FORGOTTEN = _("C'est oublié : votre établissement vous sera demandé à chaque fois.")

RULES_TITLE = _("Réglages du service")
RULES_DELAYS, RULES_TEXTS, RULES_CHANGES = _("Délais et heures"), _("Et aussi"), _("Derniers changements")
RULES_HOW = _(
    "Les noms des objets de demandes et la première ligne des notifications se changent de même. Les rôles : « experts », "
    "« membres » ; les permanences : « permanences »."
)
RULES_CHANGE, RULES_SEE = _("Changer un réglage"), _("Voir les réglages")
RULES_INTRO = _("Le changement vaut pour tous, aussitôt. Il est au journal, avec ce qui valait avant.")
RULE_IS = _("{title} : {value}")
RULE_CHANGED = _("{title} : {former} → {value}, par {by}, {when}")
RULE_OWN = _("réglage d'origine")
RULE_WHAT, RULE_ASK_WHAT = _("Réglage"), _("Que voulez-vous changer ?")
RULE_WHAT_HINT = _("Le début de son nom suffit : « Heures avant l'alerte », « Objet », « Notification ».")
RULE_SEVERAL = _("Lequel voulez-vous changer ?")
RULE_NONE = _("Je ne trouve pas ce réglage. En voici quelques-uns ; dites un mot de son nom.")
RULE_VALUE, RULE_ASK_VALUE = _("Nouvelle valeur"), _("Quelle est la nouvelle valeur ?")
RULE_VALUE_HINT = _("Un nombre, une heure comme 8 h 30, ou un texte. « D'origine » remet ce qui valait sans vous.")
RULE_SEND = _("Changer pour tous")
RULE_DONE = _("C'est changé : {title}, {value}.")
RULE_DONE_ALREADY = _("C'était déjà changé. Rien n'a été fait deux fois.")
RULE_BAD = {
    RuleFault.NUMBER: _("Il faut un nombre entier, de 1 à 365."),
    RuleFault.CLOCK: _("Il faut une heure, comme 8 h ou 18 h 30."),
    RuleFault.ORDER: _(
        "Ces heures ne se suivent pas : la journée commence à 3 h au plus tôt et finit après avoir commencé."
    ),
    RuleFault.TEXT: _("Il faut un texte de 3 à 100 caractères, sans mise en forme."),
    RuleFault.NAMES: _("Entre crochets, cette notification ne connaît que : {names}."),
}

PARTS = {
    "person": _("Vous"),
    "chat": _("Conversation Teams"),
    "roles": _("Rôles"),
    "settings": _("Réglages changés"),
    "conversations": _("Où en sont vos échanges"),
    "focus": _("Saisie en cours"),
    "questions": _("Questions transmises"),
    "applications": _("Candidatures"),
    "requests": _("Demandes d'assistance"),
    "logged": _("Demandes enregistrées pour d'autres"),
    "held": _("Demandes que vous suivez ou avez suivies"),
    "files": _("Fichiers joints à des demandes et à des candidatures"),
    "drafts": _("Saisies non envoyées"),
    "subscriptions": _("Abonnements"),
    "reminders": _("Rappels que vous avez demandés"),
    "absences": _("Vos absences"),
    "covers": _("Absences pendant lesquelles vous remplacez quelqu'un"),
    "on_call": _("Vos permanences"),
    "known": _("Les sujets que vous connaissez"),
    "mandate": _("Votre mandat d'expert"),
    "room": _("Le canal des experts que vous avez déclaré"),
    "answered": _("Questions auxquelles vous avez répondu"),
    "taught": _("Ce que vous avez appris à l'assistant"),
    "events": _("Journal de vos démarches"),
    "openings": _("Consultations de votre candidature"),
    "notices": _("Notifications qui vous sont adressées"),
    "cards": _("Cartes de demandes dans votre conversation"),
    "batches": _("Ce que vous avez fait sur plusieurs à la fois"),
    "plan": _("Actions du plan que vous avez notées"),
    "incidents": _("Difficultés que vous avez annoncées"),
    "joined": _("Difficultés communes que vous avez rejointes"),
    "papers": _("Lettres et ordres de mission préparés pour vous"),
    "meetings": _("Réunions que vous avez convoquées"),
    "called": _("Réunions auxquelles vous êtes invité"),
    "cases": _("Cas résolus que vous avez proposés"),
    "helped": _("Cas résolus qui vous ont aidé"),
    "addressed": _("Messages à plusieurs dont vous êtes destinataire"),
    "erasures": _("Demandes d'effacement"),
}
COLUMNS = {
    "value": _("Valeur"),
    "schedule": _("Quand"),
    "first_day": _("Du"),
    "last_day": _("Au"),
    "above": _("Au-delà de"),
    "closed": _("Aussi les jours fermés"),
    "oid": _("Identifiant Microsoft (Entra)"),
    "name": _("Nom affiché"),
    "mail": _("Courriel"),
    "first_seen": _("Premier message"),
    "last_seen": _("Dernier message"),
    "noticed_at": _("Notice montrée"),
    "channel": _("Canal"),
    "service_url": _("Service"),
    "conversation": _("Adresse de la conversation"),
    "user_id": _("Identifiant dans la conversation"),
    "reachable": _("Joignable"),
    "seen_at": _("Vu le"),
    "role": _("Rôle"),
    "active": _("En cours"),
    "since": _("Depuis le"),
    "form": _("Formulaire"),
    "field": _("Étape"),
    "topic": _("Objet"),
    "topic_at": _("Abordé le"),
    "query": _("Question de suivi comprise"),
    "query_at": _("Posée le"),
    "shown": _("Lignes montrées"),
    "asked": _("Ce que l'assistant a demandé"),
    "listed": _("Choix proposés"),
    "listed_at": _("Proposés le"),
    "file": _("Dossier dont il est question"),
    "file_at": _("Montré le"),
    "at": _("Le"),
    "id": _("N°"),
    "text": _("Texte"),
    "school": _("Établissement"),
    "entry": _("Sujet compris"),
    "state": _("État"),
    "asked_at": _("Demandé le"),
    "answer": _("Réponse"),
    "answered_at": _("Répondu le"),
    "version": _("Version"),
    "reference": _("Numéro"),
    "begins_on": _("Commence le"),
    "ends_on": _("Dernier jour"),
    "may_reach": _("Prolongeable jusqu'au"),
    "trained_on": _("Formation suivie le"),
    "call": _("Appel"),
    "answers": _("Réponses"),
    "flags": _("À étudier"),
    "status": _("État"),
    "status_since": _("Dans cet état depuis le"),
    "touched_at": _("Modifiée le"),
    "edition": _("Édition"),
    "deposited_at": _("Déposée le"),
    "mailed_on": _("Courriel du"),
    "complement": _("Complément demandé"),
    "announced": _("Résultat communiqué"),
    "appointed": _("Nommé"),
    "opened_at": _("Ouverte par le service le"),
    "uai": _("UAI"),
    "contact_name": _("Contact"),
    "contact_function": _("Fonction du contact"),
    "contact_mail": _("Courriel du contact"),
    "contact_phone": _("Téléphone du contact"),
    "details": _("Précisions"),
    "urgent": _("Urgente"),
    "more": _("Autres réponses"),
    "wished_slots": _("Créneaux souhaités"),
    "ticket": _("Ticket officiel"),
    "on_site": _("Rendez-vous sur place"),
    "visits": _("Visites faites"),
    "linked_to": _("Liée à"),
    "logged_at": _("Enregistrée le"),
    "slot": _("Rendez-vous"),
    "proposed": _("Horaires proposés"),
    "link": _("Lien de la séance"),
    "consent": _("Accord pour le partage d'écran"),
    "session_started_at": _("Séance commencée le"),
    "session_minutes": _("Minutes de séance"),
    "waiting_for": _("En attente de"),
    "resume_at": _("Reprise le"),
    "report": _("Compte rendu"),
    "cancelled_as": _("Annulée comme"),
    "duplicate_of": _("Doublon de"),
    "score": _("Note"),
    "comment": _("Avis"),
    "type": _("Sorte de fichier"),
    "size": _("Taille, en octets"),
    "subject": _("Objet"),
    "subject_version": _("Version de l'objet"),
    "proposals": _("Propositions à confirmer"),
    "pending": _("Message en attente"),
    "created_at": _("Créé le"),
    "exact": _("Heure dite"),
    "updated_at": _("Modifié le"),
    "wording": _("Formulation"),
    "move": _("Étape"),
    "from_state": _("État avant"),
    "to_state": _("État après"),
    "reason": _("Motif"),
    "data": _("Précisions"),
    "kind": _("Notification"),
    "medium": _("Par"),
    "ended_at": _("Terminée le"),
    "decided_at": _("Décidée le"),
    # Of forms and complements.
    "owner": _("Responsable"),
    "decided_on": _("Décidée le"),
    "ended_on": _("Terminée le"),
    "given": _("Ce qui vaut pour tous"),
    "made_at": _("Noté ou préparé le"),
    "confirmed_at": _("Confirmé le"),
    "act": _("Acte"),
    "problem": _("Difficulté"),
    "solution": _("Solution"),
    "helped": _("Personnes aidées"),
    "number": _("Cas résolu n°"),
    "case": _("Cas résolu déjà montré"),
    "lack": _("Ce qui manque"),
    "due": _("Avant le"),
    "year": _("Année"),
    "place": _("Lieu"),
    "comes": _("Vient"),
    "present": _("Présence"),
    "meeting": _("Comité n°"),
    "used": _("Repris dans une réponse"),
    "kept": _("Part reprise dans les réponses, en pour cent et en tout"),
    "by_group": _("Donné par un groupe Entra"),
}
# Codes as they read, by column; another value is shown as it is.
VALUES = {
    "role": {"expert": _("expert"), "saeple": _("membre du service"), "requester": _("personne qui a demandé"),
             "candidate": _("candidat"), "holder": _("expert en charge"), "author": _("auteur"), "system": _("le programme")},
    "subject": {"question": _("question"), "application": _("candidature"), "request": _("demande d'assistance"),
                "role": _("rôle"), "person": _("personne"), "erasure": _("demande d'effacement"),
                "access": _("consultation"), "team": _("équipe des experts"), "mandate": _("mandat"), "notice": _("notification"), "taught": _("apprentissage"),
                "case": _("cas résolu")},
    "state": {"waiting": _("en attente"), "answered": _("répondue"), "pending": _("à envoyer"), "sent": _("envoyée"),
              "told": _("dite par téléphone"), "dropped": _("devenue sans objet"), "dead": _("non remise"),
              "blocked": _("à dire par téléphone"), "uncertain": _("peut-être reçue"), "leased": _("en cours d'envoi"), "prepared": _("préparé"),
              "running": _("en cours"), "open": _("en cours"), "done": _("fait"), "given_up": _("abandonné"), "refused": _("non fait"), "proposed": _("à relire"), "published": _("publié"), "withdrawn": _("retiré")},
    "status": {"draft": _("brouillon"), "submitted": _("déposée"), "incomplete": _("à compléter"),
               "under_review": _("en instruction"), "accepted": _("retenue"), "rejected": _("non retenue"),
               "dropped": _("sans suite"), "withdrawn": _("retirée"), "expired": _("expirée"), "new": _("nouvelle"),
               "assigned": _("prise en charge"), "planned": _("planifiée"), "waiting": _("en attente"),
               "resolved": _("résolue"), "closed": _("close"), "cancelled": _("annulée")},
    "move": {"pass_on": _("transmise"), "answer": _("réponse"), "ask": _("demandée"), "decide": _("décidée"),
             "give": _("rôle donné"), "remove": _("rôle retiré"), "seed": _("rôle donné par les réglages"),
             "deposit": _("déposée"), "modify": _("modifiée"), "ask_complement": _("complément demandé"),
             "complete": _("complétée"), "examine": _("mise en instruction"), "accept": _("retenue"),
             "reject": _("non retenue"), "drop": _("classée sans suite"), "announce": _("résultat communiqué"),
             "review_again": _("réexaminée"), "appoint": _("nommée"), "record": _("enregistrée"),
             "withdraw": _("retirée"), "stand_down": _("retrait de l'expert"), "expire": _("expirée"),
             "log": _("enregistrée"), "log_and_take": _("enregistrée et prise en charge"), "take": _("prise en charge"),
             "assign": _("attribuée"), "reassign": _("réattribuée"), "release": _("rendue"), "plan": _("planifiée"),
             "move_slot": _("rendez-vous déplacé"), "cancel_slot": _("rendez-vous annulé"),
             "offer_slots": _("horaires proposés"), "choose_slot": _("horaire choisi"),
             "ask_other_slot": _("autre créneau demandé"), "agree": _("accord donné"), "take_back": _("accord retiré"),
             "start_session": _("séance commencée"), "end_session": _("séance terminée"),
             "put_on_hold": _("mise en attente"), "resume": _("reprise"), "reply": _("réponse"),
             "resolve": _("résolue"), "confirm": _("confirmée"), "refuse_solution": _("solution refusée"),
             "rate": _("notée"), "reopen": _("rouverte"), "cancel": _("annulée"),
             "tell_by_phone": _("dit par téléphone"), "nudge": _("relancée"), "message": _("message"), "note": _("note interne"), "renewed": _("renouvelé"), "trained": _("formation notée"), "make_urgent": _("passée en urgent"),
             "open": _("consultée"), "file": _("pièce consultée"), "dossier": _("dossier téléchargé"), "letter": _("lettre ou ordre de mission préparé"), "teach": _("appris"), "put_back": _("remis"), "absence": _("absence notée"), "absence_cancelled": _("absence annulée"),
             "back": _("retour"), "cover": _("remplacement"), "on_call": _("permanence"), "off_call": _("permanence retirée"),
             "propose": _("proposé"), "publish": _("publié"), "correct": _("corrigé"), "set_aside": _("non publié")},
    "medium": {"teams": "Teams", "mail": _("courriel")},
}  # fmt: skip
VALUES["from_state"] = VALUES["to_state"] = {**VALUES["state"], **VALUES["status"]}


# --- Requests of erasure: what the SA EPLE reads, and what those who asked read.

LIST_TITLE = _("Demandes d'effacement")
LIST_NONE = _("Aucune demande d'effacement n'attend de réponse.")
LIST_COUNT = _("{count} une réponse, de la plus ancienne à la plus récente.")
LIST_LINE = _("N° {number}, de {name}, du {date} : à répondre avant le {due}.")
LIST_WAY = _("À terminer avant d'effacer : {what}.")
LIST_OWN = _("C'est la vôtre : un autre membre {of_service} y répond.")
LIST_MORE = _("Les {count} suivantes s'afficheront quand celles-ci auront une réponse.")
LIST_HOW = _(
    "Accepter efface aussitôt et sans retour ; les numéros, dates et étapes restent sous un pseudonyme. Refuser se motive : "
    "mission d'intérêt public, archives publiques, droit d'un tiers."
)
ON_BEHALF = _(
    "Chacun demande l'effacement de ses propres données, en écrivant « supprimer mes données » à l'assistant."
)
BUTTON_LIST = _("Voir les effacements")
BUTTON_ANSWER = _("Répondre à la n° {number}")
NO_NAME = _("une personne sans nom affiché")
WAY_ROLE = _("le rôle « {role} »")

FORM_TITLE = _("Répondre à une demande d'effacement")
FORM_ABOUT = _("Répondre à la demande d'effacement n° {number}")
FORM_REVIEW = _(
    "Rien n'est encore décidé. Un effacement est immédiat et sans retour. Tapez « envoyer » ou appuyez sur le bouton."
)
DECISION = _("Décision")
ASK_DECISION = _("Effacez-vous les données de cette personne ?")
ACCEPT = _("Effacer les données")
REFUSE = _("Refuser l'effacement")
REASON = _("Motif")
ASK_REASON = _("Quel motif la personne lira-t-elle ?")
REASON_HINT = _("1 000 caractères au plus, envoyés tels quels à la personne. Ne la nommez pas : le motif est gardé.")
SEND = _("Décider et répondre")
DONE = {
    "accepted": _("Demande n° {number} : les données sont effacées, et la réponse part vers la personne."),
    "refused": _("Demande n° {number} : l'effacement est refusé, et la réponse part vers la personne."),
}
DECIDED_ALREADY = _("La demande d'effacement n° {number} a déjà une réponse. Rien n'a été modifié.")
IN_THE_WAY = _(
    "Rien n'est effacé : il faut d'abord terminer {what}. Votre réponse est gardée, « reprendre » la rappelle."
)
NOT_OWN = _("Personne ne décide de ses propres données : un autre membre {of_service} répond. Rien n'a été modifié.")
NO_SUCH = _("Cette demande d'effacement n'existe plus. Rien n'a été modifié.")

ASKED_TITLE = _("Demande d'effacement n° {number}")
ASKED = _(
    "{name} demande l'effacement de ses données depuis le {date}. Répondez au plus tard le {due} : la loi donne un mois."
)
DUE_TITLE = _("Rappel : demande d'effacement n° {number}")
HOW = _("Pour y répondre, un membre {of_service} écrit « demandes d'effacement » à {assistant} dans Teams.")
DECIDED_TITLE = _("Votre demande d'effacement n° {number}")
DECIDED = {
    "accepted": _(
        "{The_service} l'a acceptée le {decided} : vos données sont effacées. Restent des numéros, des dates et des étapes, sans "
        "rien qui mène à vous."
    ),
    "refused": _(
        "{The_service} l'a refusée le {decided} : vos données sont gardées, pour les durées dites par « confidentialité »."
    ),
}
DECIDED_REASON = _("Motif : {reason}")
DECIDED_NEXT = {
    "accepted": _("L'adresse de cette conversation, gardée pour vous l'écrire, est effacée la nuit prochaine."),
    "refused": _("Vous pouvez saisir la CNIL (www.cnil.fr), ou le refaire plus tard."),
}


# --- The notice on personal data.

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
            "{kept}\n\nLe journal garde ensuite le numéro et les étapes, sans votre nom, sans votre identifiant, sans les motifs "
            "écrits."
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
MINE_NOTHING = _("Je garde votre identifiant et votre nom Teams. Ni demande, ni candidature, ni question transmise.")
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
PRIVACY_WAY_ROLE = _("votre rôle d'{role}, que {the_service} retire")
WAY_ROLE_MEMBER = _("votre rôle de {role}, que {the_service} retire")
