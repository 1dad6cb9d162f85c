"""The calls there have been: read from their files while these are there, else from the text that the database keeps."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from knowledge.call import Call
from knowledge.call_file import read_call
from knowledge.call_heading import read_academy
from storage.actions.questions import keep_call
from storage.calls import CallFiles, UnknownCall, academies, academy_text, find, types
from storage.engine import Storage
from storage.queries.questions import KeptCall, kept_calls


class PastCalls:
    """Gives any call by its id, without the ways of asking about it: what its applications need."""

    def __init__(self, folder: Path | None = None) -> None:
        """``folder``: where calls are looked for before our own."""
        self._folder = folder
        self._kept: dict[str, KeptCall] = {}
        self._read: dict[str, Call] = {}

    async def start(self, storage: Storage, files: CallFiles, call: Call, now: datetime) -> None:
        """Keep the text of the call in force, ``call`` as it was read, and read those that are kept."""
        academy = academy_text(call.call.academy, files.call.parent)
        await keep_call(storage, KeptCall(call.id, files.call.read_text(encoding="utf-8"), academy), now)
        self._kept = {one.id: one for one in await kept_calls(storage)}

    def get(self, id_: str) -> Call:
        """Return the call of that id. Raises UnknownCall."""
        if id_ not in self._read:
            self._read[id_] = self._found(id_)
        return self._read[id_]

    def all(self) -> Sequence[Call]:
        """Return the calls that have been in force, that which closes last first."""
        return sorted((self.get(id_) for id_ in self._kept), key=lambda call: call.call.closes_at, reverse=True)

    def _found(self, id_: str) -> Call:
        try:
            files = find(id_, self._folder)
            text = files.call.read_text(encoding="utf-8")
            return read_call(text, types=types(wordings=False), academies=academies(files.call.parent))
        except UnknownCall:
            kept = self._kept.get(id_)
            if kept is None:
                raise
        name = str(tomllib.loads(kept.text)["call"].get("academy", ""))
        known = {name: read_academy(kept.academy)} if kept.academy else {}
        return read_call(kept.text, types=types(wordings=False), academies=known)
