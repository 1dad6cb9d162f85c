"""The tables. One place says what is kept; ``docs/exploitation.md`` says for how long."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine


class Instant(sa.TypeDecorator[datetime]):
    """An aware datetime, kept in UTC (SQLite has no zones)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuse naive datetimes: their zone would be a guess."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Give the instant back, aware and in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Json(sa.TypeDecorator[Any]):
    """JSON as the database keeps it best."""

    impl = sa.JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> TypeEngine[Any]:
        """Return PostgreSQL's binary JSON there, text elsewhere."""
        if dialect.name != "postgresql":
            return dialect.type_descriptor(sa.JSON())
        from sqlalchemy.dialects.postgresql import JSONB  # noqa: PLC0415 - 2 MiB that SQLite needs not.

        return dialect.type_descriptor(JSONB())


# SQLite gives rising row ids to INTEGER keys only. Each table that has such a key says ``sqlite_autoincrement``: without
# it SQLite gives the number of the last row again once that row is deleted, and people quote these numbers.
Serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _key() -> tuple[sa.Column[Any], sa.Column[Any]]:
    """Return the two columns that name a person."""
    return sa.Column("tenant", sa.String(64), primary_key=True), sa.Column("oid", sa.String(64), primary_key=True)


def _who(prefix: str = "") -> tuple[sa.Column[Any], sa.Column[Any]]:
    """Return two plain columns that point at a person, who may have been erased since."""
    return sa.Column(f"{prefix}tenant", sa.String(64)), sa.Column(f"{prefix}oid", sa.String(64))


# People who have spoken with the assistant.
person = sa.Table(
    "person",
    metadata,
    *_key(),
    sa.Column("name", sa.String(256), nullable=False, default=""),
    sa.Column("mail", sa.String(256)),  # Only when the person gave it.
    sa.Column("first_seen", Instant, nullable=False),
    sa.Column("last_seen", Instant, nullable=False),
    sa.Column("noticed_at", Instant),  # When the notice on personal data was shown.
)

# Requests of people that what is kept about them be erased. One that was carried out names a pseudonym.
erasure = sa.Table(
    "erasure",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    *_who(),
    sa.Column("asked_at", Instant, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("reason", sa.Text, nullable=False, default=""),  # Of the decision, as the person reads it.
    sa.Column("decided_at", Instant),
    *_who("decided_by_"),
    sa.Column("mails", Json, nullable=False, default=list),  # Rows of the outbox whose mails, kept as files, are to go.
    sa.Column("version", sa.Integer, nullable=False, default=1),
    sa.Index("ix_erasure_status", "status", "asked_at"),
    sa.Index("ix_erasure_person", "tenant", "oid"),
    sqlite_autoincrement=True,
)

# Roles given, by a setting's seed or by a command; a removed role keeps its row so that a seed does not revive it.
role = sa.Table(
    "role",
    metadata,
    *_key(),
    sa.Column("role", sa.String(16), primary_key=True),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("since", Instant, nullable=False),
    sa.Index("ix_role_active", "role", "active"),
)

# Where a person can be told something: the personal chat, renewed at each contact.
address = sa.Table(
    "address",
    metadata,
    *_key(),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("service_url", sa.String(512), nullable=False),
    sa.Column("conversation", sa.String(512), nullable=False),
    sa.Column("bot_id", sa.String(256), nullable=False),
    sa.Column("user_id", sa.String(256), nullable=False),
    sa.Column("reachable", sa.Boolean, nullable=False, default=True),
    sa.Column("seen_at", Instant, nullable=False),
)

# Who did what, when; kept after the person's data are gone (the ids are pseudonyms).
event = sa.Table(
    "event",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("subject", sa.String(32), nullable=False),  # «question», «role», «person»…
    sa.Column("reference", sa.String(64), nullable=False),
    sa.Column("move", sa.String(32), nullable=False),
    *_who(),
    sa.Column("role", sa.String(16), nullable=False, default=""),
    sa.Column("from_state", sa.String(32)),
    sa.Column("to_state", sa.String(32)),
    sa.Column("reason", sa.Text, nullable=False, default=""),
    sa.Column("data", Json, nullable=False, default=dict),
    sa.Index("ix_event_subject_reference", "subject", "reference", "id"),
    sqlite_autoincrement=True,
)

# Activities whose effect is stored: a repeated one gets the stored answer.
inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("tenant", sa.String(64), primary_key=True),
    sa.Column("conversation", sa.String(512), primary_key=True),
    sa.Column("activity", sa.String(256), primary_key=True),
    sa.Column("at", Instant, nullable=False, index=True),
    sa.Column("answer", Json),
)

