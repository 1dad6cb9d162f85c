"""Our server with a handler that only repeats: what the wire costs by itself.   python -m tests.bench.floor.wire PORT"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from bot.app import make_adapter, open_connector, run, serve
from bot.health import Health, Metrics
from bot.log import configure
from bot.settings import load_settings
from dialogs.core.exchange import Incoming, Reply


async def repeat(incoming: Incoming) -> Reply:
    return Reply.text(f"Echo: {incoming.text}")


async def main() -> None:
    settings = load_settings({"ALLOW_ANONYMOUS": "true", "PORT": sys.argv[1], "LOG_LEVEL": "warning"})
    configure(settings.log_level, settings.log_format)
    health, metrics = Health(), Metrics()
    async with open_connector(settings, metrics) as (connector, session):
        adapter = make_adapter(
            settings,
            connector,
            session,
            handler=repeat,
            posted=lambda living, activity: None,
            apology=Reply.text,
            clock=lambda: datetime.now(UTC),
            health=health,
            metrics=metrics,
        )
        await serve(settings, adapter, health, metrics)


if __name__ == "__main__":
    run(main())
