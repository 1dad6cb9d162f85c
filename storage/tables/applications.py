"""Applications to a call."""

import sqlalchemy as sa

from storage.tables.base import Instant, Json, Serial, metadata, who

# Applications to a call. A draft stands in ``draft`` until it is deposited; one that expired is kept here, unnumbered.
application = sa.Table(
    "application",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("reference", sa.String(16), unique=True),  # Given at deposit.
    sa.Column("call", sa.String(64), nullable=False),
    *who(),  # Who applies; nobody where it came by mail.
    sa.Column("name", sa.String(256), nullable=False, default=""),
    sa.Column("answers", Json, nullable=False, default=dict),  # By field of the form, the mail address among them.
    sa.Column("flags", Json, nullable=False, default=list),  # What the SA EPLE is to appreciate.
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("status_since", Instant, nullable=False),
    sa.Column("touched_at", Instant, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("edition", sa.Integer, nullable=False, default=0),  # Of what was deposited.
    sa.Column("deposited_at", Instant),
    sa.Column("mailed_on", sa.Date),
    sa.Column("complement", Json),
    sa.Column("announced", sa.Boolean, nullable=False, default=False),
    sa.Column("appointed", sa.Boolean, nullable=False, default=False),
    sa.Column("opened_at", Instant),  # When the SA EPLE first looked at it.
    sa.Column("reply_token", sa.String(24)),  # What a mail that answers about it carries.
    sa.Index("uq_application_reply_token", "reply_token", unique=True),
    sa.Index("ix_application_status", "call", "status"),
    sa.Index("ix_application_deposited", "call", "deposited_at"),
    # One active application per person and call, whatever comes in at the same time.
    sa.Index(
        "uq_application_active",
        "call",
        "tenant",
        "oid",
        unique=True,
        # On PostgreSQL too, by the migration: said here, SQLAlchemy would load that dialect to check the word.
        sqlite_where=sa.text("status IN ('submitted', 'incomplete', 'under_review')"),
    ),
    sqlite_autoincrement=True,
)
