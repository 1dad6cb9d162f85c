"""What a reply asked and let be chosen, read off its cards, and the typed words that press one of its buttons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any, cast

from dialogs.core import texts
from dialogs.core.context import Turn
from dialogs.core.exchange import Message, Reply
from dialogs.ui import elements as el
from knowledge.conversation import Asked, Offered, Remembered, bounded
from knowledge.understanding import short
from knowledge.understanding.answer_fit import is_second_thought
from knowledge.understanding.references import APPLICATION, REQUEST
from knowledge.understanding.references import pointed as pointed_at
from knowledge.understanding.words import plain_words

# What «oui» and «non» press where a card asks: verbs, when the buttons do not begin with these words.
_YES = frozenset(
    ("case.helped", "request.confirm", "request.agree", "request.agreed", "request.rate", "assistance.offered", "feedback.good", "people.give",
     "people.take", "people.ask_give", "people.ask_take")
)  # fmt: skip
_NO = frozenset(("case.assist", "request.refuse_solution", "request.ask_other_slot", "feedback.bad"))
# What gives way to what a request of the person waits for: asked under every answer, or told better by where it stands.
YIELDS = frozenset(("feedback.good", "request.confirm", "request.agree", "request.rate"))
# Buttons that lead elsewhere: they answer nothing, and are no lines of a list.
_ASIDE = frozenset(
    ("contact.show", "help.show", "question.pass", "request.history", "request.more", "feedback.good", "feedback.bad")
)
_NO_LINES = _ASIDE | {"status.show", el.SAYS}  # Buttons that are no lines either: they narrow, widen, go on.
_OFF = re.compile(
    r"^(?:enlever?|enlevez|retirer?|retirez|effacer?|effacez|supprimer?|supprimez|oter?|annuler?|sans) (?:le filtre )?(?:(?:sur|de|du|le|la|les|l|a) )*(.+)$"
)
_FORM = "form."
_CANDIDATURES, _REQUESTS = frozenset(("candidature", "candidatures")), frozenset(("demande", "demandes"))
_YES_TITLE = re.compile(r"^(?:oui|confirmer)\b")
_NO_TITLE = re.compile(r"^non\b")
_NUMBER = re.compile(r"\b(?:da|ca|demande|dossier)\s(\d{1,4})$|^(?:la|le|n|numero)\s(\d{1,4})$")


def after(reply: Reply, before: Remembered, now: datetime) -> Remembered:
    """Return what is remembered once ``reply`` was shown: a card takes the place of the one before, a form asks anew.

    A list above a form can still be pointed at once the form is done.
    """
    cards = [message for message in reply.messages if message.card is not None]
    if not cards:
        return before
    if any(one.verb.startswith(_FORM) for message in cards for one in buttons(message)):
        return _under_form(before, now)
    listed = next(filter(None, map(choices, reversed(cards))), ())
    file = _file_of(cards, listed)
    if file:
        before = before.viewing(file, now)
    elif before.file_at == now:  # At the same instant, another card was shown since.
        before = replace(before, file_at=now - timedelta(microseconds=1))
    if file and not any(one.entry for one in listed):  # Opened out of a list: «la deuxième» is still that of the list.
        listed = bounded([*listed, *(one for one in before.listed_now(now) if one.entry)])
    asked = next(filter(None, map(question, reversed(cards))), None)
    return replace(
        before, asked=asked, asked_at=now if asked else None, listed=listed, listed_at=now if listed else None, at=now
    )


def _file_of(cards: Sequence[Message], listed: Sequence[Offered]) -> str:
    """Return the one file that cards are about, by what they say of themselves, else by their buttons; "" for none or several.

    A request that is over has no button of its own: its card says which it is.
    """
    files = {message.living.reference for message in cards if message.living}
    files = files or {str(one.value["reference"]) for one in listed if "reference" in one.value}
    return files.pop() if len(files) == 1 else ""


def _under_form(before: Remembered, now: datetime) -> Remembered:
    """Return what is remembered once a form was shown: it asks in place of the card, and leaves the file where it was."""
    if not (before.asked or before.listed_last or before.file_last):
        return before
    file_at = now if before.file_last else before.file_at
    return replace(before, asked=None, asked_at=None, file_at=file_at, at=now)


@dataclass(frozen=True)
class _Drawn:
    """What is read off a card, in one walk through it.

    ``buttons``: what presses each, in order; ``primary``: those of them that are drawn as the way on.
    """

    elements: Sequence[Mapping[str, Any]]
    buttons: Sequence[Offered]
    primary: Sequence[bool]
    texts: Sequence[str]  # The words of the card, one text for each element.

    @cached_property
    def asked(self) -> Asked | None:
        """What the card asks."""
        return _asked(self)

    @cached_property
    def choices(self) -> tuple[Offered, ...]:
        """What can be chosen: its lines, of a list or of buttons alike, then its other buttons."""
        return _choices(self)

    @property
    def headings(self) -> list[str]:
        """The titles of the card and of its parts."""
        return [_text(element) for element in self.elements if element.get("style") == "heading"]

    @property
    def has_inputs(self) -> bool:
        """Tell whether something is to be filled in."""
        return any(str(element.get("type", "")).startswith("Input.") for element in self.elements)


def _drawn(message: Message) -> _Drawn:
    """Return what a message's card shows, read once: a turn asks of it again and again, and answers share their cards."""
    card = message.card
    if card is None:
        return _NOTHING_DRAWN
    held = _read_of_late.get(id(card))
    if held is None or held[0] is not card:
        if len(_read_of_late) >= _CARDS_READ:
            _read_of_late.clear()
        # Cards are plain JSON (``dialogs.ui.elements``).
        held = _read_of_late[id(card)] = (card, _read(cast("Mapping[str, Any]", card)))
    return held[1]


