"""What is said to those who ask for assistance, or log a request for a school."""

from knowledge.french import typeset as _

# The forms
HELP_TITLE = _("Demande d'assistance")
HELP_INTRO = _(
    "Un expert vous répond, et peut regarder votre écran avec vous. Panne du logiciel : faites aussi un ticket officiel."
)
LOG_TITLE = _("Nouvelle demande d'un établissement")
LOG_INTRO = _("Notez ce que l'établissement vous dit. Rien n'est enregistré avant que vous ayez relu.")
UNDERSTOOD = _("Voici ce que j'ai compris. {what}.")
UNDERSTOOD_PART = _("{label} : {value}")
UNDERSTOOD_NOTHING = _("Je n'ai reconnu ni établissement ni objet : votre message est gardé comme description.")

TOPIC_BAD = _("Je ne reconnais pas cet objet : choisissez dans la liste, ou dites-le autrement.")
TOPIC_LIKELY = _("Voulez-vous dire {titles} ? Répondez « oui », ou choisissez dans la liste.")
TOPICS_LIKELY = _("Voulez-vous dire {titles} ? Choisissez dans la liste, ou dites-le autrement.")
NAME_BAD = _("Je n'y lis pas le nom d'une personne : écrivez un prénom et un nom.")
REACH_BAD = _("Je n'y trouve ni numéro de téléphone français ni adresse de courriel : vérifiez ce que vous avez écrit.")
URGENT_YES = _("Oui, c'est urgent")
URGENT_NO = _("Non, cela peut attendre")
COLLEAGUE_NONE = _(
    "Je ne connais personne de ce nom : cette personne ne m'a pas encore écrit. Corrigez, ou videz ce champ pour continuer."
)
COLLEAGUE_SEVERAL = _("Plusieurs personnes portent ce nom. Écrivez son nom complet, ou videz ce champ pour continuer.")

REVIEW = _(
    "Rien n'est encore enregistré. Tapez « envoyer » ou appuyez sur le bouton ; pour corriger, tapez « modifier » puis le nom de la réponse."
)
ASIDE = _("« {title} » est mis de côté : rien n'a été enregistré. Tapez « reprendre » pour continuer.")
DISCARDED = _("Ce brouillon est effacé. Aucune demande n'a été enregistrée.")
SEND_HELP = _("Envoyer ma demande")
SEND_LOG = _("Enregistrer la demande")
SEND_TAKE = _("Enregistrer et prendre en charge")

# Notes of the summary
NOTE_ORIENT = _(
    "La paie (OPER@), le poste de travail, le réseau et le conseil juridique ne relèvent pas des experts Op@le : un expert "
    "pourra seulement vous orienter."
)
NOTE_KEPT = _(
    "Ce que vous écrivez est lu par les experts et le SA EPLE. Tapez « confidentialité » pour savoir ce qui est gardé."
)
NOTE_TELL = _(
    "Dites à cette personne que son nom, sa fonction, ses coordonnées et l'objet de sa demande sont gardés pour la traiter."
)
NOTE_TOLD_BY_MAIL = _("Cette personne recevra un accusé de réception par courriel, qui dit ce qui est gardé d'elle.")
NOTE_PUPIL = _("Le texte contient peut-être le nom d'un élève ou une donnée personnelle : retirez-le si c'est le cas.")

# A request that goes on from a closed one
FOLLOWS_TITLE = _("Nouvelle demande, suite de {reference}")
FOLLOWS = _("Ce qui n'a pas changé depuis {reference} est repris : dites ce qui se passe maintenant.")

# What follows
ALREADY_TITLE = _("Une demande est déjà ouverte")
ALREADY = _(
    "{reference} porte déjà sur {school}, objet « {topic} », et n'est pas close ({state}). Rien n'a été enregistré. Ouvrez-la, "
    "ou enregistrez la vôtre quand même si elle porte sur autre chose."
)
OPEN_ONE = _("Ouvrir {reference}")
ANYWAY = _("Enregistrer quand même")
ANYWAY_TAKE = _("Enregistrer et prendre quand même")
DONE_TITLE = _("Votre demande {reference} a été enregistrée le {at}.")
DONE_TITLE_LOG = _("La demande {reference} a été enregistrée le {at}.")
DONE_TAKEN = _("Vous la prenez en charge.")
DONE_NEXT = _("Les experts académiques sont prévenus. Vous recevrez ici un message à chaque étape.")
DONE_NEXT_THERE = _(
    "Les experts académiques sont prévenus. Vous recevrez un message dans notre conversation à chaque étape."
)
DONE_NEXT_URGENT = _("Elle est signalée comme urgente ; le SA EPLE est prévenu aussi.")
DONE_NEXT_LOG = _("Les experts sont prévenus.")
DONE_AGAIN = _("Cette demande est déjà enregistrée : {reference}. Rien n'a été fait deux fois.")
# The person's own
MINE_TITLE = _("Vos demandes")
MINE_HELD = _("Suivies par vous ({count})")
MINE_MADE = _("Faites par vous ({count})")
MINE_LINE = _("{reference} — {school} — {topic} — {state} depuis le {since}")
MINE_NONE = _("Vous n'avez pas de demande en cours. Tapez « demander une assistance » pour en faire une.")
MINE_NONE_EXPERT = _("Vous ne suivez aucune demande. Tapez « demandes non prises » pour voir celles qui attendent.")
MINE_MORE = _("Et {count}. Tapez le numéro d'une demande pour la voir.")
URGENT_MARK = _("urgent")
MINE_DRAFT = _("Une saisie est commencée et n'est pas envoyée : tapez « reprendre ».")
