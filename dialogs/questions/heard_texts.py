"""What is said to those who ask for nothing."""

from knowledge.french import typeset as _

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
    True: _("C'est entendu : je ne touche à rien. Dites-moi le geste et le numéro, par exemple « je prends la 12 »."),
    False: _("C'est entendu : je ne touche à rien. Dites-moi le geste et le numéro de la candidature."),
}
BUTTON_HUMAN = _("Parler à quelqu'un")
BUTTON_ASK = _("Demander une assistance")
