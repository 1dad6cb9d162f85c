"""Files that come with a message: fetched together, looked at, and why one is not kept."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.core import file_texts as texts
from dialogs.core.context import Turn
from dialogs.core.turn import SentFile
from knowledge.attached import MAX_IN_MESSAGE, Attached, AttachmentRefused, Fault
from knowledge.french import shortened

_LONGEST = 60  # Characters of a name.


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of the files of a message: those that may be kept, and why the others are not, by their names."""

    kept: Sequence[Attached]
    refused: Sequence[tuple[str, Fault]]

    @property
    def reasons(self) -> list[str]:
        """Return why files are not kept, a sentence each."""
        return [
            texts.REFUSED.format(name=shortened(name, _LONGEST), why=texts.FAULTS[fault])
            for name, fault in self.refused
        ]


async def fetched(turn: Turn) -> Fetched:
    """Fetch the files of the message, and look at what they are."""
    files = turn.incoming.files
    tried = await asyncio.gather(*(_one(turn, file) for file in files[:MAX_IN_MESSAGE]))
    beyond = [(file.name or texts.UNNAMED, Fault.TOO_MANY) for file in files[MAX_IN_MESSAGE:]]
    kept = [one for one in tried if isinstance(one, Attached)]
    return Fetched(kept, [*(one for one in tried if not isinstance(one, Attached)), *beyond])


async def _one(turn: Turn, file: SentFile) -> Attached | tuple[str, Fault]:
    try:
        content = await turn.services.downloads.fetch(file)
        return await turn.services.inspect(file.name or texts.PICTURE, content)
    except AttachmentRefused as refused:
        return file.name or texts.UNNAMED, refused.fault
