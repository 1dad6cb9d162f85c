"""Sentences that offer help."""

from knowledge.french import typeset as _

TITLE = _("Voulez-vous l'aide d'un expert ?")
OFFER = _(
    "Un expert de l'académie peut vous aider sur « {topic} », si j'ai bien compris, et regarder votre écran avec vous. Les "
    "experts voient votre demande aussitôt ; rien n'est envoyé avant votre relecture."
)
OFFER_PLAIN = _(
    "Si c'est une difficulté sur Op@le, un expert de l'académie peut vous aider, et regarder votre écran avec vous. Rien n'est "
    "envoyé avant votre relecture."
)
ELSEWHERE = _(
    "Cela ne semble pas relever d'Op@le même. Je peux ouvrir une demande pour que quelqu'un vous oriente vers le bon service."
)
DISTRESSED = _("Je comprends que ce soit lourd. {contact_name} peut vous répondre : {contact_phones}.")
URGENT = _("Urgent : le SA EPLE en est prévenu dès l'envoi. Pour joindre quelqu'un : {contact_name}, {contact_phones}.")
BUTTON = _("Demander : {topic}")
BUTTON_PLAIN = _("Demander une assistance")
BUTTON_HUMAN = _("Parler à quelqu'un")
