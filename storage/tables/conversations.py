"""What is kept of a conversation: answers given, forms begun, what a short message leans on."""

import sqlalchemy as sa

from storage.tables.base import Instant, Json, Serial, key, metadata

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
