"""Understanding French as people type it: from a message to the entry it asks for. ``docs/comprehension.md``."""
