"""The real program, killed again and again while people fill forms in: ``python -m tests.chaos.run``."""
