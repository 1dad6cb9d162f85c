"""A linter over one emitted Adaptive Card: what Teams draws, and what makes it readable to everyone.

``lint`` takes the card as it is sent (a dict) and returns its faults, each as «rule: where: what». No fault, no line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.lint import worst

MAX_CHARACTERS = 20_000  # 40 KB as Teams counts: half of what it is known to refuse.
MAX_TITLE = 40
MAX_REFRESHED = 60

# Elements and properties of the schema 1.5, and nothing later.
_COMMON = "type id isVisible separator spacing height fallback requires"
_INPUT = f"{_COMMON} label isRequired errorMessage value"
_ACTION = "type id title iconUrl style fallback tooltip isEnabled mode requires"
_BOX = "style verticalContentAlignment bleed backgroundImage minHeight rtl selectAction"
_CELLS = "horizontalCellContentAlignment verticalCellContentAlignment"
_LETTERS = "text color fontType isSubtle size weight"
PROPERTIES: Mapping[str, frozenset[str]] = {
    name: frozenset(properties.split())
    for name, properties in {
        "AdaptiveCard": "type version $schema refresh authentication body actions selectAction fallbackText "
        "backgroundImage minHeight rtl speak lang verticalContentAlignment msteams",
        "TextBlock": f"{_COMMON} {_LETTERS} horizontalAlignment maxLines wrap style",
        "RichTextBlock": f"{_COMMON} inlines horizontalAlignment",
        "TextRun": f"type {_LETTERS} highlight italic selectAction strikethrough underline",
        "Image": f"{_COMMON} url altText backgroundColor horizontalAlignment selectAction size style width",
        "ImageSet": f"{_COMMON} images imageSize",
        "Media": f"{_COMMON} sources poster altText",
        "MediaSource": "mimeType url",
        "ActionSet": f"{_COMMON} actions",
        "Container": f"{_COMMON} items {_BOX}",
        "ColumnSet": f"{_COMMON} columns selectAction style bleed minHeight horizontalAlignment",
        "Column": f"{_COMMON} items width {_BOX}",
        "FactSet": f"{_COMMON} facts",
        "Fact": "title value",
        "Table": f"{_COMMON} columns rows firstRowAsHeaders showGridLines gridStyle {_CELLS}",
        "TableColumnDefinition": f"type width {_CELLS}",
        "TableRow": f"type cells style {_CELLS}",
        "TableCell": f"type items {_BOX}",
        "Input.Text": f"{_INPUT} isMultiline maxLength placeholder regex style inlineAction",
        "Input.Number": f"{_INPUT} min max placeholder",
        "Input.Date": f"{_INPUT} min max placeholder",
        "Input.Time": f"{_INPUT} min max placeholder",
        "Input.Toggle": f"{_INPUT} title valueOn valueOff wrap",
        "Input.ChoiceSet": f"{_INPUT} choices choices.data isMultiSelect style placeholder wrap",
        "Input.Choice": "title value",
        "Data.Query": "type dataset value count skip associatedInputs",
        "Action.OpenUrl": f"{_ACTION} url",
        "Action.Submit": f"{_ACTION} data associatedInputs",
        "Action.Execute": f"{_ACTION} verb data associatedInputs",
        "Action.ShowCard": f"{_ACTION} card",
        "Action.ToggleVisibility": f"{_ACTION} targetElements",
        "TargetElement": "elementId isVisible",
        # Teams' own, on 1.5, always with a fallback.
        "Badge": f"{_COMMON} text icon iconPosition appearance size shape style tooltip horizontalAlignment",
        "ProgressBar": f"{_COMMON} value max color horizontalAlignment",
        "BackgroundImage": "url fillMode horizontalAlignment verticalAlignment",
        "Refresh": "action userIds expires",
    }.items()
}
# What Teams adds and people are allowed to use here; a chart always with a fallback.
CHARTS = frozenset(
    f"Chart.{kind}"
    for kind in (
        "Donut", "Gauge", "Pie", "Line", "VerticalBar", "VerticalBar.Grouped", "HorizontalBar", "HorizontalBar.Stacked",
    )
)  # fmt: skip
TEAMS_OWN = CHARTS | {"Data.Query"}

# Children that carry no type of their own, and what they are.
_IMPLIED: Mapping[tuple[str, str], str] = {
    ("FactSet", "facts"): "Fact",
    ("ColumnSet", "columns"): "Column",
    ("Table", "columns"): "TableColumnDefinition",
    ("Table", "rows"): "TableRow",
    ("TableRow", "cells"): "TableCell",
    ("ImageSet", "images"): "Image",
    ("Media", "sources"): "MediaSource",
    ("RichTextBlock", "inlines"): "TextRun",
    ("Input.ChoiceSet", "choices"): "Input.Choice",
    ("Input.ChoiceSet", "choices.data"): "Data.Query",
    ("Action.ToggleVisibility", "targetElements"): "TargetElement",
    ("AdaptiveCard", "refresh"): "Refresh",
}
_CHILDREN = frozenset(
    {
        "body", "actions", "items", "columns", "rows", "cells", "facts", "images", "sources", "inlines", "choices",
        "choices.data", "card", "action", "refresh", "selectAction", "inlineAction", "targetElements", "fallback",
    }
)  # fmt: skip
# Values that the schema 1.5 knows, compared without regard to case.
_VALUES: Mapping[tuple[str, str], frozenset[str]] = {
    (kind, name): frozenset(values.split())
    for kind, names in {
        "*": {
            "size": "default small medium large extralarge auto stretch",
            "weight": "default lighter bolder",
            "color": "default dark light accent good warning attention",
            "spacing": "none small default medium large extralarge padding",
            "horizontalAlignment": "left center right",
            "verticalContentAlignment": "top center bottom",
            "fontType": "default monospace",
            "mode": "primary secondary",
        },
        "TextBlock": {"style": "default heading"},
        "Container": {"style": "default emphasis good attention warning accent"},
        "ColumnSet": {"style": "default emphasis good attention warning accent"},
        "Column": {"style": "default emphasis good attention warning accent"},
        "TableCell": {"style": "default emphasis good attention warning accent"},
        "Input.Text": {"style": "text tel url email password"},
        "Input.ChoiceSet": {"style": "compact expanded filtered"},
        "Action": {"style": "default positive destructive"},
        "Badge": {"style": "default subtle informative accent good attention warning"},
    }.items()
    for name, values in names.items()
}
_VAGUE = frozenset(
    {
        "ok", "cliquez ici", "cliquer ici", "ici", "voir", "lien", "bouton", "suite", "lire la suite", "en savoir plus",
        "go", "submit", "click here", "valider", "plus",
    }
)  # fmt: skip
_VERB = re.compile(r"[a-z_]+\.[a-z_]+")
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
# Verbs of buttons that send what is filled in beside them. All others leave it behind («associatedInputs»: «none»).
WANTS_INPUTS = frozenset(
    {
        "assistance.send_window", "eligibility.check", "form.answer", "form.fill", "form.change", "people.ask_give", "people.ask_take",
        "request.assign_to", "request.reassign_to", "request.handover_to", "request.rate", "a.b",
    }
)  # fmt: skip
_UAI_ALONE = re.compile(r"\d{7}[A-Z]")
_STATE_CODE = re.compile(
    r"\b(?:under_review|submitted|incomplete|withdrawn|cancelled|resolved|assigned|dropped|waiting)\b"
)
_BOTH_GENDERS = re.compile(r"\w\((?:e|ne|trice|euse)\)")
_SENTENCES = re.compile(r"[A-ZÀ-Ý«][^.!?…]{24,}[.!?]")
_WRITTEN = worst.LONG_TEXT.partition(".")[0] + "."  # A person may well write the same thing twice.
_SPOKEN = re.compile(r"[^\W_]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_MARKDOWN = re.compile(r"[\\*_\[\]`~<>]|^\s*(?:[-+#]|\d+[.)]\s)")
_SENTENCE = re.compile(r"\w.*[.!?…]\W*$", re.DOTALL)
_WORDING = frozenset(
    {"text", "title", "value", "label", "placeholder", "errorMessage", "altText", "fallbackText", "speak"}
)

Node = dict[str, Any]


def _says(title: str, text: str) -> bool:
    """Tell whether a button's title says the words of ``text``, in that order and nothing between them."""
    said, wanted = (f" {' '.join(_SPOKEN.findall(one.casefold()))} " for one in (title, text))
    return wanted in said if wanted.strip() else text in title


