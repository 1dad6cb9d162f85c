"""Reports that are offered as a document for Word and as a page, and made anew for whoever takes one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from dialogs.core.context import Turn
from dialogs.core.files import ONESELF, Maker
from dialogs.core.turn import Enclosed, Message, OfferedFile
from dialogs.steering import document_texts as texts
from dialogs.ui import report as written
from dialogs.ui.report import HTML_TYPE, WrittenReport
from dialogs.ui.word import MEDIA_TYPE

Asked = TypeVar("Asked", bound=BaseModel)
_FORMATS = {
    "docx": (MEDIA_TYPE, written.docx, texts.OFFER_WORD),
    "html": (HTML_TYPE, written.html, texts.OFFER_HTML),
}


@dataclass(frozen=True, slots=True)
class ReportFile(Generic[Asked]):
    """A report as files. ``asked``: what an offer was about, which comes back from outside.

    ``make`` returns its name and what it says; None where this person may not have it.
    """

    kind: str
    asked: type[Asked]
    make: Callable[[Turn, Asked], Awaitable[tuple[str, WrittenReport] | None]]

    def offers(self, name: str, report: WrittenReport, asked: Asked, title: str) -> list[Message]:
        """Return the offer of each format."""
        made = ((form, _file(name, report, form), offer) for form, (_, _, offer) in _FORMATS.items())
        about = {"reference": ONESELF, "query": asked.model_dump_json()}
        return [
            Message(
                offer.format(title=title),
                offers=OfferedFile(file.name, len(file.content), {"file": f"{self.kind}_{form}", **about}),
            )
            for form, file, offer in made
        ]

    @property
    def files(self) -> Mapping[str, Maker]:
        """Return what makes each format anew."""
        return MappingProxyType({f"{self.kind}_{form}": self._maker(form) for form in _FORMATS})

    def _maker(self, form: str) -> Maker:
        async def make(turn: Turn, _reference: str) -> Enclosed | None:
            try:
                asked = self.asked.model_validate_json(str(turn.incoming.value.get("query", "")))
            except ValidationError:
                return None
            made = await self.make(turn, asked)
            return _file(*made, form) if made else None

        return make


def _file(name: str, report: WrittenReport, form: str) -> Enclosed:
    type_, write, _ = _FORMATS[form]
    return Enclosed(f"{name}.{form}", type_, write(report))
