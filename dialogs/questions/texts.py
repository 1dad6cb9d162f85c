"""What is said around answers (their own text is in the call's file), in danger, on passing on, and on learning."""

from __future__ import annotations

from dialogs.core.texts import BUTTON_ASK_ASSISTANCE
from knowledge.french import typeset as _
from knowledge.sensitive import Secret

SOURCE = _("Source : {source}, {parts}")
SOURCES = _("Source : {source}")
BOTH_TITLE = _("Vos deux questions")
THREE_TITLE = _("Vos trois questions")
GIST_TITLE = _("L'appel en bref")
CHOOSE_TITLE = _("Que voulez-vous savoir ?")
ASK_CONTACT = _("À qui le demander : {name}, {way}.")
UNKNOWN_NEXT_GROUP = _("En privé, je peux aussi transmettre votre question {to_service}.")
CALL_SAYS = _("L'appel dit, mot pour mot")
UNKNOWN_TITLE = _("Je ne suis pas sûr de vous avoir compris")
UNKNOWN = _("Pouvez-vous le dire autrement ?")
SILENT_DOUBT = _("Si c'est bien de l'appel que vous parlez, laissez-moi transmettre votre question {to_service}.")
SILENT_DOUBT_GROUP = _(
    "Si c'est bien de l'appel que vous parlez, demandez-le-moi en privé : je transmettrai votre question {to_service}."
)
# No address here: what was asked may be another matter, and an address would look like its answer.
UNKNOWN_NEXT = _("Je peux aussi transmettre votre question {to_service}, qui vous répondra.")
ELSEWHERE_TITLE = _("Je ne peux pas vous renseigner sur ce sujet")
ELSEWHERE = _("Je réponds aux questions sur l'appel à candidatures « {title} »{more}.")
# What else can be done in the private chat, by role: where requests for assistance are taken, and where none are.
ELSEWHERE_AGENT = {
    True: _(", et je prends les demandes d'assistance sur Op@le"),
    False: _(", et je reçois les candidatures"),
}
ELSEWHERE_EXPERT = _(", et je suis avec vous les demandes d'assistance et leurs séances")
ELSEWHERE_SA_EPLE = {
    True: _(", et je suis avec vous les candidatures, les demandes d'assistance et leurs séances"),
    False: _(", et je suis avec vous les candidatures"),
}
ELSEWHERE_HELP = _("Si votre question porte bien là-dessus, reformulez-la ou transmettez-la {to_service}.")
ELSEWHERE_HELP_GROUP = _("Si votre question porte bien là-dessus, reformulez-la.")

BUTTON_PASS = _("Transmettre {to_service}")
BUTTON_HUMAN = _("Parler à quelqu'un")
PASSED_TITLE = _("Question transmise")
PASSED = _("Votre question n° {number} est transmise {to_service}, avec votre nom. La réponse vous parviendra ici.")
PASSED_URGENT = _("Si c'est pressé : {contact_name}, {contact_phones}.")

HUMAN_TITLE = _("Parler à quelqu'un")
HUMAN_ON = _("Sur {about} : {name}, {reach}.")
HUMAN = _("Je suis un programme. Une personne vous répond : {contact_name}, {contact_reach}.")
HUMAN_PASS = _(
    "Vous pouvez aussi écrire votre question ici : si je n'ai pas la réponse, je vous proposerai de la transmettre."
)

WAITING_TITLE = _("Questions transmises {to_service}")
WAITING_NONE = _("Aucune question n'attend de réponse.")
WAITING_COUNT = _("{count} une réponse, de la plus ancienne à la plus récente.")
WAITING_MORE = _("Les {count} suivantes s'afficheront quand celles-ci auront été traitées.")
WAITING_BY = _("N° {number}, le {date}, de {name}")
NO_NAME = _("une personne sans nom affiché")


# --- Answers on the assistant itself, whose text is in ``knowledge/understanding/service.toml``.

