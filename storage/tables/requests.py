"""Requests for assistance, the files sent with one or with an application, and reminders of one."""

import sqlalchemy as sa

from storage.tables.base import Instant, Json, Serial, metadata, who

# Requests for assistance. What is open is proposed when a school asks the same again, and may be logged all the same.
request = sa.Table(
    "request",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("reference", sa.String(16), nullable=False, unique=True),
    sa.Column("nonce", sa.String(64), unique=True),  # Of the draft that it was: one press, one request.
    sa.Column("uai", sa.String(8), nullable=False),
    sa.Column("school", sa.String(256), nullable=False, default=""),  # Its name and town, as shown when it was logged.
    sa.Column("contact_name", sa.String(256), nullable=False),
    sa.Column("contact_function", sa.String(128), nullable=False, default=""),
    sa.Column("contact_mail", sa.String(256), nullable=False, default=""),
    sa.Column("contact_phone", sa.String(64), nullable=False, default=""),
    sa.Column("topic", sa.String(16), nullable=False),
    sa.Column("details", sa.Text, nullable=False, default=""),
    sa.Column("urgent", sa.Boolean, nullable=False, default=False),
    sa.Column("wished_slots", sa.Text, nullable=False, default=""),
    sa.Column("more", Json),  # By field of the form: what has no column here.
    *who("author_"),
    *who("requester_"),  # Nobody where the contact is not known in Teams.
    *who("holder_"),
    sa.Column("linked_to", sa.String(16), nullable=False, default=""),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("status_since", Instant, nullable=False),
    sa.Column("logged_at", Instant, nullable=False),
    sa.Column("touched_at", Instant, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("slot", Instant),
    sa.Column("link", sa.Text, nullable=False, default=""),
    sa.Column("proposed", Json),  # Appointments to choose from, as ISO; NULL: none.
    sa.Column("slot_reminded", sa.Integer, nullable=False, default=0),
    sa.Column("outcome_asked", sa.Boolean, nullable=False, default=False),  # What became of the session.
    sa.Column("consent", sa.String(16)),
    sa.Column("session_started_at", Instant),
    sa.Column("session_minutes", sa.Integer),
    sa.Column("waiting_for", sa.String(16)),
    sa.Column("resume_at", Instant),
    sa.Column("waiting_reminded", sa.Boolean, nullable=False, default=False),
    sa.Column("report", sa.Text, nullable=False, default=""),
    sa.Column("cancelled_as", sa.String(16)),
    sa.Column("duplicate_of", sa.String(16), nullable=False, default=""),
    sa.Column("score", sa.Integer),
    sa.Column("comment", sa.Text, nullable=False, default=""),
    sa.Column("alerts", sa.Integer, nullable=False, default=0),
    sa.Column("due_at", Instant),  # From when on the program owes it a move; computed whenever it changes.
    # What is counted: days in Paris, so that every database counts weeks alike, and what ``knowledge.measures`` gives.
    sa.Column("department", sa.String(2), nullable=False, default=""),  # Two digits of ``uai``.
    sa.Column("logged_on", sa.Date),
    sa.Column("since_on", sa.Date),  # Of ``status_since``.
    sa.Column("slot_on", sa.Date),
    sa.Column(
        "precedence", sa.Integer, nullable=False, default=0
    ),  # In lists: open ones first, of these the urgent ones.
    sa.Column("taken_minutes", sa.Integer),
    sa.Column("solved_minutes", sa.Integer),
    sa.Column("waited_minutes", sa.Integer, nullable=False, default=0),
    sa.Column("reopened", sa.Integer, nullable=False, default=0),
    sa.Column("refused", sa.Integer, nullable=False, default=0),
    sa.Column("measured", sa.Integer, nullable=False, default=0),  # The version of which these speak.
    sa.Column("reply_token", sa.String(24), unique=True),  # What a mail that answers about it carries.
    sa.Index("ix_request_status", "status", "status_since", "urgent", "touched_at"),
    sa.Index("ix_request_school", "uai", "topic", "status"),
    sa.Index("ix_request_holder", "holder_tenant", "holder_oid", "status"),
    # Of those who are known in Teams alone: the others, all alike, would make the index look of no use.
    sa.Index(
        "ix_request_requester",
        "requester_tenant",
        "requester_oid",
        sqlite_where=sa.text("requester_oid IS NOT NULL"),
    ),
    sa.Index("ix_request_author", "author_tenant", "author_oid"),
    sa.Index("ix_request_slot", "slot"),
    sa.Index("ix_request_due", "due_at"),
    sa.Index("ix_request_logged", "logged_at"),
    sa.Index("ix_request_logged_on", "logged_on"),  # Weeks and months, by far the smallest that has them.
    sa.Index("ix_request_topic", "topic", "status"),
    # All that is narrowed, grouped and measured by stands in one index: counting reads no row.
    sa.Index(
        "ix_request_counted",
        "logged_on",
        "status",
        "department",
        "uai",
        "topic",
        "urgent",
        "holder_oid",
        "holder_tenant",
        "since_on",
        "taken_minutes",
        "solved_minutes",
        "score",
        "session_minutes",
        "reopened",
        "refused",
    ),
    sa.Index(
        "ix_request_ended",
        "status",
        "since_on",
        "department",
        "uai",
        "topic",
        "urgent",
        "holder_oid",
        "holder_tenant",
        "logged_on",
    ),
    sa.Index("ix_request_department", "department", "precedence", "logged_at", "id", "status", "topic", "urgent"),
    sa.Index("ix_request_slot_on", "slot_on"),
    # Lists in their order, with what most of them are narrowed by.
    sa.Index("ix_request_precedence", "precedence", "logged_at", "id", "status", "topic", "urgent", "reopened"),
    sa.Index("ix_request_reopened", "reopened"),
    sqlite_autoincrement=True,
)

# Files sent with a request or an application, whole: they are few and small, and go with it.
attached = sa.Table(
    "attached",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("reference", sa.String(16), nullable=False),  # Of a request or an application; «draft-7» before.
    sa.Column("said", Serial, nullable=False),  # The event with which it came; 0 with an application.
    sa.Column("name", sa.String(128), nullable=False),
    sa.Column("type", sa.String(100), nullable=False),
    sa.Column("size", sa.Integer, nullable=False),  # Bytes.
    sa.Column("content", sa.LargeBinary, nullable=False),
    *who("by_"),
    sa.Column("at", Instant, nullable=False),
    sa.Index("ix_attached_reference", "reference"),
    sa.Index("ix_attached_by", "by_tenant", "by_oid"),
    sqlite_autoincrement=True,
)

# What people want to be reminded of, each of one request; told once, then removed.
reminder = sa.Table(
    "reminder",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("tenant", sa.String(64), nullable=False),
    sa.Column("oid", sa.String(64), nullable=False),
    sa.Column("reference", sa.String(16), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("exact", sa.Boolean, nullable=False),  # The person said the hour: it is told then, whatever the hour.
    sa.Column("text", sa.Text, nullable=False, default=""),
    sa.Column("created_at", Instant, nullable=False),
    sa.Index("ix_reminder_at", "at"),
    sa.Index("ix_reminder_person", "tenant", "oid"),
    sqlite_autoincrement=True,
)
