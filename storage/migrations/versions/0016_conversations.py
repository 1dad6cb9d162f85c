"""what is remembered of a conversation in a table of its own, with what was asked and shown last."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_INSTANT = storage.tables.Instant(timezone=True)
_KEY = ("tenant", "oid", "conversation")
_FOCUS = sa.table("focus", *(sa.column(name) for name in (*_KEY, "topic", "draft")), sa.column("at", _INSTANT))


def upgrade() -> None:
    made = op.create_table(
        "conversation",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("oid", sa.String(length=64), nullable=False),
        sa.Column("conversation", sa.String(length=512), nullable=False),
        sa.Column("topic", sa.String(length=48), nullable=True),
        sa.Column("topic_at", _INSTANT, nullable=True),
        sa.Column("query", storage.tables.Json(), nullable=True),
        sa.Column("query_at", _INSTANT, nullable=True),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("asked", storage.tables.Json(), nullable=True),
        sa.Column("asked_at", _INSTANT, nullable=True),
        sa.Column("listed", storage.tables.Json(), nullable=True),
        sa.Column("listed_at", _INSTANT, nullable=True),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint(*_KEY, name=op.f("pk_conversation")),
    )
    op.create_index("ix_conversation_at", "conversation", ["at"])
    spoken = sa.select(_FOCUS).where(_FOCUS.c.topic.is_not(None))
    rows = [
        {
            **{name: row[name] for name in _KEY},
            "topic": row["topic"],
            "topic_at": row["at"],
            "shown": 0,
            "at": row["at"],
        }
        for row in op.get_bind().execute(spoken).mappings()
    ]
    if rows:
        op.bulk_insert(made, rows)
    op.drop_column("focus", "topic")


def downgrade() -> None:
    op.add_column("focus", sa.Column("topic", sa.String(length=48), nullable=True))
    kept = sa.table("conversation", *(sa.column(name) for name in (*_KEY, "topic")), sa.column("topic_at", _INSTANT))
    for row in op.get_bind().execute(sa.select(kept).where(kept.c.topic.is_not(None))).mappings().all():
        key = sa.and_(*(_FOCUS.c[name] == row[name] for name in _KEY))
        if not op.get_bind().execute(sa.update(_FOCUS).where(key).values(topic=row["topic"])).rowcount:
            values = {**{name: row[name] for name in _KEY}, "topic": row["topic"], "at": row["topic_at"]}
            op.get_bind().execute(sa.insert(_FOCUS).values(**values))
    op.drop_table("conversation")