# The form that a typed message answers, per person and conversation.
focus = sa.Table(
    "focus",
    metadata,
    *_key(),
    sa.Column("conversation", sa.String(512), primary_key=True),
    sa.Column("form", sa.String(32)),
    sa.Column("draft", sa.BigInteger),
    sa.Column("field", sa.String(48)),
    sa.Column("at", Instant, nullable=False),
    sa.Column("since", Instant),  # When the message that turned to this draft was sent, by the channel's clock.
)

# What a short message may lean on, per person and conversation (``knowledge.conversation``): never what was typed.
conversation = sa.Table(
    "conversation",
    metadata,
    *_key(),
    sa.Column("conversation", sa.String(512), primary_key=True),
    sa.Column("call", sa.String(64)),  # The id of the call that is spoken of, where several are in force.
    sa.Column("call_at", Instant),
    sa.Column("topic", sa.String(48)),  # The id of an entry of the call.
    sa.Column("topic_at", Instant),
    sa.Column("query", Json),  # The last status question, as it was understood.
    sa.Column("query_at", Instant),
    sa.Column("shown", sa.Integer, nullable=False, default=0),  # Lines of its answer that were seen.
    sa.Column("asked", Json),  # What the assistant asked last, and what answers it.
    sa.Column("asked_at", Instant),
    sa.Column("listed", Json),  # What the last card let be chosen.
    sa.Column("listed_at", Instant),
    sa.Column("at", Instant, nullable=False, index=True),
)

