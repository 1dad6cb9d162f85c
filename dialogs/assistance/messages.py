"""The conversation of a request: what is typed about it reaches the other side, and can be taken back at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from pydantic import Field

from dialogs.assistance import texts
from dialogs.assistance.card import button
from dialogs.assistance.card_texts import BUTTON_URGENT, NONE_KEPT
from dialogs.assistance.handling import RequestPress, named_in, open_request, own_open, seen, viewed
from dialogs.core import fields, notice_answers, thread
from dialogs.core.context import Agreed, Turn
from dialogs.core.exchange import Pressed, Reply, plain_message
from dialogs.core.filling import accepted, start
from dialogs.core.form import Form
from dialogs.core.notice_answers import unknown
from dialogs.core.request_line import (
    APPLICATION_REFERENCE,
    application_in,
    named,
    opening,
    place_of,
    request_in,
    topic_of,
)
from dialogs.core.route import of_requests, open_by_name
from dialogs.core.thread import Asking
from dialogs.ui import elements as el
from knowledge.cases import PreparedAnswer
from knowledge.files import Attached
from knowledge.people import Role
from knowledge.request import FINAL, RequestMove, RequestNotice, RequestStatus, WaitingFor
from knowledge.time.delays import paris_day
from knowledge.understanding.act import hands_on
from knowledge.understanding.intent.topics import Domain
from knowledge.understanding.meaning import OPINION, PASSED, Sense, Understanding
from knowledge.understanding.plain_act import left_over, says_more
from knowledge.understanding.references import APPLICATION, references
from knowledge.understanding.ruling import LIKELY
from knowledge.understanding.several import told_after, written_to_one
from knowledge.understanding.short import asks_of_it, asks_us
from knowledge.understanding.words import evened
from storage.actions import sayings
from storage.actions.drafts import Draft
from storage.actions.notices import MESSAGE
from storage.actions.requests import UnknownRequest
from storage.actions.sayings import SayingRefused, Unsaid, take_back
from storage.queries import requests as queries
from storage.queries.requests import RequestFile

WRITE, NOTE = "request_message", "request_note"
NOTED_BY, TO_APPLICATION = "note", "message pour ma candidature"  # Commands: a note, a message on one's application.
# What names the request before what is said of it: «message pour la 12 :», «note sur DA 12,».
_LEAD = re.compile(
    r"^\s*(?:message|note|noter|écrire|ecrire|ajouter|compléter|completer)?\s*(?:interne)?\s*(?:pour|sur|à|a|au sujet de)?\s*"
    r"(?:la demande|la|le|n°)?\s*(?:DA)?[\s-]*(?:\d{4}\s*-\s*)?\d{1,6}\s*[:,;–-]?\s*",
    re.IGNORECASE,
)
_TO_THEM = re.compile(r"[- ]leur\b")
_URGENT = re.compile(
    r"\b(?:passe\w*|mets|mettre|mettez|devient|devenue?|est|c'est|rend\w*|signale\w*|tres|super|hyper)\b.{0,24}\b(?:urgent|prioritaire)|\burgente? (?:maintenant|desormais)"
)
# What says that it is to become urgent, and not only that it is.
_BECOMES = re.compile(r"\b(?:passe\w*|mets|mettre|mettez|devient|devenue?|maintenant|desormais|rend\w*|signale\w*)\b")
# What adds to something said before, whatever it is about: «je précise que ça touche aussi les bourses».
_ADDS = re.compile(
    r"^(?:et |ah |au fait,? |bonjour,? )*(?:(?:je|j'|pour) ?(?:precise\w*|ajoute\w*|complete\w*|oubliais|ai oublie)|autre precision|petite precision"
    r"|precision|(?:pour )?(?:info|information)\b|sachez que|d'ailleurs|en plus,|et en plus|j'en profite pour (?:ajouter|preciser)"
    r"|un detail|autre detail)\b|^p\.?s\.?\s?:"
)
_MAY_ADD = (Sense.CALL, Sense.HEARD, Sense.ACTION)  # «je précise que…» is of the request, whatever it resembles.
_SETTLES = (RequestMove.CONFIRM, RequestMove.REFUSE_SOLUTION)
# What a message is like that says that help is no longer needed.
_SOLVED = frozenset((RequestMove.CONFIRM, RequestMove.WITHDRAW))
# Notices that say what a requester wrote.
_NAMED_FROM = 90  # The score from which a school is surely named.
_ANOTHER = 0.3  # The least chance that what is told is a difficulty, for it to be another one than the open request.
_SURELY_ANOTHER = 0.85  # The same where an expert waits for an answer, which tells of difficulties too.
_WRITTEN = frozenset((MESSAGE, RequestNotice.REPLIED, RequestNotice.SOLUTION_REFUSED, RequestNotice.OTHER_SLOT_ASKED))


class TakeBackPress(Pressed):
    """The message that is not for its request, or its application."""

    number: int = Field(ge=1, le=2**53)
    reference: str = Field(pattern=rf"^(DA-\d{{4}}-\d{{4,6}}|{APPLICATION_REFERENCE})$")


# In words


async def say_typed(turn: Turn, *, note: bool) -> Reply:
    """Take «message pour DA 12 : …», and «note sur DA 12 : …»."""
    last = "" if named_request(turn) else turn.candidate_named or turn.remembered.file_now(turn.now)
    if application_in(turn.incoming.text, paris_day(turn.now).year) or last.startswith(APPLICATION):
        return await open_by_name(turn, "application.note" if note else TO_APPLICATION)
    return await _typed(turn, note)


@of_requests
async def _typed(turn: Turn, note: bool) -> Reply:
    named = named_request(turn)
    several = _TO_THEM.search(evened(turn.incoming.text)) and not turn.situation.viewed_last
    reference = "" if several and not named else spoken_of(turn)  # «Écris-leur» under a list is of all of it.
    if not reference:
        return Reply.text(texts.MESSAGE_WHICH)
    said = without_lead(turn.incoming.text) if named else told_after(turn.incoming.text)
    if said == turn.incoming.text.strip():
        # «Note pour les experts sur la 4 : …»: the file is not all that comes before.
        said = told_after(said) or said
    if not said:
        return await _begin(turn, reference, note=note)
    if not named:  # What leans on the file that is spoken of is shown before it leaves.
        return await _begin(turn, reference, note=note, text=said)
    return await send(turn, reference, said, note=note)


def without_lead(text: str) -> str:
    """Return what is said, without what names the request before it."""
    return written_to_one(text) or _LEAD.sub("", text, count=1).strip()


def named_request(turn: Turn) -> str | None:
    """Return the request that is named, in full or as «la 12»."""
    return request_in(turn.incoming.text, paris_day(turn.now).year) or named_in(turn)


def spoken_of(turn: Turn) -> str:
    """Return the request that is named, or being spoken of; "" where none is, or where an application is named.

    A number at the end of a command needs no word before it: «prépare une réponse 4».
    """
    text = turn.incoming.text
    told = references(text)
    if any(one.kind == APPLICATION for one in told):
        return ""
    bare = references(text, bare=True) if not told else ()
    year = paris_day(turn.now).year
    last = bare[-1].whole(year) if bare and bare[-1].end == len(text.rstrip(" .!?")) else ""
    return named_request(turn) or last or viewed(turn)


async def answered(turn: Turn) -> Reply | None:
    """Pass on a yes, a no or a single word typed right under what somebody asks in a message; None for anything else."""
    above = turn.under
    if above is None or not notice_answers.answers(turn):
        return None
    file = await seen(turn, above.reference)
    if file is None or refusal(turn, file) is not None:
        return None
    return await send(turn, above.reference, turn.incoming.text)


def leans(turn: Turn) -> bool:
    """Tell whether what is typed may be about what a notice told: it names no request, and asks nothing that is known."""
    meant = turn.understood
    if meant is None:
        return False
    if meant.act and not meant.act.of_application:
        return meant.act.reference is None
    return asks_of_it(turn.incoming.text) or _may_be_said(turn, meant)


async def urgent(turn: Turn) -> Reply | None:
    """Make the request urgent of which that is said; None where it is not, or no request of theirs is meant."""
    text = turn.incoming.text
    if not turn.personal or not _URGENT.search(evened(text)) or text.rstrip().endswith("?"):
        return None
    named = named_in(turn)
    if named is None and (turn.person.roles or not turn.involved):
        return None
    open_ = await own_open(turn) if named is None else []
    file = await seen(turn, named) if named else open_[0] if len(open_) == 1 else None
    if file is None or (named is None and turn.understood and _tells_another(turn, turn.understood, file)):
        return None  # «Le flux est rejeté au lycée Zola, c'est urgent» is told of another difficulty.
    becomes = _BECOMES.findall(evened(text))
    more = says_more(text) or left_over(text, turn.now, [*becomes, "urgente urgent prioritaire"])
    plain = becomes and not more and not turn.restated
    return await _make_urgent(replace(turn, agreed=Agreed.PLAIN) if plain else turn, file.reference)


async def made_urgent(turn: Turn) -> Reply:
    """Make the request urgent that is named, or being spoken of."""
    reference = spoken_of(turn)
    file = await seen(turn, reference) if reference else None
    return await _make_urgent(turn, file.reference) if file else Reply.text(texts.MESSAGE_WHICH)


async def implied(turn: Turn) -> Reply | None:
    """Take what somebody types as said about their one open request; None where they have none, or it asks elsewhere.

    Who handles requests says which one they mean.
    """
    meant = turn.understood
    if meant is None or not turn.personal or not _may_be_said(turn, meant):
        return None
    if turn.person.roles:
        return await _replied(turn)
    if not turn.involved:
        return None
    files = await own_open(turn)
    if len(files) != 1:
        return None
    (file,) = files
    if _tells_another(turn, meant, file):
        return None  # Help is offered for it.
    return await send(turn, file.reference, turn.incoming.text)


async def is_of_another(turn: Turn, meant: Understanding, reference: str) -> bool:
    """Tell whether a message is surely no answer about that request: another difficulty is told, or the call is asked about."""
    if meant.weighed is not None and meant.weighed.best is Domain.CALL and meant.weighed.chance >= LIKELY:
        return True
    file = await seen(turn, reference)
    return file is not None and _tells_another(turn, meant, file, least=_SURELY_ANOTHER)


def _tells_another(turn: Turn, meant: Understanding, file: RequestFile, least: float = _ANOTHER) -> bool:
    """Tell whether another difficulty is told than the request's: of another subject, or school; what hardly is one adds to it."""
    told = meant.weighed.chances[Domain.DIFFICULTY] if meant.weighed else 0.0
    if meant.difficulty is None or told < least:
        return False
    named_ones = [
        one for one in turn.register.mentions(turn.incoming.text) if not one.placed and one.score >= _NAMED_FROM
    ]
    schools = {school.uai for one in named_ones for school in one.schools}
    return meant.difficulty != file.request.topic or bool(schools and file.request.uai not in schools)


