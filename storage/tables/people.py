"""The types of columns, and the tables of people, events, timed work and schools; of conversations, questions and calls."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

from knowledge.people import PersonKey


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

# What a column holds of people: erasing masks names in these texts (``storage.actions.erasures``), the papers list it
# (``bot.papers``). A column of a person's key needs no mark: it ends with «oid».
NAME = {"holds": "nom"}
NAME_GIVEN = {"holds": "nom", "given": True}  # By others.
REACH = {"holds": "coordonnées"}
TEXT = {"holds": "texte libre", "masked": True}
TEXT_OF_SERVICE = {**TEXT, "service": True}  # Few, and about people of the service.
TALK = {"holds": "reprise de la conversation"}
FILE = {"holds": "fichier"}
SCHOOL = {"holds": "établissement"}

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def is_person(table: sa.FromClause, key: PersonKey, prefix: str = "") -> sa.ColumnElement[bool]:
    """Tell of each row whether those of its two columns that begin with ``prefix`` name this person."""
    return sa.and_(table.c[f"{prefix}tenant"] == key.tenant, table.c[f"{prefix}oid"] == key.oid)


def is_same_person(one: sa.FromClause, other: sa.FromClause, prefix: str = "") -> sa.ColumnElement[bool]:
    """Tell whether a row of ``one`` is of the person whom ``other`` names in its columns that begin with ``prefix``."""
    return sa.and_(one.c.tenant == other.c[f"{prefix}tenant"], one.c.oid == other.c[f"{prefix}oid"])


def key() -> tuple[sa.Column[Any], sa.Column[Any]]:
    """Return the two columns that name a person, whose row goes when they are erased (``storage.actions.erasures``)."""
    return sa.Column("tenant", sa.String(64), primary_key=True), sa.Column("oid", sa.String(64), primary_key=True)


def who(prefix: str = "") -> tuple[sa.Column[Any], sa.Column[Any]]:
    """Return two plain columns that point at a person; once they are erased, at a pseudonym (``storage.actions.erasures``)."""
    return sa.Column(f"{prefix}tenant", sa.String(64)), sa.Column(f"{prefix}oid", sa.String(64))


# People who have spoken with the assistant.
person = sa.Table(
    "person",
    metadata,
    *key(),
    sa.Column("name", sa.String(256), nullable=False, default="", info=NAME),
    sa.Column("mail", sa.String(256), info=REACH),  # Only when the person gave it.
    sa.Column("first_seen", Instant, nullable=False),
    sa.Column("last_seen", Instant, nullable=False),
    sa.Column("noticed_at", Instant),  # When the notice on personal data was shown.
    sa.Column("uai", sa.String(8), info=SCHOOL),  # Of their school, once they have said it.
    sa.Index("ix_person_uai", "uai"),
)

# Roles given, by a setting's seed or by a command; a removed role keeps its row so that a seed does not revive it.
role = sa.Table(
    "role",
    metadata,
    *key(),
    sa.Column("role", sa.String(16), primary_key=True),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("since", Instant, nullable=False),
    sa.Column("by_group", sa.Boolean),  # True while the person is in the Entra group that gives it.
    sa.Index("ix_role_active", "role", "active"),
)

# What the SA EPLE has set itself, in the place of a setting or of a text (``knowledge.office``).
office_setting = sa.Table(
    "office_setting",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("value", Json, nullable=False),
    sa.Column("at", Instant, nullable=False),
    *who("by_"),
)

# Where a person can be told something: the personal chat, renewed at each contact.
address = sa.Table(
    "address",
    metadata,
    *key(),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("service_url", sa.String(512), nullable=False),
    sa.Column("conversation", sa.String(512), nullable=False, info=REACH),
    sa.Column("bot_id", sa.String(256), nullable=False),
    sa.Column("user_id", sa.String(256), nullable=False, info=REACH),
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
    sa.Column("reason", sa.Text, nullable=False, default="", info=TEXT),  # Of the decision, as the person reads it.
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
    sa.Column("reason", sa.Text, nullable=False, default="", info=TEXT),
    sa.Column("data", Json, nullable=False, default=dict, info=TEXT),
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
    sa.Column("name", sa.String(256), nullable=False, default="", info=NAME),
    sa.Column("text", sa.Text, nullable=False, info=TEXT),
    sa.Column("school", sa.String(256), nullable=False, default=""),
    sa.Column("call", sa.String(64)),  # About which it was asked; None: before there were several.
    sa.Column("entry", sa.String(48)),  # What the assistant had understood, if anything.
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("asked_at", Instant, nullable=False),
    sa.Column("answer", sa.Text, info=TEXT),
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
    sa.Column("text", sa.Text, info=TEXT),
    sqlite_autoincrement=True,
)

# What the SA EPLE has taught: a wording of an entry of the call, or an answer of its own for all who ask the same.
taught = sa.Table(
    "taught",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("call", sa.String(64), nullable=False),
    sa.Column("wording", sa.Text, nullable=False, info=TEXT),
    sa.Column("entry", sa.String(48)),  # The call's entry that answers; None: ``answer`` does.
    sa.Column("answer", sa.Text, info=TEXT),
    sa.Column("active", sa.Boolean, nullable=False, default=True),
    sa.Column("at", Instant, nullable=False),
    *who("by_"),
    sa.Column("nonce", sa.String(64), nullable=False, unique=True),
    sa.Index("ix_taught_call", "call", "active"),
    sqlite_autoincrement=True,
)


# --- Conversations: answers given, forms begun, what a short message leans on.

# Activities whose effect is stored: a repeated one gets the stored answer.
inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("tenant", sa.String(64), primary_key=True),
    sa.Column("conversation", sa.String(512), primary_key=True, info=REACH),
    sa.Column("activity", sa.String(256), primary_key=True),
    sa.Column("at", Instant, nullable=False, index=True),
    sa.Column("answer", Json, info=TALK),
)

# The form that a typed message answers, per person and conversation.
focus = sa.Table(
    "focus",
    metadata,
    *key(),
    sa.Column("conversation", sa.String(512), primary_key=True, info=REACH),
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
    *key(),
    sa.Column("conversation", sa.String(512), primary_key=True, info=REACH),
    sa.Column("topic", sa.String(48)),  # The id of an entry of the call.
    sa.Column("topic_at", Instant),
    sa.Column("query", Json, info=TALK),  # The last status question, as it was understood.
    sa.Column("query_at", Instant),
    sa.Column("shown", sa.Integer, nullable=False, default=0),  # Lines of its answer that were seen.
    sa.Column("asked", Json, info=TALK),  # What the assistant asked last, and what answers it.
    sa.Column("asked_at", Instant),
    sa.Column("listed", Json, info=TALK),  # What the last card let be chosen.
    sa.Column("listed_at", Instant),
    sa.Column("file", sa.String(16)),  # The request or application that is being spoken of.
    sa.Column("file_at", Instant),
    sa.Column("act", sa.String(32)),  # What was last to be done in words.
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
    sa.Column("answers", Json, nullable=False, default=dict, info=TEXT),  # By field; an empty one was skipped.
    # By field: what the person has yet to confirm.
    sa.Column("proposals", Json, nullable=False, default=dict, info=TEXT),
    # By field: the values last listed to choose from.
    sa.Column("listed", Json, nullable=False, default=dict, info=TEXT),
    # A message that may be no answer: that was asked back.
    sa.Column("pending", sa.Text, nullable=False, default="", info=TEXT),
    sa.Column("version", sa.Integer, nullable=False, default=1),
    sa.Column("nonce", sa.String(64), nullable=False, unique=True),  # What creates carries it, once.
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("updated_at", Instant, nullable=False),
    sa.UniqueConstraint("tenant", "oid", "form", "subject", "subject_version"),
    sqlite_autoincrement=True,
)
