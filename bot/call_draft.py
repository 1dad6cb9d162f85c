"""``call new``: what was said so far, kept beside the file to come, so that nothing is typed twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

BACK = "/retour"


class GoneBack(Exception):
    """The last answer is taken back: the questions begin anew, those answered before it answering themselves."""


class CallDraft:
    """Asks as ``ask`` does, and says as ``say`` does; questions answered in an earlier sitting are answered as then.

    Each answer is written down at once. Where a question is no longer the one that was asked, the rest is asked anew.
    """

    def __init__(self, file: Path, ask: Callable[[str], str], say: Callable[[str], None]) -> None:
        """``file``: the call's, which is not there yet."""
        self.path = file.with_suffix(".brouillon.json")
        self._ask, self._say = ask, say
        self._given = _read(self.path)
        self._at = 0
        self._talks = not self._given

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return len(self._given)

    def ask(self, question: str) -> str:
        """Return the answer to a question, known or typed. Raises GoneBack when the last answer is to be changed."""
        if self._at < len(self._given) and self._given[self._at][0] == question:
            self._at += 1
            return self._given[self._at - 1][1]
        del self._given[self._at :]
        self._talks = True
        answer = self._ask(question)
        if answer.strip().lower() == BACK:
            raise GoneBack
        self._given.append((question, answer))
        self._at += 1
        self._write()
        return answer

    def say(self, text: str) -> None:
        """Say something; nothing of what was said before an interruption is said again."""
        if self._talks:
            self._say(text)

    def go_back(self) -> None:
        """Forget the last answer; the questions are to be asked from the first one on."""
        if self._given:
            self._given.pop()
            self._write()
        else:
            self._say("C’est la première question.")
        self._at, self._talks = 0, not self._given

    def done(self) -> None:
        """Throw the draft away."""
        self.path.unlink(missing_ok=True)

    def _write(self) -> None:
        self.path.write_text(json.dumps(self._given, ensure_ascii=False, indent=0), encoding="utf-8")


def _read(path: Path) -> list[tuple[str, str]]:
    """Return the questions and answers kept; none where there are none, or what is kept cannot be read."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        return [(str(question), str(answer)) for question, answer in held]
    except (OSError, ValueError, TypeError):
        return []
