"""Every expert's papers: who lacks the letter of mission or the travel order of the year, and all of them in one file."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from dialogs.application import documents
from dialogs.application import steering_texts as texts
from dialogs.application.cards import ApplicationToOpen
from dialogs.application.documents import LETTERS, LetterKind
from dialogs.core import exchange
from dialogs.core import texts as general
from dialogs.core.context import Services, Turn
from dialogs.core.exchange import Enclosed, Message, OfferedFile, Pressed, Reply
from dialogs.core.files import ONESELF, Maker
from dialogs.core.notice import NoticeFeature, NoticeSpec, NoticeView, Wording, by_kind, one_by_one
from dialogs.ui import elements as el
from dialogs.ui.word import MEDIA_TYPE, TemplateFault
from knowledge.application import Candidature
from knowledge.french import bare_date, counted
from knowledge.people import Mandate, PersonKey, Role
from knowledge.time.delays import paris_day
from knowledge.understanding.words import folded, plain_words
from storage.actions.notices import PAPERS_DUE
from storage.actions.people import note_papers
from storage.outbox import Row
from storage.queries import applications
from storage.queries import people as queries
from storage.queries.applications import ApplicationFile

SHOW = (
    "papiers des experts", "les papiers des experts", "lettres de mission", "ordres de mission", "lettres et ordres de mission",
    "qui n a pas sa lettre de mission", "qui n a pas encore sa lettre de mission", "qui n a pas son ordre de mission",
    "renouveler les papiers", "renouveler les lettres de mission", "renouveler les ordres de mission",
    "lettres de mission de tous les experts", "ordres de mission de tous les experts",
)  # fmt: skip
OWN = (
    "mes papiers", "ma lettre de mission", "ou est ma lettre de mission", "ou en est ma lettre de mission", "mes lettres et ordres de mission",
    "j ai tous mes papiers", "mes papiers sont ils prets", "elle est ou ma lettre de mission", "ma lettre de mission est elle prete",
)  # fmt: skip
ALL_KIND, ONE_KIND = "expert_papers", "expert_paper"
_MISSING, _EVERY = "missing", "every"
_ZIP = "application/zip"
_SHOWN = 40
_KINDS: Mapping[str, LetterKind] = MappingProxyType({letter.kind: letter for letter in LETTERS})


class PapersPress(Pressed):
    """Whether all are made anew, or only those that are missing."""

    every: bool = False


@dataclass(frozen=True, slots=True)
class PapersOfYear:
    """The experts in office and which of their papers of a year were made, and when."""

    year: int
    mandates: Sequence[Mandate]
    made: Mapping[tuple[PersonKey, str], date]

    def lacking(self, *, every: bool = False, but: PersonKey) -> list[tuple[Mandate, LetterKind]]:
        """Return what is to be made; nobody makes their own."""
        wanted = [(one, letter) for one in self.mandates if one.key != but for letter in LETTERS]
        return wanted if every else [(one, letter) for one, letter in wanted if (one.key, letter.kind) not in self.made]


async def _papers(turn: Turn) -> PapersOfYear:
    year = paris_day(turn.now).year
    return PapersOfYear(year, await queries.mandates(turn.storage), await queries.papers_of(turn.storage, year))


async def show(turn: Turn) -> Reply:
    """List who lacks what of the current year, with what prepares it; another year that is asked for is told as such."""
    found = await _papers(turn)
    title = texts.PAPERS_TITLE.format(year=found.year)
    if not found.mandates:
        return Reply.of(exchange.told(title, exchange.words(texts.PAPERS_NO_EXPERT)))
    lacking = found.lacking(but=turn.person.key)
    line = texts.PAPERS_LACKING.format(count=counted(len(lacking), "document")) if lacking else texts.PAPERS_ALL_THERE
    lines = [(_name(one), *(_state(found, one, letter) for letter in LETTERS)) for one in found.mandates[:_SHOWN]]
    shown = exchange.table(texts.PAPERS_HEADS, lines, (4, 3, 3))
    actions = [el.asks(texts.PAPERS_MISSING, "papers.make", {}, style="positive")] if lacking else []
    actions.append(el.asks(texts.PAPERS_EVERY, "papers.make", {"every": True}))
    return Reply.of(
        exchange.told(
            title,
            exchange.words(*_other_year(turn, found.year), line),
            shown,
            exchange.notes(texts.PAPERS_HINT),
            actions=actions,
        )
    )


async def show_own(turn: Turn) -> Reply:
    """Show an expert which of their own papers of the year are prepared."""
    found = await _papers(turn)
    own = next((one for one in found.mandates if one.key == turn.person.key), None)
    title = texts.PAPERS_OWN.format(year=found.year)
    rows = (
        [(head, _state(found, own, letter)) for head, letter in zip(texts.PAPERS_HEADS[1:], LETTERS, strict=True)]
        if own
        else []
    )
    lines = [texts.PAPERS_OWN_LINE.format(name=head, state=state) for head, state in rows]
    return Reply.of(
        exchange.told(
            title,
            exchange.words(*_other_year(turn, found.year), *lines),
            exchange.notes(turn.worded(texts.PAPERS_OWN_HINT)),
        )
    )


_YEAR = re.compile(r"\b20\d\d\b")


def _other_year(turn: Turn, year: int) -> list[str]:
    """Return a line that says which year is shown, where the message asks for another: «renouvelle-les pour 2025»."""
    asked = [one for one in _YEAR.findall(turn.incoming.text) if int(one) != year]
    return [texts.PAPERS_OTHER_YEAR.format(asked=asked[0], year=year)] if asked else []


def _name(one: Mandate) -> str:
    return one.name or texts.PAPERS_UNNAMED


def _state(found: PapersOfYear, one: Mandate, letter: LetterKind) -> str:
    made = found.made.get((one.key, letter.kind))
    return bare_date(made) if made else texts.PAPERS_TO_DO


async def make(turn: Turn, pressed: PapersPress) -> Reply:
    """Offer the papers that are missing, or all of them, in one file."""
    found = await _papers(turn)
    wanted = found.lacking(every=pressed.every, but=turn.person.key)
    if not wanted:
        return Reply.text(texts.PAPERS_ALL_THERE)
    made = await _zipped(turn, found, wanted)
    if isinstance(made, str):
        return Reply.text(made)
    people = {one.key for one, _ in wanted}
    said = texts.PAPERS_OFFER.format(count=counted(len(wanted), "document"), experts=counted(len(people), "expert"))
    which = _EVERY if pressed.every else _MISSING
    return Reply.of(_offer(made, ALL_KIND, said, which))


def _offer(file: Enclosed, kind: str, said: str, query: str) -> Message:
    context = {"file": kind, "reference": ONESELF, "query": query}
    return Message(said, offers=OfferedFile(file.name, len(file.content), context))


async def _zipped(turn: Turn, found: PapersOfYear, wanted: Sequence[tuple[Mandate, LetterKind]]) -> Enclosed | str:
    """Return the documents in one file; why they cannot be made where a model of the office is at fault."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as bundle:
        for one, letter in wanted:
            made = await _document(turn, one, letter)
            if isinstance(made, str):
                return made
            bundle.writestr(zipfile.ZipInfo(made.name, (found.year, 1, 1, 0, 0, 0)), made.content)
    return Enclosed(texts.PAPERS_FILE.format(year=found.year), _ZIP, written.getvalue())


