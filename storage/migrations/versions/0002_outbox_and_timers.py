"""outbox and timers."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=48), nullable=False),
        sa.Column("medium", sa.String(length=8), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=True),
        sa.Column("oid", sa.String(length=64), nullable=True),
        sa.Column("mail", sa.String(length=256), nullable=True),
        sa.Column("conversation", sa.String(length=512), nullable=True),
        sa.Column("lane", sa.String(length=640), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("data", storage.tables.Json, nullable=False),
        sa.Column("dedupe", sa.String(length=256), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("created_at", storage.tables.Instant(timezone=True), nullable=False),
        sa.Column("not_before", storage.tables.Instant(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=True),
        sa.Column("leased_until", storage.tables.Instant(timezone=True), nullable=True),
        sa.Column("begun_at", storage.tables.Instant(timezone=True), nullable=True),
        sa.Column("ended_at", storage.tables.Instant(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=64), nullable=False),
        sa.Column("activity", sa.String(length=256), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedupe", name=op.f("uq_outbox_dedupe")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_lane", ["lane", "state", "id"], unique=False)
        batch_op.create_index("ix_outbox_reference", ["reference"], unique=False)
        batch_op.create_index("ix_outbox_state", ["state", "not_before"], unique=False)

    op.create_table(
        "timer_done",
        sa.Column("duty", sa.String(length=48), nullable=False),
        sa.Column("occurrence", sa.String(length=256), nullable=False),
        sa.Column("at", storage.tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("duty", "occurrence", name=op.f("pk_timer_done")),
    )
    with op.batch_alter_table("timer_done", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_timer_done_at"), ["at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("timer_done", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_timer_done_at"))

    op.drop_table("timer_done")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_state")
        batch_op.drop_index("ix_outbox_reference")
        batch_op.drop_index("ix_outbox_lane")

    op.drop_table("outbox")
