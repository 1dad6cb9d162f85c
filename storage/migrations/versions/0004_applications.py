"""applications, and the numbers given to them."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ACTIVE = sa.text("status IN ('submitted', 'incomplete', 'under_review')")


def upgrade() -> None:
    op.create_table(
        "application",
        sa.Column("id", storage.tables.Serial, nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=True),
        sa.Column("call", sa.String(length=64), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=True),
        sa.Column("oid", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("answers", storage.tables.Json, nullable=False),
        sa.Column("flags", storage.tables.Json, nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("status_since", storage.tables.Instant(timezone=True), nullable=False),
        sa.Column("touched_at", storage.tables.Instant(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("deposited_at", storage.tables.Instant(timezone=True), nullable=True),
        sa.Column("mailed_on", sa.Date(), nullable=True),
        sa.Column("complement", storage.tables.Json, nullable=True),
        sa.Column("announced", sa.Boolean(), nullable=False),
        sa.Column("appointed", sa.Boolean(), nullable=False),
        sa.Column("opened_at", storage.tables.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("reference", name=op.f("uq_application_reference")),
    )
    op.create_index("ix_application_status", "application", ["call", "status"])
    op.create_index(
        "uq_application_active",
        "application",
        ["call", "tenant", "oid"],
        unique=True,
        sqlite_where=ACTIVE,
        postgresql_where=ACTIVE,
    )
    op.create_table(
        "numbering",
        sa.Column("series", sa.String(length=16), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_numbering")),
    )


def downgrade() -> None:
    op.drop_table("numbering")
    op.drop_table("application")
