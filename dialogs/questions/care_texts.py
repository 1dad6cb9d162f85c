"""What is said to somebody in danger, harassed or exhausted, and to somebody who wrote a secret."""

from dialogs.core.texts import BUTTON_ASK_ASSISTANCE
from knowledge.french import typeset as _
from knowledge.sensitive import Secret

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
EXHAUSTION_TITLE = _("C'est beaucoup, et vous avez bien fait de le dire")
EXHAUSTION = _(
    "{relief}Pour parler à quelqu'un : {contact_name}, {contact_phones} ; la médecine de prévention peut aussi vous recevoir."
)
SECRET_TITLE = _("Ne m'écrivez jamais cela")
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
BUTTON_HUMAN = _("Parler à quelqu'un")
BUTTON_ASK = BUTTON_ASK_ASSISTANCE