async def _replied(turn: Turn) -> Reply | None:
    """Take what staff type right under what a requester wrote as their reply; None elsewhere."""
    above = turn.under
    file = await seen(turn, above.reference) if above and above.kind in _WRITTEN else None
    if file is None or file.request.status in FINAL:
        return None
    return await send(turn, file.reference, turn.incoming.text)


def _may_be_said(turn: Turn, meant: Understanding) -> bool:
    text, plain = turn.incoming.text, evened(turn.incoming.text)
    adds = _URGENT.search(plain) or (meant.sense in _MAY_ADD and _ADDS.search(plain))
    return notice_answers.fits(text) and (bool(adds) or notice_answers.tells(meant))


async def reply(turn: Turn, file: RequestFile, text: str) -> Reply:
    """Pass on what answers an expert who does not wait for it."""
    return await send(turn, file.reference, text)


# By a card


async def begin(turn: Turn, pressed: RequestPress, *, note: bool) -> Reply:
    """Ask what is to be said."""
    return await _begin(turn, pressed.reference, note=note)


async def _begin(turn: Turn, reference: str, *, note: bool, text: str = "") -> Reply:
    """Ask what is to be said, or show ``text``, which was typed, before it leaves."""
    file = await seen(turn, reference)
    if file is None:
        return Reply.text(texts.NO_SUCH)
    name = NOTE if note else WRITE
    refused = refusal(turn, file, note=note)
    given = accepted(turn, name, {"reason": text.strip()})
    told = (texts.READ_BY_STAFF if note else _readers(turn, file)) if given else ""
    return refused or await start(turn, name, subject=reference, answers=given, note=told)


