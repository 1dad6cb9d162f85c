"""The terminal chat: what is shown of an offered file, and where an accepted one goes."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.terminal import BOXES, WIDTH, Terminal
from dialogs.assistance.texts import SCORES
from dialogs.core import form_texts as texts
from dialogs.core.exchange import Enclosed, Happening, Incoming, Message, OfferedFile, Reply
from dialogs.ui import elements as el
from dialogs.ui import patterns

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


def asks(seen: list[Incoming]) -> Handler:
    """Answer with a question that has a box, then with what was typed."""
    field = {"type": "Input.ChoiceSet", "id": "wave", "label": "Vague",
             "choices": [{"title": "Vague 1", "value": "1"}, {"title": "Vague 2", "value": "2"}]}  # fmt: skip
    back = {"type": "Action.Execute", "title": "Retour", "verb": "form.back", "data": {}}

    async def handler(incoming: Incoming) -> Reply:
        seen.append(incoming)
        return Reply.of(Message("Quelle vague ?", el.card(el.heading("Quelle vague ?"), field, actions=[back])))

    return handler


async def test_where_a_question_waits_a_number_answers_it_and_letters_press(tmp_path: Path) -> None:
    seen: list[Incoming] = []
    shown = await talk(asks(seen), tmp_path, "candidater", "2", "a", "2")
    assert "▢ Vague (1 Vague 1, 2 Vague 2)" in shown
    assert "[a] Retour" in shown
    assert [(one.happening, one.text, one.verb) for one in seen[2:]] == [
        (Happening.MESSAGE, "2", ""),
        (Happening.EXECUTE, "", "form.back"),
    ]
    assert seen[-1].value == {"wave": "2"}


async def test_a_choice_that_says_its_own_number_is_numbered_once(tmp_path: Path) -> None:
    scores = {"type": "Input.ChoiceSet", "id": "score", "label": "Note",
              "choices": [{"title": one, "value": str(at)} for at, one in enumerate(SCORES, 1)]}  # fmt: skip

    async def handler(_incoming: Incoming) -> Reply:
        return Reply.of(Message("Votre avis ?", el.card(el.heading("Votre avis ?"), scores)))

    shown = " ".join((await talk(handler, tmp_path, "5")).replace("▢", "").split())
    assert "(1 : pas du tout satisfaisante, 2 : peu satisfaisante" in shown


async def test_a_box_to_tick_shows_what_ticking_it_says(tmp_path: Path) -> None:
    box = {"type": "Input.Toggle", "id": "school", "label": "Établissement", "title": "Lycée Zola, Aix"}

    async def handler(_incoming: Incoming) -> Reply:
        return Reply.of(Message("Est-ce celui-ci ?", el.card(el.heading("Est-ce celui-ci ?"), box)))

    assert "▢ Établissement (Lycée Zola, Aix)" in await talk(handler, tmp_path, "Zola")


async def test_figures_beside_one_another_are_on_one_line(tmp_path: Path) -> None:
    async def handler(_incoming: Incoming) -> Reply:
        columns = [{"type": "Column", "items": [el.paragraph(str(count)), el.paragraph(what)]} for count, what in ((3, "nouvelles"), (1, "urgente"))]  # fmt: skip
        return Reply.of(
            Message("Statut", {"type": "AdaptiveCard", "body": [{"type": "ColumnSet", "columns": columns}]})
        )

    assert "  3 nouvelles | 1 urgente\n" in await talk(handler, tmp_path, "statut")


@pytest.mark.parametrize("words", ["ouvertes", "ouvertes depuis plus de deux jours ouvrés"])
async def test_a_figure_stands_on_one_line_with_its_words(tmp_path: Path, words: str) -> None:
    shown = [patterns.Figure(str(number), words, trend=f"+{number}") for number in (10, 14, 4, 20)]
    card = el.card(patterns.figures(shown))

    async def handler(_incoming: Incoming) -> Reply:
        return Reply.of(Message("", card))

    lines = (await talk(handler, tmp_path, "statut")).splitlines()
    beside = "  " + " | ".join(f"{one.value} {one.words} {one.trend}" for one in shown)
    assert (
        beside in lines
        if words == "ouvertes"
        else all(f"  {one.value} {one.words} {one.trend}" in lines for one in shown)
    )


HERE = {
    "type": "Input.ChoiceSet", "id": "here", "label": "Dans l’académie", "isRequired": True, "errorMessage": "Il manque une réponse.",
    "choices": [{"title": "Oui", "value": "yes"}, {"title": "Non", "value": "no"}],
}  # fmt: skip


def eligibility(seen: list[Incoming]) -> Handler:
    """Answer with two boxes, the button that sends them and one that does not, then with a card of a button alone."""
    wave = {"type": "Input.Text", "id": "wave", "label": "Vague"}
    actions = [el.acts("Voir la réponse", "eligibility.check"), el.acts("Déposer", "form.send", inputs=False)]

    async def handler(incoming: Incoming) -> Reply:
        seen.append(incoming)
        beside = el.card(el.heading("Ensuite"), actions=[el.acts("Suite", "form.resume")])
        return Reply.of(
            Message("Éligible ?", el.card(el.heading("Éligible ?"), HERE, wave, actions=actions)), Message("", beside)
        )

    return handler


@pytest.mark.parametrize("typed", [["oui"], ["1"], ["OUI !"], ["peut-être", "oui"], ["", "oui"]])
async def test_a_box_of_choices_takes_words_and_is_asked_again(tmp_path: Path, typed: list[str]) -> None:
    seen: list[Incoming] = []
    shown = await talk(eligibility(seen), tmp_path, "éligible ?", "a", *typed, "3")
    assert [(one.verb, dict(one.value)) for one in seen[2:]] == [("eligibility.check", {"here": "yes", "wave": "3"})]
    assert ("Choisissez parmi\N{NO-BREAK SPACE}: Oui ou Non." in shown) is (typed[0] == "peut-être")
    assert ("Il manque une réponse." in shown) is (typed[0] == "")


async def test_a_button_that_sends_no_box_asks_for_none_and_cards_that_come_together_share_the_letters(
    tmp_path: Path,
) -> None:
    seen: list[Incoming] = []
    shown = await talk(eligibility(seen), tmp_path, "éligible ?", "b", "c", "autre chose")
    assert "[a] Voir la réponse\n  [b] Déposer" in shown
    assert "[c] Suite" in shown
    assert [(one.verb, one.text) for one in seen[2:]] == [("form.send", ""), ("form.resume", ""), ("", "autre chose")]


async def test_how_boxes_are_filled_in_is_said_in_one_line(tmp_path: Path) -> None:
    assert (await talk(eligibility([]), tmp_path, "éligible ?")).count(BOXES) == 2
    assert len(BOXES) + 2 <= WIDTH
    assert (await talk(asks([]), tmp_path, "candidater", "2")).count(BOXES) == 1


async def test_a_box_may_be_left(tmp_path: Path) -> None:
    seen: list[Incoming] = []
    await talk(eligibility(seen), tmp_path, "éligible ?", "a", "peut-être", "/", "bonjour")
    assert [(one.verb, one.text) for one in seen[2:]] == [("", "bonjour")]


async def test_the_end_of_the_lines_ends_a_box(tmp_path: Path) -> None:
    seen: list[Incoming] = []
    out = io.StringIO()
    await Terminal(eligibility(seen), lambda: NOW, "agent", out, files=tmp_path).run(io.StringIO("éligible ?\na\n"))
    assert [one.verb for one in seen] == ["", ""]
