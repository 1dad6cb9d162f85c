"""Passing a question on to the SA EPLE, and its answer."""

from knowledge.french import typeset as _

TITLE = _("Transmettre ma question {to_service}")
INTRO = _("Votre question partira avec votre nom. « Confidentialité » dit combien de temps elle est gardée.")
QUESTION = _("Votre question")
ASK_QUESTION = _("Quelle est votre question ?")
QUESTION_HINT = _("2 000 caractères au plus. N'écrivez ni mot de passe, ni coordonnées bancaires, ni nom d'élève.")
SCHOOL = _("Établissement concerné")
ASK_SCHOOL = _("Quel établissement est concerné, s'il y en a un ?")
SEND = _("Transmettre la question")
NOT_HEARD = _("{The_service} la trouvera dans sa liste : personne n'y est joignable dans Teams en ce moment.")

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
