"""The words of a message that Teams keeps as HTML: nothing of its markup comes through, whatever it is.

Python's own parser takes seconds for some texts of this length; here each character is looked at once.
"""

from __future__ import annotations

import html
import re

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
    text = text[:MAX_HTML]
    parts: list[str] = []
    at = quoted = 0
    while at < len(text):
        opening = text.find("<", at)
        parts.append(_words(text[at : opening if opening >= 0 else len(text)], quoted))
        if opening < 0:
            break
        tag = _TAG.match(text, opening)
        if tag is None and not text.startswith(("<!", "<?", "</"), opening):
            parts.append("<")
            at = opening + 1
            continue
        closing = text.find("-->" if text.startswith("<!--", opening) else ">", opening)
        if closing < 0:
            break  # A tag without an end: what follows is none of the message's words.
        at = text.index(">", closing) + 1
        if tag is None:
            continue
        ends, name = bool(tag[1]), tag[2].lower()
        if name in _UNSAID and not ends:
            at = _after(text, re.compile(f"</{name}", re.IGNORECASE), at)
        elif name in _PICTURES:
            said = _SAID.search(text, tag.end(), at)
            parts.append(_words(said[1] or said[2] or "", quoted) if said else "")
        elif name == _QUOTE:
            quoted = max(0, quoted + (-1 if ends else 1))
        if name in _BREAKS or name == _QUOTE:
            parts.append("\n> " if quoted else "\n")
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line.strip("> "))


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
