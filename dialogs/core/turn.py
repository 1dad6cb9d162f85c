"""What arrives and what is answered, in the program's own terms: no SDK here.

``bot.teams.envelope`` makes an :class:`Incoming` of an activity, ``bot.teams.render`` makes activities of a
:class:`Reply`; the terminal chat and the tests do both by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from dialogs.ui.kit import AdaptiveCard
from knowledge.people import PersonKey


class Happening(StrEnum):
    """What happened in the conversation."""

    MESSAGE = "message"  # A typed message.
    SUBMIT = "submit"  # A card's Action.Submit: a message with a value.
    EXECUTE = "execute"  # A card's Action.Execute: an invoke that waits for its answer.
    CONSENT = "consent"  # An offered file accepted or declined: the verb says which, the value is the file's context.
    SEARCH = "search"  # What is being typed into a card's list: the verb says which list.
    OPENED = "opened"  # A command of the app was chosen on a message: a window opens, and waits for what it shows.
    SENT = "sent"  # What was filled in there is sent: the verb is the button's.
    LOOKUP = "lookup"  # What is being typed into the app's own search box: the verb says which.
    INSTALLED = "installed"  # The assistant was added to this conversation.
    REMOVED = "removed"  # It was taken away: nothing more may be sent there.
    OTHER = "other"  # Edits, reactions, unknown events: accepted and ignored.


class Scope(StrEnum):
    """Where the conversation takes place; personal data stays in ``PERSONAL``."""

    PERSONAL = "personal"
    GROUP = "groupChat"
    CHANNEL = "channel"
    WINDOW = "window"  # Opened over any conversation, seen by this person alone; nothing can be posted there.


@dataclass(frozen=True, slots=True)
class Address:
    """Where a reply or a later notice goes. ``service_url`` has been checked against the allow-list."""

    channel: str  # «msteams», or «emulator» for local clients.
    service_url: str
    conversation: str
    bot_id: str  # The assistant's id in this conversation.
    user_id: str  # The person's id in this conversation (29:…), never a key.
    scope: Scope = Scope.PERSONAL


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody, not the assistant, who was mentioned: ``user_id`` is theirs in this conversation, never a key."""

    user_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """The message on which a command was chosen, as the client tells it: nothing of it is believed.

    ``author_oid``: whose it is, in the tenant of the person who chose it; empty for an application, or when not told.
    ``with_files``: pictures or files came with it, which are not taken.
    """

    text: str
    author_oid: str = ""
    author_name: str = ""
    with_files: bool = False


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that came with a message, not fetched yet: its name and address are what the client says.

    ``at_connector``: a picture that Teams itself keeps; otherwise it stands in the person's storage.
    """

    name: str
    url: str = field(repr=False)  # It may open the file to whoever has it.
    at_connector: bool = False


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that a person did. ``text`` is what was typed, without the mention of the assistant."""

    happening: Happening
    person: PersonKey
    address: Address
    activity_id: str
    received: datetime  # Aware, UTC, by the program's clock.
    name: str = ""  # As Teams shows it: to be displayed, never trusted.
    text: str = ""
    value: Mapping[str, object] = field(default_factory=dict)  # Of a card: inputs and data, unchecked.
    verb: str = ""  # Of a card's button: «subject.verb».
    reply_to: str = ""  # The message whose card was used.
    locale: str = "fr-FR"
    sent: datetime | None = None  # Aware, by the channel's clock; the same when it is delivered again.
    mentioned: bool = False
    mentions: tuple[Mention, ...] = ()
    quoted: Quoted | None = None  # Where a command was chosen on a message.
    files: tuple[SentFile, ...] = ()  # Of a message.
    skip: int = 0  # Of a ``LOOKUP``: how many results were shown before.


ACCEPT, DECLINE = "accept", "decline"  # The verbs of a consent.


@dataclass(frozen=True, slots=True)
class OfferedFile:
    """A file that the person may accept: made only then, from the state of that moment.

    ``context`` comes back with the answer and names what the file is of; nothing personal, and nothing is believed of it.
    """

    name: str
    size: int  # Bytes, as it would be now.
    context: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Living:
    """Whose card of what it is, where one is kept up to date. ``shown``: a hash of what it shows, its note apart."""

    to: PersonKey
    reference: str
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message to show. With a card, ``text`` is its plain equivalent (summary, fallback, terminal).

    With an offered file, ``text`` says what the file is. ``replaces`` names an earlier message of the assistant to be
    redrawn in place. ``living``: the card is that of a request, to be redrawn at each event.
    """

    text: str
    card: AdaptiveCard | None = None
    offers: OfferedFile | None = None
    suggestions: tuple[str, ...] = ()  # At most three are shown by Teams, and none beside a card.
    replaces: str = ""
    living: Living | None = None
    board: str = ""  # What the card of a channel shows, hashed, where it is one.
    thread: str = ""  # The message below which it is posted, in a channel.
    mentions: tuple[Mention, ...] = ()  # Who is notified of it, in a channel; of a message without a card.


@dataclass(frozen=True, slots=True)
class Preview:
    """One result of a ``LOOKUP``: a title and a line, and the card that is put into the conversation when it is chosen.

    The card may be read by all who are there: it shows nothing personal.
    """

    title: str
    text: str
    card: Message


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mail address, with the name shown for it."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes with a letter; ``type`` is its media type."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice by mail: who gets it, and plain text whose lines end with a line feed."""

    to: str
    subject: str
    text: str
    name: str = ""
    cc: tuple[Mailbox, ...] = ()
    reply_to: tuple[Mailbox, ...] = ()
    enclosed: tuple[Enclosed, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What one turn says: messages in order; for ``EXECUTE``, the first one takes the card's place.

    An ``error`` answers a refused ``EXECUTE`` with one sentence and leaves the card as it is. A ``file`` is what was
    accepted: the messages are true, and said, once it is where the person keeps it.
    """

    messages: tuple[Message, ...] = ()
    error: str = ""
    file: Enclosed | None = None
    found: tuple[tuple[str, str], ...] = ()  # For a ``SEARCH``: titles, with the value that each stands for.
    by: str = (
        ""  # What has heard the message, where something did before its own words were followed (``dialogs.features``).
    )
    previews: tuple[Preview, ...] = ()  # For a ``LOOKUP``; without any, the message says why.

    @classmethod
    def of(cls, *messages: Message) -> Reply:
        """Return a reply of these messages."""
        return cls(messages)

    @classmethod
    def text(cls, text: str, *suggestions: str) -> Reply:
        """Return a reply of one plain sentence, with suggested answers."""
        return cls((Message(text, suggestions=suggestions),))


SILENCE = Reply()
