"""A linter of French typography over what people read.

``faults`` returns what is wrong in one text, each as «rule: excerpt». The no-break space is U+00A0 everywhere: how the
narrow one (U+202F) is drawn is not known on all clients.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

NBSP = "\u00a0"
NARROW = "\u202f"

# What is not French prose is put out of sight, character for character, so that positions stay.
_NOT_PROSE = re.compile(
    r"""
      ```.*?``` | `[^`]*`                   # code
    | \{[^{}]*\}                            # placeholders, with their format
    | (?:https?://|www\.|mailto:)[^\s)»]+   # addresses
    | (?<=\])\([^)]*\)                      # where a markdown link leads
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+          # mail
    | </?[a-zA-Z][^<>]*> | <!--.*?-->       # tags and comments
    | \b[A-Z]{2,}[-/]\d[\w/-]*              # references
    | \b\d{1,2}:\d{2}\b                     # hours as machines write them
    | ^\|?[\s:|-]*-{3,}[\s:|-]*$            # the line under a markdown table's head
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_SENTENCE_START = r"(?:^|(?<=[.!?…»:]\s)|(?<=[-*•]\s))"
_UNACCENTED = (
    "tat tats leve leves cole coles tablissement quip val cri[vrt] tape tes tre dit ch[eé]ance chec cran preuve tud "
    "v[eé]nement ventuel ligib gal lectron l[eé]ction l[eé]ment nergie nonc puis conom chang ducat larg miss trang "
    "troit vit tabl num[eé]r t[eé]\\b lu\\b lus\\b galit metteur"
).replace(" ", "|")
_PARTICIPLE = r"(?:\w*(?:é|ée|és|ées)|eu|lu|vu|reçu|pris|mis|dit|fait|répondu|choisi|rejoint)\b"

_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("narrow no-break space", re.compile(NARROW)),
    ("no-break space before", re.compile(rf"(?<=[^{NBSP}{NARROW}?!:;(\[\n])[:;?!€%»]+(?!\w)|(?<=[^{NBSP}{NARROW}\s])[€%»]")),
    ("no-break space after «", re.compile(rf"«(?![{NBSP}{NARROW}])")),
    ("no-break space after n°", re.compile(rf"[nN]°(?!$|[{NBSP}{NARROW}])")),
    ("no-break space after §", re.compile(rf"§(?!$|[{NBSP}{NARROW}§])")),
    ("typographic apostrophe", re.compile("['´`‘]")),
    ("straight double quotes", re.compile('"')),
    ("double space", re.compile(rf"(?<=\S)[ {NBSP}{NARROW}]{{2,}}(?=\S)")),
    ("space before a comma or a point", re.compile(rf"(?<=\w)[ {NBSP}{NARROW}][,.](?!\w|\.)")),
    ("thousands", re.compile(rf"(?<![\d,.{NBSP}])[1-9]\d{{0,2}} \d{{3}}(?!\d| ?\d)|(?<![\d,.\w-])(?!(?:19|20)\d\d\b)[1-9]\d{{3,6}}(?![\d\w,-])")),
    ("three dots as one character", re.compile(r"\.\.")),
    ("etc. ends with one point", re.compile(r"\betc\s?(?:…|\.\.)", re.IGNORECASE)),
    ("accent on a capital", re.compile(rf"\bE(?i:{_UNACCENTED})")),
    ("accent on a capital", re.compile(rf"{_SENTENCE_START}A (?=[a-zàâéèêîôœ])(?!{_PARTICIPLE})", re.MULTILINE)),
    ("accent on a capital", re.compile(rf"{_SENTENCE_START}Ca\b", re.MULTILINE)),
)  # fmt: skip


def faults(text: str) -> list[str]:
    """Return what is wrong with the typography of one text, in the order of the rules."""
    prose = _NOT_PROSE.sub(lambda found: "x" * len(found[0]), text)
    return [
        f"{rule}: …{text[max(found.start() - 15, 0) : found.end() + 15]}…"
        for rule, pattern in _RULES
        for found in pattern.finditer(prose)
    ]


def texts_of(value: object, name: str) -> Iterator[tuple[str, str]]:
    """Yield the texts held by a constant, with where they are; keys of dicts are codes, never shown."""
    if isinstance(value, str):
        yield name, str(value)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from texts_of(item, f"{name}[{key!r}]")
    elif isinstance(value, list | tuple | set | frozenset):
        for number, item in enumerate(value):
            yield from texts_of(item, f"{name}[{number}]")
    elif hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
        for field in value.__dataclass_fields__:
            yield from texts_of(getattr(value, field), f"{name}.{field}")
