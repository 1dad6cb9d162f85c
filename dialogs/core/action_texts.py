"""What is said when what is asked for is known, but not what about."""

from knowledge.french import typeset as _

STEERING = _(
    "Je n'ai pas compris ce que vous voulez suivre. Tapez « statut » pour le bilan, « demandes » ou « candidatures » pour les "
    "listes, « questions » pour lire celles qui attendent."
)
