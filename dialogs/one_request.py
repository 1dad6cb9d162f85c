"""The one request that a message means without its number: by its school, or by what is said of it.

«Déplace le rdv de Port-de-Bouc à 16 h» is of the open request there; «donne l'urgente à Perrot», «où en est celle sur la
régie» are of the one open request which a status question in the same words would find.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dialogs.assistance import handling, texts
from dialogs.core import exchange
from dialogs.core.context import Turn
from dialogs.core.exchange import Reply
from dialogs.core.request_line import request_row
from dialogs.steering import cards
from knowledge.french import brief_school
from knowledge.request import RequestMove
from knowledge.rights import may_see_request
from knowledge.schools.register import SchoolMention
from knowledge.understanding.meaning import Sense, Understanding
from knowledge.understanding.query import Compare, Query, What
from knowledge.understanding.references import references
from knowledge.understanding.ruling import WRITES_ON_A_FILE
from knowledge.understanding.several import told_to
from knowledge.understanding.status import StatusEar
from knowledge.understanding.tickets import ticket_in
from knowledge.understanding.understand import opens
from knowledge.understanding.words import evened, plain_words
from storage.calls import status_reader
from storage.queries import requests
from storage.queries import status as queries
from storage.queries.requests import RequestFile

_COMMANDS = WRITES_ON_A_FILE | {"resumer une demande", "partager", "preparer une reponse"}
_BECAUSE = re.compile(r"\b(?:parce que?|car|vu que?|puisque?|étant donné|comme)\b", re.IGNORECASE)
_SHOWN = 8
_ONE = re.compile(r"\b(?:la|ma|cette|une|celle|le|mon|ce) (?:demande|dossier|rdv|rendez-vous|seance|de|d'|du)\b")
# «L'urgente de Gap», «celle sur la régie», «la demande urgente des bourses»: what is spoken of, and what is said of it. A
# name left out stands as blanks, and ends it.
_DESCRIBED = re.compile(
    r"\b(?:(?P<urgent>l['’]urgen(?:te|ce))|celle|la demande|le dossier|le ticket)(?P<said>(?:[ \u00a0][^\s,;:.!?()]+){0,6})",
    re.IGNORECASE,
)
_LEADS = re.compile(r"^(?:de|du|des|sur|à|au|aux|pour|concernant|urgente?)\b|^d['’]", re.IGNORECASE)
_OF = re.compile(r"^\s(?:(?:de|du|des)\s|d['’])", re.IGNORECASE)
_TRAILS = re.compile(r"(?:^|\s)(?:de|du|des|sur|à|a|au|aux|pour|par|avec|et)$", re.IGNORECASE)
_TOLD = re.compile(r":|\b(?:que?\b|qu['’])", re.IGNORECASE)  # What is told to somebody comes after it.
_OPEN = Compare("state", ("ouvertes",))


async def put_in(turn: Turn, meant: Understanding) -> Turn | Reply:
    """Return the turn with the number of the request that is meant; as it is where none is, and the choice of several.

    Where a school has none open, the one on the screen is not meant either. The number of a ticket names a request too.
    """
    text = turn.incoming.text
    if not (turn.personal and turn.person.handles_requests) or references(text) or ticket_in(text):
        return turn
    described = await _described(turn)
    if described is not None:
        return described
    told = "" if turn.candidate_named else told_to(text)  # «Préviens le lycée de Gap que…»
    if not (told or _is_of_one(meant, text)):
        return turn
    # A school that the reason names is not meant, nor one that is told of.
    says = told or _BECAUSE.split(_without_experts(turn, text), maxsplit=1)[0]
    named = max(turn.register.mentions(says), key=lambda one: one.score, default=None)
    if named is None:
        return turn
    files = _movable(turn, meant, await _open_at(turn, named))
    if len(files) == 1:
        return _with(turn, named.start, named.end, files[0])
    if not files:
        school = brief_school(named.schools[0].label)
        gone = meant.sense is Sense.ACT and not named.placed
        return Reply.text(texts.NONE_OPEN_THERE.format(school=school)) if gone else turn
    return _which(turn, files)


async def _described(turn: Turn) -> Turn | Reply | None:
    """Return the turn with the number of the one open request that its words describe, or the choice of several; else None.

    Only where the message, said with a number, does something with a request or asks where it stands.
    """
    for start, end, words in _descriptions(_without_experts(turn, turn.incoming.text)):
        query = _query(turn, words)
        bound = await cards.bind(turn, query) if query else ""
        if isinstance(bound, str):
            continue
        _, found = await queries.listed(turn.storage, bound, limit=_SHOWN)
        files = [file for file in found if may_see_request(turn.person, file.request)]
        if not files:
            continue
        said = _with(turn, start, end, files[0])
        meant = turn.registry.listener(turn.base).understand(said.incoming.text, turn.situation)
        acts = _is_of_one(meant, said.incoming.text) or meant.sense is Sense.COMMAND
        files = _movable(turn, meant, files) if acts else files
        if len(files) == 1:
            return _with(turn, start, end, files[0]) if acts or _asks_of_it(meant) else None
        return _which(turn, files) if acts else None
    return None


def _descriptions(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where a request is described and the words that a list of it would be asked in, the longest description first."""
    for found in _DESCRIBED.finditer(_TOLD.split(text, maxsplit=1)[0]):
        parts = list(re.finditer(r"\S+", found["said"]))
        head = "demandes urgentes" if found["urgent"] else "demandes"
        leads = bool(parts) and _LEADS.match(parts[0][0]) is not None
        for many in range(len(parts) if leads else 0, -1 if found["urgent"] else 0, -1):
            said = found["said"][: parts[many - 1].end()] if many else ""
            if _TRAILS.search(said):
                continue
            span = found.start(), found.start("said") + len(said)
            yield *span, f"{head}{said}"
            if _OF.match(said):  # «La demande de DBM» is what Op@le calls so: it is asked for as a subject.
                yield *span, f"{head} sur {_OF.sub('', said)}"


def _query(turn: Turn, words: str) -> Query | None:
    """Return the question that lists the open requests of which ``words`` hold, every word of them read; else None."""
    read = StatusEar(status_reader).read(words, replace(turn.situation, query=None))
    query = read.reading if read and not read.leftover else None
    if not isinstance(query, Query) or query.what is not What.REQUESTS or not query.where:
        return None
    if query.group_by or query.measure or query.period or query.value("reference"):
        return None
    return query if query.value("state") else query.with_condition(_OPEN)


def _asks_of_it(meant: Understanding) -> bool:
    """Tell whether a message with a number asks where that request stands."""
    return meant.sense is Sense.STATUS and isinstance(meant.reading, Query) and bool(meant.reading.value("reference"))


def _movable(turn: Turn, meant: Understanding, files: list[RequestFile]) -> list[RequestFile]:
    """Return those with which what is meant may be done now; all where it may be with none."""
    move = RequestMove(meant.act.act) if meant.act and meant.act.act in RequestMove.__members__.values() else None
    return [file for file in files if move in handling.moves(turn, file)] or files


def _with(turn: Turn, start: int, end: int, file: RequestFile) -> Turn:
    """Return the turn with the number of a request in the place of what names it."""
    text = turn.incoming.text
    return replace(turn, incoming=replace(turn.incoming, text=f"{text[:start]}{file.reference}{text[end:]}"))


def _which(turn: Turn, files: list[RequestFile]) -> Reply:
    return Reply.of(
        exchange.told(texts.WHICH_THERE, exchange.rows([request_row(file, turn.now) for file in files[:_SHOWN]]))
    )


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
