"""What a dialog is given: the turn, the person, the services it may call, and the past calls that a person deals with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from dialogs.core import texts
from dialogs.core.acquaintances import Acquaintances
from dialogs.core.exchange import Address, Incoming, Mailbox, Scope, SentFile, filled
from knowledge.application import Terms
from knowledge.base import KnowledgeBase
from knowledge.call import Call
from knowledge.conversation import NOTHING_FOUND, Remembered
from knowledge.files import Attached, AttachmentRefused, Fault
from knowledge.french import period
from knowledge.office import OfficeRules
from knowledge.people import Person, PersonKey, Role
from knowledge.schools.register import EMPTY, Register
from knowledge.time.delays import Delays
from knowledge.understanding.call_names import CallNames, may_name
from knowledge.understanding.meaning import Situation, Understanding
from knowledge.understanding.viewed import candidate_named
from knowledge.understanding.words import folded
from storage.calls import NO_TEMPLATES, ServiceEntry, Templates, UnknownCall, service
from storage.engine import Storage
from storage.queries import applications
from storage.queries.applications import ApplicationFile
from storage.queries.people import PersonalChat, PersonContact
from storage.queries.questions import LoggedQuestion
from storage.transaction import ActivityKey, Shown

if TYPE_CHECKING:  # Routes and forms are made of handlers, and handlers are given a turn.
    from dialogs.core.form_steps import Forms, OtherMatter
    from dialogs.core.registry import Registry


class Notebook(Protocol):
    """What is written behind, in batches, after the reply: losing it costs nothing that was promised."""

    def contact(self, contact: PersonContact) -> None:
        """Note that a person was seen."""

    def asked(self, asked: LoggedQuestion) -> None:
        """Note a question, without identity."""

    def remember(self, key: PersonKey, conversation: str, what: Remembered) -> None:
        """Note what a short message may lean on from now."""

    def holds(self, key: PersonKey, conversation: str) -> bool:
        """Tell whether what was noted of a conversation is still to be written."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody as Teams knows them. ``guest``: of another organisation, or without an account; ``mail``: for links alone."""

    key: PersonKey
    name: str
    guest: bool = False
    mail: str = ""


class Roster(Protocol):
    """Tells who somebody in a conversation is. Asked outside of transactions: it may take seconds."""

    async def find(self, address: Address, user_id: str) -> Colleague | None:
        """Return the person whose id in that conversation is ``user_id``; None when that is not told."""


class NoRoster:
    """Where there is no Teams: nobody is told."""

    async def find(self, address: Address, user_id: str) -> Colleague | None:  # noqa: ARG002
        """Return nobody."""
        return None


NO_ROSTER = NoRoster()


class Fetching(Protocol):
    """Fetches what people send. Asked outside of transactions: it takes seconds."""

    async def fetch(self, file: SentFile) -> bytes:
        """Return the bytes of a file. Raises AttachmentRefused: too large, or not to be had."""


class NoDownloads:
    """Where there is no Teams: nothing can be fetched."""

    async def fetch(self, file: SentFile) -> bytes:  # noqa: ARG002
        """Refuse."""
        raise AttachmentRefused(Fault.UNREACHED)


NO_DOWNLOADS = NoDownloads()

Inspecting = Callable[[str, bytes], Awaitable[Attached]]
"""Returns a file, given its name and bytes, as it may be kept. Raises AttachmentRefused."""


async def inspect_nothing(name: str, content: bytes) -> Attached:  # noqa: ARG001
    """Refuse: files are looked at in a process of its own, which the program brings."""
    raise AttachmentRefused(Fault.UNREAD)


@dataclass(frozen=True, slots=True)
class PrivacyNotice:
    """Who answers for personal data, and for how long they are kept; empty strings are left out of the texts."""

    controller: str = ""
    controller_mail: str = ""  # Told of requests of erasure; never shown.
    dpo: str = ""
    tickets_url: str = ""
    question_days: int = 365
    log_days: int = 365
    person_days: int = 365
    application_days: int = 365
    request_days: int = 730
    draft_days: int = 90
    mail_days: int = 90

    @property
    def kept(self) -> Mapping[str, str]:
        """Return how long each kind is kept, in words, by the name that answers have for it («deux ans»)."""
        kinds = ("request", "application", "question", "draft")
        return {f"{kind}_kept": period(getattr(self, f"{kind}_days")) for kind in kinds}


