"""People, their roles, where they are reached, and what they ask to be erased."""

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
