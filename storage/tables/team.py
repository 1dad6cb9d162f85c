"""The experts as a team: absences, who is on call, what each knows."""

import sqlalchemy as sa

from storage.tables.base import Instant, Serial, key, metadata, who

# When experts are away, in whole days of Paris (``knowledge.team``), and who stands in.
absence = sa.Table(
    "absence",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("tenant", sa.String(64), nullable=False),
    sa.Column("oid", sa.String(64), nullable=False),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date),  # None: until they are back.
    *who("cover_"),
    *who("by_"),  # Who noted it.
    sa.Column("made_at", Instant, nullable=False),
    sa.Index("ix_absence_person", "tenant", "oid"),
    sa.Index("ix_absence_last_day", "last_day"),
    sqlite_autoincrement=True,
)

# Which expert is told first of what is urgent, by days.
on_call = sa.Table(
    "on_call",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("tenant", sa.String(64), nullable=False),
    sa.Column("oid", sa.String(64), nullable=False),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date, nullable=False),
    *who("by_"),
    sa.Column("made_at", Instant, nullable=False),
    sa.Index("ix_on_call_person", "tenant", "oid"),
    sa.Index("ix_on_call_last_day", "last_day"),
    sqlite_autoincrement=True,
)

# What experts say that they know, by the subjects of requests.
known_topic = sa.Table(
    "known_topic",
    metadata,
    *key(),
    sa.Column("topic", sa.String(16), primary_key=True),
    *who("by_"),
    sa.Column("since", Instant, nullable=False),
)

# The mandate of each expert, of whoever was one last too: its days are of Paris.
mandate = sa.Table(
    "mandate",
    metadata,
    *key(),
    sa.Column("reference", sa.String(16), nullable=False, default=""),  # The application that led to it.
    sa.Column("begins_on", sa.Date, nullable=False),
    sa.Column("ends_on", sa.Date),  # The last day; None: nobody has said.
    sa.Column("may_reach", sa.Date),  # How far the call lets it be renewed.
    sa.Column("trained_on", sa.Date),  # From then on the expert may take control of a screen.
    sa.Column("ended_on", sa.Date),  # The role is gone since then.
    sa.Column("since", Instant, nullable=False),
    sa.Index("ix_mandate_ends_on", "ends_on"),
)
