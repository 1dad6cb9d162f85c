"""no call is kept with a conversation: one instance has one call in force."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("conversation", "call_at")
    op.drop_column("conversation", "call")


def downgrade() -> None:
    op.add_column("conversation", sa.Column("call", sa.String(length=64), nullable=True))
    op.add_column("conversation", sa.Column("call_at", storage.tables.Instant(timezone=True), nullable=True))
