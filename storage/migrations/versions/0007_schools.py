"""the register of schools."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "school",
        sa.Column("uai", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("town", sa.String(length=200), nullable=False),
        sa.Column("department", sa.String(length=3), nullable=False),
        sa.Column("former", storage.tables.Json, nullable=False),
        sa.Column("type", sa.String(length=8), nullable=False),
        sa.Column("postcode", sa.String(length=8), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("since", storage.tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("uai", name=op.f("pk_school")),
    )


def downgrade() -> None:
    op.drop_table("school")
