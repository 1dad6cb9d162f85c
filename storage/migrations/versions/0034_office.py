"""a person's school, roles that an Entra group gives, and what the office sets itself."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("uai", sa.String(length=8), nullable=True))
    op.create_index("ix_person_uai", "person", ["uai"])
    op.add_column("role", sa.Column("by_group", sa.Boolean(), nullable=True))
    op.create_table(
        "office_setting",
        sa.Column("name", sa.String(length=64), primary_key=True),
        sa.Column("value", storage.tables.Json, nullable=False),
        sa.Column("at", storage.tables.Instant(timezone=True), nullable=False),
        sa.Column("by_tenant", sa.String(length=64), nullable=True),
        sa.Column("by_oid", sa.String(length=64), nullable=True),
    )


def downgrade() -> None:
    op.drop_table("office_setting")
    op.drop_column("role", "by_group")
    op.drop_index("ix_person_uai", "person")
    op.drop_column("person", "uai")
