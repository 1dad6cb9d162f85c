"""Tables of people, roles, addresses and erasures, of events, numbers and timed work, and of schools."""

from __future__ import annotations

import sqlalchemy as sa

from storage.tables.base import Instant, Json, Serial, key, metadata, who

# People who have spoken with the assistant.
person = sa.Table(
    "person",
    metadata,
    *key(),
    sa.Column("name", sa.String(256), nullable=False, default=""),
    sa.Column("mail", sa.String(256)),  # Only when the person gave it.
    sa.Column("first_seen", Instant, nullable=False),
    sa.Column("last_seen", Instant, nullable=False),
    sa.Column("noticed_at", Instant),  # When the notice on personal data was shown.
)

# Roles given, by a setting's seed or by a command; a removed role keeps its row so that a seed does not revive it.
role = sa.Table(
    "role",
    metadata,
    *key(),
    sa.Column("role", sa.String(16), primary_key=True),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("since", Instant, nullable=False),
    sa.Index("ix_role_active", "role", "active"),
)

# Where a person can be told something: the personal chat, renewed at each contact.
address = sa.Table(
    "address",
    metadata,
    *key(),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("service_url", sa.String(512), nullable=False),
    sa.Column("conversation", sa.String(512), nullable=False),
    sa.Column("bot_id", sa.String(256), nullable=False),
    sa.Column("user_id", sa.String(256), nullable=False),
    sa.Column("reachable", sa.Boolean, nullable=False, default=True),
    sa.Column("seen_at", Instant, nullable=False),
)

# Requests of people that what is kept about them be erased. One that was carried out names a pseudonym.
erasure = sa.Table(
    "erasure",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    *who(),
    sa.Column("asked_at", Instant, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("reason", sa.Text, nullable=False, default=""),  # Of the decision, as the person reads it.
    sa.Column("decided_at", Instant),
    *who("decided_by_"),
    sa.Column("mails", Json, nullable=False, default=list),  # Rows of the outbox whose mails, kept as files, are to go.
    sa.Column("version", sa.Integer, nullable=False, default=1),
    sa.Index("ix_erasure_status", "status", "asked_at"),
    sa.Index("ix_erasure_person", "tenant", "oid"),
    sqlite_autoincrement=True,
)


# --- Events, numbers that were given, timed work that was done.

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


# --- The register of schools.

# The official register of schools, as it was last imported.
school = sa.Table(
    "school",
    metadata,
    sa.Column("uai", sa.String(8), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("town", sa.String(200), nullable=False),
    sa.Column("department", sa.String(3), nullable=False),
    sa.Column("former", Json, nullable=False),  # Its other names, the latest first.
    sa.Column("type", sa.String(8), nullable=False, default=""),
    sa.Column("postcode", sa.String(8), nullable=False, default=""),
    sa.Column("street", sa.String(200), nullable=False, default=""),
    sa.Column("listed", sa.Boolean, nullable=False, default=True),  # False: the last file had it no more.
    # What the SA EPLE adds to the official file; "" and None where nobody has said.
    sa.Column("mail", sa.String(256), nullable=False, default=""),
    sa.Column("wave", sa.String(8), nullable=False, default=""),
    sa.Column("accounting_group", sa.String(200), nullable=False, default=""),
    sa.Column("switched_on", sa.Date),
    sa.Column("since", Instant, nullable=False),  # When this state of it was imported.
)
