"""the experts as a team: absences, who is on call, what each knows, the channel that is theirs."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def _days(name: str, *columns: sa.Column[object], open_ended: bool) -> None:
    op.create_table(
        name,
        sa.Column("id", storage.tables.Serial, nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("oid", sa.String(length=64), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=open_ended),
        *columns,
        sa.Column("by_tenant", sa.String(length=64), nullable=True),
        sa.Column("by_oid", sa.String(length=64), nullable=True),
        sa.Column("made_at", storage.tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sqlite_autoincrement=True,
    )
    op.create_index(f"ix_{name}_person", name, ["tenant", "oid"])
    op.create_index(f"ix_{name}_last_day", name, ["last_day"])


def upgrade() -> None:
    _days(
        "absence",
        sa.Column("cover_tenant", sa.String(length=64), nullable=True),
        sa.Column("cover_oid", sa.String(length=64), nullable=True),
        open_ended=True,
    )
    _days("on_call", open_ended=False)
    op.create_table(
        "known_topic",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("oid", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=16), nullable=False),
        sa.Column("by_tenant", sa.String(length=64), nullable=True),
        sa.Column("by_oid", sa.String(length=64), nullable=True),
        sa.Column("since", storage.tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "oid", "topic", name=op.f("pk_known_topic")),
    )
    op.create_table(
        "room",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("conversation", sa.String(length=512), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("service_url", sa.String(length=512), nullable=False),
        sa.Column("bot_id", sa.String(length=256), nullable=False),
        sa.Column("activity", sa.String(length=256), nullable=False),
        sa.Column("shown", sa.String(length=32), nullable=False),
        sa.Column("by_tenant", sa.String(length=64), nullable=True),
        sa.Column("by_oid", sa.String(length=64), nullable=True),
        sa.Column("at", storage.tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", name=op.f("pk_room")),
    )


def downgrade() -> None:
    for name in ("room", "known_topic", "on_call", "absence"):
        op.drop_table(name)
