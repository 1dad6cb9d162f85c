"""The calls, the questions on them, and what the SA EPLE has taught."""

import sqlalchemy as sa

from storage.tables.base import Instant, Serial, metadata, who

# The text of every call that has been in force, and of its académie: applications outlive files.
call = sa.Table(
    "call",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("academy", sa.Text, nullable=False, default=""),
    sa.Column("at", Instant, nullable=False),  # When it was last read from its file.
)

# Questions that a person passed on to the SA EPLE.
question = sa.Table(
    "question",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    *who(),
    sa.Column("name", sa.String(256), nullable=False, default=""),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("school", sa.String(256), nullable=False, default=""),
    sa.Column("call", sa.String(64)),  # About which it was asked; None: before there were several.
    sa.Column("entry", sa.String(48)),  # What the assistant had understood, if anything.
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("asked_at", Instant, nullable=False),
    sa.Column("answer", sa.Text),
    sa.Column("answered_at", Instant),
    *who("answered_by_"),
    sa.Column("nonce", sa.String(64), nullable=False, unique=True),  # One press, one question.
    sa.Column("version", sa.Integer, nullable=False, default=1),
    sa.Index("ix_question_state", "state", "asked_at"),
    sa.Index("ix_question_person", "tenant", "oid"),
    sqlite_autoincrement=True,
)

# What was asked and how it was understood: without identity, the text only where no answer was found.
question_log = sa.Table(
    "question_log",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("day", sa.Date, nullable=False, index=True),
    sa.Column("call", sa.String(64), nullable=False),
    sa.Column("decision", sa.String(16), nullable=False),
    sa.Column("entry", sa.String(48)),
    sa.Column("score", sa.Integer, nullable=False),
    sa.Column("text", sa.Text),
    sqlite_autoincrement=True,
)

# What the SA EPLE has taught: a wording of an entry of the call, or an answer of its own for all who ask the same.
taught = sa.Table(
    "taught",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("call", sa.String(64), nullable=False),
    sa.Column("wording", sa.Text, nullable=False),
    sa.Column("entry", sa.String(48)),  # The call's entry that answers; None: ``answer`` does.
    sa.Column("answer", sa.Text),
    sa.Column("active", sa.Boolean, nullable=False, default=True),
    sa.Column("at", Instant, nullable=False),
    *who("by_"),
    sa.Column("nonce", sa.String(64), nullable=False, unique=True),
    sa.Index("ix_taught_call", "call", "active"),
    sqlite_autoincrement=True,
)
