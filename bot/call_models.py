"""The models of documents that an office puts in the place of the program's: written for it to change, and checked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dialogs.application.letters import FIELDS, LETTERS, fields_known, shipped
from dialogs.ui.template import faults
from knowledge.call import Call
from knowledge.french import typeset
from storage.templates import Templates


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