ABOUT_UNKNOWN = _("Je n'ai pas compris ce que vous voulez savoir de moi. Tapez « aide » pour voir ce que je fais.")
TICKETS = _(" : {url}")
CONTROLLER = _("{controller}. ")
BUTTON_ASK = BUTTON_ASK_ASSISTANCE
# Entries after which help may be wanted.
HELPS = frozenset(
    (
        "sert",
        "ecran",
        "delai",
        "seul",
        "plusieurs",
        "urgence",
        "creneau",
        "pieces",
        "qui_repond",
        "choix_expert",
        "demander",
        "acces_opale",
        "autres_logiciels",
        "telephone",
        "seance",
        "duree_seance",
        "refus_ecran",
        "avant_bascule",
        "sujets",
        "qui_demande",
        "cout",
    )
)
# Entries after which one's own requests, or application, may be wanted: the words of the button are said elsewhere too.
OF_REQUESTS = frozenset(
    (
        "suivi",
        "numero",
        "etats",
        "rouvrir",
        "rdv_changer",
        "rdv_manque",
        "annuler_demande",
        "corriger_demande",
        "ecrire_expert",
        "accord",
        "mon_silence",
        "avis",
        "main",
    )
)
# Entries after which what is kept may be wanted in full.
OF_DATA = frozenset(("lecteurs", "conservation", "responsable", "hebergement", "securite", "memoire"))
BUTTON_NOTICE = _("Lire la notice")
OF_APPLICATION = frozenset(("instruction", "copie_candidature", "brouillon", "lecteurs_candidature"))
OF_APPLYING = frozenset(("avec_moi", "motivation_aide", "conseil"))


# --- Danger, harassment, exhaustion, a secret.

DANGER_TITLE = _("Ce que vous dites est important")
DANGER = _(
    "Parlez-en tout de suite à quelqu'un : le 3114, gratuit, répond jour et nuit ; en cas de danger immédiat, appelez le 15 ou "
    "le 112."
)
DANGER_MORE = _(
    "Je suis un programme et je ne peux pas vous aider comme une personne. Rien de votre message n'est gardé."
)
HARASSMENT_TITLE = _("Ce que vous décrivez est grave")
HARASSMENT = _(
    "Vous pouvez en parler à la médecine de prévention, au service social des personnels du rectorat ou à une personne de "
    "confiance ; en cas de danger, appelez le 17 ou le 112."
)
NOT_KEPT = _("Je suis un programme : je ne transmets rien, et rien de votre message n'est gardé.")
EXHAUSTION_TITLE = _("Merci de l'avoir dit : vous n'avez pas à porter cela dans votre coin")
EXHAUSTION = _(
    "La médecine de prévention et le service social des personnels peuvent vous recevoir ; le 3114, gratuit, répond jour et nuit, et le "
    "15 en urgence. {relief}Pour en parler ici : {contact_name}, {contact_phones}."
)
SECRET_TITLE = _("Ceci ne s'écrit pas dans une conversation")
SECRETS = {
    Secret.PASSWORD: _(
        "Votre message contient un mot de passe. Je ne l'ai pas gardé, mais il reste affiché : supprimez votre message et changez "
        "ce mot de passe."
    ),
    Secret.CODE: _(
        "Votre message contient un code à usage unique. Je ne l'ai pas gardé, mais il reste affiché : supprimez votre message."
    ),
    Secret.ACCOUNT: _(
        "Votre message contient des coordonnées bancaires. Je ne les ai pas gardées, mais elles restent affichées : supprimez "
        "votre message."
    ),
    Secret.PUPIL: _("Votre message contient le nom d'un élève. Je ne l'ai pas gardé : supprimez votre message."),
}
SECRET_NEXT = _("Personne ici ne vous le demandera. Décrivez votre difficulté sans cette information, je vous aiderai.")


# --- Passing a question on to the SA EPLE, and its answer.

TITLE = _("Transmettre ma question {to_service}")
INTRO = _("Votre question partira avec votre nom. « Confidentialité » dit combien de temps elle est gardée.")
QUESTION = _("Votre question")
ASK_QUESTION = _("Quelle est votre question ?")
QUESTION_HINT = _("2 000 caractères au plus. N'écrivez ni mot de passe, ni coordonnées bancaires, ni nom d'élève.")
SCHOOL = _("Établissement concerné")
ASK_SCHOOL = _("Quel établissement est concerné, s'il y en a un ?")
SEND = _("Transmettre la question")
NOT_HEARD = _("{The_service} la trouvera dans sa liste : personne n'y est joignable dans Teams en ce moment.")

HAD_SAID = _("{Assistant} avait répondu « {title} » : {answer}")
HAD_NONE = _("{Assistant} n'y avait pas répondu.")
ANSWER_TITLE = _("Répondre à la question n° {number}")
ANSWER_FORM = _("Répondre à une question")
ANSWER = _("Votre réponse")
ASK_ANSWER = _("Quelle est votre réponse ?")
ANSWER_HINT = _("2 000 caractères au plus. Elle est envoyée telle quelle à la personne, au nom de votre service.")
SEND_ANSWER = _("Envoyer la réponse")
BUTTON_ANSWER = _("Répondre à la n° {number}")
ANSWERED = _("Votre réponse à la question n° {number} part vers la personne qui l'a posée.")
ANSWERED_ALREADY = _("La question n° {number} a déjà reçu une réponse : la vôtre n'a pas été envoyée.")
NO_SUCH = _("Cette question n'existe plus. Rien n'a été modifié.")

