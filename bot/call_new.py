"""``call new``: asks in French for what a new call holds, and writes its file and its models of documents."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from operator import itemgetter
from pathlib import Path

import numpy as np

from dialogs.application.documents import FIELDS, LETTERS, fields_known, shipped
from dialogs.ui.word import faults
from knowledge.call import Call
from knowledge.call_heading import MIDNIGHT, CallType
from knowledge.french import counted, quoted, typeset
from knowledge.time.moments import the_day_in
from knowledge.understanding.intent.passages import Passage, TextIndex, cut
from knowledge.understanding.words import folded
from storage.calls import CallFiles, Templates, types

# --- Models of documents, written for the office to change, and checked.


def write_models(folder: Path) -> Iterator[str]:
    """Write the program's models into a folder, but over none that is there; yield what was done."""
    folder.mkdir(parents=True, exist_ok=True)
    for letter in LETTERS:
        path = folder / letter.file
        if path.exists():
            yield typeset(f"« {path.name} » existe déjà : rien n'a été changé.")
            continue
        path.write_bytes(shipped(letter))
        yield typeset(f"Écrit : {path}.")
    yield typeset(f"Champs possibles : {', '.join(f'{{{{ {name} }}}}' for name in FIELDS)} ; et ceux de l'appel.")


def model_faults(call: Call, folder: Path) -> list[str]:
    """Return what is wrong with the models that this call's documents are made from."""
    if not folder.is_dir():
        return [typeset(f"modèles : le dossier « {folder} » n'existe pas")]
    templates, known, found = Templates(folder), fields_known(call), []
    for letter in LETTERS:
        try:
            content = templates.read(call.id, letter.file)
        except OSError:
            found.append(typeset(f"modèle « {letter.file} » : il ne peut pas être lu, ou dépasse 4 Mo"))
            continue
        if content is not None:
            found += [typeset(f"modèle « {letter.file} », {fault}") for fault in faults(content, known)]
    known_names = {letter.file for letter in LETTERS}
    for path in sorted({*folder.glob("*.docx"), *(folder / call.id).glob("*.docx")}):
        if path.name not in known_names and not path.name.startswith("~$"):
            found.append(
                typeset(f"modèle « {path.name} » : ce nom ne sert à rien, on attend {' ou '.join(sorted(known_names))}")
            )
    return found


# --- The answers so far, kept beside the file to come, so that nothing is typed twice.

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
        if self._given and self._given[-1][0] == question:  # The same again: its answer could not be read.
            self._given.pop()
            self._at -= 1
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


# --- The application: fields, letter, documents. Empty answers leave it out.

Ask = Callable[[str], str]
KINDS = {
    "texte": "text", "choix": "choice", "date": "date", "nombre": "number", "etablissement": "school", "telephone": "phone",
    "piece": "file",
}  # fmt: skip
_OWN_WORDS = frozenset({"school", "phone"})  # Kinds whose question is already written.


