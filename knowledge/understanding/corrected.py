"""What a message takes back as it goes on: «par jour, non, par expert», «remplace Gap par Digne», «au lieu des séances».

The corrected text is what is asked; what was taken back must not narrow it, and is no thing that is left out either.
"""

from __future__ import annotations

import re

from knowledge.understanding.intent.normalise import evened

# One thing takes the place of another, which is named too.
_INSTEAD = re.compile(r"\b(?:au lieu|a la place) (?:de |des |du |d')(?:les? |la |l'|mes |ces )?[^\s,;.!?…]+")
_REPLACED = re.compile(r"\bremplac\w+ [^,;.!?…]{2,40}? par (?P<new>[^,;.!?…]+)")
# What somebody says who thinks better of it, with the pauses around; «prises ou non», «non prises» take nothing back.
_PAUSE = r"[\s,;.…!-]{0,4}"  # Bounded: what a text of nothing but spaces costs grows with its length alone.
_SORRY = (
    r"(?:ah |oh |euh |heu |mais |enfin |oups |mince )*"
    r"(?<!ou )(?<!et )(?<!pas )(?:non(?! (?:pris|attrib|trait|resolu|clo|plan|affect|reten|urgent|lu|repond|abouti))|nan|pardon|erreur|oups|attends|attendez"
    r"|je me trompe|je (?:veux|voulais) dire|rectification|ou plutot|euh|heu|enfin plutot)\b"
)
_TAKEN_BACK = re.compile(rf"(?<!\w){_SORRY}(?:{_PAUSE}(?:{_SORRY}|plutot|en fait|finalement|c'est)\b)*{_PAUSE}")
_LATER = re.compile(r"(?:…|\.\.\.|,)\s*(?=[^…,]+? (?:plutot|pardon|finalement|en fait)\W*$)")
# The small words that begin what is said anew as they began what it takes the place of, by kind.
_KINDS = {
    word: kind
    for kind in ("par", "de du des d", "a au aux", "le la les l", "dans", "pour", "chez", "vague", "combien", "sur", "en", "depuis", "celles ceux")
    for word in kind.split()
}  # fmt: skip
_FIRST = re.compile(r"[a-z]+")
_NEAR = 8  # Words between the beginning of what is taken back and where it is.


def corrected(text: str) -> str:
    """Return ``text`` without what it takes back itself; as it is where it takes nothing back."""
    plain = evened(text)
    if replaced := _REPLACED.search(plain):
        new = text[replaced.start("new") : replaced.end("new")]
        return f"{text[: replaced.start()]}plutôt {new}{text[replaced.end() :]}"
    if instead := _INSTEAD.search(plain):
        return corrected(f"{text[: instead.start()].rstrip(' ,')}{text[instead.end() :]}")
    for found in (*_TAKEN_BACK.finditer(plain), *_LATER.finditer(plain)):
        begin = _begun_alike(plain[: found.start()], plain[found.end() :])
        if begin is not None:
            return corrected(f"{text[:begin]}{text[found.end() :]}")
    return text


def _begun_alike(before: str, after: str) -> int | None:
    """Return where the part of ``before`` starts that begins with a small word of the kind that ``after`` begins with."""
    first = _FIRST.match(after)
    kind = _KINDS.get(first[0]) if first else None
    if kind is None:
        return None
    alike = [found for found in list(_FIRST.finditer(before))[-_NEAR:] if _KINDS.get(found[0]) == kind]
    return alike[-1].start() if alike else None
