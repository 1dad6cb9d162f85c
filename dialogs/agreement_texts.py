"""What is said before something is done that others are told of."""

from knowledge.french import typeset as _

TITLE = _("Dois-je le faire ?")
SAID = _("Vous avez écrit : {said}. D'autres personnes en seraient prévenues.")
NOTHING_YET = _("Rien n'est fait pour l'instant : appuyez pour confirmer, sinon continuez.")
DO = _("Oui, le faire")
PRESS_TITLE = _("Est-ce bien cela ?")
PRESS_LINE = _("« {title} » préviendrait d'autres personnes. Rien n'est fait pour l'instant : un appui suffit.")
GONE = _("Rien n'a été modifié. Redites-le-moi en une phrase, s'il vous plaît.")
TO_WHAT = _("{said}, mais à quoi ?")
TO_WHAT_LINE = _("Un message est arrivé après ma question. Rien n'est fait : appuyez sur ce que vous voulez.")
