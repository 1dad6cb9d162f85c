"""The words of the mail that the call asks for, in the candidate's name."""

from knowledge.french import typeset as _

BETWEEN = " – "
SUBJECT = _("Candidature – expert Op@le académique")
SUBJECT_VERSION = _("version {edition}")
SALUTATION = _("Madame, Monsieur,")
OPENING = _(
    "En réponse à l'appel à candidatures {reference} du {issued}, j'ai l'honneur de vous présenter ma candidature à la "
    "mission d'expert Op@le académique."
)
SITUATION = _("Voici ma situation :")
REPLACES = _("Ce message est la version {edition} de ma candidature : il remplace le précédent.")
ENCLOSED = _("Cette présentation est également jointe à ce message ({file}).")
COPIED = _("La {copy_to} est destinataire d'une copie.")
POLITE = _("Je vous prie d'agréer, Madame, Monsieur, l'expression de mes salutations respectueuses.")
KEPT = _("—\nCandidature n° {reference}, enregistrée par l'assistant Op@le le {when} (heure de Paris).")
KEPT_VERSION = _(
    "—\nCandidature n° {reference}, version {edition}, enregistrée par l'assistant Op@le le {when} (heure de Paris)."
)
SENT_BY = _("Message envoyé par l'assistant Op@le pour {name}. Vos réponses lui parviendront directement.")
DOCUMENT_TITLE = _("Candidature d'expert Op@le académique")
DOCUMENT_SUBTITLE = _("Appel à candidatures {reference} du {issued}")
DOCUMENT_HEADING = _("Présentation de ma motivation")
DOCUMENT_DONE = _("Fait le {day}")
DOCUMENT_DONE_AT = _("Fait à {town}, le {day}")
DOCUMENT_FOOT = _("Candidature n° {reference}, enregistrée le {when} (heure de Paris).")
DOCUMENT_FOOT_VERSION = _("Candidature n° {reference}, version {edition}, enregistrée le {when} (heure de Paris).")
FILE_NAME = "motivation-{reference}.docx"
FILE_NAME_VERSION = "motivation-{reference}-v{edition}.docx"
DRAFT_NAME = "candidature-{reference}.eml"
