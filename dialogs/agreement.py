"""Whether a person agreed to what a typed sentence would change for others, whether a card asks again, and who speaks.

An action that others are told of needs ``Turn.shown``, which a press gives, a yes to what was shown last, or a plain act.
Handlers show what they are about to do in their own way (``handling.say_back``, a form at its summary). What none of them
shows comes here as NotShown: the sentence is said back, with a button that has it done.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from pydantic import Field

from dialogs import texts
from dialogs.core import form_words, shown
from dialogs.core import texts as general
from dialogs.core.acquaintances import RENEWED, Acquaintance
from dialogs.core.context import Agreed, Services, Turn
from dialogs.core.exchange import Happening, Incoming, Message, Pressed, Reply, Scope, plain_message
from dialogs.core.route import ANYWHERE, Route, Taking
from dialogs.ui import elements as el
from knowledge.conversation import Asked, Offered, Remembered
from knowledge.french import quoted, shortened
from knowledge.understanding.meaning import Sense, Understanding
from knowledge.understanding.plain_act import left_over, says_more
from knowledge.understanding.query import read_query
from knowledge.understanding.references import references
from knowledge.understanding.short import bare, is_short, says_no, says_yes
from knowledge.understanding.teaming import TeamWish
from knowledge.understanding.words import MAX_CHARS, plain_words
from storage.queries.people import known

AGAIN = "said.do"
SAYS = (el.SAYS, "help.follow")  # The second one: of an older version.
# A yes that decides something for somebody else. «ok», «d'accord», «super» may only say that a thing was read.
_FIRM = frozenset(("oui", "confirm", "je confirme", "envoy", "envoie", "valide", "je valide", "affirmatif", "tout a fait", "exact", "absolument"))  # fmt: skip
_SAID = 120  # Characters of the sentence that are said back.


class SaidAgain(Pressed):
    """A sentence to be done as it was typed; empty where a restart has forgotten it.

    ``query``: the status question that it goes on from, with its ``schools``; ``name``: of buttons of an older version.
    """

    text: str = Field("", max_length=MAX_CHARS)
    name: str = Field("", max_length=48)
    query: dict[str, Any] | None = None
    schools: list[str] = Field(default_factory=list, max_length=40)


def says_firmly(text: str) -> bool:
    """Tell whether a yes is firm enough to change something for others."""
    return bare(text).startswith(tuple(_FIRM))


def answers(text: str, asked: Asked, reference: str) -> bool:
    """Tell whether a firm yes answers what was shown last, where that asks about the request of that reference."""
    return asked.asks and asked.subject == reference and says_yes(text) and says_firmly(text)


def agreeing(turn: Turn, meant: Understanding) -> Turn:
    """Return the turn with the agreement of its writer, where the sentence is a command and nothing else."""
    command = meant.command
    if turn.agreed or turn.restated or meant.sense is not Sense.COMMAND or command is None:
        return turn
    text = turn.incoming.text
    if turn.registry.routes.words.exact(text) is None:
        of_team = meant.wish.act if isinstance(meant.wish, TeamWish) else ""
        if says_more(text, of_team):
            return turn
        said = " ".join(command.words).split()
        left = [word for word in left_over(text, turn.now, turn.experts) if word not in said]
        if left and not of_team:
            return turn
    return replace(turn, agreed=Agreed.PLAIN)


def by_words(turn: Turn, pressed: Offered, *, asked: bool, own: bool = False) -> Turn:
    """Return the turn of words that press a button: its title, its line or a firm yes agree to what it does.

    ``asked``: what was shown last asks in so many words; else a yes is a guess. ``own``: it asks whether to do what the
    person has just ordered: to that, «ok» is a yes.
    """
    text = turn.incoming.text
    named = plain_words(pressed.title).startswith(plain_words(text)) and bare(text) not in ("oui", "ok")
    meant = named or pressed.entry or (asked and (own or says_firmly(text)))
    agreed = Agreed.YES if meant else None
    incoming = replace(turn.incoming, value=pressed.value, verb=pressed.verb)
    return replace(turn, incoming=incoming, agreed=turn.agreed or agreed)


def yes_for(text: str, asked: Asked | None) -> str:
    """Return «oui» for «oui pour l'abonnement», «ok pour la 17» where that is what was asked; "" where another thing was.

    Any other text is returned as it is.
    """
    found = _YES_FOR.match(text)
    if found is None:
        return text
    offered = asked.offered[asked.yes] if asked and asked.yes is not None else None
    if offered is None:
        return ""
    named, of = references(found["what"]), str(offered.value.get("reference", ""))
    if named:
        return "oui" if len(named) == 1 and of.endswith(f"-{named[0].number:04}") else ""
    stems = {word[:_STEM] for word in plain_words(found["what"]).split() if len(word) > _STEM}
    return "oui" if any(stem in plain_words(offered.title) for stem in stems) else ""


_YES_FOR = re.compile(
    r"^\s*(?:oui|ok|okay|d['’]accord|c['’]est bon|parfait|va|banco)[\s,]+(?:c['’]est bon )?pour (?P<what>\S.{0,60}?)[\s.!]*$",
    re.IGNORECASE,
)
_STEM = 4  # Letters by which «l'abonnement» is told in «Oui, m'abonner».


def show_button(pressed: Offered) -> Reply:
    """Show the button that words may have meant to press, for a press."""
    button = el.acts(shortened(pressed.title, 40), pressed.verb, dict(pressed.value), style="positive")
    return Reply.of(plain_message(texts.PRESS_TITLE, [texts.PRESS_LINE.format(title=pressed.title)], [button]))


def to_what(text: str, *asked: Asked | None) -> Reply | None:
    """Ask to which of the questions that stand a bare yes or no answers; None where none of them has a button for it.

    ``asked``: that of the card above first, then that of the notice which came in between.
    """
    offered = [one.offered[one.yes] for one in asked if one is not None and one.yes is not None]
    found = {(one.verb, str(one.value.get("reference", ""))): one for one in offered}
    if not found:
        return None
    alike = len({one.title for one in found.values()}) < len(found)  # The same is asked of two files.
    titles = [f"{one.title}, {of}" if alike else one.title for (_verb, of), one in found.items()]
    buttons = [
        el.acts(shortened(title, 40), one.verb, dict(one.value))
        for title, one in zip(titles, found.values(), strict=True)
    ]
    said = quoted(shortened(text.strip(), 20))
    return Reply.of(plain_message(texts.TO_WHAT.format(said=said), [texts.TO_WHAT_LINE], buttons))


def show_first(turn: Turn, reference: str = "", *, what: str = "") -> Reply:
    """Say back a sentence that was not done, and what it is taken for, with the button that has it done.

    ``reference``: the file that it leans on, which is said, so that no other is meant by the time it is done.
    """
    text = turn.incoming.text.strip()
    if turn.incoming.happening is not Happening.MESSAGE or not text:
        return Reply.text(texts.GONE)
    text = f"{text} {reference}".strip()
    button = el.acts(texts.DO, AGAIN, {"text": text[:MAX_CHARS]}, style="positive", inputs=False)
    said = texts.SAID.format(said=quoted(shortened(" ".join(text.split()), _SAID)))
    meant = [texts.TAKEN_FOR.format(what=what)] if what else []
    return Reply.of(plain_message(texts.TITLE, [said, *meant, texts.NOTHING_YET], [button]))


def again(turn: Turn) -> Turn:
    """Return the turn that a press on such a card takes up: the sentence as it was typed, agreed to."""
    said = SaidAgain.model_validate(dict(turn.incoming.value))
    incoming = replace(turn.incoming, happening=Happening.MESSAGE, text=said.text, value={}, verb="")
    return replace(turn, incoming=incoming, agreed=Agreed.PRESS)


def is_said(turn: Turn, verb: str) -> bool:
    """Tell whether a button with words was pressed; in a window nothing is said."""
    value = turn.incoming.value
    return (
        verb in SAYS
        and bool(value.get("text") or value.get("name"))
        and turn.incoming.address.scope is not Scope.WINDOW
    )


def says_the_same(meant: Offered | Reply, text: str) -> bool:
    """Tell whether a button says what was typed anyway: it is then read as any message."""
    return (
        isinstance(meant, Offered)
        and meant.verb in SAYS
        and plain_words(str(meant.value.get("text", ""))) == plain_words(text)
    )


def said(turn: Turn) -> Turn:
    """Return the turn that a press on a button with words takes up: they are read as typed, and agreed to no more than that."""
    pressed = SaidAgain.model_validate(dict(turn.incoming.value))
    if pressed.query:
        try:
            query = read_query(pressed.query, pressed.schools)
        except ValueError:
            query = None
        turn.remember(turn.remembered.cleared(turn.now).asking(query, turn.now))
    words = pressed.text or pressed.name
    incoming = replace(turn.incoming, happening=Happening.MESSAGE, text=words, value={}, verb="")
    return replace(turn, incoming=incoming, agreed=None)


async def _forgotten(_turn: Turn, _said: SaidAgain) -> Reply:
    return Reply.text(texts.GONE)


ROUTE = Route(AGAIN, Taking(SaidAgain, _forgotten), verbs=(AGAIN, *SAYS), where=ANYWHERE)


# --- A card that asks the same again says first that the answer was not understood.

_LONGEST = 80  # Characters of what was typed, as it is said back.
# Words that steer a form: they do what they say, though the same may be asked afterwards.
_STEERS = form_words.ALL | form_words.BACK | form_words.SKIP | form_words.HELP | form_words.RESUME


def admitted(turn: Turn, reply: Reply) -> Reply:
    """Return the reply, with a word on what was not understood where its card is the one that was shown last.

    What asks to see a card again is understood: a command, a request by its number, a card that asks nothing.
    """
    before, card = _last(turn), _asking(reply)
    _keep(turn, card or "\\n".join(one.text for one in reply.messages))
    if turn.incoming.happening is not Happening.MESSAGE or not card or card != before or _steers(turn):
        return reply
    (message,) = reply.messages
    said = general.SAME_AGAIN.format(text=shortened(" ".join(turn.incoming.text.split()), _LONGEST))
    again = replace(message, text=f"{said} {message.text}", card=message.card and el.below_heading(message.card, said))
    return replace(reply, messages=(again,))


def _asking(reply: Reply) -> str:
    """Return the words of the reply's one card, where it asks for something; "" for any other reply."""
    if len(reply.messages) != 1 or reply.error:
        return ""
    (message,) = reply.messages
    asks = shown.asks_for_something(message)
    return message.text if message.card is not None and message.living is None and asks else ""


