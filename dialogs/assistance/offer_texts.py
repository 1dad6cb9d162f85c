"""Sentences that offer help."""

from knowledge.french import typeset as _

TITLE = _("Voulez-vous l'aide d'un expert ?")
OFFER = _(
    "Si j'ai bien compris, c'est une difficulté : « {topic} ». J'ouvre une demande d'assistance si vous le voulez ; les "
    "experts la voient aussitôt. Rien n'est envoyé avant votre relecture."
)
OFFER_PLAIN = _(
    "Si c'est une difficulté sur Op@le, j'ouvre une demande d'assistance ; les experts la voient aussitôt. Rien n'est envoyé "
    "avant votre relecture."
)
ELSEWHERE = _(
    "Cela ne semble pas relever d'Op@le même. Je peux ouvrir une demande pour que quelqu'un vous oriente vers le bon service."
)
DISTRESSED = _("Vous n'êtes pas seul. {contact_name} peut vous répondre de vive voix : {contact_phones}.")
BUTTON = _("Demander : {topic}")
BUTTON_PLAIN = _("Demander une assistance")
BUTTON_HUMAN = _("Parler à quelqu'un")
