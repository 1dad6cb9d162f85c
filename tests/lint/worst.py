"""The worst data that cards may meet: what people, schools and Teams are able to send."""

from __future__ import annotations

LONG_NAME = ("Marie-Hélène Élisabeth de La Tour-d’Auvergne-Lauraguais " * 5)[:256]
LONG_WORD = "a" * 256  # Nothing to wrap at.
ACCENTS = "Ève-Noëlle Çağlar-Žižek Ÿ œuvre Æ"
MARKDOWN = "**gras** _italique_ [lien](https://example.org) # titre ~~barré~~ `code` <b>x</b> | - 1. \\"
MENTION = "<at>Aide</at>"
INVISIBLE = "a\u202eb\u200bc\u2066d\u2069"
EMOJI = "👩🏽‍💻🔴"
BLANK = " \u00a0\t"
LONG_TEXT = ("L’établissement ne parvient plus à valider ses demandes de paiement depuis hier. " * 40)[:1500]
NAMES = (LONG_NAME, LONG_WORD, ACCENTS, MARKDOWN, MENTION, INVISIBLE, EMOJI, BLANK, "")
FIFTY = tuple(range(1, 51))