# Questions that a person passed on to the SA EPLE.
question = sa.Table(
    "question",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    *_who(),
    sa.Column("name", sa.String(256), nullable=False, default=""),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("school", sa.String(256), nullable=False, default=""),
    sa.Column("call", sa.String(64)),  # About which it was asked; None: before there were several.
    sa.Column("entry", sa.String(48)),  # What the assistant had understood, if anything.
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("asked_at", Instant, nullable=False),
    sa.Column("answer", sa.Text),
    sa.Column("answered_at", Instant),
    *_who("answered_by_"),
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

# What is still to be told, and what became of it: facts, rendered when sent.
outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("kind", sa.String(48), nullable=False),
    sa.Column("medium", sa.String(8), nullable=False),  # «teams» or «mail».
    *_who(),  # To whom; the tenant alone for a conversation.
    sa.Column("mail", sa.String(256)),  # Of people without Teams, or in case Teams does not reach them.
    sa.Column("conversation", sa.String(512)),  # Of a channel or group, when no person is meant.
    sa.Column("lane", sa.String(640), nullable=False),  # Names the recipient: notices of a lane leave in order.
    sa.Column("reference", sa.String(64), nullable=False, default=""),  # Of the request or application it is about.
    sa.Column("version", sa.Integer, nullable=False, default=0),
    sa.Column("data", Json, nullable=False, default=dict),
    sa.Column("dedupe", sa.String(256), nullable=False, unique=True),  # One fact is told once.
    sa.Column("urgent", sa.Boolean, nullable=False, default=False),  # Leaves in quiet hours too.
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("not_before", Instant, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("doubts", sa.Integer, nullable=False, default=0),  # Attempts of which nobody knows whether it arrived.
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("owner", sa.String(64)),  # Which claim of which process has it in hand, and until when if it dies.
    sa.Column("leased_until", Instant),
    sa.Column("begun_at", Instant),  # A sending that may not be repeated blindly has begun.
    sa.Column("ended_at", Instant),
    sa.Column("error", sa.String(64), nullable=False, default=""),
    sa.Column("activity", sa.String(256), nullable=False, default=""),  # Teams' id of the message, to redraw it.
    sa.Column("batch", sa.BigInteger),  # The acts on several at once that it comes of.
    sa.Index("ix_outbox_batch", "batch"),
    sa.Index("ix_outbox_lane", "lane", "state", "id"),
    sa.Index("ix_outbox_state", "state", "not_before"),
    sa.Index("ix_outbox_reference", "reference"),
    sqlite_autoincrement=True,
)

# Where each person has the card of a request: the message that is redrawn in place at each event.
card = sa.Table(
    "card",
    metadata,
    sa.Column("lane", sa.String(640), primary_key=True),  # To whom it was shown, as in the outbox.
    sa.Column("reference", sa.String(16), primary_key=True),
    *_who(),
    sa.Column("activity", sa.String(256), nullable=False),  # Teams' id of the message.
    sa.Column(
        "shown", sa.String(32), nullable=False, default=""
    ),  # What it showed last, hashed: the same is not sent again.
    sa.Column("at", Instant, nullable=False),
    sa.Index("ix_card_reference", "reference"),
    sa.Index("ix_card_person", "tenant", "oid"),
)

# Occurrences of timed work that are done: written in the transaction that does them, so each is done once.
timer_done = sa.Table(
    "timer_done",
    metadata,
    sa.Column("duty", sa.String(48), primary_key=True),
    sa.Column("occurrence", sa.String(256), primary_key=True),
    sa.Column("at", Instant, nullable=False, index=True),
)

# What a person has begun to fill in and not yet sent. The draft is the state: no dialog is kept elsewhere.
draft = sa.Table(
    "draft",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("tenant", sa.String(64), nullable=False),
    sa.Column("oid", sa.String(64), nullable=False),
    sa.Column("form", sa.String(32), nullable=False),
    sa.Column("subject", sa.String(64), nullable=False, default=""),  # What it is about: a reference, a call.
    sa.Column("subject_version", sa.Integer, nullable=False, default=0),  # As it was looked at; 0 where it has none.
    sa.Column("answers", Json, nullable=False, default=dict),  # By field; an empty one was skipped.
    sa.Column("proposals", Json, nullable=False, default=dict),  # By field: what the person has yet to confirm.
    sa.Column("listed", Json, nullable=False, default=dict),  # By field: the values last listed to choose from.
    sa.Column("pending", sa.Text, nullable=False, default=""),  # A message that may be no answer: that was asked back.
    sa.Column("version", sa.Integer, nullable=False, default=1),
    sa.Column("nonce", sa.String(64), nullable=False, unique=True),  # What creates carries it, once.
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("updated_at", Instant, nullable=False),
    sa.UniqueConstraint("tenant", "oid", "form", "subject", "subject_version"),
    sqlite_autoincrement=True,
)

# The text of every call that has been in force, and of its académie: applications outlive files.
call = sa.Table(
    "call",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("academy", sa.Text, nullable=False, default=""),
    sa.Column("at", Instant, nullable=False),  # When it was last read from its file.
)

# Applications to a call. A draft stands in ``draft`` until it is deposited; one that expired is kept here, unnumbered.
application = sa.Table(
    "application",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("reference", sa.String(16), unique=True),  # Given at deposit.
    sa.Column("call", sa.String(64), nullable=False),
    *_who(),  # Who applies; nobody where it came by mail.
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
    *_who("author_"),
    *_who("requester_"),  # Nobody where the contact is not known in Teams.
    *_who("holder_"),
    sa.Column("linked_to", sa.String(16), nullable=False, default=""),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("status_since", Instant, nullable=False),
    sa.Column("logged_at", Instant, nullable=False),
    sa.Column("touched_at", Instant, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("slot", Instant),
    sa.Column("link", sa.Text, nullable=False, default=""),
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
    sa.Index("ix_request_requester", "requester_tenant", "requester_oid"),
    sa.Index("ix_request_author", "author_tenant", "author_oid"),
    sa.Index("ix_request_slot", "slot"),
    sa.Index("ix_request_due", "due_at"),
    sa.Index("ix_request_logged", "logged_at"),
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
    *_who("by_"),
    sa.Column("at", Instant, nullable=False),
    sa.Index("ix_attached_reference", "reference"),
    sa.Index("ix_attached_by", "by_tenant", "by_oid"),
    sqlite_autoincrement=True,
)

# Acts on several at once (``knowledge.batch``): what was prepared, and what has become of each line.
batch = sa.Table(
    "batch",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("nonce", sa.String(64), nullable=False, unique=True),  # What its buttons carry.
    *_who(),
    sa.Column("given", Json, nullable=False, default=dict),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("confirmed_at", Instant),
    sa.Column("ended_at", Instant),
    sa.Index("ix_batch_state", "state"),
    sa.Index("ix_batch_person", "tenant", "oid"),
    sqlite_autoincrement=True,
)
batch_line = sa.Table(
    "batch_line",
    metadata,
    sa.Column("batch", sa.BigInteger, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("act", sa.String(16), nullable=False),
    sa.Column("reference", sa.String(16), nullable=False, default=""),  # Of a request, an application, a school.
    *_who(),  # Who is written to, where no reference says it.
    sa.Column("reason", sa.Text, nullable=False, default=""),
    sa.Column("version", sa.Integer, nullable=False, default=0),  # As it was looked at.
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("error", sa.String(32), nullable=False, default=""),  # A code, never a text.
    sa.Index("ix_batch_line_reference", "reference"),
    sa.Index("ix_batch_line_person", "tenant", "oid"),
)

# The plan of action (``knowledge.plan``): decided by the SA EPLE with its committee.
plan_action = sa.Table(
    "plan_action",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("owner", sa.String(256), nullable=False, default=""),  # Who answers for it, as typed.
    sa.Column("due", sa.Date),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("decided_on", sa.Date, nullable=False),
    sa.Column("ended_on", sa.Date),
    *_who(),  # Who noted it.
    sa.Column("version", sa.Integer, nullable=False, default=1),
    sa.Index("ix_plan_action_state", "state", "due"),
    sqlite_autoincrement=True,
)

# Solved cases (``knowledge.cases``): proposed by who solved them, published by the SA EPLE for everybody to read.
solved_case = sa.Table(
    "solved_case",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("reference", sa.String(16), nullable=False, default=""),  # The request it comes of.
    sa.Column("topic", sa.String(16), nullable=False),
    sa.Column("problem", sa.Text, nullable=False),
    sa.Column("solution", sa.Text, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("since", Instant, nullable=False),  # Of the state.
    *_who(),  # Who proposed it.
    sa.Column("helped", sa.Integer, nullable=False, default=0),  # How many people said that it helped.
    sa.Column("version", sa.Integer, nullable=False, default=1),
    sa.Index("ix_solved_case_state", "state", "topic"),
    sa.Index("ix_solved_case_reference", "reference"),
    sqlite_autoincrement=True,
)
# Who said that a case helped: once each. The count stays when this is gone.
case_helped = sa.Table(
    "case_helped",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),  # Of the case.
    *_key(),
    sa.Column("at", Instant, nullable=False),
)

# The last number given in each series («CA-2024», «DA-2024»): numbers rise, and a gap is never refilled.
numbering = sa.Table(
    "numbering",
    metadata,
    sa.Column("series", sa.String(16), primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
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
    *_who("by_"),
    sa.Column("nonce", sa.String(64), nullable=False, unique=True),
    sa.Index("ix_taught_call", "call", "active"),
    sqlite_autoincrement=True,
)

# Status questions that are answered of themselves, each for one person (``knowledge.subscription``).
subscription = sa.Table(
    "subscription",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("tenant", sa.String(64), nullable=False),
    sa.Column("oid", sa.String(64), nullable=False),
    sa.Column("query", Json, nullable=False, default=dict),
    sa.Column("schedule", Json),  # When; None: when there are more than ``above``.
    sa.Column("above", sa.Integer),
    sa.Column("closed", sa.Boolean, nullable=False, default=False),  # Also when work rests.
    sa.Column("passed", sa.Boolean, nullable=False, default=False),  # The number is passed now, and was told.
    sa.Column(
        "crossings", sa.Integer, nullable=False, default=0
    ),  # How often the number was passed or come back under.
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("nonce", sa.String(64), nullable=False, unique=True),  # One press, one subscription.
    sa.Index("ix_subscription_person", "tenant", "oid"),
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

# When experts are away, in whole days of Paris (``knowledge.team``), and who stands in.
absence = sa.Table(
    "absence",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("tenant", sa.String(64), nullable=False),
    sa.Column("oid", sa.String(64), nullable=False),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date),  # None: until they are back.
    *_who("cover_"),
    *_who("by_"),  # Who noted it.
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
    *_who("by_"),
    sa.Column("made_at", Instant, nullable=False),
    sa.Index("ix_on_call_person", "tenant", "oid"),
    sa.Index("ix_on_call_last_day", "last_day"),
    sqlite_autoincrement=True,
)

# What experts say that they know, by the subjects of requests.
known_topic = sa.Table(
    "known_topic",
    metadata,
    *_key(),
    sa.Column("topic", sa.String(16), primary_key=True),
    *_who("by_"),
    sa.Column("since", Instant, nullable=False),
)

# The channel that the SA EPLE has declared as the experts': its one card is redrawn in place at each event.
room = sa.Table(
    "room",
    metadata,
    sa.Column("tenant", sa.String(64), primary_key=True),
    sa.Column("conversation", sa.String(512), nullable=False),  # Of the channel, without a thread.
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("service_url", sa.String(512), nullable=False),
    sa.Column("bot_id", sa.String(256), nullable=False),
    sa.Column(
        "activity", sa.String(256), nullable=False, default=""
    ),  # Teams' id of that card; "" before it is posted.
    sa.Column("shown", sa.String(32), nullable=False, default=""),  # What it showed last, hashed.
    *_who("by_"),
    sa.Column("at", Instant, nullable=False),
)

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
