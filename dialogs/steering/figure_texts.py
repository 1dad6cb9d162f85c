"""What is said of measures and of exports."""

from collections.abc import Mapping

from knowledge.french import typeset as _
from knowledge.understanding.measures import MeasureKind

LAST_DAYS = _("Sans période dite, ce sont les {days} derniers jours.")
NOTHING = _("Aucune demande ne se mesure ainsi sur cette période. Dites-en une autre, par exemple « {word} en 2023 ».")
TITLE = _("{measure} : {said}")
ALL = _("Ensemble")
MEDIAN = _("la moitié en moins de")
NINE = _("neuf sur dix en moins de")
COUNT = _("demandes")
ANSWERS = _("réponses")
NOW_OPEN = _("Ce qui est ouvert maintenant, quelle que soit la période.")
HEADS: Mapping[MeasureKind, tuple[str, ...]] = {
    MeasureKind.DELAY: (_("Médiane"), _("9 sur 10"), _("Nombre")),
    MeasureKind.SHARE: (_("Part"), _("Nombre")),
    MeasureKind.SCORE: (_("Moyenne sur 5"), _("Réponses")),
    MeasureKind.MINUTES: (_("Durée"), _("Séances")),
    MeasureKind.NUMBER: (_("En cours"),),
}
LABELS: Mapping[MeasureKind, tuple[str, ...]] = {
    MeasureKind.DELAY: (_("médiane"), _("9 sur 10 en moins de"), _("demandes")),
    MeasureKind.SHARE: (_("part"), _("demandes")),
    MeasureKind.SCORE: (_("moyenne sur 5"), _("réponses")),
    MeasureKind.MINUTES: (_("durée"), _("séances")),
    MeasureKind.NUMBER: (_("en cours"),),
}
COUNTED = frozenset((_("demandes"), _("réponses"), _("séances"), _("en cours")))  # Said after their number.
BEFORE = _("Sur la période d'avant, {days} : {value}.")
NO_BEFORE = _("Rien à comparer sur la période d'avant, {days}.")
WORKING = _(
    "Délais en heures ouvrées, de 8 h à 18 h les jours ouvrés ; l'attente n'est pas comptée dans la résolution."
)
NOT_BY_PERSON = _(
    "{measure} ne s'affiche pas par expert : un avis ou un refus ne classe pas des personnes. Demandez-le par objet, par "
    "département ou par mois."
)
WHICH = _(
    "Quelle mesure voulez-vous ? Par exemple « délais par département ce trimestre », « satisfaction par objet »."
)

# The title of a chart over time says the unit of its numbers.
CHARTS = {
    MeasureKind.DELAY: _("{measure}, médiane en heures ouvrées"),
    MeasureKind.MINUTES: _("{measure}, en heures"),
    MeasureKind.SHARE: _("{measure}, en pour cent"),
}
