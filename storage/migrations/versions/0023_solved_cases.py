"""solved cases, which are proposed, reviewed and read, and who said that one helped."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "solved_case",
        sa.Column("id", storage.tables.Serial, nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("topic", sa.String(length=16), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("solution", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("since", storage.tables.Instant(timezone=True), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=True),
        sa.Column("oid", sa.String(length=64), nullable=True),
        sa.Column("helped", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solved_case")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_solved_case_state", "solved_case", ["state", "topic"])
    op.create_index("ix_solved_case_reference", "solved_case", ["reference"])
    op.create_table(
        "case_helped",
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("oid", sa.String(length=64), nullable=False),
        sa.Column("at", storage.tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", "tenant", "oid", name=op.f("pk_case_helped")),
    )


def downgrade() -> None:
    op.drop_table("case_helped")
    op.drop_table("solved_case")