def _cut(one: str, other: str) -> bool:
    """Tell whether one text is the beginning of the other: what is long is shown cut, and folded whole."""
    short, whole = sorted((one, other), key=len)
    return whole.startswith(short.rstrip("… "))


def lint(card: Node, text_equivalent: str = "") -> list[str]:
    """Return the faults of a card. ``text_equivalent``: what is sent beside it where it has no fallbackText."""
    linter = _Linter()
    linter.card(card, text_equivalent)
    return linter.faults


class _Linter:
    """One walk over one card."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.ids: set[str] = set()
        self.titles: set[str] = set()
        self.row = ""  # What the button says of the row that is walked.

    def fault(self, rule: str, where: str, what: str) -> None:
        self.faults.append(f"{rule}: {where}: {what}")

    def card(self, card: Node, text_equivalent: str) -> None:
        if card.get("type") != "AdaptiveCard":
            self.fault("element", "card", f"is a {card.get('type')!r}, not an AdaptiveCard")
            return
        if card.get("version") != "1.5":
            self.fault("version", "card", f"is {card.get('version')!r}, Teams draws 1.5")
        if card.get("lang") != "fr":
            self.fault("lang", "card", "does not say lang «fr»")
        if not (card.get("fallbackText") or text_equivalent).strip():
            self.fault("fallback-text", "card", "has neither fallbackText nor a text equivalent")
        size = len(json.dumps(card, ensure_ascii=False, separators=(",", ":")))
        if size > MAX_CHARACTERS:
            self.fault("size", "card", f"has {size} characters, at most {MAX_CHARACTERS} are sent")
        first = next((node for node in _shown(card) if node.get("type") in ("TextBlock", "RichTextBlock")), None)
        if first is None or first.get("type") != "TextBlock" or str(first.get("style")).lower() != "heading":
            self.fault("heading", "card", "does not begin with a TextBlock of style heading")
        self._charts(card)
        self._primary(card)
        self._words(card)
        self._inputs(card)
        self.node(card, "AdaptiveCard", "card")

    def _charts(self, card: Node) -> None:
        shown = list(_shown(card))
        if not any(node.get("type") in CHARTS for node in shown):
            return
        if not any(node.get("type") == "Table" for node in shown):
            self.fault("chart", "card", "has a chart without a Table of its figures")
        if not any(_SENTENCE.search(said) for said in _said(shown)):
            self.fault("chart", "card", "has a chart without a sentence that says what it shows")

    def _primary(self, card: Node) -> None:
        """Check that one button at most is the one to press."""
        first = [node for node in _shown(card) if str(node.get("style")).lower() == "positive"]
        if len(first) > 1:
            self.fault("primary", "card", f"{len(first)} buttons claim to be the one to press")

    def _words(self, card: Node) -> None:
        """Check what is said: no code in a name's place, no «(e)», nothing twice."""
        seen: dict[str, str] = {}
        lines = {_words(node) for node in _shown(card) if node.get("wrap") is False}  # Of rows: no sentences.
        for block in _said(list(_shown(card))):
            label, _colon, said = block.rpartition(": ")
            if _UAI_ALONE.fullmatch(said.strip()) and "UAI" not in label:
                self.fault(
                    "code", "card", f"a school is called {block!r}: its name is known, or it is said to be a code"
                )
            if _STATE_CODE.search(block):
                self.fault("code", "card", f"a state is called by its code in {block!r}")
            if _BOTH_GENDERS.search(block):
                self.fault("gender", "card", f"«(e)» in {block[:80]!r}")
            for said in () if block in lines else _SENTENCES.findall(block.replace(_WRITTEN, "")):
                other = seen.setdefault(said.casefold(), block)
                if other is not block and other != block and not _cut(block, other):
                    self.fault("twice", "card", f"said twice: {said!r}")
        for node in _shown(card):
            if (
                node.get("type") == "TextBlock"
                and str(node.get("style")).lower() != "heading"
                and node.get("wrap") is True
                and _is_bold(node)
            ):
                self.fault("part-heading", "card", f"{_words(node)[:60]!r} opens a part and is no heading")

    def _inputs(self, card: Node) -> None:
        """Check that a button beside required inputs which it does not want leaves them behind."""
        shown = list(_shown(card))
        if not any(str(node.get("type")).startswith("Input.") and node.get("isRequired") for node in shown):
            return
        for node in shown:
            kind, data = node.get("type"), node.get("data")
            verb = node.get("verb") or (data.get("verb") if isinstance(data, dict) else "")
            held = (
                kind in ("Action.Execute", "Action.Submit")
                and str(node.get("associatedInputs", "auto")).lower() != "none"
            )
            if held and verb and verb not in WANTS_INPUTS:
                self.fault("inputs", "card", f"«{node.get('title')}» is held back by inputs that it does not want")

    def node(self, node: Node, kind: str, where: str, *, in_fallback: bool = False) -> None:
        """Check a node and what it holds. In a fallback, ids and titles are those of what it stands for."""
        self._properties(node, kind, where)
        if not in_fallback:
            self._id(node, where)
        if kind.startswith("Input.") and kind != "Input.Choice":
            self._input(node, kind, where)
        if kind.startswith("Action."):
            self._action(node, kind, where, in_fallback=in_fallback)
        if kind in ("TextBlock", "TextRun"):
            self._text(node, kind, where)
        if kind in ("Image", "Media") and not isinstance(node.get("altText"), str):
            self.fault("alt-text", where, f"{kind} without altText (empty only if it decorates)")
        if kind == "ProgressBar" and "fallback" not in node:
            self.fault("bar-fallback", where, "ProgressBar without a fallback")
        if kind == "Badge" and not isinstance(node.get("fallback"), dict):
            self.fault("badge-fallback", where, "Badge without an element as fallback")
        if kind == "FactSet":
            self.fault("markdown", where, "values of a FactSet are read as markdown: runs of text are not")
        if kind == "Table" and node.get("firstRowAsHeaders") is not True:
            self.fault("table-headers", where, "Table without firstRowAsHeaders")
        if kind in CHARTS:
            self._chart(node, where)
            return
        if kind in ("Container", "ColumnSet", "Column", "TableCell", "TableRow"):
            self._box(node, where)
        if kind == "Refresh":
            self._refresh(node, where)
        pressed = node.get("selectAction")
        above, self.row = self.row, str(pressed.get("title")) if isinstance(pressed, dict) else self.row
        for name, child, place in _children(node):
            self._child(kind, name, child, f"{where}.{place}", in_fallback=in_fallback)
        self.row = above

    def _child(self, kind: str, name: str, child: Any, where: str, *, in_fallback: bool) -> None:
        if isinstance(child, str):
            if name == "inlines":
                if not child.strip():
                    self.fault("empty-text", where, "TextRun without text")
                return
            if not (name == "fallback" and child == "drop") and name != "targetElements":
                self.fault("element", where, f"is the text {child!r}, not an element")
            return
        implied = _IMPLIED.get((kind, name))
        found = str(child.get("type", implied or ""))
        if kind == "Input.ChoiceSet" and name == "choices":
            found = "Input.Choice"
        if found not in PROPERTIES and found not in TEAMS_OWN:
            self.fault("element", where, f"{found or 'an element without type'} is not in Adaptive Cards 1.5")
            return
        if kind == "Refresh" and found.startswith("Action."):
            self._verb(child, where)
            return
        self.node(child, found, where, in_fallback=in_fallback or name == "fallback")

    def _properties(self, node: Node, kind: str, where: str) -> None:
        for name, value in node.items():
            if kind not in CHARTS and name not in PROPERTIES[kind]:
                self.fault("property", where, f"{kind} has no «{name}» in Adaptive Cards 1.5")
            known = _VALUES.get((_group(kind), name)) or (None if kind in CHARTS else _VALUES.get(("*", name)))
            if known and isinstance(value, str) and value.lower() not in known:
                self.fault("value", where, f"«{name}» cannot be {value!r}")
        looks = {key: value for key, value in node.items() if key != "data"} if _group(kind) == "Action" else node
        for place, value in _strings(looks):
            if _HEX.fullmatch(value):
                self.fault("hex-colour", where, f"«{place}» is the fixed colour {value}")

    def _id(self, node: Node, where: str) -> None:
        name = node.get("id")
        if name is None:
            return
        if name in self.ids:
            self.fault("id", where, f"the id {name!r} is used twice")
        self.ids.add(name)

    def _input(self, node: Node, kind: str, where: str) -> None:
        if not node.get("id"):
            self.fault("input-id", where, f"{kind} without id")
        if not str(node.get("label") or "").strip():
            self.fault("input-label", where, f"{kind} without label")
        if node.get("isRequired") and not str(node.get("errorMessage") or "").strip():
            self.fault("input-error", where, f"{kind} is required and has no errorMessage")
        if kind == "Input.ChoiceSet" and not node.get("choices") and not node.get("choices.data"):
            self.fault("input-choices", where, "Input.ChoiceSet without choices")

    def _action(self, node: Node, kind: str, where: str, *, in_fallback: bool) -> None:
        title = str(node.get("title") or "").strip()
        if not title:
            self.fault("button-title", where, f"{kind} without title")
        elif title.casefold().rstrip(" .!…") in _VAGUE:
            self.fault("button-title", where, f"«{title}» does not say what happens")
        if len(title) > MAX_TITLE and ".selectAction" not in where:
            self.fault("button-length", where, f"«{title}» has {len(title)} characters, {MAX_TITLE} at most")
        if title and not in_fallback:
            if title.casefold() in self.titles:
                self.fault("button-twice", where, f"two buttons are called «{title}»")
            self.titles.add(title.casefold())
        if kind == "Action.Execute":
            self._verb(node, where)
            self._execute_fallback(node, where)

    def _verb(self, node: Node, where: str) -> None:
        if not _VERB.fullmatch(str(node.get("verb") or "")):
            self.fault("verb", where, f"{node.get('verb')!r} is not «subject.verb»")

    def _execute_fallback(self, node: Node, where: str) -> None:
        fallback = node.get("fallback")
        if not isinstance(fallback, dict) or fallback.get("type") != "Action.Submit":
            self.fault("execute-fallback", where, "Action.Execute without an Action.Submit as fallback")
            return
        data = fallback.get("data")
        if fallback.get("title") != node.get("title"):
            self.fault("execute-fallback", where, "the fallback has another title")
        if not isinstance(data, dict) or data.get("verb") != node.get("verb"):
            self.fault("execute-fallback", where, "the fallback's data do not carry the verb")

    def _text(self, node: Node, kind: str, where: str) -> None:
        if kind == "TextBlock" and node.get("wrap") is not True and not _says(self.row, _words(node)):
            self.fault("wrap", where, "TextBlock without wrap")
        if not str(node.get("text") or "").strip():
            self.fault("empty-text", where, f"{kind} without text")
        if kind == "TextBlock" and _MARKDOWN.search(_words(node)):
            self.fault("markdown", where, f"clients read the text as markdown: {_words(node)[:60]!r}")
        coloured = str(node.get("color") or "default").lower() not in ("default", "dark", "light")
        if coloured and not _WORD.search(_words(node)):
            self.fault("colour-alone", where, "a colour says what no word says")

    def _box(self, node: Node, where: str) -> None:
        if node.get("type") == "Column" and not node.get("items"):
            return  # A bar: its length says something, beside its number.
        coloured = str(node.get("style") or "default").lower() not in ("default", "emphasis")
        if coloured and not any(_WORD.search(_words(inner)) for inner in _shown(node)):
            self.fault("colour-alone", where, "a colour says what no word says")

    def _chart(self, node: Node, where: str) -> None:
        if not str(node.get("title") or "").strip():
            self.fault("chart", where, "has no title")
        fallback = node.get("fallback")
        if fallback is None:
            self.fault("chart", where, "has no fallback")
        elif fallback != "drop":
            self._child(str(node["type"]), "fallback", fallback, f"{where}.fallback", in_fallback=True)

    def _refresh(self, node: Node, where: str) -> None:
        people = node.get("userIds") or []
        if len(people) > MAX_REFRESHED:
            self.fault("refresh", where, f"is for {len(people)} people, {MAX_REFRESHED} at most")


