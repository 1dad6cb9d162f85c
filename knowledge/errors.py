"""What the domain refuses. Each error becomes one French sentence, chosen by type in the dialogs."""

from __future__ import annotations


class DomainError(Exception):
    """Base of all refusals: the message is for operators, never shown to people."""
