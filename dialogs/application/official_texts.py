"""The words of the mail that the call asks for, in the candidate's name."""

from knowledge.french import typeset as _

BETWEEN = " – "
SUBJECT = _("Candidature – {title} – {reference} – {name} – {school}")
SUBJECT_VERSION = _("version {edition}")
SALUTATION = _("Madame, Monsieur,")
OPENING = _(
    "En réponse à l'appel à candidatures {call_cited}, j'ai l'honneur de vous présenter ma candidature à la "
    "mission {mission}."
)
SITUATION = _("Voici ma situation :")
REPLACES = _("Ce message est la version {edition} de ma candidature : il remplace le précédent.")
ENCLOSED = _("Cette présentation est également jointe à ce message ({file}).")
COPIED = _("{Copies} {are_told} d'une copie.")
DOCUMENTS = _("Pièces jointes : {documents}.")
POLITE = _("Je vous prie d'agréer, Madame, Monsieur, l'expression de mes salutations respectueuses.")
KEPT = _("—\nCandidature n° {reference}, enregistrée par l'assistant le {when} (heure de Paris).")
KEPT_VERSION = _(
    "—\nCandidature n° {reference}, version {edition}, enregistrée par l'assistant le {when} (heure de Paris)."
)
SENT_BY = _("Message envoyé par l'assistant pour {name}. Vos réponses lui parviendront directement.")
DOCUMENT_TITLE = _("Candidature : {title}")
DOCUMENT_SUBTITLE = _("Appel à candidatures {call_cited}")
DOCUMENT_DONE = _("Fait le {day}")
DOCUMENT_DONE_AT = _("Fait à {town}, le {day}")
DOCUMENT_FOOT = _("Candidature n° {reference}, enregistrée le {when} (heure de Paris).")
DOCUMENT_FOOT_VERSION = _("Candidature n° {reference}, version {edition}, enregistrée le {when} (heure de Paris).")
LETTER_NAME = "lettre"
FILE_NAME = "{name}-{reference}.docx"
FILE_NAME_VERSION = "{name}-{reference}-v{edition}.docx"
DRAFT_NAME = "candidature-{reference}.eml"