ASKED_NOTICE = _("Nouvelle question n° {number} de {name}")
ASKED_SCHOOL = _("Établissement : {school}")
ANSWERED_NOTICE = _("Réponse {of_service} à votre question n° {number}")
ANSWERED_YOURS = _("Vous aviez demandé le {date} :")
ANSWERED_REPLY = _("{The_service} vous répond :")
ASKED_MAIL_SUBJECT = _("[{tag}] Nouvelle question n° {number}")
ASKED_MAIL = _(
    "Bonjour,\n\nUne question vient d'être transmise {to_service} par {name} :\n\n{question}\n\n{school}\n\nPour y répondre, "
    "écrivez « questions » à {assistant} dans Teams.\n"
)
MAIL_SUBJECT = _("[{tag}] Réponse à votre question n° {number}")
MAIL_TEXT = _(
    "Bonjour,\n\nVous aviez posé le {date} cette question {to_service} :\n\n{question}\n\nRéponse :\n\n{answer}\n\n"
    "Ce message est envoyé par {assistant}.\n"
)
PHONE_NOTICE = _("À prévenir par téléphone")
PHONE = _("{name} ne peut être joint ni dans Teams ni par courriel au sujet de la question n° {number}.")


# --- Messages that ask for nothing.

# Whether some are likely → what is said to what is surely to be done, and not surely which.
WHICH_COMMAND = {
    True: _("Je n'ai rien fait : je ne suis pas sûr d'avoir compris. Est-ce l'un de ceux-ci ?"),
    False: _("Je n'ai rien fait : je n'ai pas compris ce que vous voulez. Dites-le autrement, ou tapez « aide »."),
}
COMPLAINT_TITLE = _("Je vous ai mal aidé")
COMPLAINT = _(
    "Je suis désolé. Dites-moi en une phrase ce qui vous manque, ou joignez quelqu'un : {contact_name}, {contact_phones}."
    "{trouble}"
)
TALK = _("Merci de me le dire ! Je suis là {subjects}.")
STORY_TITLE = _("Je vous entends, et je n'ai rien changé")
STORY = _("Si c'est une difficulté sur Op@le, un expert peut la regarder avec vous.")
# Whether requests for assistance are taken → what is said to who handles them, or the applications.
STORY_STAFF = {
    True: _(
        "Je n'ai rien fait. Si c'est un geste, dites-le avec son numéro, par exemple « je prends la 12 » ; sinon, tapez « aide »."
    ),
    False: _(
        "Je n'ai rien fait. Si c'est un geste, dites-le avec le numéro de la candidature ; sinon, tapez « aide »."
    ),
}
HEARD_BUTTON_ASK = _("Demander une assistance")


# --- Learning from use: opinions, questions without an answer, teaching.

GOOD = _("Réponse utile")
BAD = _("Ce n'est pas ça")
THANKS = _("Merci. C'est noté, sans votre nom.")
NOTED_ALREADY = _("C'était déjà noté : rien n'est compté deux fois.")
NOTHING_RATED = _("Merci. Je n'ai donné aucune réponse depuis un moment : il n'y a rien à noter.")
RATE = _("Cette réponse vous aide-t-elle ?")
SORRY = _(
    "Toutes mes excuses. C'est noté, sans votre nom. Dites-le autrement, ou laissez-moi transmettre votre question."
)
SORRY_GROUP = _(
    "Toutes mes excuses. C'est noté, sans nom. Dites-le autrement, ou écrivez-moi en privé pour transmettre la question."
)

SAY_WHY = _("Dire pourquoi, en un mot")
OPINION_TITLE = _("Votre avis sur une réponse")
OPINION = _("Votre remarque")
ASK_OPINION = _("Que faudrait-il changer à cette réponse ?")
OPINION_HINT = _("300 caractères au plus. Votre nom n'est pas gardé ; n'en écrivez aucun.")
OPINION_SEND = _("Envoyer la remarque")
OPINION_NOTED = _("Merci. Votre remarque est notée, sans votre nom ; {the_service} la lira.")
OPINION_TWICE = _("Votre remarque était déjà notée.")

JUDGED_TITLE = _("Ce qui a été mal répondu")
JUDGED_NONE = _("Aucune réponse n'a été jugée à côté {when}.")
JUDGED_COUNT = _("{count} jugée à côté {when}, sans nom.")
JUDGED_COUNTS = _("{count} jugées à côté {when}, sans nom, la pire d'abord.")
JUDGED_LINE = _("{number}. {title} : {bad} à côté, {good} utile")
JUDGED_ASKED = _("On demandait : {texts}")
JUDGED_SAID = _("Remarques : {texts}")
JUDGED_MONTH = _("Le mois dernier : {count} à revoir")
JUDGED_MORE = _("Et {count}, moins souvent.")
JUDGED_SINCE, JUDGED_LAST_MONTH = _("ces 30 derniers jours"), _("le mois dernier")
JUDGED_HOW = _("Le détail est dans Teams : écrivez « ce qui a été mal répondu » à l'assistant.")
JUDGED_OF_NONE = _("Une réponse qui n'est plus dans l'appel")

