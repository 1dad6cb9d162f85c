"""The terminal chat: what is shown of an offered file, and where an accepted one goes."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.terminal import Terminal
from dialogs.core import file_texts as texts
from dialogs.core.turn import Enclosed, Happening, Incoming, Message, OfferedFile, Reply

NOW = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)
CONTEXT = {"file": "candidature.eml", "reference": "CA-2024-0001"}
Handler = Callable[[Incoming], Awaitable[Reply]]


def gives(name: str, content: bytes = b"X-Unsent: 1\r\n", seen: list[Incoming] | None = None) -> Handler:
    async def handler(incoming: Incoming) -> Reply:
        if incoming.happening is Happening.CONSENT:
            if seen is not None:
                seen.append(incoming)
            file = Enclosed(name, "message/rfc822", content) if incoming.verb == "accept" else None
            return Reply((Message("Enregistré." if file else texts.DECLINED),), file=file)
        return Reply.of(Message("Courriel prêt.", offers=OfferedFile("candidature.eml", 45_678, CONTEXT)))

    return handler


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def talk(handler: Handler, folder: Path, *typed: str) -> str:
    out = io.StringIO()
    await Terminal(handler, lambda: NOW, "agent", out, files=folder).run(io.StringIO("\n".join([*typed, "/fin", ""])))
    return out.getvalue()


async def test_an_accepted_file_is_written_and_its_path_told(tmp_path: Path) -> None:
    seen: list[Incoming] = []
    folder = tmp_path / "var" / "files"
    shown = await talk(gives("candidature.eml", seen=seen), folder, "courriel", "1")
    assert f"candidature.eml (46 ko)\n  [1] {texts.ACCEPT}\n  [2] {texts.DECLINE}" in shown
    assert texts.WRITTEN.format(path=folder / "candidature.eml") in shown
    assert (folder / "candidature.eml").read_bytes() == b"X-Unsent: 1\r\n"
    assert [(one.verb, dict(one.value)) for one in seen] == [("accept", CONTEXT)]
    assert "Enregistré." not in shown


async def test_a_declined_file_is_not_written(tmp_path: Path) -> None:
    shown = await talk(gives("candidature.eml"), tmp_path / "files", "courriel", "2")
    assert texts.DECLINED in shown
    assert not (tmp_path / "files").exists()


@pytest.mark.parametrize("name", ["../../evil.eml", "/evil.eml", "..", "a/../../evil.eml", ".evil", "a\\b.eml", "a\nb"])
async def test_a_file_stays_in_its_folder(tmp_path: Path, name: str) -> None:
    await talk(gives(name), tmp_path / "files", "courriel", "1")
    assert [path.parent for path in files_below(tmp_path)] == [tmp_path / "files"]