def application(ask: Ask, say: Callable[[str], None], *, by_mail: bool, here: bool = False) -> list[str]:
    """Return the lines of ``[application]``; none where the candidate confirms nothing, that is: it is not taken here.

    ``by_mail``: the letter goes with a mail; elsewhere, it stands among the documents to deposit. ``here``: each document is a
    file that the form takes.
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
        lines += _field(label, _field_id(label, taken), ask, say)
    letter = ask("Texte à rédiger, joint en document (« Lettre de motivation » ; Entrée : aucun) ?").strip()
    for document in documents if here else ():
        lines += _head(_field_id(document, taken), "file", document[:1].upper() + document[1:])
    documents = [] if here else documents
    if letter and not by_mail and not here:
        documents = [letter[:1].lower() + letter[1:], *documents]
    if documents:
        lines.insert(behind, f"documents = [{', '.join(map(toml_string, documents))}]")
    if letter:
        lines += _head(_field_id(letter, taken), "text", letter)
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
        rows.append(f'  {{ id = "{_field_id(title, taken)}", title = {toml_string(title)}{addressed} }},')
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


def _field_id(label: str, taken: set[str]) -> str:
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


# --- The command.

STOP = "/fin"
_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,63}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LONGEST = 260


def _day(text: str) -> str:
    """Return a day typed «5/2/2026» or «lundi 5 janvier 2026» as TOML writes it. Raises ValueError, also where no year is told."""
    day = the_day_in(text, datetime.now(UTC)) if _YEAR.search(text) else None
    if day is None:
        raise ValueError(text)
    return day.isoformat()


_YEAR = re.compile(r"\b20\d\d\b")


def _hour(text: str) -> str:
    """Return an hour typed «12 h», «17 h 30», «minuit» (the end of the day) as TOML writes it. Raises ValueError."""
    if text.strip().lower() in (MIDNIGHT, "24 h", "24h"):
        return toml_string(MIDNIGHT)
    found = re.fullmatch(r"(\d{1,2})\s*(?:h|:|heures?)\s*(\d{2})?", text.strip().lower().replace("midi", "12 h"))
    if not found:
        raise ValueError(text)
    at = time(int(found[1]), int(found[2] or 0))
    if at == time(0):  # The beginning of the day, or its end?
        raise ValueError(text)
    return at.isoformat()


def _yes(text: str) -> str:
    if folded(text) not in ("o", "oui"):
        raise ValueError(text)
    return "true"


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


_DATED = "Une date avec l’année est attendue, comme 5/2/2026 ou 5 février 2026."
# Key, question, how it is read, what to say when it cannot be, whether it may be left out.
_HEADING: tuple[tuple[str, str, Callable[[str], str], str, bool], ...] = (
    ("title", "Titre de l’appel ?", toml_string, "", False),
    ("reference", "Sa référence (Entrée : l’appel n’en porte pas) ?", toml_string, "", True),
    ("issued", "Date de l’appel (jour/mois/année) ?", _day, _DATED, False),
    ("closes", "Dernier jour pour candidater (jour/mois/année) ?", _day, _DATED, False),
    ("closes_hour", "À quelle heure, ce jour-là (Entrée : toute la journée) ?", _hour,
     "Une heure est attendue, comme 12 h, 17 h 30, ou minuit pour la fin de ce jour.", True),
    ("results", "Quel jour les réponses sont-elles connues (Entrée : l’appel ne le dit pas) ?", _day,
     _DATED, True),
    ("authority", "Qui publie l’appel (« académie de… ») ?", toml_string, "", False),
    ("service", "Quel service le suit, sans article (« DRANE ») ?", toml_string, "", False),
    ("service_article", "Son article : le, la, l’ ou les ?", _article, "Un article est attendu : le, la, l’ ou les.", False),
    ("role", "Comment s’appellent ceux que l’on cherche, au singulier (« référent ») ?", toml_string, "", False),
    ("deposit_here", "Se dépose-t-elle ici, avec l’assistant, sans autre envoi (oui ; Entrée : non) ?", _yes, "Répondez oui, ou Entrée.", True),
    ("deposit_mail", "À quelle adresse électronique envoyer la candidature (Entrée : pas par courriel) ?", _mail,
     "Une adresse est attendue.", True),
    ("deposit_platform", "Sur quel site la déposer (Entrée : aucun) ?", lambda text: f"{{ name = {toml_string(text)} }}", "", True),
    ("deposit_post", "À quelle adresse postale l’envoyer (Entrée : pas par la poste) ?", toml_string, "", True),
    ("copies", "Qui mettre en copie, avec l’article (« la DIVRH » ; Entrée : personne) ?", lambda text: f"[{{ name = {toml_string(text)} }}]", "", True),
)  # fmt: skip
_CONTACT: tuple[tuple[str, str, Callable[[str], str], str, bool], ...] = (
    ("name", "Qui contacter (nom) ?", toml_string, "", False),
    ("mail", "Son adresse électronique (Entrée : l’appel ne la donne pas) ?", _mail, "Une adresse est attendue.", True),
)


# --- What the call's own text holds for a question of its heading, proposed to its author, who says yes or types another.

_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_DAYS = re.compile(rf"\b\d{{1,2}}(?:er)? (?:{_MONTHS}) 20\d\d\b|\b\d{{1,2}}/\d{{1,2}}/20\d\d\b")
_HOURS = re.compile(r"\b(?:midi|minuit|\d{1,2} ?(?:heures?|h)(?: ?\d{2})?)\b")
_NAMES = re.compile(r"\b(?:Mme|M\.|Madame|Monsieur) (?:[A-ZÀ-Ý][\w’'-]+ ?){1,3}")
_MAILS = re.compile(r"(?!dpd@)\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+")  # «dpd@» answers on personal data alone.
_DEADLINE = re.compile(r"(?i)au plus tard|jusqu|avant le|limite|clôture|clos|délai")
_DEPOSIT = re.compile(r"(?i)candidat|dossier|dépos|inscri")
_CONTACTED = re.compile(r"(?i)renseignement|contact|question|dossier suivi|joindre|auprès")
# Key of a question -> what its answer looks like, and what stands before it, each sign within the reach below.
_SIGNS: Mapping[str, tuple[re.Pattern[str], tuple[re.Pattern[str], ...]]] = {
    "title": (re.compile(r"(?im)^(?:objet ?: *)?appel [àa] candidatures? *[-–:] *(?P<said>[^\n]+)"), ()),
    "reference": (re.compile(r"\b[A-Z]{2,}\w*[/-][\w/-]*\d[\w/-]*"), ()),
    "issued": (_DAYS, ()),
    "closes": (_DAYS, (_DEADLINE, _DEPOSIT)),
    "closes_hour": (_HOURS, (_DEADLINE, _DEPOSIT)),
    "results": (_DAYS, (re.compile(r"(?i)résultat|réponses? (?:est|sont)|informé|notifi|connu|communiqu|publié"),)),
    "authority": (re.compile(r"(?i)\bacadémie d(?:e |['’])(?:la |l['’])?[\w-]+"), ()),
    "deposit_mail": (_MAILS, (re.compile(r"(?i)candidatures? (?:est|sont)|retourner|adress|envoy|transm|dépos"),)),
    "name": (_NAMES, (_CONTACTED,)),
    "mail": (_MAILS, (_CONTACTED,)),
    "phones": (re.compile(r"\b0\d(?:[ .]?\d\d){4}\b"), (_CONTACTED,)),
}  # fmt: skip
_REACH = 160  # Characters before a value in which its signs stand.


def held_by(text: str, key: str) -> str:
    """Return what ``text`` holds for a question of the heading, nearly as it stands there; "" for none.

    Of several, the one whose signs stand nearest before it.
    """
    value, signs = _SIGNS.get(key, (None, ()))
    flat = " ".join(text.split()) if signs else text
    found = []
    for one in value.finditer(flat) if value else ():
        before = flat[max(0, one.start() - _REACH) : one.start()]
        ends = [max((hit.end() for hit in sign.finditer(before)), default=-_REACH) for sign in signs]
        if not signs or max(ends) >= 0:
            found.append((sum(len(before) - end for end in ends), one["said"] if "said" in one.groupdict() else one[0]))
    said = min(found, key=itemgetter(0))[1].strip(" .") if found else ""
    if key == "authority":  # «ACADÉMIE DE LILLE», as it stands at the head of a letter.
        return said.title().replace("Académie D", "académie d") if said.isupper() else said
    return said[:1].upper() + said[1:] if key == "title" else said


def new_call(file: Path, ask: Ask, say: Callable[[str], None], text: str = "") -> None:
    """Ask for a call and write its ``file``; what was said before an interruption is not asked again.

    ``text``: the call as it was published, in which the sentence that answers each question is looked for; it is kept beside
    the file. Raises FileExistsError for one that is there, ValueError for its name.
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
            lines = _asked(file, draft.ask, draft.say, text)
        except GoneBack:
            draft.go_back()
            continue
        file.write_text("\n".join(lines), encoding="utf-8")
        if text:
            CallFiles(file).published.write_text(text, encoding="utf-8")
        draft.done()
        return


