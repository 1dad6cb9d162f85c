"""Commands as they are typed: words that mean one thing, alone or followed by what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.people import Role
from knowledge.understanding.references import in_usual_letters
from knowledge.understanding.words import evened, plain_words

_APPLICATION_ALONE = re.compile(r"ca \d{4} \d{1,6}")
_DIGIT = re.compile(r"\d")
_REFERENCE_FIRST = re.compile(r"(?:la|n|no|numero|demande|da|ca|cas)(?: \d{4})? \d+\b|\d+$")
_VERB = re.compile(r"\w+(?:er|ir|re|ez) \w")
_NUMBER_FIRST = re.compile(
    r"(?:(?:la|le|les|n|no|numero|demande|da|cas|candidature|pour|[a-z]{2}(?=\s\d{4}\s\d))\s)*\d"
)


@dataclass(frozen=True, slots=True)
class CommandWords:
    """The words of one command.

    ``name``: what tells it from the others; ``intent``: the label under which other wordings of it are learnt;
    ``words``: compared without case, accents and punctuation; ``roles``: whom it is for, empty for everyone;
    ``takes``: more words may follow, such as a reference or a name; ``yields``: said by others, they are no command;
    ``numbered``: what follows begins with a number.
    """

    name: str
    intent: str
    words: tuple[str, ...]
    roles: frozenset[Role] = frozenset()
    takes: bool = False
    yields: bool = False
    numbered: bool = False

    def allows(self, roles: frozenset[Role]) -> bool:
        """Tell whether the command is for somebody with these roles."""
        return not self.roles or bool(self.roles & roles)


class CommandList:
    """Finds the command that a message gives."""

    def __init__(self, commands: Iterable[CommandWords] = ()) -> None:
        """Of two commands with the same words the later one wins."""
        self._by_words = {words: command for command in commands for words in command.words}
        taking = (f"{words} " for words, command in self._by_words.items() if command.takes)
        self._taking = tuple(sorted(taking, key=len, reverse=True))

    def exact(self, text: str) -> CommandWords | None:
        """Return the command whose words are all that ``text`` says."""
        return self._by_words.get(plain_words(text))

    def is_for(self, intent: str, roles: frozenset[Role]) -> bool:
        """Tell whether what is asked for under this label is for somebody with these roles."""
        every = [command for command in self._by_words.values() if command.intent == intent]
        return not every or any(command.allows(roles) for command in every)

    def meant(self, text: str, roles: frozenset[Role]) -> CommandWords | None:
        """Return the command that ``text`` gives, alone or with what it is about; an application's number opens it.

        A question of somebody whom the command is not for is no command: it is left to be answered.
        """
        said = plain_words(in_usual_letters(text))
        if _APPLICATION_ALONE.fullmatch(said):
            said = f"statut {said}"
        # Most messages begin like no command: all beginnings are compared at once.
        taking = self._taking if said.startswith(self._taking) else ()
        begun = next((words for words in taking if self._begins(said, words)), "")
        command = self.exact(text) or self._by_words.get(begun.rstrip())
        asks = text.rstrip().endswith("?") and not _DIGIT.search(text)
        if command and (command.yields or (command.takes and asks)) and not command.allows(roles):
            return None
        return command

    def ordered(self, text: str, roles: frozenset[Role]) -> CommandWords | None:
        """Return the command that ``text`` gives beyond doubt: in its words alone, on a reference, or as an order.

        An answer may begin like a command, and is none: «prendre rendez-vous jeudi», «relevé de compte manquant».
        """
        command = self.exact(text) or self.meant(text, roles)
        said = plain_words(in_usual_letters(text))
        if command is None or said in command.words:
            return command
        begun = max((words for words in command.words if said.startswith(f"{words} ")), key=len, default=said)
        first, _, rest = begun.partition(" ")
        order = bool(rest) and (_VERB.match(begun) or any(words.startswith(f"{first}r ") for words in command.words))
        told = re.match(rf"\W*{re.escape(begun)}\s?:", evened(text).replace("'", " "))  # «Message aux experts : …»
        return command if order or told or _REFERENCE_FIRST.match(said, len(begun) + 1) else None

    def _begins(self, said: str, words: str) -> bool:
        """Tell whether a message begins with these words, a space behind, and with a number after them where one is due."""
        if not said.startswith(words):
            return False
        return not self._by_words[words.rstrip()].numbered or bool(_NUMBER_FIRST.match(said, len(words)))
