"""The assistant in Teams.

The SDK without two libraries of its HTTP clients, which nothing here uses: 3 MiB less, and 45 ms of the start.

``msrest``, which the SDK loads whole, wants ``oauthlib`` to sign in by OAuth, and two exceptions of ``azure.core``, whose
package loads a pipeline of its own. ``tests/bot/test_start.py`` tells when they come back.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from types import ModuleType

_SDK = "botbuilder.integration.aiohttp"
_SIGNING = ("oauthlib", "oauthlib.oauth2", "requests_oauthlib")
_PIPELINE = "azure.core"


def spare_clients() -> None:
    """Load the SDK with neither, unless it is loaded already; whoever asks for them later gets the real ones."""
    if _SDK in sys.modules:
        return
    spared = {name: ModuleType(name) for name in _SIGNING}
    spared["oauthlib"].__dict__["oauth2"] = spared["oauthlib.oauth2"]
    pipeline = find_spec(_PIPELINE)
    if pipeline:
        spared[_PIPELINE] = module_from_spec(pipeline)  # Its modules are found; what it would load is not.
    spared = {name: module for name, module in spared.items() if name not in sys.modules}
    sys.modules.update(spared)
    import_module(_SDK)
    for name in spared:
        del sys.modules[name]


spare_clients()
