"""what a mail carries that answers a message about an application."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("application", sa.Column("reply_token", sa.String(length=24), nullable=True))
    op.create_index("uq_application_reply_token", "application", ["reply_token"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_application_reply_token", table_name="application")
    op.drop_column("application", "reply_token")
