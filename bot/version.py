"""The product's version: the number of the command ``--version``, of the Teams package and of the changelog."""

VERSION = "0.1.0"