LEARNING_TITLE = _("Questions sans réponse")
NONE = _("Aucune question n'est restée sans réponse ces {days} derniers jours.")
COUNT = _("{count} sans réponse sûre ces {days} derniers jours, sans nom, les plus fréquentes d'abord.")
GROUP = _("{number}. {example} ({times})")
LIKE = _("Dites aussi : {others}")
SUGGESTED = _("Une personne a trouvé sa réponse sous « {title} » en la disant autrement.")
MORE = _("Et {count} de plus.")
TEACH_BUTTON = _("Répondre à la n° {number}")

TEACH_TITLE = _("Apprendre une question à l'assistant")
TEACH_INTRO = _("Ce que vous enregistrez sert aussitôt à tous, sur tous les postes. N'y mettez aucun nom.")
WORDING = _("La question")
ASK_WORDING = _("Comment la question se pose-t-elle ?")
WORDING_HINT = _("300 caractères au plus, telle que les gens l'écrivent.")
ENTRY = _("Réponse de l'appel")
ASK_ENTRY = _("Quelle réponse de l'appel lui convient ?")
ENTRY_HINT = _("Le titre ou le numéro de la réponse ; passez si aucune ne convient, pour écrire la vôtre.")
LEARNING_ASK_ANSWER = _("Quelle est votre réponse, si aucune de l'appel ne convient ?")
LEARNING_ANSWER_HINT = _("600 caractères au plus. Passez si vous avez choisi une réponse de l'appel.")
ANSWER_WINS = _("Votre réponse sera donnée à la place de celle de l'appel.")
LEARNING_SEND = _("Enregistrer pour tous")
NOTHING_TAUGHT = _(
    "Choisissez une réponse de l'appel ou écrivez la vôtre : sans l'une des deux, il n'y a rien à apprendre."
)
TAUGHT = _("C'est appris : dans quelques secondes, la même question aura sa réponse, pour tous.")
IS_COMMAND = _(
    "Cette phrase fait déjà autre chose : « {text} » est une commande ou une formule de politesse. Écrivez la question en entier."
)
TAUGHT_ALREADY = _("C'était déjà enregistré. Rien n'a été modifié.")

SHARE = _("Question à retenir pour tous")
ASK_SHARE = _("Cette réponse peut-elle servir à d'autres ?")
SHARE_HINT = _(
    "Si oui, écrivez la question telle qu'elle se pose à tous, sans nom. Sinon, passez : la réponse reste entre vous."
)
LEARNING_SOURCE = _("Source : réponse {of_service} du {date}")

# What is taught, to be seen and changed.
LESSONS = _("Ce qui est appris")
NO_LESSONS = _("Rien n'est appris pour cet appel. « Questions sans réponse » propose de le faire.")
LESSONS_COUNT = _("{count}, la dernière d'abord. Ce qui est retiré peut être remis.")
LESSON = _("{number}. « {wording} »")
LESSON_ANSWER = _("Réponse : {answer}")
LESSON_BY = _("Appris par {by}, {when}")
SOMEBODY = _("une personne")
WITHDRAWN = _("Retiré, {when}")
ENTRY_GONE = _("une réponse que l'appel n'a plus")
BUTTON_CORRECT = _("Corriger la {number}")
BUTTON_WITHDRAW = _("Retirer la {number}")
BUTTON_PUT_BACK = _("Remettre la {number}")
BUTTON_MORE = _("Voir la suite")
BUTTON_LESSONS = _("Voir ce qui est appris")
TAKEN_OUT = _("La leçon {number} est retirée : dans quelques secondes, l'assistant répondra comme avant elle.")
PUT_BACK = _("La leçon {number} sert de nouveau à tous, dans quelques secondes.")
ALREADY_SO = _("C'était déjà fait pour la leçon {number} : rien n'a été modifié.")
ANSWERED_BY = _(
    "La leçon {number} répond déjà à cette question : rien n'est enregistré. Tapez « ce qui est appris » pour la corriger ou la retirer."
)
CHANGED_MEANWHILE = _(
    "La leçon {number} a été corrigée ou retirée entre-temps : rien n'est enregistré. Tapez « ce qui est appris » pour voir où elle en est."
)
