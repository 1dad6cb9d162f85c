"""reminders that people ask of themselves about a request; what a mail that answers about one carries."""

import sqlalchemy as sa
from alembic import op

import storage.tables
from storage.altering import altered

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", storage.tables.Serial, nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("oid", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("at", storage.tables.Instant(timezone=True), nullable=False),
        sa.Column("exact", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", storage.tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sqlite_autoincrement=True,
    )
    with altered("request") as batch:
        batch.add_column(sa.Column("reply_token", sa.String(length=24), nullable=True))
        batch.create_unique_constraint(op.f("uq_request_reply_token"), ["reply_token"])
    op.create_index("ix_reminder_at", "reminder", ["at"])
    op.create_index("ix_reminder_person", "reminder", ["tenant", "oid"])


def downgrade() -> None:
    with altered("request") as batch:
        batch.drop_constraint(op.f("uq_request_reply_token"), type_="unique")
        batch.drop_column("reply_token")
    op.drop_table("reminder")
