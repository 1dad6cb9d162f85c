"""The number of a ticket of the official assistance, as it is typed: «ticket INC0045123», «ticket 45 123»."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.understanding.references import references
from knowledge.understanding.words import cut, dictated, evened, numbered

# Five digits or more, or letters before them: four digits alone are the number of a request here.
_WORDS = (
    r"(?!(?:le|la|les|des|est|un|une|no|num|numero|du|de|sur|par|pour|et|au|ticket|mais|sous|ref|avec|comme|bien)\b)"
)
_NUMBER = rf"(?:{_WORDS}[a-z]{{2,6}}[ _-]?\d{{3,12}}|(?!0\d{{9}}\b)\d{{5,12}}|\d{{2,3}}(?: \d{{3}}){{1,3}})(?![\w-])"
# What such a number is called; or letters stuck to five figures or more, which nothing else here has.
_REFERENCE = r"references? (?:d'assistance|de l'assistance|officielles?|nationales?)"
_CALLED = rf"(?:ti(?:ck|k)ets?|incidents?|signalements?|{_REFERENCE})"
_STUCK = re.compile(r"\b(?P<number>(?!da|ca)[a-z]{2,6}[-_]?\d{5,12})\b")
_TICKET = re.compile(rf"\b{_CALLED}\b(?P<between>[^.!?\n]{{0,80}}?)\b(?P<number>{_NUMBER})")
_BEFORE = re.compile(
    rf"\b(?P<number>{_NUMBER})(?= (?:est|c'est|comme) (?:le |mon |notre )?(?:numero (?:de |du )?)?ticket\b)"
)
_ALONE = re.compile(_NUMBER)
_DENIED = re.compile(
    rf"\b(?:pas|non|au lieu d[eu]|a la place d[eu])(?: le| la)? (?P<number>{_NUMBER})"
)  # «…, et non INC0045123».
_SAYS = re.compile(rf"\b(?:ti(?:ck|k)ets?|incident|{_REFERENCE})\b|{_STUCK.pattern}")


_LONGEST_OTHER = 5  # Figures from which a number said in words is no request's, day's or amount of requests.
_LONG = re.compile(r"(?<![\d ./-] )(?<![\d./-])[1-9]\d{5,7}(?![\w./-]|\s?(?:€|euros?\b))")
_LETTERED = re.compile(r"(?!da|ca)[a-z]{2,6}[ _-]?\d{4,12}")
_LOOKS = re.compile(
    r"\?\s*$|(?:^\W*|[,;.]\s)(?:re)?(?:trouve|cherche|montre|ouvre|affiche)\w*\b|\b(?:quelle demande|laquelle|quel (?:lycee|college|etablissement)|ou en est|a quoi correspond)\b"
)


# Who gives such a number, where no word says what it is: «le support m'a donné 460812 pour la 11».
_GIVEN_BY = re.compile(
    r"\b(?:support|assistance nationale|(?:le|du|au) national|editeur|diapason|hotline|la dne|ministere)\b"
)
# A long number that is cited like the name of something: «sous le 461093», «réf 470255», «mets 459940 sur la 6».
_CITED = re.compile(
    rf"\b(?:le|du|au|sur|ref|references?|met(?:s|tez)|note[rz]?)(?: numero| no)?\s?(?:n\s?°)?\s?:?\s{_LONG.pattern}"
)


_REMOVED = re.compile(
    rf"\b(?:(?:enlev|retir|supprim|effac)\w*|vire[rsz]?|ote[rsz]?)\b[^.!?]{{0,30}}\b(?:{_CALLED}\b|{_NUMBER})"
)


def is_removed(text: str) -> bool:
    """Tell whether a ticket's number is to be taken away: «enlève le ticket de la 10, c'était une erreur»."""
    return _REMOVED.search(evened(text)) is not None


def figured(text: str) -> str:
    """Return what speaks of a ticket with a number said in words in figures: «quatre cent cinquante-sept mille cent vingt».

    "" where nothing speaks of one.
    """
    plain = evened(text)
    if not (_SAYS.search(plain) or _GIVEN_BY.search(plain)):
        return ""
    text = dictated(text).text
    for word in reversed(numbered(cut(text))):
        if word.kind == "number" and len(word.word) >= _LONGEST_OTHER and not word.raw.isdecimal():
            text = f"{text[: word.start]}{word.word}{text[word.end :]}"
    return text


def is_given(text: str) -> bool:
    """Tell whether a long number is said to come from those who give tickets, or is cited as a thing is."""
    plain = evened(text)
    return _CITED.search(plain) is not None or (_GIVEN_BY.search(plain) is not None and names_long_number(text))


def is_ticket(text: str) -> bool:
    """Tell whether ``text`` is the number of a ticket and nothing else: letters before its figures say so."""
    return _LETTERED.fullmatch(evened(text).strip(" .!?")) is not None


def names_long_number(text: str) -> bool:
    """Tell whether ``text`` has a number of six to eight figures, which nothing else here has: «cherche 4586402»."""
    return _LONG.search(evened(text)) is not None


_NOTED = re.compile(
    r"\b(?:(?:accroch|not|ajout|corrig|rattach|associ|renseign|indiqu|rectifi|remplac|enregistr)(?:e|er|es|ez)|inscri(?:s|re|vez)|saisi(?:s|r|ssez)"
    r"|met(?:s|tez|tre)|doit etre)\b"
)


def is_noted(text: str) -> bool:
    """Tell whether a ticket's number is to be written down, be it asked as a question: «tu l'accroches à la 11 ?»."""
    return _NOTED.search(evened(text)) is not None


def looks_for(text: str) -> bool:
    """Tell whether a request is looked for by its ticket, rather than given one."""
    return _LOOKS.search(evened(text)) is not None


def says_ticket(text: str) -> bool:
    """Tell whether a ticket is spoken of."""
    return _SAYS.search(evened(text)) is not None


def ticket_in(text: str, *, alone: bool = False) -> str:
    """Return the ticket's number that ``text`` gives, in capitals; "" where it gives none. ``alone``: nothing says that it is one."""
    return cut_from(text, alone=alone)[0]


