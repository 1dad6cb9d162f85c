"""``call new``: writes the file of a new call, asking its way through in French."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from pathlib import Path

from bot.call_draft import BACK, CallDraft, GoneBack
from bot.call_new_form import Ask, application, toml_string
from knowledge.call_heading import MIDNIGHT
from knowledge.call_types import CallType
from knowledge.french import counted, typeset
from storage.calls import types

STOP = "/fin"
_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,63}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LONGEST = 260


def _day(text: str) -> str:
    """Return a day typed «5/2/2026» as TOML writes it. Raises ValueError."""
    day, month, year = (int(part) for part in re.split(r"[/. -]", text.strip()))
    return date(year, month, day).isoformat()


def _hour(text: str) -> str:
    """Return an hour typed «12 h», «17 h 30», «minuit» (the end of the day) as TOML writes it. Raises ValueError."""
    if text.strip().lower() in (MIDNIGHT, "24 h", "24h"):
        return toml_string(MIDNIGHT)
    found = re.fullmatch(r"(\d{1,2})\s*[h:]\s*(\d{2})?", text.strip().lower())
    if not found:
        raise ValueError(text)
    at = time(int(found[1]), int(found[2] or 0))
    if at == time(0):  # The beginning of the day, or its end?
        raise ValueError(text)
    return at.isoformat()


def _id(text: str) -> str:
    if not _ID.fullmatch(text):
        raise ValueError(text)
    return toml_string(text)


def _mail(text: str) -> str:
    if not _MAIL.fullmatch(text):
        raise ValueError(text)
    return toml_string(text)


def _article(text: str) -> str:
    article = typeset(text.strip().lower())
    if article not in ("le", "la", "l’", "les"):
        raise ValueError(text)
    return toml_string(article)


def _platform(text: str) -> str:
    return f"{{ name = {toml_string(text)} }}"


def _copies(text: str) -> str:
    return f"[{{ name = {toml_string(text)} }}]"


# Key, question, how it is read, what to say when it cannot be, whether it may be left out.
_HEADING: tuple[tuple[str, str, Callable[[str], str], str, bool], ...] = (
    ("title", "Titre de l’appel ?", toml_string, "", False),
    ("reference", "Sa référence (Entrée : l’appel n’en porte pas) ?", toml_string, "", True),
    ("issued", "Date de l’appel (jour/mois/année) ?", _day, "Une date est attendue, comme 5/2/2026.", False),
    ("closes", "Dernier jour pour candidater (jour/mois/année) ?", _day, "Une date est attendue, comme 5/2/2026.", False),
    ("closes_hour", "À quelle heure, ce jour-là (Entrée : toute la journée) ?", _hour,
     "Une heure est attendue, comme 12 h, 17 h 30, ou minuit pour la fin de ce jour.", True),
    ("results", "Quel jour les réponses sont-elles connues (Entrée : l’appel ne le dit pas) ?", _day,
     "Une date est attendue, comme 5/2/2026.", True),
    ("authority", "Qui publie l’appel (« académie de… ») ?", toml_string, "", False),
    ("service", "Quel service le suit, sans article (« DRANE ») ?", toml_string, "", False),
    ("service_article", "Son article : le, la, l’ ou les ?", _article, "Un article est attendu : le, la, l’ ou les.", False),
    ("role", "Comment s’appellent ceux que l’on cherche, au singulier (« référent ») ?", toml_string, "", False),
    ("deposit_mail", "À quelle adresse électronique envoyer la candidature (Entrée : pas par courriel) ?", _mail,
     "Une adresse est attendue.", True),
    ("deposit_platform", "Sur quel site la déposer (Entrée : aucun) ?", _platform, "", True),
    ("deposit_post", "À quelle adresse postale l’envoyer (Entrée : pas par la poste) ?", toml_string, "", True),
    ("copies", "Qui mettre en copie, avec l’article (« la DIVRH » ; Entrée : personne) ?", _copies, "", True),
)  # fmt: skip
_CONTACT: tuple[tuple[str, str, Callable[[str], str], str, bool], ...] = (
    ("name", "Qui contacter (nom) ?", toml_string, "", False),
    ("mail", "Son adresse électronique (Entrée : l’appel ne la donne pas) ?", _mail, "Une adresse est attendue.", True),
)


def new_call(file: Path, ask: Ask, say: Callable[[str], None]) -> None:
    """Ask for a call and write its ``file``; what was said before an interruption is not asked again.

    Raises FileExistsError for one that is there, ValueError for its name.
    """
    if file.exists():
        raise FileExistsError(file)
    _id(file.stem)
    draft = CallDraft(file, ask, say)
    say(
        f"Repris où vous en étiez, {counted(draft.answered, 'réponse')} gardées. {BACK} : changer la précédente."
        if draft.answered
        else f"Ctrl-D pour s’arrêter : ce qui est dit est gardé. {BACK} : changer la réponse précédente."
    )
    while True:
        try:
            lines = _asked(file, draft.ask, draft.say)
        except GoneBack:
            draft.go_back()
            continue
        file.write_text("\n".join(lines), encoding="utf-8")
        draft.done()
        return


def _asked(file: Path, ask: Ask, say: Callable[[str], None]) -> list[str]:
    """Return the lines of a call's file, asked one thing after the other."""
    lines = ["[call]", f"id = {_id(file.stem)}"]
    lines += [f"{key} = {told}" for key, told in ((row[0], _told(row, ask, say)) for row in _HEADING) if told]
    lines += ["", "[call.contact]"]
    contact = [f"{key} = {told}" for key, told in ((row[0], _told(row, ask, say)) for row in _CONTACT) if told]
    by_mail = len(contact) == len(_CONTACT)
    phone = _told(
        ("phones", f"Son téléphone{' (Entrée : aucun)' if by_mail else ''} ?", toml_string, "", by_mail), ask, say
    )
    lines += [*contact, *([f"phones = [{phone}]"] if phone else [])]
    form = application(ask, say, by_mail=any(line.startswith("deposit_mail") for line in lines))
    say(f"Les questions que l’on pose partout. Entrée : l’appel n’en parle pas. {STOP} : le reste n’y est pas.")
    parts: dict[str, str] = {}
    facts = [fact for fact in _facts(ask, say, parts) if fact]
    return [*lines, *form, "", "[parts]", *(f"{id_} = {toml_string(text)}" for text, id_ in parts.items()), "", *facts]


