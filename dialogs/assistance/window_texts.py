"""What is said in the window that opens over a message, to make a request of it."""

from knowledge.french import typeset as _

COMMAND = _("Créer une demande d'assistance")
COMMAND_ABOUT = _("Faire de ce message une demande d'assistance Op@le, après relecture")
TITLE = _("Demande d'assistance à partir d'un message")
WRITTEN_BY = _("Message de {name}")
WRITTEN = _("Message choisi")
NO_WORDS = _("Ce message n'a pas de texte que je puisse lire : décrivez la difficulté ci-dessous.")
SHORTENED = _("Le message est long : la description n'en reprend que le début. Complétez-la si besoin.")
FILES_LEFT = _(
    "Les images et les fichiers du message ne sont pas repris : envoyez-les ensuite avec le numéro de la demande."
)
READ_AGAIN = _("Rien n'est encore enregistré : relisez, complétez, puis appuyez sur le bouton.")
IN_YOUR_NAME = _("La demande sera faite en votre nom, et vous la suivrez. Son auteur n'en est pas prévenu.")
WHO = _("Qui demande ?")
WHO_NEEDED = _("Dites qui demande : la personne qui a écrit le message, ou une autre.")
THE_AUTHOR = _("{name}, qui a écrit ce message : la demande sera suivie dans Teams")
THE_AUTHOR_UNKNOWN = _("{name}, qui a écrit ce message et ne m'a jamais parlé : je garde son nom")
SOMEBODY_ELSE = _("Une autre personne, nommée ci-dessous")
NAME_HINT = _("Laissez vide si la personne qui a écrit le message est celle à rappeler.")
DONE = _("Demande {reference}")
FOLLOW = _("Sa carte vous est aussi envoyée dans notre conversation.")
ALREADY = _(
    "{reference} porte déjà sur {school}, objet « {topic} », et n'est pas close ({state}). Rien n'a été enregistré. Pour la "
    "voir, tapez son numéro dans notre conversation ; si la vôtre porte sur autre chose, enregistrez-la quand même."
)
