"""requests for assistance."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_INSTANT = storage.tables.Instant(timezone=True)


def upgrade() -> None:
    op.create_table(
        "request",
        sa.Column("id", storage.tables.Serial, nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=True),
        sa.Column("uai", sa.String(length=8), nullable=False),
        sa.Column("school", sa.String(length=256), nullable=False),
        sa.Column("contact_name", sa.String(length=256), nullable=False),
        sa.Column("contact_function", sa.String(length=128), nullable=False),
        sa.Column("contact_mail", sa.String(length=256), nullable=False),
        sa.Column("contact_phone", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=16), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("wished_slots", sa.Text(), nullable=False),
        sa.Column("author_tenant", sa.String(length=64), nullable=True),
        sa.Column("author_oid", sa.String(length=64), nullable=True),
        sa.Column("requester_tenant", sa.String(length=64), nullable=True),
        sa.Column("requester_oid", sa.String(length=64), nullable=True),
        sa.Column("holder_tenant", sa.String(length=64), nullable=True),
        sa.Column("holder_oid", sa.String(length=64), nullable=True),
        sa.Column("linked_to", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("status_since", _INSTANT, nullable=False),
        sa.Column("logged_at", _INSTANT, nullable=False),
        sa.Column("touched_at", _INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("slot", _INSTANT, nullable=True),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("slot_reminded", sa.Integer(), nullable=False),
        sa.Column("consent", sa.String(length=16), nullable=True),
        sa.Column("session_started_at", _INSTANT, nullable=True),
        sa.Column("session_minutes", sa.Integer(), nullable=True),
        sa.Column("waiting_for", sa.String(length=16), nullable=True),
        sa.Column("resume_at", _INSTANT, nullable=True),
        sa.Column("waiting_reminded", sa.Boolean(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("cancelled_as", sa.String(length=16), nullable=True),
        sa.Column("duplicate_of", sa.String(length=16), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("alerts", sa.Integer(), nullable=False),
        sa.Column("due_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.UniqueConstraint("nonce", name=op.f("uq_request_nonce")),
        sa.UniqueConstraint("reference", name=op.f("uq_request_reference")),
    )
    for name, columns in (
        ("ix_request_status", ["status", "status_since"]),
        ("ix_request_school", ["uai", "topic", "status"]),
        ("ix_request_holder", ["holder_tenant", "holder_oid", "status"]),
        ("ix_request_requester", ["requester_tenant", "requester_oid"]),
        ("ix_request_author", ["author_tenant", "author_oid"]),
        ("ix_request_slot", ["slot"]),
        ("ix_request_due", ["due_at"]),
    ):
        op.create_index(name, "request", columns)


def downgrade() -> None:
    op.drop_table("request")