def cut_from(text: str, *, alone: bool = False) -> tuple[str, str]:
    """Return the same, and the text without it: its figures are no number of a request."""
    plain = evened(text)
    named = [(one.start, one.end) for one in references(text)]  # «La 12» and «DA-2024-0012» are requests here.
    plain = _hidden(plain, [at for at in named if "ticket" not in plain[slice(*at)]])
    kept = _hidden(plain, [one.span("number") for one in _DENIED.finditer(plain)])
    if _ALONE.search(kept):  # Another number takes the place of the one denied.
        plain = kept
    found = _TICKET.search(plain) or _BEFORE.search(plain) or _STUCK.search(plain)
    start, end = found.span("number") if found else (0, 0)
    bare = (_LONG.search(plain) or _ALONE.search(plain)) if alone and not found else None
    start, end = bare.span() if bare else (start, end)
    return re.sub(r"[ _-]", "", plain[start:end]).upper(), f"{text[:start]} {text[end:]}" if end else text


def _hidden(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return ``text`` with the ``spans`` made unreadable, every other letter at its place."""
    for start, end in spans:
        text = f"{text[:start]}{'#' * (end - start)}{text[end:]}"
    return text


# A ticket as a filter of requests: «avec un ticket», «qui ont un ticket», «pas encore remontées au support».
_NO = re.compile(r"\b(?:sans|pas|aucun|ni)\b|\bn'")
_LEADS = (
    r"(?:\b(?:avec|sans|qui|ont|a|ait|ayant|pas|encore|deja|pour|lesquelles|laquelle|dont|auxquelles|on|de|un|une|le|les|leurs?|nos"
    r"|numeros?|aucun|il|elles?|y|des|ete)\b\s?|\b[dln]'\s?)*"
)
_OFFICIAL = r"(?:support|assistance nationale|assistance officielle|editeur|national|ministere|diapason)"
_HELD = re.compile(
    rf"{_LEADS}\btickets?\b(?: (?:officiels?|nationa\w+|ouverts?|en cours|actuellement|encore|toujours))*(?: (?:a ete |est )?(?:ouvert|cree|depose|pose)\w*)?"
    rf"(?: (?:au|aupres|a|chez|de)(?: d[ue])?(?: la| l'|l')? ?{_OFFICIAL}\w*)?"
    rf"|{_LEADS}\b(?:remonte|escalade|transmis|signale)\w* (?:au|aupres du|a l'|a la|chez l') ?{_OFFICIAL}\w*(?: officiel\w*)?"
    r"(?: avec (?:leur|le) numero(?: de ticket)?)?"
)


def as_filter(text: str, stand_ins: tuple[str, str]) -> str:
    """Return a status question with what it says of tickets replaced: by the first stand-in, or by the second where it denies.

    "" where it says nothing of tickets, or gives the number of one.
    """
    plain = evened(text)
    found = _HELD.search(plain)
    if found is None or len(plain) != len(text) or ticket_in(text):
        return ""
    return f"{text[: found.start()]}{stand_ins[bool(_NO.search(found[0]))]}{text[found.end() :]}"