async def _document(turn: Turn, one: Mandate, letter: LetterKind) -> Enclosed | str:
    file = await applications.by_reference(turn.storage, one.reference) if one.reference else None
    # Whoever was named without an application has a letter all the same: what it would say of one is left to fill in.
    file = file or ApplicationFile(
        0, Candidature(reference="", call=turn.base.call.id, candidate=one.key, name=one.name)
    )
    try:
        filled, _ = await documents.made(turn, letter, file)
    except TemplateFault as fault:
        return texts.BROKEN.format(name=letter.file, why=fault.why)
    stem = letter.file.removesuffix(".docx")
    who = re.sub(r"[^a-z0-9]+", "-", folded(one.name)).strip("-") or one.key.oid[:8]
    return Enclosed(f"{stem}-{who}.docx", MEDIA_TYPE, filled.content)


async def _make_all(turn: Turn, _reference: str) -> Enclosed | None:
    """Make them anew for a member of the SA EPLE, and note for whom they were made."""
    if not turn.person.has(Role.SA_EPLE):
        return None
    found = await _papers(turn)
    wanted = found.lacking(every=turn.incoming.value.get("query") == _EVERY, but=turn.person.key)
    made = await _zipped(turn, found, wanted) if wanted else None
    if not isinstance(made, Enclosed):
        return None
    made_for = [(one.key, letter.kind) for one, letter in wanted]
    await note_papers(turn.storage, found.year, made_for, by=turn.person.key, now=turn.now)
    return made


