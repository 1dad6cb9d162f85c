"""What is asked of a person and said of people: name, address, number, roles."""

from knowledge.french import typeset as _

NAME = _("Nom et prénom")
ASK_NAME = _("Quels sont vos nom et prénom ?")
NAME_HINT = _("Tels qu'ils doivent figurer sur la candidature, par exemple « MARTIN Ève ».")
NAME_BAD = _("Écrivez au moins un nom et un prénom.")
MAIL_BAD = _("Ce n'est pas une adresse de courriel : elle a la forme prenom.nom@ac-aix-marseille.fr.")
PHONE = _("Téléphone")
PHONE_BAD = _("Ce n'est pas un numéro français à dix chiffres, comme 04 42 91 70 00 ou +33 4 42 91 70 00.")
# People
EXPERTS_TITLE = _("Experts Op@le")
MEMBERS_TITLE = _("Membres du SA EPLE")
NOBODY = _("Personne.")
PERSON_LINE = _("{name}, depuis le {since}")
PEOPLE_MORE = _("{count} de plus : cherchez avec le nom.")
UNNAMED = _("personne sans nom connu, identifiant {oid}")
TAKE_WHOM = _("Personne à retirer")
TAKE_BUTTON = _("Retirer cette personne")
EXPERTS_HELP = _("Pour nommer : « nommer » suivi d'un nom. Pour retirer : « retirer expert » suivi du nom.")
MEMBERS_HELP = _("Pour ajouter : « ajouter membre » suivi d'un nom. Pour retirer : « retirer membre » suivi du nom.")
ROLES = {"expert": _("expert Op@le"), "saeple": _("membre du SA EPLE")}
WHO = _("Qui ? Donnez le nom d'une personne qui m'a déjà écrit, ou son identifiant Microsoft (Entra).")
PERSON_NONE = _(
    "Je ne connais personne de ce nom. Demandez à la personne de m'écrire, ou donnez son identifiant Microsoft (Entra)."
)
PERSON_SEVERAL = _("Plusieurs personnes correspondent : choisissez, ou donnez l'identifiant Microsoft (Entra).")
PERSON_TITLE = _("Quelle personne ?")
PERSON_WHICH = _("Personne")
PERSON_CHOOSE = _("Choisir cette personne")
MENTION_SEVERAL = _("Mentionnez une seule personne à la fois. Rien n'a été modifié.")
MENTION_UNKNOWN = _(
    "Teams ne me dit pas qui est la personne mentionnée : réessayez, ou donnez son identifiant Microsoft (Entra). Rien n'a été modifié."
)
OWN_ROLE = _("Personne ne se donne un rôle : demandez à un autre membre du SA EPLE. Rien n'a été modifié.")
OUTSIDER = _("Cette personne est invitée d'une autre organisation : aucun rôle ne peut lui être donné.")
PERSON_CHOICE = _("{name}, identifiant {oid}")
GIVE_TITLE = _("Donner un rôle")
GIVE_ASK = _("Donner à {name} le rôle « {role} » ?")
GIVE_CONFIRM = _("Confirmer : donner ce rôle")
TAKE_TITLE = _("Retirer un rôle")
TAKE_ASK = _("Retirer à {name} le rôle « {role} » ?")
TAKE_CONFIRM = _("Confirmer : retirer ce rôle")
GIVEN = _("{name} a maintenant le rôle « {role} » et reçoit un message.")
GIVEN_ALREADY = _("{name} a déjà le rôle « {role} ».")
TAKEN = _("{name} n'a plus le rôle « {role} ».")
TAKEN_ALREADY = _("{name} n'avait pas le rôle « {role} ».")
LAST_MEMBER = _("C'est le dernier membre du SA EPLE : ajoutez-en un autre avant de le retirer. Rien n'a été modifié.")
ROLE_GIVEN_TITLE = _("Un rôle vous est donné")
ROLE_GIVEN = _("Vous avez maintenant le rôle « {role} ». Tapez « aide » pour voir ce que je peux faire pour vous.")
ROLE_TAKEN_TITLE = _("Un rôle vous est retiré")
ROLE_TAKEN = _("Vous n'avez plus le rôle « {role} ». Pour toute question : {contact_name}, {contact_mail}.")
