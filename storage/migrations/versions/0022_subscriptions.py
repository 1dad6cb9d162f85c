"""status questions that are answered of themselves, at set times or when their count passes a number."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", storage.tables.Serial, nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("oid", sa.String(length=64), nullable=False),
        sa.Column("query", storage.tables.Json(), nullable=False),
        sa.Column("schedule", storage.tables.Json(), nullable=True),
        sa.Column("above", sa.Integer(), nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("crossings", sa.Integer(), nullable=False),
        sa.Column("created_at", storage.tables.Instant(timezone=True), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("nonce", name=op.f("uq_subscription_nonce")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_subscription_person", "subscription", ["tenant", "oid"])


def downgrade() -> None:
    op.drop_table("subscription")