# --- One expert's paper, by name.


async def offer_one(turn: Turn, letter: LetterKind, key: PersonKey) -> Reply:
    """Offer the document of one expert in office: to the SA EPLE, an own travel order to the expert too."""
    one = await _one(turn, letter, key)
    if one is None:
        return Reply.text(texts.NOT_OWN_PAPER if key == turn.person.key else turn.worded(general.NOT_YOURS))
    made = await _document(turn, one, letter)
    if isinstance(made, str):
        return Reply.text(made)
    said = texts.OFFER.format(title=letter.model.title, name=_name(one))
    return Reply.of(_offer(made, ONE_KIND, said, f"{letter.kind}/{key.oid}"))


# «La lettre de Ferrand est faite ?», «a-t-il été établi ?»: what asks whether a paper is there makes none.
_WHETHER_MADE = re.compile(
    r"\b(?:faite?s?|etablie?s?|prete?s?|signee?s?|partie?s?|recue?s?|envoyee?s?|editee?s?|remise?s?)\b.*\?\s*$"
)


async def offer_kind(letter: LetterKind, turn: Turn, asked: ApplicationToOpen) -> Reply:
    """Offer the document of an appointment, or of an expert by name; where it is asked whether it is made, show who has theirs."""
    if not asked.reference and turn.person.has(Role.SA_EPLE) and _WHETHER_MADE.search(folded(turn.incoming.text)):
        return await show(turn)
    return await documents.offer_document(letter, turn, asked, of_expert=offer_one)


async def offer_named(turn: Turn) -> Reply:
    """Offer the document of the expert who is named: «lettre de mission de Ferrand»."""
    kind = "travel_order" if plain_words(turn.incoming.text).startswith("ordre") else "mission_letter"
    return await offer_kind(_KINDS[kind], turn, ApplicationToOpen())


async def own_order(turn: Turn) -> Reply:
    """Offer an expert their own travel order, for a visit."""
    return await offer_one(turn, _KINDS["travel_order"], turn.person.key)


async def _one(turn: Turn, letter: LetterKind, key: PersonKey) -> Mandate | None:
    own_order = key == turn.person.key and letter.kind == "travel_order" and turn.person.has(Role.EXPERT)
    of_others = key != turn.person.key and turn.person.has(Role.SA_EPLE)
    return await queries.mandate_of(turn.storage, key) if own_order or of_others else None


async def _make_one(turn: Turn, _reference: str) -> Enclosed | None:
    kind, _, oid = str(turn.incoming.value.get("query", ""))[:120].partition("/")
    letter, key = _KINDS.get(kind), PersonKey(turn.person.key.tenant, oid)
    one = await _one(turn, letter, key) if letter else None
    if letter is None or one is None:
        return None
    made = await _document(turn, one, letter)
    if isinstance(made, str):
        return None
    await note_papers(turn.storage, paris_day(turn.now).year, [(key, letter.kind)], by=turn.person.key, now=turn.now)
    return made


FILES: Mapping[str, Maker] = MappingProxyType({ALL_KIND: _make_all, ONE_KIND: _make_one})


# --- The notice of the new year.


@dataclass(frozen=True, slots=True)
class PapersView(NoticeView):
    """How many experts lack a paper of the year."""

    lacking: int
    year: int

    @property
    def to_owner(self) -> bool:
        """Tell that it goes to the SA EPLE."""
        return False

    @property
    def values(self) -> Mapping[str, object]:
        """Return the year and how many experts there are."""
        return {"year": self.year, "experts": counted(self.lacking, "expert")}


async def _view(services: Services, row: Row) -> PapersView | None:
    year = paris_day(services.now()).year
    made = await queries.papers_of(services.storage, year)
    mandates = await queries.mandates(services.storage)
    lacking = sum(any((one.key, letter.kind) not in made for letter in LETTERS) for one in mandates)
    return PapersView(services, row, lacking, year)


NOTICES: NoticeFeature[PapersView] = NoticeFeature(
    specs=by_kind(
        NoticeSpec(
            kind=PAPERS_DUE,
            reminder=True,
            still_true=lambda view: view.lacking > 0,
            staff=Wording(
                texts.PAPERS_DUE,
                texts.PAPERS_DUE_LINE,
                actions=lambda _view: (el.asks(texts.PAPERS_OPEN, "papers.show"),),
            ),
        ),
    ),
    views=one_by_one(_view),
)
