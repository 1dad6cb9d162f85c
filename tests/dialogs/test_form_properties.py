"""Any mixture of messages and cards fills a form in as a plain model predicts, and sends what was confirmed alone."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import example, given
from hypothesis import strategies as st

from dialogs.core import filling
from dialogs.core.context import Turn
from dialogs.core.exchange import Reply
from dialogs.core.form import AnswerRefused, Choice, Field, Form, free_text, one_of
from dialogs.core.registry import Registry
from dialogs.core.route import Route, Routes
from dialogs.features import ROUTES
from dialogs.questions.answers import respond
from knowledge.base import KnowledgeBase
from knowledge.understanding.matter import ANYTHING
from storage.actions.drafts import REVIEW, Draft, consume
from storage.engine import Storage
from storage.tables import draft as draft_table
from storage.tables import focus as focus_table
from storage.transaction import transaction
from tests.conftest import NOW
from tests.talk import Office, Talk

QUESTION = "Quelle est l’indemnité ?"  # Recognised as one wherever a field does not take questions.
LONG = "x" * 41


def number(answer: str) -> str:
    """Accept a whole number, and keep it without what people put around it."""
    digits = answer.replace(" ", "").removesuffix("élèves")
    if not digits.isdecimal():
        raise AnswerRefused("Un nombre est attendu.")
    return str(int(digits))


KIND = (Choice("a", "Alpha"), Choice("b", "Bêta"))
SURE = (Choice("yes", "oui"), Choice("no", "non"))
FIELDS = (
    Field("kind", "Genre", "Quel genre ?", one_of(KIND), choices=KIND),
    Field("count", "Effectif", "Combien ?", number),
    Field("note", "Remarque", "Que faut-il savoir ?", free_text, multiline=True, longest=40, free=True, tells=ANYTHING),
    Field("place", "Lieu", "Où ?", free_text, longest=40, optional=True, free=True),
    Field("sure", "Certitude", "Est-ce sûr ?", one_of(SURE), choices=SURE, optional=True),
)
IDS = [one.id for one in FIELDS]
OPTIONAL = {"place", "sure"}

# What people type: answers for one field or another, what none takes, words that steer, questions, a command.
ANSWERS = ("Alpha", "2", "bêta", "12", "007 élèves", "Une remarque", "Aix", LONG, "oui", "non", QUESTION)
WORDS = ("retour", "passer", "annuler", "reprendre", "aide", "tout", "envoyer", "modifier", "modifier lieu", "Effectif",
         "confidentialité", "une question", "ma réponse")  # fmt: skip


@dataclass
class Model:
    """The form, told plainly: what each act does to the answers, to what is being asked, and whether it sends."""

    answers: dict[str, str] = field(default_factory=dict)
    at: str | None = "kind"  # None: put aside.
    pending: str | None = None  # Answer or question? That was asked back.
    version: int = 1
    there: bool = True
    sent: list[dict[str, str]] = field(default_factory=list)

    def kept(self) -> dict[str, object]:
        return {"answers": dict(self.answers), "pending": self.pending or ""}

    def _next(self) -> str:
        return next((one for one in IDS if one not in self.answers), REVIEW)

    def _keep(self, answers: Mapping[str, str]) -> None:
        self.answers |= answers
        self.pending = None
        self.at = self._next()

    def _look(self, at: str) -> None:
        self.at, self.pending = at, None

    def _taken(self, name: str, text: str) -> str | None:
        """Return the value that the field takes; None if it takes none."""
        text = text.strip()
        if not text or (name in ("note", "place") and len(text) > 40):
            return "" if not text and name in OPTIONAL else None
        lower = text.casefold()
        match name:
            case "kind":
                return {"alpha": "a", "a": "a", "1": "a", "bêta": "b", "b": "b", "2": "b"}.get(lower)
            case "sure":
                return {"oui": "yes", "yes": "yes", "1": "yes", "non": "no", "no": "no", "2": "no"}.get(lower)
            case "count":
                return {"2": "2", "12": "12", "007 élèves": "7"}.get(lower)
        return text

    def types(self, text: str) -> None:
        if not self.there:
            return
        if self.at is None:
            if text == "reprendre":
                self._look(self._next())
            return
        if text == "annuler":
            self.leave()
        elif text == "retour":
            self.back(self.at)
        elif text == "confidentialité":
            self.pending = text if self.at == REVIEW else None  # At the summary a yes after it may be to that.
        elif text in ("aide", "tout", "reprendre"):
            pass
        elif self.at == REVIEW:
            self._types_at_review(text)
        elif self.pending is not None and text in ("oui", "ma réponse"):
            self.is_answer(self.at)
        elif self.pending is not None and text in ("une question", "non"):
            self.pending = None
        elif text == "passer" or (text == "envoyer" and self.at in OPTIONAL):
            self.skips(self.at)
        elif text == "envoyer" and any(name not in self.answers and name not in OPTIONAL for name in IDS):
            pass
        elif text == "non" and self.at == "place":
            self.skips(self.at)
        elif text == "oui" and self.at == "place":
            pass  # The words themselves are asked for; where anything may be told, «oui» tells something.
        elif self.at == "place" and text == QUESTION:
            self.pending = text
        elif self.at == "note" and text.casefold() in self._said():
            pass  # A text of several lines is no answer that is there already.
        else:
            self.answer(self.at, text)

    def _said(self) -> set[str]:
        """Return the answers to other fields, as they are shown."""
        said = {"a": "alpha", "b": "bêta", "yes": "oui", "no": "non"}
        return {said.get(value, value.casefold()) for name, value in self.answers.items() if name != "note"}

    def _types_at_review(self, text: str) -> None:
        if text == "oui" and self.pending is not None:
            pass  # Yes to what? What was typed before it was not understood.
        elif text in ("envoyer", "oui"):
            self.send(self.version)
        elif text in ("modifier lieu", "Effectif"):
            self._look("place" if text == "modifier lieu" else "count")
        elif text not in ("non", "modifier"):  # A question is answered, and a yes after it may be to that.
            self.pending = text

    def answer(self, name: str, text: str) -> None:
        value = self._taken(name, text)
        if value is not None:
            self._keep({name: value})

    def skips(self, name: str) -> None:
        if name in OPTIONAL:
            self._keep({name: ""})

    def back(self, name: str) -> None:
        before = (IDS.index(name) if name != REVIEW else len(IDS)) - 1
        if before >= 0:
            self._look(IDS[before])

    def fill(self, texts: Mapping[str, str]) -> None:
        values = {name: self._taken(name, texts.get(name, "")) for name in IDS}
        self._keep({name: value for name, value in values.items() if value is not None})
        refused = [name for name, value in values.items() if value is None]
        self.at = refused[0] if refused else self.at

    def is_answer(self, name: str) -> None:
        if self.pending is not None:
            self.answer(name, self.pending)

    def is_question(self, name: str) -> None:
        if self.pending is not None:
            self._look(name)

    def leave(self) -> None:
        if any(self.answers.values()):
            self.at = None
        else:
            self.there = False

    def send(self, version: int) -> None:
        if version == self.version and all(self.answers.get(name) for name in IDS if name not in OPTIONAL):
            self.sent.append(dict(self.answers))
            self.there = False


Act = tuple[str, Any]
texts = st.sampled_from(ANSWERS)
names = st.sampled_from(IDS)
# What fills the form, more often than not: else few examples would come to the summary.
helpful = st.just(("helpful", None))
acts: st.SearchStrategy[Act] = st.one_of(
    helpful,
    helpful,
    helpful,
    st.tuples(st.just("types"), texts),
    st.tuples(st.just("types"), st.sampled_from(WORDS)),
    st.tuples(st.just("answer"), st.tuples(names, texts)),
    st.tuples(st.just("fill"), st.dictionaries(names, texts, max_size=5)),
    st.tuples(st.sampled_from(("skip", "back", "change", "is_answer", "is_question")), names),
    st.tuples(st.sampled_from(("screen", "cancel", "resume", "discard", "restart", "repeat", "begin")), st.none()),
    st.tuples(st.just("send"), st.integers(0, 2)),  # How many versions ago the summary was shown.
)
_HELPFUL = {"kind": "Bêta", "count": "12", "note": "Une remarque", "place": "Aix", "sure": "non"}
BY_HAND: list[Act] = [("types", text) for text in _HELPFUL.values()]


class Filling:
    """The real thing, beside the model."""

    def __init__(self, office: Office, talk: Talk, sent: list[dict[str, str]]) -> None:
        self.office, self.talk, self.sent = office, talk, sent
        self.model = Model()
        self.nonce = ""
        self.row = 0
        self.delivered: list[tuple[str, dict[str, Any]]] = []  # What the form has taken, to be delivered again.
        self.activities = 0

    async def _turn(self, what: tuple[str, Any], activity: str) -> None:
        kind, content = what
        if kind == "says":
            await self.talk.says(content, activity=activity)
        else:
            await self.talk.sends(content, activity=activity)

    async def act(self, kind: str, content: Any) -> None:
        """Do one thing, to both."""
        before = (self.model.kept(), self.model.at, self.model.there, len(self.model.sent))
        if kind == "restart":
            self.office.restart()
            return
        if kind == "repeat":
            if self.delivered:
                activity, what = self.delivered[-1 - self.activities % min(3, len(self.delivered))]
                await self._turn(what, activity)
            return
        if kind == "helpful":
            if self.model.at in _HELPFUL:
                kind, content = "types", _HELPFUL[self.model.at]
            elif self.model.at is None:
                kind = "resume"
            else:
                kind, content = "types", "modifier lieu"
        if content == "une question" and not (self.model.there and self.model.at):
            return  # Outside a form this begins to pass one on: another form, another test.
        what = self._both(kind, content)
        self.activities += 1
        activity = f"act-{self.activities}"
        await self._turn(what, activity)
        after = (self.model.kept(), self.model.at, self.model.there, len(self.model.sent))
        if before[0] != after[0]:
            self.model.version += 1
        typed_in_form = what[0] == "says" and before[1] is not None and before[2]
        if before != after or typed_in_form:
            self.delivered.append((activity, what))

    def _both(self, kind: str, content: Any) -> tuple[str, Any]:
        """Let the model do it; return what is to be said or pressed."""
        model = self.model
        if kind == "types":
            model.types(content)
            return ("says", content)
        if kind == "begin":
            if model.there and model.at is None:  # A form that stands open stays where it is.
                model._look(model._next())
            return (
                ("presses", {"type": "Action.Submit", "data": {"verb": "test.begin"}})
                if model.there
                else ("says", "aide")
            )
        data: dict[str, Any] = {"draft": self.nonce, "form": "test", "version": model.version}
        verb = f"form.{kind}"
        there = model.there
        if kind == "answer":
            data |= {"field": content[0], content[0]: content[1]}
            if there:
                model.answer(*content)
        elif kind == "fill":
            data |= content
            if there:
                model.fill(content)
        elif kind == "send":
            version = max(1, model.version - content)
            data |= {"version": version, "subject": ""}
            if there:
                model.send(version)
        elif content is not None:
            data |= {"field": content}
            if there:
                {"skip": model.skips, "back": model.back, "change": model._look, "is_answer": model.is_answer,
                 "is_question": model.is_question}[kind](content)  # fmt: skip
        elif there and kind == "cancel":
            model.leave()
        elif there and kind == "resume":
            model._look(model._next())
        elif there and kind == "discard":
            model.there = False
        return ("presses", {"type": "Action.Execute", "verb": verb, "data": data})

    async def agree(self, done: Sequence[Act]) -> None:
        """Hold the database against the model."""
        async with self.office.storage.reading() as connection:
            rows = (await connection.execute(sa.select(draft_table))).mappings().all()
            at = (await connection.execute(sa.select(focus_table.c.field, focus_table.c.draft))).first()
        model = self.model
        assert self.sent == model.sent, done
        kept = {**model.kept(), "version": model.version, "proposals": {}, "listed": {}}
        assert [{name: row[name] for name in kept} for row in rows] == ([kept] if model.there else []), done
        expected = (model.at, self.row) if model.there and model.at else (None, None)
        assert (at.field, at.draft) == expected if at else expected == (None, None), done


def with_the_form(sent: list[dict[str, str]]) -> Registry:
    """Return what a router is told to know the form of this test, with a button that begins it."""

    async def send(turn: Turn, draft: Draft) -> Reply:
        async with transaction(turn.storage, turn.now, turn.activity) as tx:
            taken = await consume(tx, filling.place(turn), draft.nonce, draft.version)
            await tx.commit({})
        sent.append(dict(taken.answers))
        return Reply.text("Envoyé.")

    async def again(_turn: Turn, _nonce: str, _subject: str) -> Reply | None:
        return None

    form = Form("test", "Essai", FIELDS, send, again, "Envoyer")

    async def begin(turn: Turn) -> Reply:
        return await filling.start(turn, "test")

    routes = Routes((*ROUTES.all, Route("test.begin", begin, verbs=("test.begin",))))
    return Registry(routes, [lambda _services: (form,)], respond=respond)


@asynccontextmanager
async def _closing(storage: Storage) -> AsyncIterator[None]:
    try:
        yield
    finally:
        await storage.close()


async def run(template: Path, base: KnowledgeBase, todo: Sequence[Act]) -> Model:
    """Do it all on a new database."""
    sent: list[dict[str, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(template, Path(folder) / "test.db")
        storage = Storage.open(f"sqlite+aiosqlite:///{folder}/test.db")
        async with _closing(storage), Office.open(storage, base, NOW) as office:
            office.registry = with_the_form(sent)
            office.restart()
            talk = office.talk()
            await talk.sends({"type": "Action.Submit", "data": {"verb": "test.begin"}}, activity="begin")
            filled = Filling(office, talk, sent)
            async with storage.reading() as connection:
                filled.row, filled.nonce = (
                    await connection.execute(sa.select(draft_table.c.id, draft_table.c.nonce))
                ).one()
            filled.delivered.append(("begin", ("presses", {"type": "Action.Submit", "data": {"verb": "test.begin"}})))
            for count, (kind, content) in enumerate(todo, 1):
                await filled.act(kind, content)
                await filled.agree(todo[:count])
    return filled.model


def test_any_mixture_ends_in_the_draft_that_a_plain_model_predicts(sqlite_template: Path, base: KnowledgeBase) -> None:
    # The fixtures stay outside: what hypothesis is given, it prints.
    @given(st.lists(acts, max_size=25))
    @example([*BY_HAND[:3], ("types", QUESTION), ("types", "retour"), ("types", "oui")])
    @example([*BY_HAND, ("types", "modifier lieu"), ("types", QUESTION), ("cancel", None), ("resume", None),
              ("types", "oui")])  # fmt: skip
    @example([*BY_HAND[:4], ("types", "oui"), ("repeat", None), ("repeat", None)])
    @example([("helpful", None), ("types", "retour"), ("begin", None)])
    @example([("helpful", None), ("helpful", None), ("types", "bêta")])
    @example([("fill", dict(_HELPFUL, count="x")), ("types", "12"), ("send", 1), ("send", 0), ("repeat", None)])
    def mixture(todo: list[Act]) -> None:
        asyncio.run(run(sqlite_template, base, todo))

    mixture()


@pytest.mark.parametrize("how", ["typed", "cards", "screen"])
def test_each_way_alone_ends_in_the_same_draft(sqlite_template: Path, base: KnowledgeBase, how: str) -> None:
    ways: dict[str, list[Act]] = {
        "typed": [("types", text) for text in _HELPFUL.values()],
        "cards": [("answer", one) for one in _HELPFUL.items()],
        "screen": [("fill", dict(_HELPFUL))],
    }
    model = asyncio.run(run(sqlite_template, base, [*ways[how], ("types", "envoyer")]))
    assert model.sent == [{"kind": "b", "count": "12", "note": "Une remarque", "place": "Aix", "sure": "no"}]


@pytest.mark.parametrize("typed", ["Fondé de pouvoir", "fonde de pouvoir", "FONDE DE POUVOIR !", "2"])
def test_a_choice_is_understood_without_accents_and_by_its_number(typed: str) -> None:
    choices = (Choice("sg", "Secrétaire général"), Choice("fp", "Fondé de pouvoir"))
    assert one_of(choices)(typed) == "fp"