def _told(row: tuple[str, str, Callable[[str], str], str, bool], ask: Ask, say: Callable[[str], None]) -> str:
    """Return the answer to a question as TOML, "" for one left out; asked again until it can be read."""
    _, question, read, wrong, optional = row
    while True:
        typed = ask(question).strip()
        if not typed:
            if optional:
                return ""
            say("Cette réponse est nécessaire.")
            continue
        try:
            return read(typed)
        except ValueError:
            say(wrong)


def _facts(ask: Ask, say: Callable[[str], None], parts: dict[str, str]) -> list[str]:
    """Return the facts told, as TOML; ``parts`` takes where each stands: its words, its id."""
    facts = []
    for type_ in types(wordings=False).types.values():
        answer = _answer(type_, ask, say)
        if answer == STOP:
            break
        if answer:
            where = ask("  Où le dit-il (premiers mots du paragraphe) ?").strip() or "texte de l’appel"
            part = parts.setdefault(where, f"p{len(parts) + 1}")
            facts.append(f'[[fact]]\ntype = "{type_.id}"\nanswer = {toml_string(answer)}\nparts = ["{part}"]\n')
    return facts


def _answer(type_: CallType, ask: Ask, say: Callable[[str], None]) -> str:
    while True:
        answer = ask(f"{type_.title} — {type_.question}").strip()
        if len(answer) <= _LONGEST:
            return answer
        say(f"{len(answer)} caractères, {_LONGEST} au plus : dites-le en une ou deux phrases.")
