"""Who did what, when; the numbers given; the timed work that is done."""

import sqlalchemy as sa

from storage.tables.base import Instant, Json, Serial, metadata, who

# Who did what, when; kept after the person's data are gone (the ids are pseudonyms).
event = sa.Table(
    "event",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("subject", sa.String(32), nullable=False),  # «question», «role», «person»…
    sa.Column("reference", sa.String(64), nullable=False),
    sa.Column("move", sa.String(32), nullable=False),
    *who(),
    sa.Column("role", sa.String(16), nullable=False, default=""),
    sa.Column("from_state", sa.String(32)),
    sa.Column("to_state", sa.String(32)),
    sa.Column("reason", sa.Text, nullable=False, default=""),
    sa.Column("data", Json, nullable=False, default=dict),
    sa.Index("ix_event_subject_reference", "subject", "reference", "id"),
    sqlite_autoincrement=True,
)

# The last number given in each series («CA-2024», «DA-2024»): numbers rise, and a gap is never refilled.
numbering = sa.Table(
    "numbering",
    metadata,
    sa.Column("series", sa.String(16), primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
)

# Occurrences of timed work that are done: written in the transaction that does them, so each is done once.
timer_done = sa.Table(
    "timer_done",
    metadata,
    sa.Column("duty", sa.String(48), primary_key=True),
    sa.Column("occurrence", sa.String(256), primary_key=True),
    sa.Column("at", Instant, nullable=False, index=True),
)
