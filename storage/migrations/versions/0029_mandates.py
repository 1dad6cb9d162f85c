"""the mandates of experts: from when until when, and whether they are trained."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mandate",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("oid", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("may_reach", sa.Date(), nullable=True),
        sa.Column("trained_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("since", storage.tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "oid", name=op.f("pk_mandate")),
    )
    op.create_index("ix_mandate_ends_on", "mandate", ["ends_on"])


def downgrade() -> None:
    op.drop_table("mandate")
