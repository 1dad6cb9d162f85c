"""What arrives and what is answered, in the program's own terms: no SDK here; and how an answer is made, as a card and in words.

``bot.teams.envelope`` makes an :class:`Incoming` of an activity, ``bot.teams.render`` makes activities of a
:class:`Reply`; the terminal chat and the tests do both by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.elements import Action, AdaptiveCard, CardElement, ExecuteAction
from dialogs.ui.patterns import Figure, ListRow
from knowledge.call import Call
from knowledge.call_heading import Heading, named
from knowledge.french import NBSP, capitalised, listed, long_date, typeset
from knowledge.people import PersonKey


class Happening(StrEnum):
    """What happened in the conversation."""

    MESSAGE = "message"  # A typed message.
    SUBMIT = "submit"  # A card's Action.Submit: a message with a value.
    RATED = "rated"  # A thumb in the foot of a message of ours: the verb says which way.
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


# --- A card and its words, made of one list of parts.


@dataclass(frozen=True, slots=True)
class Address:
    """Where a reply or a later notice goes. ``service_url`` has been checked against the allow-list."""

    channel: str  # «msteams», or «emulator» for local clients.
    service_url: str
    conversation: str
    bot_id: str  # The assistant's id in this conversation.
    user_id: str  # The person's id in this conversation (29:…), never a key.
    scope: Scope = Scope.PERSONAL
    private: bool = False  # What was said to us there is seen by its writer alone: the answer is too.


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
    rated: tuple[str, str] | None = None  # An answer that is judged by thumbs: its entry, and what was asked.


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


def filled(call: Call, template: str, **values: object) -> str:
    """Return ``template`` with the call's names and the ``values`` put in."""
    return template.format(**{**_kept(call)[0], **values})


def of_file(call: Call, template: str, **values: str) -> str:
    """Return a text of the call's application, as its file has it, with the call's values and names and these ``values`` put in."""
    return call.filled(typeset(template), {**_kept(call)[1], **values})


def names_of_file(call: Call) -> frozenset[str]:
    """Return the names that any text of the call's application may put in braces."""
    return call.named | _kept(call)[1].keys()


def _kept(call: Call) -> tuple[dict[str, str], dict[str, str]]:
    """Return what a sentence may name of a call; and of that, what it does not give by the same name, for the texts of its file."""
    names, beside, of = _KEPT.get(call.id, ({}, {}, None))
    if of is not call:
        names, known = _names(call), call.named - ({"issued"} - call.values.keys())  # {issued} without its weekday.
        beside = {name: said for name, said in names.items() if name not in known}
        _KEPT[call.id] = names, beside, call
    return names, beside


# What is put in of each call, with the call that it was made of: nearly every turn says some of it.
_KEPT: dict[str, tuple[dict[str, str], dict[str, str], Call | None]] = {}


def _names(call: Call) -> dict[str, str]:
    """Return what a sentence may name of a call."""
    heading = call.call
    return {
        "opens": heading.opening,
        "closes": long_date(heading.closes),
        "closing": heading.closing,
        "until": heading.until,
        **_closing(heading),
        "title": heading.title,
        "authority": heading.authority,
        "the_service": heading.the_service,
        "The_service": capitalised(heading.the_service),
        "of_service": heading.of_service,
        "to_service": heading.to_service,
        "mission": mission_of(call),
        "deposit_mail": heading.deposit_mail,
        "sent_otherwise": "envoyée par courriel" if heading.deposit_mail else "déposée autrement",
        "or_mail": f" ou {heading.deposit_mail}" if heading.deposit_mail not in ("", heading.contact.mail) else "",
        "call_known_as": heading.known_as,
        "call_cited": heading.cited,
        "issued": heading.issued_on,
        **_copies(heading),
        "contact_name": heading.contact.name,
        # Where the call gives one way alone, it stands for the other.
        "contact_mail": heading.contact.ways[0],
        "contact_phones": heading.contact.ways[-1],
        "contact_reach": ", ".join(heading.contact.ways),
    }


def mission_of(call: Call) -> str:
    """Return what one applies for, as it stands after «candidature» and «mission»: «d’expert Op@le»."""
    said = call.application.mission if call.application else ""
    return typeset(said) if said else named("d’{role}", call.call.role)


def _copies(heading: Heading) -> dict[str, str]:
    """Return those who get a copy as sentences say them, with the words that agree with one or several."""
    copies = typeset(listed([one.name for one in heading.copies]))
    many = len(heading.copies) > 1
    return {
        "copies": copies,
        "copies_bare": typeset(listed([one.bare for one in heading.copies])),
        "copies_and": f"{copies} et " if copies else "",
        "with_copies": f", avec {copies} en copie" if copies else "",
        "Copies": capitalised(copies),
        "of_copies": typeset(listed([_of(one.name) for one in heading.copies])),
        "are": "sont" if many else "est",
        "are_not": "ne sont pas" if many else "n’est pas",
        "are_told": "sont destinataires" if many else "est destinataire",
        "to_them": "leur" if many else "lui",
        "them": "les" if many else "la" if copies.startswith("la ") else "le",
        "an_address": "leur adresse" if many else "son adresse",
        "the_address": "les adresses" if many else "l’adresse",
    }


