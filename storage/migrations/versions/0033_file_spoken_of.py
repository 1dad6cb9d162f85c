"""a conversation keeps which file is being spoken of, and what was last to be done."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversation", sa.Column("file", sa.String(length=16), nullable=True))
    op.add_column("conversation", sa.Column("file_at", storage.tables.Instant(timezone=True), nullable=True))
    op.add_column("conversation", sa.Column("act", sa.String(length=32), nullable=True))


def downgrade() -> None:
    for name in ("act", "file_at", "file"):
        op.drop_column("conversation", name)