@dataclass(frozen=True, slots=True)
class Post:
    """How mails leave, and come in.

    ``server``: there is one; ``copy_to``: where the call's mail is copied to, which it does not say. ``replies``: the address
    at which answers about a request are read; "" where none is.
    """

    server: bool = False
    copy_to: str = ""
    replies: str = ""

    def reply_address(self, token: str) -> str:
        """Return the address that answers about the request of that token; "" where none is read."""
        name, _, domain = self.replies.rpartition("@")
        return f"{name}+{token}@{domain}" if self.replies and token else ""


@dataclass(frozen=True, slots=True)
class Services:
    """What the dialogs stand on. ``knowledge`` and ``register`` give what is in force at that moment."""

    storage: Storage
    knowledge: Callable[[], KnowledgeBase]
    notebook: Notebook
    acquaintances: Acquaintances
    now: Callable[[], datetime]
    notice: PrivacyNotice = PrivacyNotice()
    post: Post = Post()
    rules: OfficeRules = field(default_factory=OfficeRules)  # What the office sets, itself or by the settings.
    roster: Roster = NO_ROSTER
    downloads: Fetching = NO_DOWNLOADS
    inspect: Inspecting = inspect_nothing
    register: Callable[[], Register] = lambda: EMPTY
    registry: Registry | None = None  # Set by the router.
    hearing: Hearing | None = None  # The same.

    templates: Templates = NO_TEMPLATES
    calls: CallsKnown | None = None  # The calls there have been, by id; None: that in force alone.
    spoken: Call | None = None  # The past call of the application that is dealt with; None: that of ``knowledge``.
    assistance: bool = True  # Requests for assistance are taken.

    @property
    def delays(self) -> Delays:
        """Return the delays in force."""
        return self.rules.delays

    @property
    def call(self) -> Call:
        """Return the call that is dealt with: that of an application where one is open, else that in force."""
        return self.spoken or self.knowledge().call

    @property
    def terms(self) -> Terms:
        """Return what holds for applications to the call that is dealt with."""
        return self._terms(self.call)

    @property
    def entries(self) -> Mapping[str, ServiceEntry]:
        """Return what is said of the assistant itself, by entry."""
        return service(assistance=self.assistance)

    def worded(self, template: str | Mapping[bool, str], **values: object) -> str:
        """Return ``template`` with the names of the call that is dealt with and of the assistant, and the ``values``.

        One of two is taken by whether requests for assistance are taken.
        """
        template = template if isinstance(template, str) else template[self.assistance]
        if "{" not in template:  # Most lines of the help.
            return template
        return filled(self.call, template, **{**texts.SAID_OF_ASSISTANT[self.assistance], **values})

    @property
    def copied(self) -> str:
        """Return who else reads a mailed application, where their address is known: « et, en copie du courriel, par la DIEPAT»."""
        return filled(self.call, texts.COPIED) if self.copies(self.call) else ""

    def held(self, roles: frozenset[Role]) -> frozenset[Role]:
        """Return which of a person's roles count: experts are there for requests."""
        return roles if self.assistance else roles - {Role.EXPERT}

    def on(self, call: str) -> Services:
        """Return the same services, dealing with the call of that id, in force or past. Raises UnknownCall."""
        if self.call.id == call:
            return self
        return replace(self, spoken=None if self.knowledge().call.id == call else self.call_of(call))

    def call_of(self, id_: str) -> Call:
        """Return the call of that id, in force or past. Raises UnknownCall."""
        if self.knowledge().call.id == id_:
            return self.knowledge().call
        if self.calls is None:
            raise UnknownCall(id_)
        return self.calls.get(id_)

    def terms_of(self, id_: str) -> Terms:
        """Return what holds for applications to the call of that id. Raises UnknownCall."""
        return self._terms(self.call_of(id_))

    def _terms(self, call: Call) -> Terms:
        copied = len(self.copies(call)) == len(call.call.copies)
        return Terms(call, self.delays, self.post.server, copied, appoints=self.assistance)

    def copies(self, call: Call) -> tuple[Mailbox, ...]:
        """Return those who get a copy of the call's mail and whose address is known.

        The setting gives one that the call in force does not; it is no other call's.
        """
        ours = self.post.copy_to if call.id == self.knowledge().call.id else ""
        boxes = []
        for copy in call.call.copies:
            mail, ours = (copy.mail, ours) if copy.mail else (ours, "")
            if mail:
                boxes.append(Mailbox(mail, copy.bare))
        return tuple(boxes)


