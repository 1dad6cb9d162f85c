"""the appointments that an expert proposes, for the requester to choose from."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("request", sa.Column("proposed", storage.tables.Json(), nullable=True))


def downgrade() -> None:
    op.drop_column("request", "proposed")
