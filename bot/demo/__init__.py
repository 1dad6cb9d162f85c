"""The demonstration: anonymous, on the loopback, on a database made anew at each start."""

from bot.demo.run import demo

__all__ = ["demo"]
