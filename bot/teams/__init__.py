"""The assistant in Teams."""

from bot.teams.without_clients import spare_clients

spare_clients()
