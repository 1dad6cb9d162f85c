"""drafts of forms, and who answered a question."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("id", storage.tables.Serial, nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("oid", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("answers", storage.tables.Json, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("created_at", storage.tables.Instant(timezone=True), nullable=False),
        sa.Column("updated_at", storage.tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("nonce", name=op.f("uq_draft_nonce")),
        sa.UniqueConstraint("tenant", "oid", "form", "subject", name=op.f("uq_draft_tenant_oid_form_subject")),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answered_by_tenant", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("answered_by_oid", sa.String(length=64), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_column("answered_by_oid")
        batch_op.drop_column("answered_by_tenant")
    op.drop_table("draft")