def _readers(turn: Turn, file: RequestFile) -> str:
    """Return who will read a message of this person on a request; "" where it reaches nobody here."""
    if file.request.requester == turn.person.key:
        return texts.READ_BY.format(who=named(file.holder_name) or texts.WHO_TAKES_IT)
    reader = f"{named(file.asker)} ({place_of(file)})"
    return texts.READ_BY.format(who=reader) if _reaches_contact(file) else ""


def _reaches_contact(file: RequestFile) -> bool:
    return bool(file.request.requester or file.request.contact.mail)


def refusal(turn: Turn, file: RequestFile, *, note: bool = False) -> Reply | None:
    """Return why this person may not write about the request; None where they may."""
    why = sayings.refusal(file, turn.person, note=note)
    return _about(file, texts.ENDED if why is Unsaid.ENDED else texts.NOT_YOURS) if why else None


def _about(file: RequestFile, said: str) -> Reply:
    return Reply.of(plain_message(said.format(reference=file.reference), [], [opening(file)]))


def forms() -> Iterator[Form]:
    """Return the forms of a message and of a note."""

    async def sent(turn: Turn, draft: Draft, note: bool) -> Reply:
        return await send(turn, draft.subject, draft.answers["reason"], note=note, draft=draft)

    write = Asking(WRITE, texts.WRITE_TITLE, texts.WRITE_ASK)
    note = Asking(NOTE, texts.NOTE_TITLE, texts.NOTE_ASK, note=True)
    return thread.forms(write, note, hint=texts.REASON_HINT, send=sent, show=open_request)


