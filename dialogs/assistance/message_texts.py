"""What is said around the messages of a request."""

from knowledge.french import typeset as _

TO_HOLDER = _("Transmis à {holder}, pour {reference} ({topic}).")
TO_CONTACT = _("Transmis à {contact}, pour {reference} ({topic}).")
KEPT = _("Ajouté à {reference} ({topic}) : qui prendra la demande le lira.")
KEPT_PHONE = _(
    "Ajouté à {reference} ({topic}). {contact} ne peut pas le recevoir ici : appelez-le ou appelez-la au {phone}."
)
NOTED = _("Noté sur {reference}, entre experts et SA EPLE : l'établissement ne le lit pas.")
CHAT = _("Discuter avec {name}")
CHAT_LINE = _("La conversation s'ouvre dans Teams. Ce qui s'y dit n'est pas gardé avec la demande.")
GROUP_LINE = _("À plusieurs : {names}. Elle s'ouvre à chacun, avec le numéro de la demande pour nom.")
MEETING_LINE = _(
    "La réunion s'ouvre remplie : invité, sujet, heure. Vous l'envoyez vous-même, puis collez son lien dans le rendez-vous."
)
NO_CHAT = _("Teams ne donne pas l'adresse de {name}.")
NO_CHAT_LINE = _("Écrivez-lui ici : votre message lui est remis, et gardé avec la demande.")
NOT_UNDERSTOOD = _(
    "Je n'ai pas compris ce que vous voulez faire. Voici la demande : choisissez un bouton, ou dites-le autrement."
)
STILL_ASKED = _("Pour la demande elle-même : est-ce résolu ?")
STILL_OPEN = _(
    "La demande reste ouverte : l'expert la notera résolue. Si vous n'avez plus besoin d'aide, vous pouvez la retirer."
)
NOT_THIS = _("Pas pour cette demande")
TAKEN_BACK = _("C'est retiré de {reference}. S'il a déjà été lu, dites-le à la personne.")
TOO_LATE = _("Ce message ne peut plus être retiré. Rien n'a été modifié.")
ENDED = _("{reference} est terminée : rouvrez-la, ou faites une nouvelle demande. Rien n'a été envoyé.")
NOT_YOURS = _(
    "Seuls l'établissement, l'expert qui suit la demande et le SA EPLE s'y écrivent. Vous pouvez y laisser une note."
)
WRITE_TITLE = _("Écrire au sujet de {reference}")
WRITE_ASK = _("Que voulez-vous dire ? L'autre partie le lira.")
WRITE_LABEL = _("Message")
WRITE_SEND = _("Envoyer le message")
NOTE_TITLE = _("Note sur {reference}")
NOTE_ASK = _("Que faut-il retenir ? Les experts et le SA EPLE le liront, pas l'établissement.")
NOTE_LABEL = _("Note")
NOTE_SEND = _("Garder la note")
WHICH = _("Pour quelle demande ? Donnez son numéro, par exemple « message pour DA 12 : voici le relevé ».")
URGENT_NOW = _("{reference} est désormais urgente. Les personnes concernées sont prévenues.")
URGENT_ALREADY = _("{reference} est déjà urgente. Rien n'a été fait deux fois.")
MAKE_URGENT = _("{reference} : la passer en urgent ?")
URGENT_TELLS = _("Les experts et le SA EPLE en seront prévenus. Un appui suffit ; sans lui, rien ne change.")
