"""An act said in words: its file is found, what was said fills its form, and what cannot be undone is said back first.

The act is then made by the very route of its button: rights, states and refusals are told in one place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from dialogs import acts_texts as texts
from dialogs.application import lists
from dialogs.assistance import handling, new_request
from dialogs.core.context import Turn
from dialogs.core.plain import plain_message
from dialogs.core.request_line import school_of, topic_of
from dialogs.core.route import follow
from dialogs.core.turn import Reply
from dialogs.ui import elements as el
from knowledge.application import ApplicationMove
from knowledge.people import Role
from knowledge.request import RequestMove
from knowledge.understanding.act import ABANDON, SaidAct
from knowledge.understanding.intent.normalise import folded
from storage.queries import applications, people, requests
from storage.queries.requests import RequestFile

_R, _A = RequestMove, ApplicationMove
_BEGINS = frozenset((_R.LOG, _R.LOG_AND_TAKE))
# What is said back before it is made: it cannot be undone, or starts and stops what is counted.
_SAID_BACK = frozenset((_R.CONFIRM, _R.START_SESSION, _R.END_SESSION))
_GIVES = frozenset((_R.ASSIGN, _R.REASSIGN))
# The field of a move's form that what was said answers; «reason» where nothing stands here.
_TEXT_FIELDS: Mapping[str, str] = MappingProxyType({_R.RESOLVE: "report", _A.ASK_COMPLEMENT: "text"})
_TIME_FIELDS: Mapping[str, str] = MappingProxyType(
    {_R.PLAN: "slot", _R.MOVE_SLOT: "slot", _R.PUT_ON_HOLD: "resume", _A.ASK_COMPLEMENT: "due"}
)
# The intents whose routes do what a person does with their own application.
_OWN: Mapping[str, str] = MappingProxyType(
    {
        _A.START: "candidater",
        _A.DEPOSIT: "reprendre_brouillon",
        ABANDON: "reprendre_brouillon",
        _A.MODIFY: "modifier_candidature",
        _A.COMPLETE: "modifier_candidature",
        _A.WITHDRAW: "retirer_candidature",
        _A.STAND_DOWN: "retirer_candidature",
    }
)
_SEVERAL = 4  # Files to choose from that a card shows.


async def perform(turn: Turn) -> Reply:
    """Do what the message asks, or say what is missing for it."""
    act = turn.understood.act if turn.understood else None
    if act is None:
        return Reply.text(texts.WHICH)
    return await (_of_application(turn, act) if act.of_application else _of_request(turn, act))


def said_in(act: SaidAct) -> dict[str, str]:
    """Return what the words of an act answer in its form, by field."""
    said = {}
    if act.text:
        said[_TEXT_FIELDS.get(act.act, "reason")] = act.text
    if act.when and act.act in _TIME_FIELDS:
        said[_TIME_FIELDS[act.act]] = f"{act.when:%d/%m/%Y}" if act.day_only else f"{act.when:%d/%m/%Y à %Hh%M}"
    return said


async def _pressed(turn: Turn, verb: str, **value: object) -> Reply:
    """Follow the route of a button, as a press would."""
    route = turn.registry.routes.pressed(verb)
    if route is None:
        return Reply.text(texts.WHICH)
    return await follow(route, replace(turn, incoming=replace(turn.incoming, value=value)))


# Requests


async def _of_request(turn: Turn, act: SaidAct) -> Reply:
    move = _R(act.act)
    if move in _BEGINS:
        return await new_request.begin_unasked(turn)
    if act.reference:
        file = await handling.seen(turn, act.reference)
        if file is None:
            return Reply.text(texts.NO_SUCH.format(reference=act.reference))
        return await _make(turn, act, move, file)
    files = await handling.told_of(turn, move)
    files = files or [file for file in await _theirs(turn) if move in handling.moves(turn, file)]
    if not files:
        return await _none(turn, move)
    if len(files) > 1:
        return _choose(files, move)
    return await _make(turn, act, move, files[0])


async def _theirs(turn: Turn) -> Sequence[RequestFile]:
    held = await requests.held_by(turn.storage, turn.person.key) if turn.person.has(Role.EXPERT) else []
    made = await requests.made_by(turn.storage, turn.person)
    known = {file.reference for file in held}
    return [*held, *(file for file in made if file.reference not in known)]


async def _none(turn: Turn, move: RequestMove) -> Reply:
    """Say that no request of theirs allows it, and show where theirs stand."""
    route = turn.registry.routes.hearing("statut_demande")
    shown = await follow(route, turn) if route else Reply(())
    said = texts.WHICH_NUMBER if turn.person.roles else texts.NONE_ALLOWS.format(move=texts.MOVES[move])
    return Reply((*Reply.text(said).messages, *(() if turn.person.roles else shown.messages)))


def _choose(files: Sequence[RequestFile], move: RequestMove) -> Reply:
    title = texts.CHOOSE.format(move=texts.MOVES[move])
    buttons = [
        el.asks(
            texts.ONE.format(reference=file.reference, about=topic_of(file.request) or school_of(file)),
            "request.open",
            {"reference": file.reference},
        )
        for file in files[:_SEVERAL]
    ]
    return Reply.of(plain_message(title, [texts.CHOOSE_LINE], buttons))


async def _make(turn: Turn, act: SaidAct, move: RequestMove, file: RequestFile) -> Reply:
    value = {"reference": file.reference, "version": file.request.version}
    allowed = move in handling.moves(turn, file)
    if allowed and move in _GIVES:
        return await _give(turn, act, move, file)
    if allowed and move in _SAID_BACK and turn.situation.asked is None:
        title = texts.CONFIRM.format(move=texts.MOVES[move], reference=file.reference)
        line = texts.CONFIRM_LINE.format(school=school_of(file), topic=topic_of(file.request))
        button = el.acts(
            texts.CONFIRM_BUTTON.format(move=texts.MOVES[move]), f"request.{move}", value, style="positive"
        )
        return Reply.of(plain_message(title, [line], [button]))
    if move is _R.ASK_OTHER_SLOT and act.when and not act.text:  # «plutôt lundi» says which would do.
        act = replace(act, text=turn.incoming.text.strip())
    if move is _R.RATE and act.text:
        return await _pressed(turn, "request.rate", **value, score=act.text)
    if move is _R.TELL_BY_PHONE:
        return await handling.open_request(turn, file.reference)
    return await _pressed(turn, f"request.{move}", **value, said=said_in(act))


async def _give(turn: Turn, act: SaidAct, move: RequestMove, file: RequestFile) -> Reply:
    """Give a request to the expert named; where nobody or several are, ask which."""
    value = {"reference": file.reference, "version": file.request.version}
    words = set(folded(act.who or "").replace("-", " ").split()) - _TITLES
    experts = await people.with_role(turn.storage, Role.EXPERT)
    found = [one for one in experts if words and words <= set(folded(one.name).replace("-", " ").split())]
    if len(found) != 1 or (move is _R.REASSIGN and not act.text):
        return await _pressed(turn, f"request.{move}", **value)
    return await _pressed(turn, f"request.{move}_to", **value, oid=found[0].key.oid, reason=act.text or "")


_TITLES = frozenset(("m", "m.", "mr", "mme", "mlle", "monsieur", "madame"))


# Applications


async def _of_application(turn: Turn, act: SaidAct) -> Reply:
    if act.act in _OWN and not (turn.person.has(Role.SA_EPLE) and (act.reference or act.who)):
        route = turn.registry.routes.hearing(_OWN[act.act])
        return await follow(route, turn) if route else Reply.text(texts.WHICH)
    move = _A(act.act)
    if not (act.reference or act.who) and len(turn.told) == 1:
        act = replace(act, reference=turn.told[0])
    if move is _A.RECORD:
        return await follow(turn.registry.routes.named("consigner"), turn)
    if move is _A.ANNOUNCE and not (act.reference or act.who):
        return await follow(turn.registry.routes.named("annoncer les résultats"), turn)
    if not turn.person.has(Role.SA_EPLE):
        return await follow(turn.registry.routes.named("application.list"), turn)
    found = await _find_by_name(turn, act)
    if len(found) != 1:
        return Reply.text(texts.NO_SUCH.format(reference=act.reference) if act.reference else texts.WHICH_APPLICATION)
    reference, version = found[0]
    verb = f"application.{move}"
    if turn.registry.routes.pressed(verb) is None:
        return await lists.open_file(turn, reference)
    return await _pressed(turn, verb, reference=reference, version=version, said=said_in(act))


async def _find_by_name(turn: Turn, act: SaidAct) -> list[tuple[str, int]]:
    """Return reference and version of the applications meant: by number, else by name."""
    if act.reference:
        file = await applications.by_reference(turn.storage, act.reference)
        return [(act.reference, file.candidature.version)] if file else []
    words = set(folded(act.who or "").replace("-", " ").split()) - _TITLES
    files = await applications.deposited(turn.storage, turn.base.call.id)
    return [
        (file.candidature.reference, file.candidature.version)
        for file in files
        if words and words <= set(folded(file.candidature.name).replace("-", " ").split())
    ]