def _group(kind: str) -> str:
    """Return the name under which values of this kind are listed."""
    return "Action" if kind.startswith("Action.") else kind


def _children(node: Node) -> Iterator[tuple[str, Any, str]]:
    """Yield what a node holds: the property's name, the child, and where it is."""
    for name in node:
        if name not in _CHILDREN:
            continue
        value = node[name]
        if isinstance(value, list):
            for number, child in enumerate(value):
                yield name, child, f"{name}[{number}]"
        elif value is not None:
            yield name, value, name


def _shown(node: Node) -> Iterator[Node]:
    """Yield what is drawn when everything is supported, in reading order."""
    for name, child, _place in _children(node):
        if isinstance(child, dict) and name not in ("fallback", "refresh", "card"):
            yield child
            yield from _shown(child)


def _strings(node: Node) -> Iterator[tuple[str, str]]:
    """Yield the values that may hold a colour: those of the node itself and of a chart's data, no wording."""
    for name, value in node.items():
        if name in _CHILDREN or name in _WORDING:
            continue
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, dict):
            yield from _strings(value)
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, dict):
                    yield from _strings(item)


def _words(node: Node) -> str:
    return str(node.get("text") or "")


def _said(shown: list[Node]) -> Iterator[str]:
    """Yield the texts of what is drawn, each block's whole."""
    for node in shown:
        if node.get("type") == "TextBlock":
            yield _words(node)
        elif node.get("type") == "RichTextBlock":
            yield "".join(run if isinstance(run, str) else _words(run) for run in node.get("inlines", []))


def _is_bold(node: Node) -> bool:
    return str(node.get("weight")).lower() == "bolder"