def _read(card: Mapping[str, Any]) -> _Drawn:
    elements = list(_elements(card))
    actions = [
        (action, verb, value)
        for action in _actions(card, elements)
        if (verb := _verb(action)) and (value := _value(action)) is not None
    ]
    return _Drawn(
        elements,
        [Offered(str(action.get("title", "")), verb, value) for action, verb, value in actions],
        [action.get("style") == "positive" for action, _, _ in actions],
        list(filter(None, map(_text, elements))),
    )


_NOTHING_DRAWN = _Drawn((), (), (), ())
_CARDS_READ = 256
# By the card's identity, which holds as long as the card is kept here.
_read_of_late: dict[int, tuple[object, _Drawn]] = {}


def buttons(message: Message) -> Sequence[Offered]:
    """Return the buttons of a message's card, in order, as what presses them."""
    return _drawn(message).buttons


def choices(message: Message) -> tuple[Offered, ...]:
    """Return what a card lets be chosen: its lines, of a list or of buttons alike, then its other buttons."""
    return _drawn(message).choices


def _choices(drawn: _Drawn) -> tuple[Offered, ...]:
    """See :func:`choices`."""
    pressed = drawn.buttons
    lines = _rows(drawn) or _of_list(drawn) or _alike(pressed)
    rows = any(element.get("selectAction") for element in drawn.elements)  # Their titles say all of it.
    entries = [replace(one, title=one.title if rows else _with_line(one, drawn.texts), entry=True) for one in lines]
    return bounded([*entries, *(one for one in pressed if one not in lines)])


def question(message: Message) -> Asked | None:
    """Return what a card asks, where «oui» has a button; None for one that asks nothing."""
    return _drawn(message).asked


def _asked(drawn: _Drawn) -> Asked | None:
    """See :func:`question`."""
    pressed = [one for one in drawn.buttons if one.verb not in _ASIDE or one.verb in _YES | _NO]
    asks = any("?" in text for text in drawn.texts)
    if not asks:
        pressed = [one for one in pressed if _primary(drawn, one) and _may_be_agreed_to(one.verb)]
    says_yes = _agreed_by(drawn, pressed)
    if len(says_yes) != 1:  # Of several, a yes does not tell which.
        return None
    (yes,) = says_yes
    no = _first(pressed, lambda one: bool(_NO_TITLE.match(plain_words(one.title))) or one.verb in _NO)
    kind, value = pressed[yes].verb, pressed[yes].value
    # What somebody wrote about a file may hold a question: a card that asks whether to act on one says so in a heading.
    of_file = kind.startswith(("request.", "application."))
    stated = any("?" in text for text in drawn.headings) if of_file and drawn.texts else asks
    if kind == "request.confirm" and not stated:
        return None  # Who only looks at a solved request closes it by no «oui».
    return Asked(kind, str(value.get("reference", "")), bounded(pressed), yes, no, stated or kind in _YES)


