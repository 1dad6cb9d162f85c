"""Tables of calls, questions on them, what the SA EPLE has taught, and conversations."""

from __future__ import annotations

import sqlalchemy as sa

from storage.tables.base import Instant, Json, Serial, key, metadata, who

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


# --- Conversations: answers given, forms begun, what a short message leans on.

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
    *key(),
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
    *key(),
    sa.Column("conversation", sa.String(512), primary_key=True),
    sa.Column("topic", sa.String(48)),  # The id of an entry of the call.
    sa.Column("topic_at", Instant),
    sa.Column("query", Json),  # The last status question, as it was understood.
    sa.Column("query_at", Instant),
    sa.Column("shown", sa.Integer, nullable=False, default=0),  # Lines of its answer that were seen.
    sa.Column("asked", Json),  # What the assistant asked last, and what answers it.
    sa.Column("asked_at", Instant),
    sa.Column("listed", Json),  # What the last card let be chosen.
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
