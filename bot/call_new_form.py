"""``call new``, the application: what the candidate is asked, the letter, the documents; empty answers leave it out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from knowledge.french import typeset
from knowledge.understanding.intent.normalise import folded

Ask = Callable[[str], str]
KINDS = {
    "texte": "text", "choix": "choice", "date": "date", "nombre": "number", "etablissement": "school", "telephone": "phone",
    "piece": "file",
}  # fmt: skip
_OWN_WORDS = frozenset({"school", "phone"})  # Kinds whose question is already written.


def application(ask: Ask, say: Callable[[str], None], *, by_mail: bool) -> list[str]:
    """Return the lines of ``[application]``; none where the candidate confirms nothing, that is: it is not taken here.

    ``by_mail``: the letter goes with a mail; elsewhere, it stands among the documents to deposit.
    """
    confirms = ask("Que confirme le candidat en déposant, à la première personne (Entrée : pas de dépôt ici) ?").strip()
    if not confirms:
        return []
    lines = ["", "[application]", f"conditions = {toml_string(confirms)}"]
    documents = _several(ask("Pièces à joindre, séparées par « ; » (Entrée : aucune) ?"))
    behind = len(lines)
    say("Le nom et le courriel sont toujours demandés. Entrée à l’intitulé : plus rien d’autre.")
    taken = {"name", "mail"}
    while label := ask("Réponse à demander, son intitulé (« Discipline ») ?").strip():
        lines += _field(label, _id(label, taken), ask, say)
    letter = ask("Texte à rédiger, joint en document (« Lettre de motivation » ; Entrée : aucun) ?").strip()
    if letter and not by_mail:
        documents = [letter[:1].lower() + letter[1:], *documents]
    if documents:
        lines.insert(behind, f"documents = [{', '.join(map(toml_string, documents))}]")
    if letter:
        lines += _head(_id(letter, taken), "text", letter)
        lines += [
            f"ask = {toml_string(f'{letter} : écrivez ce texte ici.')}",
            "lines = true",
            "letter = true",
            "longest = 6000",
        ]
    return lines if len(taken) > _ALWAYS else [*lines, *_head("phone", "phone", "Téléphone"), "optional = true"]


_ALWAYS = 2  # The name and the address: a form wants one thing more.


def _field(label: str, id_: str, ask: Ask, say: Callable[[str], None]) -> list[str]:
    kind = ""
    while not kind:
        typed = folded(ask(f"  Sorte : {', '.join(KINDS)} (Entrée : texte) ?")).strip() or "texte"
        kind = KINDS.get(typed, "")
        if not kind:
            say("  Une de ces sortes est attendue.")
    lines = _head(id_, kind, label)
    if kind not in _OWN_WORDS:
        question = ask("  La question posée au candidat ?").strip() or f"{label} ?"
        lines.append(f"ask = {toml_string(question)}")
    if kind == "choice":
        lines += _options(ask)
    if kind == "number":
        lines += _bounds(ask, say)
    if ask("  Facultative (oui ; Entrée : non) ?").strip().lower().startswith("o"):
        lines.append("optional = true")
    return lines


def _options(ask: Ask) -> list[str]:
    titles = _several(ask("  Les choix, séparés par « ; » ?"))
    meant = {
        folded(one)
        for one in _several(ask("  Ceux à qui l’appel s’adresse, séparés par « ; » (Entrée : sans objet) ?"))
    }
    taken: set[str] = set()
    rows = []
    for title in titles or ["Oui", "Non"]:
        addressed = ", addressed = true" if folded(title) in meant else ""
        rows.append(f'  {{ id = "{_id(title, taken)}", title = {toml_string(title)}{addressed} }},')
    return ["options = [", *rows, "]", "listed = true"]


def _bounds(ask: Ask, say: Callable[[str], None]) -> list[str]:
    least = ask("  Le moins que l’appel demande, en chiffres (Entrée : rien) ?").strip()
    if not least:
        return []
    if not least.isdecimal():
        say("  Un nombre est attendu : cette règle n’est pas écrite.")
        return []
    return [f"at_least = {int(least)}"]


def _head(id_: str, kind: str, label: str) -> list[str]:
    return ["", "[[application.field]]", f'id = "{id_}"', f'kind = "{kind}"', f"label = {toml_string(label)}"]


def _several(text: str) -> list[str]:
    return [one.strip() for one in text.split(";") if one.strip()]


def _id(label: str, taken: set[str]) -> str:
    """Return a name of its own for a label: «annees_d_exercice»."""
    plain = re.sub(r"[^a-z0-9]+", "_", folded(label)).strip("_")[:40]
    base = plain if re.match(r"[a-z][a-z0-9_]", plain) else f"reponse_{plain}".rstrip("_")
    found, number = base, 2
    while found in taken:
        found, number = f"{base}_{number}", number + 1
    taken.add(found)
    return found


def toml_string(text: str) -> str:
    """Return a text as TOML writes it, set as it is printed."""
    return json.dumps(typeset(text), ensure_ascii=False)