class Hearing(Protocol):
    """Hears what is typed while a form waits, where it clearly is another matter."""

    def beside(self, turn: Turn, about: str, *, confirmed: bool = False) -> OtherMatter | None:
        """Return what the message clearly is besides an answer to a form on ``about``; ``confirmed``: the person said so."""


class CallsKnown(Protocol):
    """The calls there have been."""

    def get(self, id_: str) -> Call:
        """Return the call of that id. Raises UnknownCall."""

    def all(self) -> Sequence[Call]:
        """Return them, that which closes last first."""


@dataclass(frozen=True, slots=True)
class Under:
    """A notice right above what is typed: its kind, what it is about, and whether somebody asks something in it."""

    kind: str
    reference: str
    asks: bool = False


class Agreed(StrEnum):
    """How a person agreed to a change that others are told of."""

    PRESS = "press"  # A button of a card was pressed.
    YES = "yes"  # A yes, or the title of a button, answered what was shown last; or a form waited for just that value.
    PLAIN = "plain"  # The sentence is the act's own, names its file, and holds nothing else (``plain_act``).


class NotShown(Exception):
    """A typed sentence came to a change for others without having been shown to its writer, nor being plain.

    ``what``: what would have been done, in words; "" where nothing says it.
    """

    def __init__(self, what: str = "") -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: what happened, and who did it."""

    incoming: Incoming
    person: Person
    services: Services
    now: datetime
    focused: bool = False  # A form waits for what is typed.
    involved: bool = (
        True  # There may be a request of theirs, or a notice, that a message is about: else none is looked for.
    )
    drafted: bool = True  # There may be a draft of theirs that a message is about: else none is looked for.
    asked: str | None = None  # What the assistant has asked this person outside of forms.
    told: tuple[str, ...] = ()  # What notices that still hold are about, the newest first: an act may leave it out.
    under: Under | None = None  # The notice right above what is typed.
    experts: tuple[str, ...] = ()  # Those in office, by name; known where somebody with a role types.
    candidates: tuple[tuple[str, str], ...] = ()  # Those who have applied, by name and reference; for the SA EPLE.
    askers: tuple[str, ...] = ()  # Those who asked for help of late, by name; known where somebody with a role types.
    understood: Understanding | None = None  # What the typed message means, once it has been read.
    restated: bool = False  # The sentence has corrected itself: what is left of it is shown before it is done.
    agreed: Agreed | None = None  # How the person agreed to what changes something for others; None: they have not.

    @property
    def base(self) -> KnowledgeBase:
        """Return the knowledge in force."""
        return self.services.knowledge()

    @property
    def call(self) -> Call:
        """Return the call that is dealt with: that of an application where one is open, else that in force."""
        return self.services.call

    def worded(self, template: str | Mapping[bool, str], **values: object) -> str:
        """Return ``template`` with the names of the call that is dealt with and of the assistant, and the ``values``."""
        return self.services.worded(template, **values)

    def on(self, call: str) -> Turn:
        """Return the same turn, dealing with the call of that id, in force or past. Raises UnknownCall."""
        return replace(self, services=self.services.on(call))

    @property
    def register(self) -> Register:
        """Return the register of schools in force, empty before the first import."""
        return self.services.register()

    @property
    def situation(self) -> Situation:
        """Return what a typed message is understood with."""
        before = self.remembered
        return Situation(
            now=self.now,
            roles=self.person.roles,
            register=self.register,
            personal=self.personal,
            topic=before.topic_now(self.now),
            experts=self.experts,
            query=before.query_now(self.now),
            fruitless=before.shown == NOTHING_FOUND,
            asked=self.asked,
            candidates=self.candidates,
            askers=self.askers,
            viewed=before.file_now(self.now),
            viewed_last=before.file_last,
            act=before.act,
        )

    @property
    def candidate_named(self) -> str:
        """Return the application of the one candidate whom the message names; "" where it names none."""
        text, usual = self.incoming.text, self.base.usual
        return candidate_named(text, self.candidates, self.experts, usual) if self.candidates else ""

    @property
    def remembered(self) -> Remembered:
        """Return what a short message may lean on now: it changes with what is answered."""
        return self.services.acquaintances.remembered(self.person.key, self.incoming.address.conversation)

    def remember(self, what: Remembered) -> None:
        """Have the next messages lean on ``what``; the router has it stored when the turn has ended."""
        self.services.acquaintances.remember(self.person.key, self.incoming.address.conversation, what)

    @property
    def topic(self) -> str | None:
        """Return the entry of the call that is being spoken of."""
        return self.remembered.topic_now(self.now)

    @property
    def storage(self) -> Storage:
        """Return the database."""
        return self.services.storage

    @property
    def registry(self) -> Registry:
        """Return what the features have registered."""
        if self.services.registry is None:
            raise RuntimeError("a turn outside of a router")
        return self.services.registry

    @property
    def forms(self) -> Forms:
        """Return the forms there are now."""
        return self.registry.forms(self.services)

    @property
    def personal(self) -> bool:
        """Tell whether this is the private chat, the only place for personal data."""
        return self.incoming.address.scope is Scope.PERSONAL

    @property
    def activity(self) -> ActivityKey:
        """Return what names this activity, for changes that must happen once."""
        return ActivityKey(self.person.key.tenant, self.incoming.address.conversation, self.incoming.activity_id)

    @property
    def shown(self) -> Shown:
        """Return what an action needs that others are told of. Raises NotShown where nothing says that it is wanted."""
        if self.agreed is None:
            raise NotShown
        return Shown(*self.activity)

    def contact(self, *, noticed: bool = False) -> PersonContact:
        """Return this contact with the person, as it is kept."""
        address = self.incoming.address
        chat = (
            PersonalChat(address.channel, address.service_url, address.conversation, address.bot_id, address.user_id)
            if self.personal
            else None
        )
        return PersonContact(self.person.key, self.person.name, self.now, chat, noticed)


_LONGEST_ID = 64
_TITLES = frozenset(("m", "m.", "mr", "mme", "mlle", "monsieur", "madame"))


async def past_calls(turn: Turn) -> Sequence[Call]:
    """Return the past calls whose applications are still kept, that which closes last first; none for who handles none."""
    if not (turn.personal and turn.person.has(Role.SA_EPLE)):
        return []
    found = []
    for id_ in await applications.calls_applied_to(turn.storage):
        if id_ != turn.base.call.id:
            try:
                found.append(turn.services.call_of(id_))
            except UnknownCall:  # Its file was lost before the database kept it.
                continue
    return sorted(found, key=lambda call: call.call.closes_at, reverse=True)


async def named(turn: Turn) -> Turn:
    """Return the turn that deals with the past call that who handles applications names; as it is where none is named."""
    text = turn.incoming.text
    past = await past_calls(turn) if may_name(text) else []
    naming = CallNames([turn.base.call, *past]) if past else None
    id_ = naming.called(text) if naming else None
    if naming is None or id_ is None:
        return turn
    if id_ == turn.base.call.id:  # What was asked of another call is left.
        turn.remember(turn.remembered.of_no_call())
    return replace(turn.on(id_), incoming=replace(turn.incoming, text=naming.without(text)))


def pressed(turn: Turn) -> Turn:
    """Return the turn that deals with the past call that a button is of; as it is where it is of none."""
    call = str(turn.incoming.value.get("call", ""))[:_LONGEST_ID]
    if not call or not turn.person.has(Role.SA_EPLE):
        return turn
    try:
        return turn.on(call)
    except UnknownCall:
        return turn


async def applications_of(turn: Turn, name: str) -> list[ApplicationFile]:
    """Return the applications of the people whose name says all of ``name``: to the call dealt with, else to past ones."""
    said = set(_words(name)) - _TITLES
    for calls in ([turn.call], await past_calls(turn)) if said else ():
        files = [file for call in calls for file in await applications.deposited(turn.storage, call.id)]
        found = [file for file in files if said <= set(_words(file.candidature.name))]
        if found:
            return found
    return []


def _words(name: str) -> list[str]:
    return folded(name).replace("-", " ").split()