def _of(name: str) -> str:
    """Return «de la DIEPAT», «du rectorat», «de l’inspecteur»."""
    return (
        f"du {name[3:]}" if name.startswith("le ") else f"des {name[4:]}" if name.startswith("les ") else f"de {name}"
    )


def _closing(heading: Heading) -> dict[str, str]:
    """Return the closing as sentences say it: up to when, since when, and whose rule the hour is."""
    if heading.closes_hour is None:
        day = heading.closing
        rule = typeset(" L'appel donne le jour sans l'heure : c'est ma règle.")
        return {"through": f"{day} inclus", "ended": f"la fin du {day}", "rule": rule}
    return {"through": heading.closing, "ended": f"le {heading.closing}", "rule": ""}


def plain_message(title: str, lines: Sequence[str], actions: Sequence[Action] = ()) -> Message:
    """Return a card of a title and sentences."""
    shown = el.card(el.heading(title), *map(_plain, lines), actions=actions)
    return Message("\n".join([title, *lines]), shown)


def _plain(line: str) -> CardElement:
    return el.paragraph(line)


# --- The data of a button: unknown keys are left out.


class Pressed(BaseModel):
    """What a button carries."""

    model_config = ConfigDict(extra="ignore", defer_build=True)


class StrictlyPressed(BaseModel):
    """What a button carries, each value of the very kind that is awaited."""

    model_config = ConfigDict(extra="ignore", strict=True, defer_build=True)


class NumberPress(StrictlyPressed):
    """The number of what a button is about."""

    number: int = Field(ge=1, le=2**53)


class PagePress(Pressed):
    """From which line on a list is shown."""

    skip: int = Field(0, ge=0, le=100_000)


@dataclass(frozen=True, slots=True)
class CardPart:
    """What a card shows, and the lines that say it."""

    shown: Sequence[CardElement | None] = ()
    said: Sequence[str] = ()


def told(head: str, *parts: CardPart, actions: Sequence[Action] = (), refresh: ExecuteAction | None = None) -> Message:
    """Return the parts under their title, as a card and as words."""
    lines = [head, *(line for one in parts for line in one.said)]
    body = (element for one in parts for element in one.shown)
    return Message("\n".join(lines), el.card(el.heading(head), *body, actions=actions, refresh=refresh))


def words(*lines: str) -> CardPart:
    """Return paragraphs; what is empty is left out."""
    return CardPart([el.paragraph(line) for line in lines if line], [line for line in lines if line])


def offered(line: str, action: Action) -> CardPart:
    """Return a line with its button below it."""
    return CardPart([el.paragraph(line), el.buttons(action)], [line])


def notes(*lines: str) -> CardPart:
    """Return paragraphs of lesser importance."""
    return CardPart([el.subtle(line) for line in lines], lines)


def titled(title: str, *parts: CardPart) -> CardPart:
    """Return parts under a title of their own; nothing without title nor parts."""
    heading = [el.strong(title)] if title else []
    return joined([CardPart(heading, [title] if title else []), *parts])


def joined(parts: Iterable[CardPart]) -> CardPart:
    """Return several parts as one."""
    every = list(parts)
    return CardPart([one for part in every for one in part.shown], [line for part in every for line in part.said])


def facts(rows: Sequence[tuple[str, str]]) -> CardPart:
    """Return what is known, each under its label."""
    return CardPart([el.facts(rows)], [f"{label}{NBSP}: {value}" for label, value in rows])


def figures(shown: Sequence[Figure]) -> CardPart:
    """Return large numbers side by side."""
    return CardPart([pt.figures(shown)], [f"{one.label}{NBSP}: {one.value}" for one in shown])


def table(
    heads: Sequence[str], lines: Sequence[Sequence[str]], widths: Sequence[int] = (), *, dash: str = ""
) -> CardPart:
    """Return lines under their heads, nothing where there are none; ``dash``: what stands for nothing, and is not said."""
    said = [", ".join(cell for cell in line if not dash or cell != dash) for line in lines]
    return CardPart([pt.table(heads, lines, widths=widths)], said) if lines else CardPart()


def rows(listed: Sequence[ListRow], said: Sequence[str] | None = None) -> CardPart:
    """Return a list, nothing of an empty one; ``said``: its lines, where they are not those of the rows."""
    if not listed:
        return CardPart()
    return CardPart([pt.rows(listed)], [pt.spoken(row) for row in listed] if said is None else said)
