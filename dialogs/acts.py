"""An act said in words: its file is found, what was said fills its form, and what cannot be undone is said back first.

The act is then made by the very route of its button: rights, states and refusals are told in one place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from dialogs import texts
from dialogs.agreement import says_firmly, show_button, show_first
from dialogs.application import lists
from dialogs.application.moves import ROWS as APPLICATION_ROWS
from dialogs.assistance import contact, handling, messages, new_request, slots
from dialogs.assistance import texts as handling_texts
from dialogs.assistance.fields import ON_SITE, link_in
from dialogs.assistance.moves import ROWS
from dialogs.core.context import Agreed, Turn, applications_of
from dialogs.core.exchange import Reply, plain_message
from dialogs.core.request_line import school_of, topic_of
from dialogs.core.route import follow, of_requests
from dialogs.core.texts import BUTTON_ASK_ASSISTANCE
from dialogs.questions import about
from dialogs.ui import elements as el
from knowledge.application import ApplicationMove, Lack
from knowledge.conversation import Offered
from knowledge.french import shortened
from knowledge.people import Role
from knowledge.request import FINAL, CancelReason, RequestMove, WaitingFor
from knowledge.time.delays import paris_day
from knowledge.time.moments import moments
from knowledge.understanding.act import ABANDON, NO_ACT, SaidAct, told_beside
from knowledge.understanding.arbiter import OF_THE_FILE
from knowledge.understanding.meaning import PASSED
from knowledge.understanding.plain_act import is_plain, says_more
from knowledge.understanding.query import Compare, Op, Query, What, Zone
from knowledge.understanding.references import APPLICATION, REQUEST, Rank, is_reference, rank_in, rank_words, references
from knowledge.understanding.viewed import leans_on_one
from knowledge.understanding.words import evened, folded
from storage.queries import applications, people, requests
from storage.queries.people import Someone
from storage.queries.requests import RequestFile
from storage.transaction import repeated

_R, _A = RequestMove, ApplicationMove
_MOVES = frozenset(_A)
_BEGINS = frozenset((_R.LOG, _R.LOG_AND_TAKE))
# What is said back before it is made: it cannot be undone, or starts and stops what is counted.
_SAID_BACK = frozenset((_R.CONFIRM, _R.START_SESSION, _R.END_SESSION))
# The entry on the assistant that says how an act is done; none where a trouble may be meant: «ça ne marche toujours pas».
_TOLD_BY: Mapping[RequestMove, str] = MappingProxyType(
    {
        _R.PLAN: "creneau",
        _R.CHOOSE_SLOT: "creneau",
        _R.MOVE_SLOT: "rdv_changer",
        _R.CANCEL_SLOT: "rdv_changer",
        _R.ASK_OTHER_SLOT: "rdv_changer",
        _R.AGREE: "accord",
        _R.TAKE_BACK: "accord",
        _R.VISIT_HELD: "rdv_manque",
        _R.SLOT_HELD: "rdv_manque",
        _R.SLOT_MISSED: "rdv_manque",
        _R.REPLY: "ecrire_expert",
        _R.RATE: "avis",
        _R.REOPEN: "rouvrir",
        _R.WITHDRAW: "annuler_demande",
        _R.CANCEL: "annuler_demande",
        _R.CHANGE_CONTACT: "corriger_demande",
        _R.RESOLVE: "suivi",
        _R.NUDGE: "delai",
    }
)
# The same words for another move, by who says them and where the request stands: «annule-la» withdraws one's own.
_MEANT: Mapping[RequestMove, tuple[RequestMove, ...]] = MappingProxyType(
    {
        _R.CANCEL: (_R.WITHDRAW,),
        _R.WITHDRAW: (_R.CANCEL,),
        _R.ASSIGN: (_R.REASSIGN,),
        _R.REASSIGN: (_R.ASSIGN,),
        _R.PLAN: (_R.MOVE_SLOT, _R.ASK_OTHER_SLOT),
        _R.MOVE_SLOT: (_R.ASK_OTHER_SLOT, _R.PLAN),
        _R.ASK_OTHER_SLOT: (_R.MOVE_SLOT,),
        _R.CANCEL_SLOT: (_R.ASK_OTHER_SLOT,),
        _R.RESOLVE: (_R.CONFIRM,),
        _R.CONFIRM: (_R.RESOLVE,),
        _R.REOPEN: (_R.REFUSE_SOLUTION, _R.RESUME),
        _R.REFUSE_SOLUTION: (_R.REOPEN,),
        _R.TAKE: (_R.RESUME,),
        _R.RESUME: (_R.TAKE, _R.REOPEN),
        _R.CHOOSE_SLOT: (_R.AGREE,),  # One moment alone is no choice: it is agreed to.
        _R.OFFER_SLOTS: (_R.PLAN,),
        _R.SLOT_HELD: (_R.VISIT_HELD, _R.END_SESSION),
        _R.END_SESSION: (_R.SLOT_HELD,),
    }
)
# What a requester says before its time tells the expert something.
_SAID_ALL_THE_SAME = frozenset(
    (
        _R.CONFIRM,
        _R.REFUSE_SOLUTION,
        _R.REOPEN,
        _R.ASK_OTHER_SLOT,
        _R.PLAN,
        _R.MOVE_SLOT,
        _R.REPLY,
        _R.NUDGE,
        _R.SLOT_HELD,
        _R.VISIT_HELD,
        _R.SLOT_MISSED,
    )
)
# What its card does by a press that the words do not name.
_BY_CARD = frozenset((_R.TELL_BY_PHONE, _R.CHOOSE_SLOT))
# Whose answer is awaited, by the words that name them.
_AWAITED: Mapping[WaitingFor, re.Pattern[str]] = MappingProxyType(
    {
        WaitingFor.PUBLISHER: re.compile(r"\b(?:editeur|eiffage|support national|correctif|mise a jour)\b"),
        WaitingFor.SA_EPLE: re.compile(r"\bsa[ -]?eple\b"),
        WaitingFor.SCHOOL: re.compile(
            r"\b(?:etablissement|ecole|college|lycee|eple|gestionnaire|sg|secretaire|agent comptable|leur|sa reponse|son retour"
            r"|qu'(?:ils?|elles?)|demandeu[rs]e?)\b"
        ),
    }
)
_GIVING = re.compile(r"\b(?:re)?(?:attribu|affect|confi)(?!\w* a moi)\w+ .*\ba (?!moi)\w")
_DOUBLED = re.compile(r"\b(?:doublon\w*|double|deja (?:faite|saisie)|copie)\b")
_OUT_OF_SCOPE = re.compile(r"\bhors(?: du)? (?:perimetre|sujet|champ)\b")
_ON_SITE = re.compile(
    r"\b(?:sur place|sur site|en presentiel|dans l'etablissement|je (?:me deplace|passe|vais) (?:au|a l'|chez|sur))\b|\bvisite\b"
)
_LASTED = re.compile(r"\b(\d{1,3})\s?(?:min|mn|minutes?)\b")
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
# The chances from which an act is offered: alone, and where a question, a condition or a negation is around it.
_OFFERED, _SURELY_OFFERED = 0.25, 0.6
_ASKS = 0.5  # The chance that something is asked of the file which was shown last.
# What comes with these words is not to be done now.
_UNLESS = re.compile(r"\b(?:sauf si|sauf s'il|a moins qu[e']|au cas ou|seulement si)\b")
_WHICH = 0.5  # How sure it must be which act on an application is meant: else its file is opened, with its buttons.
_TITLE = 40  # Characters of a button.
_SEVERAL = 4  # Files to choose from that a card shows.


async def perform(turn: Turn) -> Reply:
    """Do what the message asks, or say what is missing for it."""
    act = turn.understood.act if turn.understood else None
    if act is None:
        return Reply.text(texts.WHICH)
    if act.act == NO_ACT and act.reference:
        return await _look(turn, act.reference)
    if act.of_application:
        return await _of_application(turn, act)
    return await _of_request(turn, act)


async def _look(turn: Turn, reference: str) -> Reply:
    """Show the file that something was said of; what asks nothing of it may have wanted something done."""
    if not reference.startswith(REQUEST):
        return await lists.open_file(turn, reference)
    weighed = turn.understood.weighed if turn.understood else None
    text = turn.incoming.text
    asks = text.rstrip().endswith("?") or is_reference(text) or (weighed and weighed.is_about(OF_THE_FILE) >= _ASKS)
    return await handling.open_request(turn, reference, "" if asks else texts.WHAT_TO_DO)


def agreeing(turn: Turn, act: SaidAct, reference: str, *names: str) -> Turn:
    """Return the turn with the agreement of its writer, where the sentence is the act and nothing else.

    ``reference``: of the file it is about; ``names``: its school, its subject, its people. Where nothing says which file is
    meant, it is said back.
    """
    if turn.agreed or turn.restated:
        return turn
    text = turn.incoming.text
    below = turn.under is not None and turn.under.reference == reference
    if turn.asked and below and says_firmly(text):
        return replace(turn, agreed=Agreed.YES)  # Right under the notice that asks.
    # Whose application it is says which; of a request, somebody named is who shall have it.
    whose = act.of_application and act.who and not leans_on_one(text)
    said = references(text) or whose or rank_words(text) or turn.asked
    told_of = below and act.reference == reference and act.when is None
    if not (said or told_of or _leans_on_the_last(turn, below=below)):
        return turn
    known = [*turn.experts, act.who or "", rank_words(text), *names]
    return replace(turn, agreed=Agreed.PLAIN) if is_plain(text, act, known) else turn


def _leans_on_the_last(turn: Turn, *, below: bool) -> bool:
    """Tell whether a sentence leans on the file that was shown last, or that the notice right above tells of (``below``)."""
    return leans_on_one(turn.incoming.text) and (below or turn.remembered.file_last)


def _meant(turn: Turn, act: SaidAct) -> bool:
    """Tell whether an act that is not done at once is so likely meant that it is offered."""
    if turn.agreed or turn.asked:
        return True
    if turn.understood is None or turn.understood.weighed is None:
        return True  # It is the last act, said again of another file.
    text = turn.incoming.text
    if _UNLESS.search(evened(text)):
        return False
    said = text.replace(act.text, " ") if act.text else text  # A reason may deny and suppose as much as it likes.
    return act.surely >= (_SURELY_OFFERED if says_more(said, act.act) else _OFFERED)


def _doubtful(turn: Turn) -> bool:
    """Tell whether the act is said back before it is done: it is not sure that it was asked for."""
    return turn.understood is not None and turn.understood.doubt is Zone.SAY_BACK


def said_in(act: SaidAct, text: str = "", year: int = 0) -> dict[str, str]:
    """Return what the words of an act answer in its form, by field; ``text``: the whole message, ``year``: this one."""
    plain = evened(text)
    said: dict[str, str] = {}
    if act.act == _R.PUT_ON_HOLD:
        awaited = next((whom for whom, words in _AWAITED.items() if words.search(plain)), None)
        said |= {"waiting": awaited} if awaited else {}
    if act.act == _R.CANCEL:
        said |= _cancelled(act, text, plain, year)
    if act.act in (_R.PLAN, _R.MOVE_SLOT) and _ON_SITE.search(plain):
        said["where"] = ON_SITE
    lasted = _LASTED.search(plain) if act.act == _R.RESOLVE else None
    if lasted:
        said["minutes"] = lasted[1]
    if act.text:
        if act.act == _A.ASK_COMPLEMENT:  # What is told in a sentence is what the file lacks, unless it is changed.
            said["lack"] = Lack.INCOMPLETE
        said[_TEXT_FIELDS.get(act.act, "reason")] = act.text
    if act.when and act.act in _TIME_FIELDS:
        said[_TIME_FIELDS[act.act]] = f"{act.when:%d/%m/%Y}" if act.day_only else f"{act.when:%d/%m/%Y à %Hh%M}"
    link = link_in(text) if act.act in (_R.PLAN, _R.MOVE_SLOT) else ""
    if link:
        said["link"] = link
    return said


def _cancelled(act: SaidAct, text: str, plain: str, year: int) -> dict[str, str]:
    """Return why a request is to be cancelled, and of which one it is the duplicate."""
    if _OUT_OF_SCOPE.search(plain):
        return {"cancel_as": CancelReason.OUT_OF_SCOPE}
    if not _DOUBLED.search(plain):
        return {}
    others = [one.whole(year) for one in references(text) if one.kind != APPLICATION]
    other = next((one for one in others if one != act.reference), None)
    return {"cancel_as": CancelReason.DUPLICATE, **({"duplicate": other} if other else {})}


async def _pressed(turn: Turn, verb: str, **value: object) -> Reply:
    """Follow the route of a button, as a press would."""
    route = turn.registry.routes.pressed(verb)
    if route is None:
        return Reply.text(texts.WHICH)
    return await follow(route, replace(turn, incoming=replace(turn.incoming, value=value)))


# Requests


@of_requests
async def _of_request(turn: Turn, act: SaidAct) -> Reply:
    move = _R(act.act)
    if move in _BEGINS:
        return await new_request.begin_unasked(turn)
    kept = await repeated(turn.storage, turn.activity)
    if kept and "reference" in kept:  # Delivered again: what it did is done, and shown.
        return await handling.open_request(turn, str(kept["reference"]))
    if act.reference:
        file = await handling.seen(turn, act.reference)
        if file is None:
            return Reply.text(texts.NO_SUCH.format(reference=act.reference))
        return await _make(turn, act, move, file)
    return await _of_unnamed(turn, act, move)


async def _of_unnamed(turn: Turn, act: SaidAct, move: RequestMove) -> Reply:
    """Do the act on the file that is meant: by its rank, spoken of last, on the screen, or the only one that allows it."""
    meant = {move, *_MEANT.get(move, ())}
    rank = rank_in(turn.incoming.text)
    viewed = None if rank or turn.under else await _spoken_of(turn, meant)
    files = [] if rank or viewed else await handling.told_of(turn, move)
    if files and not turn.under:  # «Donne-la à Élise», under a request: no other is meant.
        viewed = await _on_the_screen(turn)
    if viewed:
        return await _make(turn, act, move, viewed)
    theirs = [] if files else await _theirs(turn)
    if not files and move is _R.TAKE and turn.person.has(Role.EXPERT):  # «je prends la dernière»: of those nobody has.
        theirs = [*theirs, *(await requests.waiting_in(turn.storage, turn.person.key.tenant))[0]]
    files = files or _allowing({move}, turn, theirs) or _allowing(meant, turn, theirs)
    files = _ranked(files, rank) if rank else files
    if not files:
        return await _impossible(turn, act, move, theirs)
    if len(files) > 1:
        return _choose(files, move)
    return await _make(turn, act, move, files[0])


async def _spoken_of(turn: Turn, meant: Collection[StrEnum]) -> RequestFile | None:
    """Return the request that is being spoken of, where it allows what is meant."""
    reference = handling.viewed(turn)
    file = await handling.seen(turn, reference) if reference else None
    return file if file and _allowing(meant, turn, [file]) else None


async def _on_the_screen(turn: Turn) -> RequestFile | None:
    """Return the one request that was shown last, to who handles requests; None where something else was shown since."""
    reference = handling.viewed(turn) if turn.person.roles and turn.remembered.file_last else ""
    return await handling.seen(turn, reference) if reference else None


def _allowing(any_of: Collection[StrEnum], turn: Turn, files: Sequence[RequestFile]) -> list[RequestFile]:
    """Return the requests with which this person may do one of these moves now."""
    return [file for file in files if any(move in any_of for move in handling.moves(turn, file))]


def _ranked(files: Sequence[RequestFile], rank: Rank) -> list[RequestFile]:
    """Return the request at that place; all that are urgent, to choose from, where several are."""
    if rank is Rank.URGENT:
        return [file for file in files if file.request.urgent]
    choose = max if rank is Rank.NEWEST else min
    return [choose(files, key=lambda file: (file.logged_at, file.reference))] if files else []


async def _theirs(turn: Turn) -> Sequence[RequestFile]:
    held = await requests.held_by(turn.storage, turn.person.key) if turn.person.has(Role.EXPERT) else []
    made = await requests.made_by(turn.storage, turn.person)
    known = {file.reference for file in held}
    return [*held, *(file for file in made if file.reference not in known)]


async def _impossible(turn: Turn, act: SaidAct, move: RequestMove, theirs: Sequence[RequestFile]) -> Reply:
    """Answer an act that none of their requests allows now: what a requester says of the only one is passed on."""
    above = await handling.seen(turn, turn.under.reference) if turn.under else None
    if above and turn.person.roles:
        return await _make(turn, act, move, above)
    own = [one for one in theirs if one.request.requester == turn.person.key and one.request.status not in FINAL]
    if move in _SAID_ALL_THE_SAME and not turn.person.roles and len(own) == 1:
        return await messages.reply(turn, own[0], turn.incoming.text)
    if move is _R.REPLY and len(own) > 1:
        return _choose(own, move)
    return await _none(turn, move) if theirs or turn.person.roles else _none_yet(turn, move)


async def _none(turn: Turn, move: RequestMove) -> Reply:
    """Say that no request of theirs allows it, and show where theirs stand."""
    route = turn.registry.routes.hearing("statut_demande")
    shown = await follow(route, turn) if route else Reply(())
    said = texts.WHICH_NUMBER if turn.person.roles else texts.NONE_ALLOWS.format(move=ROWS[move].said)
    return Reply((*Reply.text(said).messages, *(() if turn.person.roles else shown.messages)))


def _none_yet(turn: Turn, move: RequestMove) -> Reply:
    """Say to who has no request how the act is done, or to tell the trouble that a request is made of."""
    if move is _R.CONFIRM:
        return Reply.text(texts.SOLVED_WITHOUT)
    entry = _TOLD_BY.get(move)
    if entry:
        return about.told_instead(turn, entry, handling_texts.MINE_NONE_YOURS)
    button = el.asks(BUTTON_ASK_ASSISTANCE, "assistance.start")
    return Reply.of(plain_message(texts.SAY_THE_TROUBLE, [handling_texts.MINE_NONE_YOURS], [button]))


def _choose(files: Sequence[RequestFile], move: RequestMove) -> Reply:
    title = texts.CHOOSE.format(move=ROWS[move].said)
    buttons = [
        el.asks(
            shortened(
                texts.ONE.format(reference=file.reference, about=topic_of(file.request) or school_of(file)), _TITLE
            ),
            "request.open",
            {"reference": file.reference},
        )
        for file in files[:_SEVERAL]
    ]
    return Reply.of(plain_message(title, [texts.CHOOSE_LINE], buttons))


async def _make(turn: Turn, act: SaidAct, move: RequestMove, file: RequestFile) -> Reply:
    value = {"reference": file.reference, "version": file.request.version}
    possible = handling.moves(turn, file)
    act, move = _possible(turn, act, move, possible)
    request = file.request
    people = file.asker, file.holder_name or "", request.contact.name
    turn = agreeing(turn, act, file.reference, school_of(file), topic_of(request), *people)
    turn.remember(turn.remembered.viewing(file.reference, turn.now, act.act))
    allowed = move in possible
    if not allowed and move in (_R.REPLY, _R.NUDGE):
        said = await _passed_on(turn, act, move, file)
        if said:
            return said
    if allowed and not _meant(turn, act):
        return await handling.open_request(turn, file.reference, texts.WHAT_TO_DO)
    if allowed and move in _GIVES:
        return await _give(turn, act, move, file)
    if allowed and (_doubtful(turn) or move is _R.NUDGE):
        return await _not_pressed(turn, act, move, file)
    if allowed and move in _SAID_BACK and turn.situation.asked is None and not _plainly_confirmed(turn, act):
        return handling.say_back(turn, move, file)
    if move is _R.RATE and act.text:
        return await _pressed(turn, "request.rate", **value, score=act.text)
    if move in _BY_CARD:
        return await handling.open_request(turn, file.reference)
    return await _pressed(turn, f"request.{move}", **value, said=_said_with(turn, act, move, file))


def _plainly_confirmed(turn: Turn, act: SaidAct) -> bool:
    """Tell whether a request that is named is plainly said to be solved."""
    return act.act == _R.CONFIRM and turn.agreed is Agreed.PLAIN and act.reference is not None


async def _passed_on(turn: Turn, act: SaidAct, move: RequestMove, file: RequestFile) -> Reply | None:
    """Tell whom it concerns what nobody waits for: an answer, or a requester's wish that it went on; None for others.

    What goes out are the words themselves, which are shown first however plain the act is.
    """
    turn = replace(turn, agreed=None) if turn.agreed is Agreed.PLAIN else turn
    if move is _R.REPLY and act.text:
        return await messages.reply(turn, file, act.text)
    if move is _R.NUDGE and file.request.requester == turn.person.key:
        return await messages.reply(turn, file, turn.incoming.text)
    return None


async def _not_pressed(turn: Turn, act: SaidAct, move: RequestMove, file: RequestFile) -> Reply:
    """Say a doubtful act back; a reminder, for which no card has a button, is sent where it is surely asked for."""
    unsaid = not turn.agreed and not references(turn.incoming.text)
    if move is _R.NUDGE and (unsaid or _doubtful(turn)):
        return show_first(turn, file.reference)
    if not _doubtful(turn):
        return await handling.make(turn, move, file.reference, file.request.version)
    if act.text and ROWS[move].form:  # Its form shows what was said, and sends nothing without a yes.
        said = _said_with(turn, act, move, file)
        return await _pressed(
            turn, f"request.{move}", reference=file.reference, version=file.request.version, said=said
        )
    return handling.say_back(turn, move, file, _said_with(turn, act, move, file))


def _possible(
    turn: Turn, act: SaidAct, move: RequestMove, possible: Collection[StrEnum]
) -> tuple[SaidAct, RequestMove]:
    """Return the act and its move as they are meant of this request: what is possible, where that was likely said."""
    if move is _R.TAKE and _GIVING.search(evened(turn.incoming.text)):  # «attribue-la à Durand» is not «je la prends».
        move, act = _R.ASSIGN, replace(act, act=_R.ASSIGN)
    if move in possible:
        return act, move
    move = next((other for other in _MEANT.get(move, ()) if other in possible), move)
    return replace(act, act=move, text=act.text or told_beside(turn.incoming.text, move)), move


def _said_with(turn: Turn, act: SaidAct, move: RequestMove, file: RequestFile) -> dict[str, str]:
    """Return what was said with an act on ``file``, by the field that it answers."""
    if move is _R.CHANGE_CONTACT:
        return contact.said(turn, file)
    if move is _R.OFFER_SLOTS:
        return slots.said(turn)
    if move is _R.ASK_OTHER_SLOT and act.when and not act.text:  # «plutôt lundi» says which would do.
        act = replace(act, text=turn.incoming.text.strip())
    slot = file.request.slot
    if move is _R.MOVE_SLOT and act.when and slot and not any(one.day for one in moments(turn.incoming.text, turn.now)):
        act = replace(act, when=datetime.combine(paris_day(slot), act.when.timetz()))  # «À 11h» is of that same day.
    said = said_in(act, turn.incoming.text, paris_day(turn.now).year)
    if move is _R.MOVE_SLOT and turn.asked == PASSED:
        said.setdefault("reason", turn.incoming.text)  # The session did not take place: that is why.
    return said


async def _give(turn: Turn, act: SaidAct, move: RequestMove, file: RequestFile) -> Reply:
    """Give a request to the expert named; where nobody or several are, ask which."""
    value = {"reference": file.reference, "version": file.request.version}
    found = await _experts_named(turn, _beside(turn.incoming.text, file.reference, turn.now) or act.who or "")
    if len(found) != 1 or (move is _R.REASSIGN and not act.text):
        named = {"expert": found[0].key.oid} if len(found) == 1 else {}
        return await _pressed(turn, f"request.{move}", **value, said=named)
    given = {**value, "oid": found[0].key.oid, "reason": act.text or ""}
    # «Combien en a-t-il maintenant ?» is asked of whom it was given to.
    his = Query(What.REQUESTS, Op.LIST, (Compare("state", ("ouvertes",)), Compare("expert", (found[0].name,))))
    turn.remember(turn.remembered.asking(his, turn.now, shown=1))
    if turn.agreed and not act.text and not _doubtful(turn):
        return await _pressed(turn, f"request.{move}_to", **given)
    lines = [
        texts.GIVEN_TO.format(name=found[0].name),
        *([texts.READ_BY_SCHOOL.format(text=act.text)] if act.text else []),
    ]
    return handling.say_back(turn, move, file, verb=f"request.{move}_to", value=given, lines=lines)


def _beside(text: str, reference: str, now: datetime) -> str:
    """Return the name that follows a number where several are said: «la 17 pour Ferrand et la 14 pour Perrot»; "" elsewhere."""
    named = references(text)
    own = [at for at, one in enumerate(named) if one.whole(paris_day(now).year) == reference]
    if len(named) < 2 or not own:
        return ""
    after = named[own[0] + 1].start if own[0] + 1 < len(named) else len(text)
    found = _GIVEN_TO.search(text, named[own[0]].end, after)
    return found[1] if found else ""


async def _experts_named(turn: Turn, who: str) -> list[Someone]:
    """Return the experts who may be meant by a name, or by their own words anywhere in the message."""
    words = set(folded(who).replace("-", " ").split()) - _TITLES
    experts = await people.with_role(turn.storage, Role.EXPERT)
    found = [one for one in experts if words and words <= _words(one.name)]
    if found:
        return found
    said = _words(turn.incoming.text)  # The name as it was read is nobody's: it may stand elsewhere in the message.
    rare = {word for word, count in Counter(word for one in experts for word in _words(one.name)).items() if count == 1}
    return [one for one in experts if said & rare & _words(one.name)]


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"[a-z0-9]+", folded(text)) if len(word) > 2}


_GIVEN_TO = re.compile(r"\s(?:pour|à|a|chez)\s([A-ZÀ-Þ][\w'’-]+)")
_TITLES = frozenset(("m", "m.", "mr", "mme", "mlle", "monsieur", "madame"))


# Applications


async def _of_application(turn: Turn, act: SaidAct) -> Reply:
    if act.act in _OWN and not (turn.person.has(Role.SA_EPLE) and (act.reference or act.who)):
        route = turn.registry.routes.hearing(_OWN[act.act])
        if route and _doubtful(turn):
            return Reply.of(
                plain_message(
                    texts.OWN_TITLE,
                    [handling_texts.ONE_PRESS],
                    [el.asks(texts.OWN_BUTTONS[_OWN[act.act]], route.verbs[0])],
                )
            )
        return await follow(route, turn) if route else Reply.text(texts.WHICH)
    return await _of_theirs(turn, act)


async def _of_theirs(turn: Turn, act: SaidAct) -> Reply:
    """Do what is asked with an application by those who handle it."""
    if act.act not in _MOVES:  # «ouvre CA-2024-0001»: what is said of requests alone only opens the application.
        return await lists.open_file(turn, act.reference) if act.reference else Reply.text(texts.WHICH_APPLICATION)
    move = _A(act.act)
    told = [one for one in turn.told if one.startswith(APPLICATION)]
    if not (act.reference or act.who) and len(told) == 1:
        act = replace(act, reference=told[0])
    elsewhere = _route_instead(turn, act, move)
    if elsewhere:
        return await follow(turn.registry.routes.named(elsewhere), turn)
    found = await _find_by_name(turn, act)
    request = await _request_of_that_number(turn) if act.reference and not found else None
    if request:
        return await handling.open_request(turn, request.reference, texts.WHAT_TO_DO)
    if len(found) != 1:
        return Reply.text(texts.NO_SUCH.format(reference=act.reference) if act.reference else texts.WHICH_APPLICATION)
    return await _make_of_application(turn, act, move, *found[0])


async def _request_of_that_number(turn: Turn) -> RequestFile | None:
    """Return the request that may be meant where no application has the number: «ok pour la 17»; None where a kind is said."""
    number = next((one for one in references(turn.incoming.text) if not one.kind), None)
    return await handling.seen(turn, number.whole(paris_day(turn.now).year, REQUEST)) if number else None


def _route_instead(turn: Turn, act: SaidAct, move: ApplicationMove) -> str:
    """Return the route of what is done with no one application, or by who handles none; "" for any other act."""
    if move is _A.RECORD:
        return "enregistrer une candidature"
    if move is _A.ANNOUNCE and not (act.reference or act.who):
        return "annoncer les résultats"
    return "" if turn.person.has(Role.SA_EPLE) else "application.list"


async def _make_of_application(turn: Turn, act: SaidAct, move: ApplicationMove, reference: str, version: int) -> Reply:
    """Do it with the application that is meant; open that one, or show the button, where it may not have been asked for."""
    turn = agreeing(turn, act, reference)
    turn.remember(turn.remembered.viewing(reference, turn.now, act.act))
    verb, value = f"application.{move}", {"reference": reference, "version": version, "said": said_in(act)}
    row = APPLICATION_ROWS[move]
    unlikely = 0 < act.surely < _WHICH * act.chance  # It is to do something else: «ouvrez le dossier».
    if unlikely or turn.registry.routes.pressed(verb) is None or not row.button or not _meant(turn, act):
        return await lists.open_file(turn, reference)
    if not turn.agreed and (_doubtful(turn) or row.form is None):
        return show_button(Offered(texts.ON_FILE.format(button=row.button, reference=reference), verb, value))
    return await _pressed(turn, verb, **value)


async def _find_by_name(turn: Turn, act: SaidAct) -> list[tuple[str, int]]:
    """Return reference and version of the applications meant: by number, else by name."""
    if act.reference:
        file = await applications.by_reference(turn.storage, act.reference)
        return [(act.reference, file.candidature.version)] if file else []
    found = await applications_of(turn, act.who or "")
    return [(file.candidature.reference, file.candidature.version) for file in found]
