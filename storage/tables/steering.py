"""Tables of steering: batches, the plan of action, solved cases, subscriptions, and the experts as a team."""

from __future__ import annotations

import sqlalchemy as sa

from storage.tables.base import Instant, Json, Serial, key, metadata, who

# Acts on several at once (``knowledge.batch``): what was prepared, and what has become of each line.
batch = sa.Table(
    "batch",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("nonce", sa.String(64), nullable=False, unique=True),  # What its buttons carry.
    *who(),
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
    *who(),  # Who is written to, where no reference says it.
    sa.Column("reason", sa.Text, nullable=False, default=""),
    sa.Column("version", sa.Integer, nullable=False, default=0),  # As it was looked at.
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("error", sa.String(32), nullable=False, default=""),  # A code, never a text.
    sa.Index("ix_batch_line_reference", "reference"),
    sa.Index("ix_batch_line_person", "tenant", "oid"),
)

# The plan of action (``knowledge.batch``): decided by the SA EPLE with its committee.
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
    *who(),  # Who noted it.
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
    *who(),  # Who proposed it.
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
    *key(),
    sa.Column("at", Instant, nullable=False),
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


# --- The team: absences, who is on call, what each knows.

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