def _agreed_by(drawn: _Drawn, pressed: Sequence[Offered]) -> list[int]:
    """Return the places of the buttons that a yes may press: by their titles, by what they do, else the way on."""
    titled_so = [at for at, one in enumerate(pressed) if _YES_TITLE.match(plain_words(one.title))]
    found = titled_so or [at for at, one in enumerate(pressed) if one.verb in _YES]
    if found or drawn.has_inputs:
        return found
    return [at for at, one in enumerate(pressed) if _primary(drawn, one)]


def _may_be_agreed_to(verb: str) -> bool:
    """Tell whether a yes may press the button of a card that asks nothing.

    A request's next step stands on each of its cards, and so does writing about it: a yes to its news takes it in charge,
    and does nothing else.
    """
    return verb in _YES or verb == "request.take" or not verb.startswith(("request.", "application.", "message."))


def asks_for_something(message: Message) -> bool:
    """Tell whether a card waits for an answer: it has inputs, belongs to a form, or asks a question with a button for «oui»."""
    asked = question(message) if message.card is not None else None
    formed = any(one.verb.startswith(_FORM) for one in buttons(message)) if message.card is not None else False
    return formed or _drawn(message).has_inputs or (asked is not None and asked.asks and asked.kind != "feedback.good")


def titled(text: str, listed: Sequence[Offered]) -> Offered | None:
    """Return what a message names by its title."""
    said = short.bare(text)
    return next((one for one in listed if said and said in _titles(one.title)), None)


def asks_itself(asked: Asked | None) -> bool:
    """Tell whether what was shown last asks whether to do what was just ordered, and not how a request stands."""
    return asked is not None and asked.kind not in YIELDS


def meant(text: str, now: datetime, remembered: Remembered) -> Offered | Reply | None:
    """Return the button that a typed message presses, or what is said to a «non» that has none; else None."""
    listed = remembered.listed_now(now)
    said = short.bare(text)
    named = titled(text, listed) or _off(said, listed)
    if named:
        return named
    asked = remembered.asked
    if asked and short.says_yes(text) and asked.yes is not None:
        return asked.offered[asked.yes]
    if asked and (short.says_no(text) or (asked.asks and is_second_thought(text))):
        return asked.offered[asked.no] if asked.no is not None else Reply.text(texts.NOT_DONE)
    entries = _of_kind(said, [one for one in listed if one.entry])
    numbered = _NUMBER.search(said)
    if numbered:
        number = int(numbered[1] or numbered[2])
        fits = [one for one in entries if _reference_number(one) == number]
        if len(fits) == 1:
            return fits[0]
    at = short.chosen(text, [one.title for one in entries])
    return entries[at] if at is not None else None


def _of_kind(said: str, entries: Sequence[Offered]) -> list[Offered]:
    """Return the lines that the kind of file named in a message leaves: «la première candidature» is no request."""
    words = set(said.split())
    kind = APPLICATION if words & _CANDIDATURES else REQUEST if words & _REQUESTS else ""
    return [one for one in entries if not kind or str(one.value.get("reference", kind)).startswith(kind)]


def over(text: str, now: datetime, remembered: Remembered) -> Offered | Reply | None:
    """Return the button that a bare message presses on the card shown over a form that waits; None where it presses none.

    What was asked last is heard first: yes, no, a place, the words of a button. Thanks for an answer are no question.
    """
    listed = remembered.listed_now(now) if remembered.listed_last else ()
    named = titled(text, listed)
    if named:
        return named
    asked = remembered.asked
    asks = asked is not None and asked.asks and asks_itself(asked)
    if asks and (short.says_yes(text) or short.says_no(text)):
        return meant(text, now, replace(remembered, listed=()))
    entries = [one for one in listed if one.entry]
    # A bare number answers the form that is above a list.
    pointed = asks or (entries and not short.bare(text).isdecimal())
    at = short.place(text) if pointed else None
    among = entries or listed
    return among[at - 1 if at > 0 else at] if at and -len(among) <= at <= len(among) else None


def _off(said: str, listed: Sequence[Offered]) -> Offered | None:
    """Return the button that takes off the filter which is named: «enlève Gap», «sans les urgentes»."""
    named = _OFF.match(said)
    words = named[1].split() if named else []
    fits = [
        one
        for one in listed
        if one.verb == "status.show"
        and (title := plain_words(one.title).split())[:1] == ["enlever"]
        and words
        and all(word in title for word in words)
    ]
    return fits[0] if len(fits) == 1 else None


