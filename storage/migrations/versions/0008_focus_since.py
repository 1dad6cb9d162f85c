"""since which message, by the channel's clock, typed messages answer a form."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("focus", schema=None) as batch_op:
        batch_op.add_column(sa.Column("since", storage.tables.Instant(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("focus", schema=None) as batch_op:
        batch_op.drop_column("since")
