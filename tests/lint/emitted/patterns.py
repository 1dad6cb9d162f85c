"""What cards show more than words with, each given the worst data."""

from __future__ import annotations

from dialogs.core.exchange import Message
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.patterns import Figure, ListRow, Mark, Tone
from tests.lint import worst
from tests.lint.catalogue import emits

_SAID = "Ce que dit la carte."


@emits("kit.rows")
def _() -> Message:
    listed = [
        pt.opened_by(
            ListRow(
                name.strip() or "–", ["Dépenses, demandes de paiement, mandats", "hier 14 h", name],
                Mark("nouvelle", Tone.NEWS), [Mark("urgente", Tone.ALERT)],
            ),
            f"Ouvrir {number}", "request.open", reference="DA-2024-0001",
        )
        for number, name in enumerate(worst.NAMES)
    ]  # fmt: skip
    return Message(_SAID, el.card(el.heading(worst.MARKDOWN), pt.rows(listed)))


@emits("kit.figures")
def _() -> Message:
    shown = [Figure("1 204", "nouvelles"), Figure("3", "en retard", Tone.ALERT), Figure("0", "séances aujourd’hui")]
    return Message(
        _SAID,
        el.card(
            el.heading("1. Bilan"),
            pt.figures(shown),
            pt.pills(Mark("retenue", Tone.GOOD), Mark("à compléter", Tone.WAITS)),
        ),
    )


@emits("kit.counts")
def _() -> Message:
    counts = [(name.strip() or "–", number * 1_000) for number, name in enumerate(worst.NAMES)]
    return Message(
        _SAID,
        el.card(
            el.heading("- Demandes par expert"),
            el.warning("Trois demandes sont en retard."),
            *pt.bars(("Expert", "Demandes"), counts),
            *pt.choices(
                [el.asks("Voir la liste", "status.show")],
                [el.asks(f"Voir {n}", "status.show") for n in "abc"],
                "Autres actions",
            ),
        ),
    )


@emits("kit.donut")
def _() -> Message:
    return Message(
        _SAID,
        el.card(
            el.heading("Demandes par état"),
            el.paragraph("Le plus souvent : close."),
            *pt.donut(
                "Demandes par état", ("État", "Demandes"), [("close", 40_000), ("nouvelle", 0), (worst.NAMES[0], 3)]
            ),
        ),
    )


@emits("kit.line")
def _() -> Message:
    weeks = [(f"semaine {week}", week % 7) for week in range(30)]
    return Message(
        _SAID,
        el.card(
            el.heading("Demandes par semaine"),
            el.paragraph("Six demandes par semaine au plus."),
            *pt.trend("Demandes par semaine", ("Semaine", "Demandes"), weeks),
        ),
    )


@emits("kit.trend")
def _() -> Message:
    weeks = [(f"sem. du {day} janv.", day) for day in (1, 8, 15, 22)]
    return Message(
        _SAID,
        el.card(
            el.heading("# Demandes par semaine"),
            el.strong("Quatre semaines, 46 demandes."),
            *pt.trend("Demandes par semaine", ("Semaine", "Demandes"), weeks),
            *pt.folded(
                "history",
                "Voir l’historique",
                el.said(worst.LONG_TEXT),
                el.facts([("Motif", worst.MARKDOWN), ("Suite", "")]),
            ),
        ),
    )
