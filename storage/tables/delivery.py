"""What is told, and where it is shown."""

import sqlalchemy as sa

from storage.tables.base import Instant, Json, Serial, metadata, who

# What is still to be told, and what became of it: facts, rendered when sent.
outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("kind", sa.String(48), nullable=False),
    sa.Column("medium", sa.String(8), nullable=False),  # «teams» or «mail».
    *who(),  # To whom; the tenant alone for a conversation.
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
    *who(),
    sa.Column("activity", sa.String(256), nullable=False),  # Teams' id of the message.
    sa.Column(
        "shown", sa.String(32), nullable=False, default=""
    ),  # What it showed last, hashed: the same is not sent again.
    sa.Column("at", Instant, nullable=False),
    sa.Index("ix_card_reference", "reference"),
    sa.Index("ix_card_person", "tenant", "oid"),
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
    *who("by_"),
    sa.Column("at", Instant, nullable=False),
)