async def press_take_back(turn: Turn, pressed: TakeBackPress) -> Reply:
    """Take back what was not meant for the request."""
    done = await take_back(turn.storage, pressed.number, by=turn.person.key, now=turn.now)
    return Reply.text(texts.TAKEN_BACK.format(reference=pressed.reference) if done else texts.TOO_LATE)


async def press_urgent(turn: Turn, pressed: RequestPress) -> Reply:
    """Make the request urgent."""
    return await _make_urgent(turn, pressed.reference)


# Storing


async def send(
    turn: Turn,
    reference: str,
    text: str,
    *,
    note: bool = False,
    draft: Draft | None = None,
    files: Sequence[Attached] = (),
    refused: Sequence[str] = (),
    prepared: PreparedAnswer | None = None,
) -> Reply:
    """Pass on what was typed, with files; ``refused``: what is said of those that are not kept; ``draft``: the form that it answers.

    What is not kept is said in the same message as what is passed on: a second one could be lost. Raises AttachmentRefused
    where the request would have too many files.
    """
    secret = fields.secret_in(text)
    if secret:
        return Reply.text(secret)
    if turn.agreed is None:  # «Donne-lui la 13» is an order to the assistant, and nothing that the school is to read.
        ordered = text == turn.incoming.text and hands_on(text) and bool(references(text))
        return await _begin(turn, reference, note=note, text="" if ordered else text)
    try:
        sent = await thread.say(turn, reference, text, note=note, draft=draft, files=files, prepared=prepared)
    except (UnknownRequest, SayingRefused):
        return await _begin(turn, reference, note=note)  # Which says why.
    file = await seen(turn, reference)
    if file is None:
        return Reply.text(texts.NO_SUCH)
    said = texts.NOTED.format(reference=reference) if note else _said_back(turn, file, reaches=sent.reaches)
    back = el.acts(texts.NOT_THIS, "message.take_back", {"number": sent.number, "reference": reference})
    line, moves = _left_to_say(turn, file, text) if not note else ("", ())
    asked = [button(file, move, own=True) for move in moves]
    # Sent again, a message may bring files that could not be fetched the first time, when its words alone were kept.
    lines = [one for one in (line, NONE_KEPT if files and not sent.files else "", *refused) if one]
    return Reply.of(plain_message(said, lines, [*asked, back, opening(file)]))


def _left_to_say(turn: Turn, file: RequestFile, text: str) -> tuple[str, Sequence[RequestMove]]:
    """Return what a message of the requester leaves open, and the moves that would settle it: a message closes nothing."""
    if file.request.requester != turn.person.key:
        return "", ()
    if file.request.status is RequestStatus.RESOLVED:
        return texts.STILL_ASKED, _SETTLES
    return (texts.STILL_OPEN, (RequestMove.WITHDRAW,)) if _says_solved(turn, text) else ("", ())


def _says_solved(turn: Turn, text: str) -> bool:
    """Tell whether a message says that help is no longer needed: «c'est bon, ça remarche»."""
    weighed = turn.registry.listener(turn.base).understand(text, turn.situation).weighed
    if weighed is None or text.rstrip().endswith("?"):
        return False
    return weighed.act.best in _SOLVED and weighed.act.chance >= LIKELY


def _said_back(turn: Turn, file: RequestFile, *, reaches: bool) -> str:
    """Return whom the message goes to; whom it does not reach is to be phoned."""
    request = file.request
    values = {
        "reference": file.reference,
        "topic": topic_of(request),
        "holder": named(file.holder_name) or texts.THE_EXPERT,
        "contact": named(file.asker),
        "phone": request.contact.phone,
    }
    if request.requester == turn.person.key:
        return (texts.TO_HOLDER if reaches else texts.MESSAGE_KEPT).format(**values)
    return (texts.TO_CONTACT if _reaches_contact(file) else texts.KEPT_PHONE).format(**values)


