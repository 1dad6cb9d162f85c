"""Ask a file of questions, each by somebody new, and print what they are shown («python -m tests.dialogs.rated FILE [DAY]»).

What is printed is what readers rate, 3 for the right answer at once to 0 for a wrong one. One question a line, «#» before a title; DAY is the day of
the conversation (2024-01-25 unless said), at ten in the morning in Paris.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.demo.seed import FILE as SCHOOLS
from knowledge.schools.register import Register, read_file
from storage.calls import find, read_base
from storage.engine import Storage
from storage.schema import migrate
from tests.talk import Office

CALL = "2024-experts-opale"
DAY = "2024-01-25"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one question was answered: the lines in the order they are read, and the buttons."""

    question: str
    lines: tuple[str, ...]
    buttons: tuple[str, ...]

    def __str__(self) -> str:
        shown = "\n".join(f"   {line}" for line in self.lines)
        return f"> {self.question}\n{shown}" + (f"\n   [{'] ['.join(self.buttons)}]" if self.buttons else "")


async def answers(questions: Sequence[str], now: datetime) -> list[Answer]:
    """Return what each question is answered, in a fresh chat of an agent, through the router."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        storage = Storage.open(f"sqlite+aiosqlite:///{Path(folder) / 'rated.db'}")
        await migrate(storage)
        async with Office.open(storage, read_base(find(CALL)), now) as office:
            office.register = Register(read_file(SCHOOLS.read_text("utf-8")).schools)
            for number, question in enumerate(questions):
                talk = office.stranger(f"stranger-{number}", "MARTIN Claude")
                await talk.opens()
                text = await talk.says(question)
                buttons = talk.seen[-1].buttons if talk.seen else []
                found.append(Answer(question, tuple(text.split("\n")), tuple(buttons)))
        await storage.close()
    return found


def main(argv: Sequence[str]) -> None:
    """Print the answers to the questions of a file."""
    lines = [line.strip() for line in Path(argv[0]).read_text("utf-8").splitlines() if line.strip()]
    now = datetime.fromisoformat(f"{argv[1] if argv[1:] else DAY}T09:00").replace(tzinfo=UTC)
    told = iter(asyncio.run(answers([line for line in lines if not line.startswith("#")], now)))
    for number, line in enumerate(lines, 1):
        print(f"\n{line}" if line.startswith("#") else f"\n{number}. {next(told)}")


if __name__ == "__main__":
    main(sys.argv[1:])
