"""How the data that a button brings back are read: what no card of today sends besides is left out.

A model is built when its button is first pressed: fifty at once took 50 ms of the start, and 2 MiB.
"""

from __future__ import annotations

from pydantic import ConfigDict

PRESSED = ConfigDict(extra="ignore", defer_build=True)
PRESSED_STRICTLY = ConfigDict(extra="ignore", strict=True, defer_build=True)
