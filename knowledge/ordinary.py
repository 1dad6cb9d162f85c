"""Words that name nobody where they are written small: the talk of messages, the field's words, surnames that are words too."""

from __future__ import annotations

from knowledge.anonymous import NO_NAMES
from knowledge.schools.everyday import TALK
from knowledge.schools.words import COMMON, FILLER, GLUE
from knowledge.understanding.given_names import GIVEN_NAMES

# Surnames that are words of the language too: «Petit» is a colleague, «petit» is not.
_SURNAMES = """
ange ami baron beau bel belle berger blanc blanche bois bon bonnet boucher boulanger brun brune carre carpentier cerf champ
champion charpentier chat chevalier clair clerc comte coq cordier cousin dur faure fleur fontaine forestier fort franc garde gay
germain grand gros guerin hardi hiver jardin jeune joly jolie jour lacroix lion long loup macon maire maitre marchand marechal
marin marquis meme mercier merle meunier moine mont montagne moulin mouton muller neveu noel noir noire page parent pasteur
petit pigeon poisson potier poulain pre prince printemps renard roche rocher roi rouge rousse roux sage sauvage savoie seigneur
tisserand val vallee verdier vert vidal vigne voisin
"""
SURNAMES = frozenset(_SURNAMES.split())
# What is said of a pupil, a school or a screen, and of what an office does, besides.
_OTHERS = """
absente absents academique administrateur administratrice annexe automatique boursiere centime choisir code codes concerne
concernee corriger creer de demissionnaire demi des differe du editer effet en entrant entrante entre espace est et externe
fiche flux format generer gerer handicape iban importer incorrect incorrecte integre interne la lancer le les majeur majeure
mineur mineure nouveau onglet operation pensionnaire present presente quelques rechercher scolarise scolarisee signale sorti
sortie souhaite tableau tableur un une veut vide vient
"""
TALKED = frozenset((NO_NAMES | TALK | COMMON | FILLER | GLUE | frozenset(_OTHERS.split())) - SURNAMES - GIVEN_NAMES)
"""Words that follow «madame» and are no name: «madame attend», «monsieur le principal»."""
ORDINARY = TALKED | SURNAMES | GIVEN_NAMES
"""Words that lead to nobody alone, and only with a capital or beside the rest of a name."""