async def _make_urgent(turn: Turn, reference: str) -> Reply:
    if turn.agreed is None:
        button = el.acts(BUTTON_URGENT, "message.urgent", {"reference": reference}, style="positive")
        return Reply.of(plain_message(texts.MAKE_URGENT.format(reference=reference), [texts.URGENT_TELLS], [button]))
    try:
        file, done = await sayings.make_urgent(
            turn.storage,
            reference,
            turn.services.delays,
            by=turn.person.key,
            now=turn.now,
            activity=turn.shown,
        )
    except UnknownRequest:
        return Reply.text(texts.NO_SUCH)
    except SayingRefused as refused:
        found = await seen(turn, reference)
        said = texts.ENDED if refused.why is Unsaid.ENDED else texts.REFUSED_RIGHT
        return _about(found, said) if found else Reply.text(texts.NO_SUCH)
    return _about(file, texts.URGENT_NOW if done else texts.URGENT_ALREADY)


# --- Questions of the assistant about a request that the person has not answered yet.

_S = RequestStatus
_OPINION = timedelta(days=7)  # An opinion that was asked for is still heard so long.


async def asked_of(turn: Turn) -> tuple[str, str] | None:
    """Return what was asked last, as ``Situation.asked`` names it, and of which request; None when nothing is awaited."""
    if not (turn.involved or turn.person.roles):
        return None
    held = await queries.held_by(turn.storage, turn.person.key) if turn.person.has(Role.EXPERT) else []
    files = [file for file in (*await queries.made_by(turn.storage, turn.person), *held) if _asks(turn, file)]
    newest = max(files, key=lambda file: file.request.status_since or file.logged_at, default=None)
    asked = _asks(turn, newest) if newest else None
    return (asked, newest.reference) if asked and newest else None


def _asks(turn: Turn, file: RequestFile) -> str | None:
    request = file.request
    if request.holder == turn.person.key and request.slot_is_over(turn.now):
        return PASSED
    if request.requester != turn.person.key:
        return None
    if request.status is _S.RESOLVED:
        return "est_ce_resolu"
    if request.status is _S.WAITING and request.waiting_for is WaitingFor.SCHOOL:
        return "reponse_attendue"
    if request.status is _S.PLANNED and request.slot and request.slot > turn.now:
        return "creneau_propose" if request.consent or request.on_site else "accord_seance"
    recent = request.status_since is not None and turn.now - request.status_since < _OPINION
    return OPINION if request.status is _S.CLOSED and request.score is None and recent else None


# --- Short questions about the request at hand: «c'est pour quand ?», «qui s'en occupe ?».


async def asked(turn: Turn) -> Reply | None:
    """Show the request that a short question is about: of the notice right above, else the one open request of who asks."""
    if not (turn.personal and asks_of_it(turn.incoming.text)):
        return None
    reference = turn.under.reference if turn.under else await _only_one(turn)
    if reference is None or await seen(turn, reference) is None:
        return None
    return await open_request(turn, reference)


async def unclear(turn: Turn) -> Reply | None:
    """Show the request that is named, or that of the notice right above, where what is said of it was not understood.

    None for what is understood, and for thanks.
    """
    meant, under = turn.understood, turn.under
    if meant is None or not turn.personal:
        return None
    remarked = meant.sense is Sense.HEARD and meant.domain is not Domain.THANKS
    if not remarked and not _is_unclear_under(turn, meant):
        return None
    reference = named_request(turn) or (under.reference if under and not remarked else "")
    if not reference:
        return None
    return await open_request(turn, reference, texts.NOT_UNDERSTOOD) if await seen(turn, reference) else None


def _is_unclear_under(turn: Turn, meant: Understanding) -> bool:
    """Tell whether a message right under a notice asks for nothing that is known, the assistant and the call included."""
    if turn.under is None or not unknown(meant) or turn.person.has(Role.SA_EPLE):
        return False  # Whoever hears of all requests says something else under the news of one.
    of_the_call = meant.weighed is not None and meant.weighed.best is Domain.CALL and meant.weighed.chance >= LIKELY
    return not (asks_us(turn.incoming.text) or of_the_call)


async def _only_one(turn: Turn) -> str | None:
    # Those who handle several say which; a topic of the call may be meant.
    if turn.person.roles or turn.topic or not turn.involved:
        return None
    files = await own_open(turn)
    return files[0].reference if len(files) == 1 else None
