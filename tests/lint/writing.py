"""A linter of what is written: the rules of docs/redaction.md that can be checked. ``faults`` tells what is wrong in one text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tests.lint.cards import _shown

MOST_IN_BUTTON = 25

# One word for each thing: what is not said, and what is said instead.
GLOSSARY: Mapping[str, str] = {
    r"\be-?mails?\b": "courriel",
    r"\bmails?\b": "courriel",
    r"\bcliqu\w+\b": "appuyez, choisissez",
    r"\bidentifiant Entra\b": "identifiant Microsoft (Entra)",
    r"\bMme Rafoni\b": "Mme RAFONI",
    r"\bn[’']en parle pas\b": "ne parle pas de…",
    r"\bappréciera\b": "étudiera",
    r"\bbug\b": "erreur",
    r"\bformulaire invalide\b": "ce qui manque, et comment l’écrire",
    r"\bSA-EPLE\b|\bSAEPLE\b": "SA EPLE",
    r"\bOpale\b|\bOP@LE\b": "Op@le",
    r"\bveuillez\b": "l’impératif simple",
    r"\badresses? électroniques?\b": "adresse de courriel",
    r"\bdemandeu(?:r|se)s?\b": "l’établissement, la personne",
    r"^erreur\b": "ce qui est attendu, sans « erreur »",
    r"\bconsigne[rz]?\b": "enregistrer",
    r"\bvide[rz]? ce champ\b|\bchamps?\b": "une réponse, une information",
    r"\bsujets? d(?:e la|[’']une) demande\b|\bdemandes? par sujet\b": "l’objet d’une demande",
    r"\bpython -m\b|\bschools import\b": "ce que l’administrateur peut faire, sans sa commande",
    r"\bdate_\w+\b|\boid\b": "le nom français de la chose",
}
# Settings have no place in a sentence that somebody reads who sets nothing.
_SETTING = re.compile(r"\b[A-Z]{3,}(?:_[A-Z]+)+\b")
# A button says what it does: a verb, what is agreed to or refused, or a question.
_DOES = re.compile(
    r"^(?:\w+(?:er|ir|re|oir)\b|Me |M[’']|Se |S[’']|Ne |N[’']|Tout |Oui\b|Non\b|C[’']est\b|Ce n[’']est\b|Elle\b|J[’']|La séance|La visite|Rien)"
)
# What says it in the person's own voice.
_SHORT_BUTTONS = frozenset({"Ça m’a aidé", "Moi aussi"})
# Words whose capitals are the fault.
_CASE = dict.fromkeys((r"\bMme Rafoni\b", r"\bOpale\b|\bOP@LE\b"), re.RegexFlag(0))
_BRACKETS = re.compile(r"\w\((?:e|ne|le|s|x|es|ère|rice)\)")
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|\{[^}]*\}|`[^`]*`")
_REFERENCE = re.compile(r"(?:n°\s)?\b(?:DA|CA)-\d{4}-\d+\b|\{[a-z_]+\}|[^\w]")
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]?")
_SHORTEST = 25  # Characters from which the same sentence twice is no label.


def faults(text: str) -> list[str]:
    """Return what the writing rules find in a text that people read."""
    plain = _ADDRESS.sub(" ", text)
    found = [
        f"«{match[0]}»: {said}"
        for word, said in GLOSSARY.items()
        if (match := re.search(word, plain, _CASE.get(word, re.IGNORECASE)))
    ]
    found += [f"«{match[0]}»: a setting" for match in [_SETTING.search(plain)] if match]
    if match := _BRACKETS.search(plain):
        found.append(f"«{match[0]}»: both forms, or a neutral one")
    return found


def button_faults(title: str) -> list[str]:
    """Return what is wrong with the words of a button; a question may be longer."""
    shown = re.sub(r"\{[a-z_]+\}", "DA-2024-0001" if "reference" in title else "12", title)
    if len(shown) > MOST_IN_BUTTON and not shown.endswith("?"):
        return [f"{len(shown)} characters: {title}"]
    if not (_DOES.match(title) or title.endswith("?") or title in _SHORT_BUTTONS):
        return [f"no verb: {title}"]
    return []


def card_faults(card: Mapping[str, Any]) -> list[str]:
    """Return what is wrong in a whole card: a first line without news, a sentence said twice."""
    blocks = list(_texts(card))
    found = []
    if blocks and not re.search(r"[^\W\d_]{3}", _REFERENCE.sub(" ", blocks[0])):
        found.append(f"the first line has no news: {blocks[0]}")
    sentences = Counter(one.strip() for block in blocks for one in _SENTENCE.findall(block))
    found += [f"said {count} times: {one}" for one, count in sentences.items() if count > 1 and len(one) >= _SHORTEST]
    return found


def _texts(card: Mapping[str, Any]) -> Iterator[str]:
    """Yield our own words in a card, in reading order; what people wrote is theirs."""
    for node in _shown(dict(card)):
        if node.get("type") == "TextBlock":
            yield str(node.get("text") or "")
        elif node.get("type") == "RichTextBlock":
            yield "".join(run if isinstance(run, str) else run.get("text", "") for run in node.get("inlines", []))