def _steers(turn: Turn) -> bool:
    text = turn.incoming.text
    if plain_words(text) in _STEERS or turn.registry.routes.words.exact(text):
        return True
    return not turn.focused and (says_yes(text) or says_no(text))


def _last(turn: Turn) -> str:
    found = turn.services.acquaintances.get(turn.person.key, turn.incoming.address.conversation)
    return found.card if found else ""


def _keep(turn: Turn, card: str) -> None:
    found = turn.services.acquaintances.get(turn.person.key, turn.incoming.address.conversation)
    if found:
        found.card = card


# --- Who speaks: what is known of them, and their contact, which is kept.


async def meet(services: Services, incoming: Incoming) -> Acquaintance:
    """Return what is known of the person; read at most once a minute, and again where the message is but a few words."""
    acquaintances, notebook, now = services.acquaintances, services.notebook, services.now()
    conversation = incoming.address.conversation
    found = acquaintances.get(incoming.person, conversation)
    # What another replica has just heard is told to this one in some milliseconds: a short message may come sooner.
    leaning = incoming.happening is Happening.MESSAGE and is_short(incoming.text)
    if found and found.is_fresh(now) and (services.storage.is_sqlite or not leaning):
        return found
    read = await known(services.storage, incoming.person, conversation)
    found = found or Acquaintance(roles=read.roles, noticed=False, read_at=now)
    fresh = replace(
        found,
        roles=read.roles,
        noticed=read.noticed or found.noticed,
        read_at=now,
        fresh=True,
        focused=read.focused,
        involved=read.involved,
        drafted=read.drafted,
        remembered=_said_last(found.remembered, read.remembered, waits=notebook.holds(incoming.person, conversation)),
    )
    return acquaintances.put(incoming.person, conversation, fresh)


def _said_last(here: Remembered, stored: Remembered, *, waits: bool) -> Remembered:
    """Return what was said last: what this process remembers, unless another replica has stored something later.

    What was typed is never stored: of one and the same card, this process knows more. ``waits``: it is not written yet.
    """
    return here if waits or (here.at is not None and here.at == stored.at) else stored


def noticed(turn: Turn, acquaintance: Acquaintance, reply: Reply) -> Reply:
    """Renew the contact, and point to the notice under the first reply where no welcome could be said."""
    if not turn.personal:
        return reply
    first = not acquaintance.noticed
    stale = acquaintance.kept_at is None or turn.now - acquaintance.kept_at > RENEWED
    if first or stale:
        turn.services.notebook.contact(turn.contact(noticed=first))
        current = turn.services.acquaintances.get(turn.person.key, turn.incoming.address.conversation)
        if current:
            kept = replace(current, noticed=True, kept_at=turn.now)
            turn.services.acquaintances.put(turn.person.key, turn.incoming.address.conversation, kept)
    if first and turn.incoming.happening is not Happening.EXECUTE and not reply.error:
        return replace(reply, messages=(*reply.messages, Message(general.NOTICE_LINE)))
    return reply
