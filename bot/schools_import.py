"""``schools import``: the official register taken from its file, and what that changed, said in lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.process import FileLock
from knowledge.call_heading import Academy
from knowledge.french import DomainError, counted, listed, quoted, typeset
from knowledge.schools.register import (
    Additions,
    ColumnsMissing,
    Reason,
    Refused,
    RegisterFile,
    School,
    read_additions,
    read_file,
)
from storage.actions.schools import (
    Completed,
    Imported,
    NothingToImport,
    TooManyGone,
    complete_schools,
    import_schools,
)
from storage.engine import Storage
from storage.schema import check, migrate

_SHOWN = 10  # Schools or lines named one by one under each heading.
REASONS = {
    Reason.NO_UAI: "sans UAI lisible",
    Reason.WRONG_KEY: "UAI mal recopié : la lettre ne correspond pas aux chiffres",
    Reason.NO_NAME: "sans nom ou sans commune",
    Reason.PRIVATE: "établissement privé",
    Reason.OTHER_KIND: "ni collège, ni lycée, ni EREA",
    Reason.CLOSED: "établissement fermé",
    Reason.OTHER_MINISTRY: "ne relève pas de l'Éducation nationale",
    Reason.ELSEWHERE: "hors de l'académie",
    Reason.TWICE: "UAI déjà présent plus haut",
}


class FileRefused(DomainError):
    """The file cannot be the register; ``why`` is the sentence to say."""

    def __init__(self, why: str) -> None:
        super().__init__("file refused")
        self.why = typeset(why)


async def import_file(
    database_url: str, path: Path, now: datetime, academies: Sequence[Academy] = (), *, retires: bool = False
) -> str:
    """Import the register of ``path`` and return the report; ``academies``: whose schools are taken.

    ``retires``: also where the file lacks many schools of the register. Raises FileRefused, Held, SchemaOutdated,
    SchemaNewer. An embedded database is brought to the current schema first, as the other local commands do.
    """
    text = _text(path)
    additions = read_additions(text)
    reading = RegisterFile((), ()) if additions else _register(path, text, academies)
    storage = Storage.open(database_url)
    lock = FileLock(storage.path) if storage.path else None
    if lock:
        lock.take()
    try:
        await (migrate(storage) if storage.is_sqlite else check(storage))
        if additions:
            return "\n".join(_completed(additions, await complete_schools(storage, additions.told, now)))
        done = await import_schools(storage, reading.schools, now, retires=retires)
    except NothingToImport:
        raise FileRefused(
            f"Le fichier {quoted(path.name)} n'a aucun collège, lycée ou EREA public de l'académie : rien n'est importé."
            + "".join(f"\n{line}" for line in _refused(reading.refused))
        ) from None
    except TooManyGone as many:
        raise FileRefused(
            f"Le fichier {quoted(path.name)} n'a plus {many.gone} des {many.listed} établissements du registre : est-il"
            " entier ? Rien n'est importé. S'il l'est bien, recommencez avec « --retirer » : ceux qui y manquent ne seront"
            " plus proposés."
        ) from None
    finally:
        await storage.close()
        if lock:
            lock.release()
    return "\n".join(report(reading, done))


def read(path: Path, academies: Sequence[Academy] = ()) -> RegisterFile:
    """Return what the file holds. Raises FileRefused."""
    return _register(path, _text(path), academies)


def _text(path: Path) -> str:
    name = quoted(path.name)
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError:
        raise FileRefused(f"Le fichier {name} ne peut pas être lu : vérifiez son chemin.") from None
    except UnicodeDecodeError:
        raise FileRefused(
            f"Le fichier {name} n'est pas en UTF-8 (latin-1, sans doute) : enregistrez-le en « CSV UTF-8 », puis"
            " recommencez. Rien n'est importé."
        ) from None


def _register(path: Path, text: str, academies: Sequence[Academy]) -> RegisterFile:
    name = quoted(path.name)
    try:
        numbers = tuple(dict.fromkeys(number for one in academies for number in one.numbers))
        return read_file(text, numbers) if numbers else read_file(text)
    except ColumnsMissing as missing:
        columns = listed([quoted(column) for column in missing.columns])
        raise FileRefused(
            f"Le fichier {name} n'est pas l'annuaire « fr-en-annuaire-education » : il y manque {columns}. Rien n'est"
            " importé."
        ) from None


def report(reading: RegisterFile, done: Imported) -> list[str]:
    """Return the lines that say what an import has done."""
    total = len(done.added) + len(done.changed) + done.unchanged
    lines = [
        f"{counted(total, 'établissement')} dans le registre : {counted(len(done.added), 'ajouté')}, "
        f"{counted(len(done.changed), 'modifié')}, {counted(done.unchanged, 'inchangé')}."
    ]
    lines += _named("Modifiés", done.changed)
    lines += _named("Absents du fichier, qui ne seront plus proposés (leurs demandes gardent leur nom)", done.gone)
    lines += _refused(reading.refused)
    lines.append("Source : Ministère de l'Éducation nationale – data.education.gouv.fr.")
    return [typeset(line) for line in lines]


def _completed(additions: Additions, done: Completed) -> list[str]:
    """Return the lines that say what a file of additions has done."""
    lines = [
        f"{counted(done.changed, 'établissement complété', 'établissements complétés')}, {counted(done.unchanged, 'inchangé')}."
    ]
    if done.unknown:
        shown = [
            *done.unknown[:_SHOWN],
            *([counted(len(done.unknown) - _SHOWN, "autre")] if len(done.unknown) > _SHOWN else []),
        ]
        lines.append(f"Absents du registre, laissés de côté : {listed(shown)}.")
    return [typeset(line) for line in [*lines, *_refused(additions.refused)]]


def _named(heading: str, schools: Sequence[School]) -> list[str]:
    if not schools:
        return []
    more = [f"  … et {counted(len(schools) - _SHOWN, 'autre')}"] if len(schools) > _SHOWN else []
    return [f"{heading} : {len(schools)}", *(f"  {school.label}" for school in schools[:_SHOWN]), *more]


def _refused(refused: Sequence[Refused]) -> list[str]:
    """Return the lines that are not taken, by reason."""
    by_reason: dict[Reason, list[Refused]] = defaultdict(list)
    for one in refused:
        by_reason[one.reason].append(one)
    lines = [f"{counted(len(refused), 'ligne refusée', 'lignes refusées')} :"] if refused else []
    for reason, ones in by_reason.items():
        shown = [f"ligne {one.line} ({one.what})" if one.what else f"ligne {one.line}" for one in ones[:_SHOWN]]
        more = [counted(len(ones) - _SHOWN, "autre")] if len(ones) > _SHOWN else []
        lines.append(f"  {REASONS[reason]} : {listed([*shown, *more])}")
    return lines
