"""Modules of the dialogs by what they hold: the sentences that people read, and the cards they see."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

import dialogs


def _named(*endings: str) -> list[ModuleType]:
    """Return the modules of ``dialogs`` whose name is one of ``endings`` or ends with «_» and one of them."""
    found = pkgutil.walk_packages(dialogs.__path__, f"{dialogs.__name__}.")
    names = sorted(one.name for one in found if one.name.rpartition(".")[2].rpartition("_")[2] in endings)
    return [importlib.import_module(name) for name in names]


def texts() -> list[ModuleType]:
    """Return the modules that hold what is said: texts, and the rows of moves and notices."""
    return _named("texts", "moves", "notices")


def cards() -> list[ModuleType]:
    """Return the modules that build cards; ``dialogs.ui`` holds the bricks they are made of."""
    return _named("cards", "card")