def _asked(file: Path, ask: Ask, say: Callable[[str], None], text: str) -> list[str]:
    """Return the lines of a call's file, asked one thing after the other; ``text``: the call as published, or ""."""
    lines = ["[call]", f"id = {_id(file.stem)}"]
    lines += [f"{key} = {told}" for key, told in ((row[0], _told(row, ask, say, text)) for row in _HEADING) if told]
    lines += ["", "[call.contact]"]
    contact = [f"{key} = {told}" for key, told in ((row[0], _told(row, ask, say, text)) for row in _CONTACT) if told]
    by_mail = len(contact) == len(_CONTACT)
    phone = _told(
        ("phones", f"Son téléphone{' (Entrée : aucun)' if by_mail else ''} ?", toml_string, "", by_mail), ask, say, text
    )
    lines += [*contact, *([f"phones = [{phone}]"] if phone else [])]
    ways = {line.partition(" ")[0] for line in lines}
    form = application(ask, say, by_mail="deposit_mail" in ways, here="deposit_here" in ways)
    say(
        f"Les questions que l’on pose partout, avec leur type entre crochets. Entrée : l’appel n’en parle pas. {STOP} : le reste "
        "n’y est pas."
    )
    parts: dict[str, str] = {}
    facts = [fact for fact in _facts(ask, say, parts, cut(text)) if fact]
    return [*lines, *form, "", "[parts]", *(f"{id_} = {toml_string(text)}" for text, id_ in parts.items()), "", *facts]


