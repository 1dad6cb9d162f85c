"""Whom to reach, said anew after a request was sent: «c'est Mme Blanc qu'il faut appeler au 04…», «mon numéro a changé»."""

from __future__ import annotations

import re

from dialogs.assistance import handling, texts
from dialogs.assistance.fields import joined_reach, taken_over
from dialogs.assistance.handling import RequestPress
from dialogs.core.context import Turn
from dialogs.core.exchange import Reply
from dialogs.ui import elements as el
from knowledge.request import RequestMove
from knowledge.understanding.meaning import Sense
from knowledge.understanding.request_phrase import RequestDraft, read_request
from knowledge.understanding.words import evened
from storage.calls import subjects
from storage.queries.requests import RequestFile

_CALL = r"(?:r?appeler|joindre|contacter|prevenir|voir)"
# What says that somebody else is to be reached, or the same person elsewhere.
_ANOTHER = re.compile(
    rf"\bc'est (?:plutot |maintenant |desormais |en fait )?.{{2,60}} (?:qu'il (?:faut|faudra)|qu'il faudrait|a) {_CALL}\b"
    rf"|\b(?:il )?(?:faut|faudra|faudrait|vaut mieux|merci de|veuillez|pensez a) (?:plutot |desormais |maintenant )?{_CALL} (?:plutot|desormais|maintenant)\b"
    rf"|\b(?:il )?(?:faut|faudra|faudrait|vaut mieux) (?:plutot|desormais|maintenant) {_CALL}\b"
    r"|\br?appelez (?:plutot|desormais|maintenant) (?!dans\b|demain\b|lundi\b|mardi\b|mercredi\b|jeudi\b|vendredi\b)"
    r"|\b(?:le|mon|notre|la|un|de) (?:nouveau |nouvelle |bon |bonne )?(?:contact|interlocuteur|interlocutrice|personne a (?:r?appeler|joindre|contacter))"
    r" (?:est|sera|devient|c'est|a change|change|pour)\b"
    r"|\bchang\w+ (?:le |de |du |la )?(?:contact|personne a (?:r?appeler|joindre|contacter)|interlocut\w+)\b"
    r"|\bnouveau contact\b"
)
_OTHER_NUMBER = re.compile(
    r"\b(?:mon|notre|le|son|ma|leur|sa|l') ?(?:nouveau |nouvelle |bon |bonne )?(?:numero|num|tel|telephone|portable|ligne directe|adresse|mail|mel|courriel)\b"
    r"[^?\n]{0,40}\b(?:a change|change|est (?:maintenant|desormais|plutot)|c'est (?:maintenant|desormais|plutot)|devient)\b"
    r"|\b(?:mon|notre) (?:nouveau|nouvelle) (?:numero|num|tel|telephone|portable|adresse|mail|mel)\b"
    r"|\br?appele[zr] ?-?moi (?:plutot|desormais|maintenant) (?:au|sur)\b|\b(?:je suis|on est) (?:maintenant |desormais )?joignable (?:plutot |maintenant |desormais )?(?:au|sur)\b"
)
_NAME = r"[A-ZÀ-Þ][\w’'-]+(?:\s[A-ZÀ-Þ][\w’'-]+){0,2}"
_NAMED = re.compile(
    rf"(?:[Cc]['’]est|[Cc]ontact|[Ii]nterlocut(?:eur|rice)|\best|\bsera|\bdevient|[Pp]lutôt|[Pp]lutot|[Dd]ésormais|[Jj]oindre|[Aa]ppele[rz]|[Cc]ontacter)\s*:?\s+(?:désormais\s|maintenant\s|plutôt\s)?({_NAME})"
)
_PARTS, _REACH = re.compile(r"(?<!\bm)[,;.!:\n]+(?=\s|$)"), re.compile(r"@|\d[\d .-]{7,}\d")
_FEW = 3  # Words beside whom to reach that tell nothing of their own.
_MOVE = RequestMove.CHANGE_CONTACT
_ELSEWHERE = (Sense.COMMAND, Sense.SEVERAL, Sense.STATUS)


async def told(turn: Turn) -> Reply | None:
    """Change the contact of the request that is meant; None where nobody says so, or none of theirs could have it."""
    text, meant = turn.incoming.text, turn.understood
    if not turn.personal or (meant and meant.sense in _ELSEWHERE) or text.rstrip().endswith("?"):
        return None
    plain = evened(text)
    another = _ANOTHER.search(plain) is not None
    if not another and not _OTHER_NUMBER.search(plain):
        return None
    read = read_request(text, turn.register, turn.now, subjects())
    files = await _meant(turn, read)
    if files is None:
        return None
    if not files:
        return Reply.text(texts.NO_SUCH)
    if len(files) > 1:
        return handling.choose(
            files,
            lambda title, file: el.asks(
                title, f"request.{_MOVE}", _pressed(file, read, text, another=another).model_dump()
            ),
            texts.CHOOSE,
            texts.CHOOSE_LINE,
        )
    (file,) = files
    return await handling.press_form(_MOVE, turn, _pressed(file, read, text, another=another))


async def _meant(turn: Turn, read: RequestDraft) -> list[RequestFile] | None:
    """Return the requests that may be meant: the one that is named, told of right above, or any of theirs.

    Empty: one is named that they may not see. None: what is told is rather a request of its own, or they have none.
    """
    named = handling.named_in(turn)
    if named:
        file = await handling.seen(turn, named)
        return [file] if file else []
    if _tells_more(turn.incoming.text):
        return None
    if turn.under:
        above = await handling.seen(turn, turn.under.reference)
        if above and _MOVE in handling.moves(turn, above):
            return [above]
    found = [file for file in await handling.theirs(turn) if _MOVE in handling.moves(turn, file)]
    return [one for one in found if not read.uai or one.request.uai in read.uai] or None


def _tells_more(text: str) -> bool:
    """Tell whether something else is told besides whom to reach: a difficulty, with its contact, is a request."""
    parts = _PARTS.split(evened(text))
    return any(
        len(part.split()) > _FEW and not (_ANOTHER.search(part) or _OTHER_NUMBER.search(part) or _REACH.search(part))
        for part in parts
    )


def said(turn: Turn, file: RequestFile) -> dict[str, str]:
    """Return what a message known to change the contact of ``file`` says of it, by field of the form."""
    text = turn.incoming.text
    read = read_request(text, turn.register, turn.now, subjects())
    return _said(file, read, text, another=_OTHER_NUMBER.search(evened(text)) is None)


def _pressed(file: RequestFile, read: RequestDraft, text: str, *, another: bool) -> RequestPress:
    return RequestPress(
        reference=file.reference, version=file.request.version, said=_said(file, read, text, another=another)
    )


def _said(file: RequestFile, read: RequestDraft, text: str, *, another: bool) -> dict[str, str]:
    """Return what was said of the contact, by field; of the same person, what was not said stays."""
    name = (read.contact_name or _name_in(text)) if another else ""
    reach = joined_reach([part for part in (read.phone, read.email) if part])
    if name:
        given = {"name": name, "reach": reach, "function": read.contact_role or ""}
    elif another:
        given = {"function": read.contact_role or "", "reach": reach}
    else:
        contact = file.request.contact
        kept = [read.phone or contact.phone, read.email or contact.mail]
        given = {**taken_over(file.request), "reach": joined_reach([part for part in kept if part]) if reach else ""}
    return {id_: given[id_] for id_ in ("name", "reach", "function") if given.get(id_)}


def _name_in(text: str) -> str:
    found = _NAMED.search(text)
    return found[1] if found else ""
