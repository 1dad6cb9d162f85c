"""Models of documents that an office has put in the place of those of the program: files in a folder, read when they are used."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_LARGEST = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Templates:
    """The folder of models; None: there is none. A folder within, named as a call, holds the models of that call alone."""

    folder: Path | None = None

    def path(self, call: str, name: str) -> Path | None:
        """Return the file of a model, as that call has it; None where the office has none."""
        if self.folder is None:
            return None
        return next((one for one in (self.folder / call / name, self.folder / name) if one.is_file()), None)

    def read(self, call: str, name: str) -> bytes | None:
        """Return the bytes of a model; None where the office has none. Raises OSError: it cannot be read, or is too large."""
        found = self.path(call, name)
        if found is None:
            return None
        if found.stat().st_size > _LARGEST:
            raise OSError(f"{found.name}: too large")
        return found.read_bytes()


NO_TEMPLATES = Templates()
