"""answers about a request that have no column of their own."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Json

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("request", sa.Column("more", Json(), nullable=True))


def downgrade() -> None:
    op.drop_column("request", "more")
