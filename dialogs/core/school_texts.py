"""What is said of schools: which one is meant, and what the register does not have."""

from knowledge.french import typeset as _

HINT = _("Son nom et sa commune, ou son UAI (7 chiffres et une lettre).")
KEY = _("Cet UAI contient une faute de frappe : la lettre finale ne correspond pas aux chiffres.")
WHICH = _("Plusieurs établissements correspondent : {names}. Choisissez, ou précisez la commune ou l'UAI.")
MORE = _(" ; et d'autres")
MANY = _("Cela désigne {count} : précisez le nom, la commune ou l'UAI.")
NEAR = _("Le registre n'a pas d'établissement {text}. Est-ce l'un de ceux-ci ? Sinon, précisez son nom ou son UAI.")
UNKNOWN = _("Le registre n'a pas d'établissement {text} : écrivez son nom et sa commune, ou son UAI.")
NO_SCHOOL = _("Écrivez le nom et la commune de l'établissement, ou son UAI (7 chiffres et une lettre).")
ONLY_CODE = _("Je n'ai pas de registre des établissements : il me faut l'UAI (7 chiffres et une lettre).")
CODE_HINT = _("Son UAI (7 chiffres et une lettre).")
AS_WRITTEN = _("Garder « {text} »")
OUTSIDE = _("{uai} (absent du registre des établissements, à vérifier)")
OF_CODE = _("Établissement de code {uai}")
