"""A request that is named by its school: «déplace le rdv de Port-de-Bouc à 16 h» is said of the open request there."""

from __future__ import annotations

import re
from dataclasses import replace

from dialogs.assistance import handling, texts
from dialogs.core import exchange
from dialogs.core.context import Turn
from dialogs.core.exchange import Reply
from dialogs.core.request_line import request_row
from knowledge.french import brief_school
from knowledge.request import RequestMove
from knowledge.rights import may_see_request
from knowledge.schools.register import SchoolMention
from knowledge.understanding.meaning import Sense, Understanding
from knowledge.understanding.references import references
from knowledge.understanding.ruling import WRITES_ON_A_FILE
from knowledge.understanding.understand import opens
from knowledge.understanding.words import evened, plain_words
from storage.queries import requests
from storage.queries.requests import RequestFile

_COMMANDS = WRITES_ON_A_FILE | {"resumer une demande", "partager", "preparer une reponse"}
_BECAUSE = re.compile(r"\b(?:parce que?|car|vu que?|puisque?|étant donné|comme)\b", re.IGNORECASE)
_SHOWN = 8
_ONE = re.compile(r"\b(?:la|ma|cette|une|celle|le|mon|ce) (?:demande|dossier|rdv|rendez-vous|seance|de|d'|du)\b")


async def put_in(turn: Turn, meant: Understanding) -> Turn | Reply:
    """Return the turn with its number in place of the school whose request is meant; as it is where no school is named.

    Of several that are open there each may be opened; where none is, the one on the screen is not meant either.
    """
    text = turn.incoming.text
    if not (turn.personal and turn.person.handles_requests and _is_of_one(meant, text)) or references(text):
        return turn
    says = _BECAUSE.split(_without_experts(turn, text), maxsplit=1)[0]  # A school that the reason names is not meant.
    named = max(turn.register.mentions(says), key=lambda one: one.score, default=None)
    if named is None:
        return turn
    files = await _open_at(turn, named)
    move = RequestMove(meant.act.act) if meant.act and meant.act.act in RequestMove.__members__.values() else None
    files = [file for file in files if move in handling.moves(turn, file)] or files
    if len(files) == 1:
        said = f"{text[: named.start]}{files[0].reference}{text[named.end :]}"
        return replace(turn, incoming=replace(turn.incoming, text=said))
    if not files:
        school = brief_school(named.schools[0].label)
        gone = meant.sense is Sense.ACT and not named.placed
        return Reply.text(texts.NONE_OPEN_THERE.format(school=school)) if gone else turn
    shown = exchange.rows([request_row(file, turn.now) for file in files[:_SHOWN]])
    return Reply.of(exchange.told(texts.WHICH_THERE, shown))


def _is_of_one(meant: Understanding, text: str) -> bool:
    """Tell whether a message does something with one request, or opens one."""
    if meant.sense is Sense.ACT:
        return meant.act is not None and not meant.act.of_application
    commanded = plain_words(meant.command.name) if meant.command else ""
    return commanded in _COMMANDS or (opens(text) and _ONE.search(evened(text)) is not None)


def _without_experts(turn: Turn, text: str) -> str:
    """Return the text with blanks in place of the experts' names: «donne Pagnol à Perrot» names one school."""
    names = {word for name in turn.experts for word in evened(name).split()}
    return re.sub(r"[\w'’-]+", lambda found: " " * len(found[0]) if evened(found[0]) in names else found[0], text)


async def _open_at(turn: Turn, named: SchoolMention) -> list[RequestFile]:
    """Return the open requests of the schools that are named, or of all those of the town."""
    towns = {(one.place, one.department) for one in named.schools} if named.placed else set()
    there = {one.uai for one in turn.register if (one.place, one.department) in towns} | {
        one.uai for one in named.schools
    }
    files = await requests.open_at(turn.storage, turn.person.key.tenant, sorted(there))
    return [file for file in files if may_see_request(turn.person, file.request)]
