"""What the heads are given of a message: its words, what stands for values, and what is known besides the words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.people import Role
from knowledge.understanding.intent.normalise import evened, words

# The first that matches wins: numbers of files before plain ones.
_VALUES = re.compile(
    r"(?P<da>\bda[ -]{0,3}(?:n°? ?)?(?:\d{4}[ /-]{1,3})?\d{1,6}\b)|(?P<ca>\bca[ -]{1,3}(?:n°? ?)?(?:\d{4}[ /-]{1,3})?\d{1,6}\b|\bca-?\d{4}-\d{1,6}\b)"
    r"|(?P<mail>[\w.+-]+@[\w-]+\.[\w.-]+)|(?P<phone>(?:\+33 ?|\b0)[1-9](?:[ .-]?\d{2}){4}\b)"
    r"|(?P<uai>\b0\d{6}[a-z]\b)|(?P<clock>\b\d{1,2} ?(?:h|heures?)(?: ?\d{2})?\b|\b\d{1,2}:\d{2}\b)|(?P<date>\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b)"
    r"|(?P<nth>\bn ?[°o] ?\d{1,4}\b|\bla \d{1,3}\b(?! ?(?:e|eme|er|euros?|%)))|(?P<money>\b\d[\d  .,]*(?:€|euros?\b))|(?P<num>\b\d+\b)"
)
_LENGTHS = (4, 8, 16, 32, 64)
_FIRST = re.compile(r"\b(?:je|j'|me|m'|mon|ma|mes|moi|nous|notre|nos|on)\b")


def tokens(text: str) -> list[str]:
    """Return the words of ``text`` as heads read them: «la DA-2024-0012 à 14h» gives la, <da>, a, <clock>."""
    said, at = [], 0
    plain = evened(text)
    for found in _VALUES.finditer(plain):
        said += [*words(text[at : found.start()]), f"<{found.lastgroup}>"]
        at = found.end()
    return [*said, *words(text[at:])]


def extras(
    text: str, said: list[str], roles: Iterable[Role] = (), asked: str | None = None, *, register: bool = False
) -> list[str]:
    """Return what is known of a message besides its words. ``register``: it names a school."""
    roles = frozenset(roles)
    role = "saeple" if Role.SA_EPLE in roles else "expert" if Role.EXPERT in roles else "agent"
    found = [f"role:{role}", f"size:{sum(len(said) > size for size in _LENGTHS)}"]
    found += [f"has:{one}" for one in ("<da>", "<ca>", "<nth>", "<clock>", "<phone>") if one in said]
    if asked:
        found += [f"asked:{asked}", "asked"]
    if text.rstrip().endswith("?"):
        found.append("asks")
    if _FIRST.search(evened(text)):
        found.append("first")
    if register:
        found.append("school")
    return found
