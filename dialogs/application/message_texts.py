"""What is said around the messages of an application, and the notes of the SA EPLE."""

from knowledge.french import typeset as _

WRITE_TITLE = _("Écrire au sujet de la candidature {reference}")
WRITE_ASK = _("Que voulez-vous dire ? L'autre partie le lira, dans Teams ou par courriel.")
WRITE_LABEL = _("Message")
WRITE_SEND = _("Envoyer le message")
NOTE_TITLE = _("Note sur la candidature {reference}")
NOTE_ASK = _(
    "Que faut-il retenir ? Seul le service qui suit l'appel le lit ici ; la personne l'aura dans ses données, une fois la réponse connue : "
    "restez factuel."
)
NOTE_LABEL = _("Note")
NOTE_SEND = _("Garder la note")
HINT = _("1 000 caractères au plus, sans donnée de santé ni mot de passe.")
WHICH = _("Pour quelle candidature ? Donnez son numéro, par exemple « {example} ».")
TO_SERVICE = _("Transmis {to_service}, pour votre candidature {reference}.")
KEPT = _("Ajouté à votre candidature {reference} : {the_service} le lira.")
TO_CANDIDATE = _("Transmis à {name}, pour la candidature {reference}.")
KEPT_PHONE = _("Ajouté à la candidature {reference}. {name} ne peut pas le recevoir ici : appelez la personne.")
NOTED = _("Noté sur la candidature {reference} : la personne ne le voit pas ici.")
NOT_THIS = _("Retirer ce message")
NOT_THIS_NOTE = _("Retirer cette note")
ENDED = _(
    "La candidature {reference} est {state} : plus rien ne s'y écrit. Pour toute question : {contact_name}, {contact_reach}."
)
OWN_NOTE = _("C'est votre propre candidature : un autre membre de l'équipe y prend des notes.")
BUTTON_WRITE_OWN = _("Écrire {to_service}")
BUTTON_WRITE = _("Écrire à la personne")
BUTTON_NOTE = _("Ajouter une note")
BUTTON_ANSWER = _("Répondre")
SHOW_THREAD = _("Voir les échanges ({count})")
NOBODY = _("Une personne")
LINE_OWN = _("Vous, {when} : {text}")
LINE = _("{name}, {when} : {text}")
LINE_NOTE = _("Note, {name}, {when} : {text}")

# Notices
OWNER_TITLE = _("{The_service} vous écrit au sujet de votre candidature {reference}")
STAFF_TITLE = _("{name} vous écrit au sujet de sa candidature {reference}")
HOW_MAIL = _("Pour répondre, écrivez au-dessus de ce message : votre texte est remis {to_service}, sans pièce jointe.")
NOT_TAKEN = _("Votre réponse au sujet de la candidature {reference} n'a pas été prise")
HOW = _("Pour répondre, tapez votre réponse sous ce message dans Teams, ou « message pour {reference} : … ».")
LABEL = _("message sur une candidature")
