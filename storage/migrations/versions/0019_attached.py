"""files sent with a request."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attached",
        sa.Column("id", storage.tables.Serial, nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("said", storage.tables.Serial, nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("by_tenant", sa.String(length=64), nullable=True),
        sa.Column("by_oid", sa.String(length=64), nullable=True),
        sa.Column("at", storage.tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attached")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_attached_reference", "attached", ["reference"])
    op.create_index("ix_attached_by", "attached", ["by_tenant", "by_oid"])


def downgrade() -> None:
    op.drop_index("ix_attached_by", table_name="attached")
    op.drop_index("ix_attached_reference", table_name="attached")
    op.drop_table("attached")
