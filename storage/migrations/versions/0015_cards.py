"""where each person has the card of a request; whether it was asked what became of a session."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "card",
        sa.Column("lane", sa.String(length=640), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=True),
        sa.Column("oid", sa.String(length=64), nullable=True),
        sa.Column("activity", sa.String(length=256), nullable=False),
        sa.Column("shown", sa.String(length=32), nullable=False),
        sa.Column("at", storage.tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("lane", "reference", name=op.f("pk_card")),
    )
    op.create_index("ix_card_reference", "card", ["reference"])
    op.create_index("ix_card_person", "card", ["tenant", "oid"])
    op.add_column("request", sa.Column("outcome_asked", sa.Boolean(), nullable=False, server_default=sa.false()))
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("request", "outcome_asked", server_default=None)


def downgrade() -> None:
    op.drop_column("request", "outcome_asked")
    op.drop_index("ix_card_person", table_name="card")
    op.drop_index("ix_card_reference", table_name="card")
    op.drop_table("card")
