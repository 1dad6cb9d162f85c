"""what the SA EPLE has taught."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "taught",
        sa.Column("id", storage.tables.Serial, nullable=False),
        sa.Column("call", sa.String(length=64), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("entry", sa.String(length=48), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("at", storage.tables.Instant(timezone=True), nullable=False),
        sa.Column("by_tenant", sa.String(length=64), nullable=True),
        sa.Column("by_oid", sa.String(length=64), nullable=True),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taught")),
        sa.UniqueConstraint("nonce", name=op.f("uq_taught_nonce")),
    )
    with op.batch_alter_table("taught", schema=None) as batch_op:
        batch_op.create_index("ix_taught_call", ["call", "active"], unique=False)


def downgrade() -> None:
    op.drop_table("taught")
