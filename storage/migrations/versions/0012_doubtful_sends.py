"""how many sends of a notice ended in doubt."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("doubts", sa.Integer, nullable=False, server_default="0"))
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("outbox", "doubts", server_default=None)


def downgrade() -> None:
    op.drop_column("outbox", "doubts")
