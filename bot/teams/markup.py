"""The words of a message that Teams keeps as HTML: nothing of its markup comes through, whatever it is.

Python's own parser takes seconds for some texts of this length; here each character is looked at once.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

MAX_HTML = 32_000  # Characters: four times what is read of a message.

_BREAKS = frozenset({"br", "div", "h1", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "table", "tr", "ul"})
_UNSAID = frozenset({"script", "style", "template", "title"})
_QUOTE = "blockquote"  # What the message answers: it is set apart as in a mail.
_PICTURES = frozenset({"emoji", "img"})
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})")
_SAID = re.compile(r"""\balt\s*=\s*(?:"([^"]{0,100})"|'([^']{0,100})')""")


def plain(text: str) -> str:
    """Return what a reader sees of a message in HTML, one paragraph a line; of a picture, what it is said to show.

    Lines of what is answered begin with «> ».
    """
    parts: list[str] = []
    quoted = 0
    for words, name, ends in _cut(text[:MAX_HTML]):
        parts.append(_words(words, quoted))
        if name == _QUOTE:
            quoted = max(0, quoted + (-1 if ends else 1))
        if name in _BREAKS or name == _QUOTE:
            parts.append("\n> " if quoted else "\n")
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line.strip("> "))


def _cut(text: str) -> Iterator[tuple[str, str, bool]]:
    """Yield words with the name of the tag behind them, "" without one, and whether that tag ends something."""
    at = 0
    while at < len(text):
        opening = text.find("<", at)
        if opening < 0:
            yield text[at:], "", False
            return
        tag = _TAG.match(text, opening)
        if tag is None and not text.startswith(("<!", "<?", "</"), opening):
            yield text[at:opening] + "<", "", False
            at = opening + 1
            continue
        closing = text.find("-->" if text.startswith("<!--", opening) else ">", opening)
        said = text[at:opening]
        if closing < 0:  # A tag without an end: what follows is none of the message's words.
            yield said, "", False
            return
        at = text.index(">", closing) + 1
        ends, name = (bool(tag[1]), tag[2].lower()) if tag else (False, "")
        yield said, name, ends
        if tag and name in _UNSAID and not ends:
            at = _after(text, re.compile(f"</{name}", re.IGNORECASE), at)
        elif tag and name in _PICTURES:
            shown = _SAID.search(text, tag.end(), at)
            yield (shown[1] or shown[2] or "") if shown else "", "", False


def _words(text: str, quoted: int) -> str:
    """Return text between two tags; line ends mean nothing in HTML but where text is kept as typed."""
    try:
        said = html.unescape(text)
    except ValueError:  # A character's number of thousands of digits.
        said = text
    return said.replace("\n", "\n> ") if quoted else said


def _after(text: str, ending: re.Pattern[str], at: int) -> int:
    """Return where the text goes on after what is not shown; its end where that has none."""
    found = ending.search(text, at)
    return text.find(">", found.end()) + 1 or len(text) if found else len(text)