def _told(
    row: tuple[str, str, Callable[[str], str], str, bool], ask: Ask, say: Callable[[str], None], text: str
) -> str:
    """Return the answer to a question as TOML, "" for one left out; asked again until it can be read.

    What the call's ``text`` holds for it is proposed with the question.
    """
    key, question, read, wrong, optional = row
    held = held_by(text, key)
    if held:
        question += f"\n  L’appel dit : {quoted(held)} (oui : c’est cela ; ou votre réponse)"
    while True:
        typed = ask(question).strip()
        typed = held if held and folded(typed) in _YES else typed
        if not typed:
            if optional:
                return ""
            say("Cette réponse est nécessaire.")
            continue
        try:
            return read(typed)
        except ValueError:
            say(wrong)


def _facts(ask: Ask, say: Callable[[str], None], parts: dict[str, str], passages: Sequence[Passage]) -> list[str]:
    """Return the facts told, as TOML; ``parts`` takes where each stands: its words, its id."""
    facts, taken, find = [], set[Passage](), Finder(passages)
    for type_ in types(wordings=False).types.values():
        found = find.sentence_for(type_.id)
        if found and (answer := _proposed(type_, found, ask, say)):
            taken |= {found} if answer == found.text else set()
        else:
            answer = "" if found else _answer(type_, ask, say)
        if answer == STOP:
            break
        if answer:
            usual = ""
            if found and answer == found.text:  # Of what was typed instead, its author knows where it stands.
                usual = found.heading or f"« {' '.join(found.text.split()[:_FIRST_WORDS])} »"
            where = usual or ask("  Où le dit-il (premiers mots du paragraphe) ?").strip() or "texte de l’appel"
            part = parts.setdefault(where, f"p{len(parts) + 1}")
            facts.append(f'[[fact]]\ntype = "{type_.id}"\nanswer = {toml_string(answer)}\nparts = ["{part}"]\n')
    left = [one for one in passages if one not in taken]
    if left:
        say("Phrases de l’appel qu’aucune réponse n’a prises (un [[fact]] sans type pour celles que l’on demandera) :")
        for one in left:
            say(f"  – {one.text}")
    return facts


_FIRST_WORDS = 4
_PROPOSED = 0.3  # What a sentence shares with the ways of asking a question, from which it is proposed as its answer.
_YES = frozenset(("o", "oui"))


class Finder:
    """Finds the sentence of a call's text that answers the question of a type."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self._index = TextIndex([f"{one.heading} {one.text}" for one in passages])
        self._types = types().first(_WAYS) if passages else None

    def sentence_for(self, type_: str) -> Passage | None:
        """Return it; None where nothing comes near the ways of asking."""
        if self._types is None:
            return None
        one = self._types.types[type_]
        ways = (one.title, one.question, *self._types.said_of("").asks.get(type_, ()))
        scores = np.mean([self._index.pieces(way) + self._index.roots(way) for way in ways], axis=0)
        best = int(scores.argmax())
        return self._passages[best] if scores[best] >= _PROPOSED else None


_WAYS = 12


def _proposed(type_: CallType, found: Passage, ask: Ask, say: Callable[[str], None]) -> str:
    """Return the sentence that is proposed, another one that is typed, or nothing where the call does not say it."""
    while True:
        typed = ask(
            f"{type_.title} — {type_.question} [{type_.id}]\n  L’appel dit : {quoted(found.text)}\n"
            "  (oui : c’est la réponse ; ou votre phrase ; Entrée : l’appel n’en parle pas)"
        ).strip()
        if not typed:
            return ""
        answer = found.text if typed.lower() in _YES else typed
        if len(answer) <= _LONGEST or answer == STOP:
            return answer
        say(f"{len(answer)} caractères, {_LONGEST} au plus : dites-le en une ou deux phrases.")


def _answer(type_: CallType, ask: Ask, say: Callable[[str], None]) -> str:
    while True:
        answer = ask(f"{type_.title} — {type_.question} [{type_.id}]").strip()
        if len(answer) <= _LONGEST:
            return answer
        say(f"{len(answer)} caractères, {_LONGEST} au plus : dites-le en une ou deux phrases.")