@lru_cache(maxsize=512)  # Each message is held against the same few titles.
def _titles(title: str) -> Sequence[str]:
    """Return the words that name a button or a line of that title."""
    whole, head = plain_words(title), plain_words(re.split(r"[,:(]", title)[0])
    return (whole, whole.removeprefix("oui "), *([head] if len(head.split()) > 1 else []))


def _reference_number(one: Offered) -> int | None:
    tail = str(one.value.get("reference", "")).rpartition("-")[2]
    return int(tail) if tail.isdecimal() else None


def _rows(drawn: _Drawn) -> list[Offered]:
    """Return the rows of the card's list, which a press on each opens."""
    pressed = [element["selectAction"] for element in drawn.elements if element.get("selectAction")]
    return [
        Offered(str(action.get("title", "")), verb, value)
        for action in pressed
        if (verb := _verb(action)) and verb not in _NO_LINES and (value := _value(action)) is not None
    ]


def _of_list(drawn: _Drawn) -> list[Offered]:
    """Return the entries of the card's one list to choose from, each with the button that takes it."""
    lists = [element for element in drawn.elements if element.get("type") == "Input.ChoiceSet"]
    takers = [one for one in drawn.buttons if one.verb not in _NO_LINES]
    if len(lists) != 1 or not takers:
        return []
    name, button = lists[0]["id"], takers[0]
    if name in button.value:
        return []
    return [
        Offered(str(one["title"]), button.verb, {**button.value, name: one["value"]}) for one in lists[0]["choices"]
    ]


def _alike(pressed: Sequence[Offered]) -> list[Offered]:
    """Return the buttons that do the same with different things."""
    verbs = [one.verb for one in pressed if one.verb not in _NO_LINES]
    most = max(verbs, key=verbs.count, default="")
    return [one for one in pressed if one.verb == most] if verbs.count(most) > 1 else []


def _with_line(one: Offered, body: Sequence[str]) -> str:
    """Return the title with the line of the card that tells what its reference is."""
    reference = str(one.value.get("reference", ""))
    line = next((text for text in body if reference and reference in text and text != one.title), "")
    return f"{one.title} {line}".strip()


def _primary(drawn: _Drawn, one: Offered) -> bool:
    return any(
        primary and other.verb == one.verb and other.title == one.title
        for other, primary in zip(drawn.buttons, drawn.primary, strict=True)
    )


def _first(pressed: Sequence[Offered], is_it: Any) -> int | None:
    return next((number for number, one in enumerate(pressed) if is_it(one)), None)


def _verb(action: Mapping[str, Any]) -> str:
    return str(action.get("verb") or (action.get("data") or {}).get("verb", ""))


def _value(action: Mapping[str, Any]) -> dict[str, Any] | None:
    held = action.get("data")
    return (
        {name: value for name, value in (held or {}).items() if name != "verb"} if isinstance(held, Mapping) else None
    )


def _actions(card: Mapping[str, Any], elements: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for element in elements:
        yield from element.get("actions") or () if element.get("type") == "ActionSet" else ()
    yield from card.get("actions") or ()


def _elements(card: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for element in card.get("body") or card.get("items") or card.get("columns") or ():
        yield element
        for inner in ("items", "columns"):
            if element.get(inner):
                yield from _elements({"body": element[inner]})


def _text(element: Mapping[str, Any]) -> str:
    if element.get("type") == "TextBlock":
        return str(element["text"])
    if element.get("type") == "RichTextBlock":
        return "".join(part if isinstance(part, str) else str(part["text"]) for part in element["inlines"])
    return ""


# --- A line of the list just shown is named: «je prends la dernière» becomes «je prends DA-2024-0007».


def named(turn: Turn) -> Turn:
    """Return the turn with the reference in place of the words that point at a line; as it is where none do.

    Words that do nothing but point open that line, as a press does.
    """
    held = turn.remembered
    if not (turn.personal and held.listed_last):
        return turn
    text = turn.incoming.text
    lines = [one for one in held.listed_now(turn.now) if one.entry and one.value.get("reference")]
    lines = _of_kind(plain_words(text), lines)
    found = pointed_at(text, [one.title for one in lines]) if lines else None
    if found is None or not (text[: found.start] + text[found.end :]).strip(" .!,"):
        return turn
    reference = str(lines[found.at].value["reference"])
    said = f"{text[: found.start]}{reference}{text[found.end :]}"
    return replace(turn, incoming=replace(turn.incoming, text=said))
