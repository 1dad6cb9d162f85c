"""the call that a conversation and a question are about: several may be in force."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversation", sa.Column("call", sa.String(length=64), nullable=True))
    op.add_column("conversation", sa.Column("call_at", storage.tables.Instant(timezone=True), nullable=True))
    op.add_column("question", sa.Column("call", sa.String(length=64), nullable=True))


def downgrade() -> None:
    op.drop_column("question", "call")
    op.drop_column("conversation", "call_at")
    op.drop_column("conversation", "call")
