"""first tables."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "address",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("oid", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("service_url", sa.String(length=512), nullable=False),
        sa.Column("conversation", sa.String(length=512), nullable=False),
        sa.Column("bot_id", sa.String(length=256), nullable=False),
        sa.Column("user_id", sa.String(length=256), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("seen_at", storage.tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "oid", name=op.f("pk_address")),
    )
    op.create_table(
        "event",
        sa.Column("id", storage.tables.Serial, nullable=False),
        sa.Column("at", storage.tables.Instant(timezone=True), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("move", sa.String(length=32), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=True),
        sa.Column("oid", sa.String(length=64), nullable=True),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("from_state", sa.String(length=32), nullable=True),
        sa.Column("to_state", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("data", storage.tables.Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_subject_reference", ["subject", "reference", "id"], unique=False)

    op.create_table(
        "focus",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("oid", sa.String(length=64), nullable=False),
        sa.Column("conversation", sa.String(length=512), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=True),
        sa.Column("draft", sa.BigInteger(), nullable=True),
        sa.Column("field", sa.String(length=48), nullable=True),
        sa.Column("topic", sa.String(length=48), nullable=True),
        sa.Column("at", storage.tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "oid", "conversation", name=op.f("pk_focus")),
    )
    op.create_table(
        "inbox",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("conversation", sa.String(length=512), nullable=False),
        sa.Column("activity", sa.String(length=256), nullable=False),
        sa.Column("at", storage.tables.Instant(timezone=True), nullable=False),
        sa.Column("answer", storage.tables.Json, nullable=True),
        sa.PrimaryKeyConstraint("tenant", "conversation", "activity", name=op.f("pk_inbox")),
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inbox_at"), ["at"], unique=False)

    op.create_table(
        "person",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("oid", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("mail", sa.String(length=256), nullable=True),
        sa.Column("first_seen", storage.tables.Instant(timezone=True), nullable=False),
        sa.Column("last_seen", storage.tables.Instant(timezone=True), nullable=False),
        sa.Column("noticed_at", storage.tables.Instant(timezone=True), nullable=True),
        sa.Column("erasure_asked_at", storage.tables.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "oid", name=op.f("pk_person")),
    )
    op.create_table(
        "question",
        sa.Column("id", storage.tables.Serial, nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=True),
        sa.Column("oid", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("school", sa.String(length=256), nullable=False),
        sa.Column("entry", sa.String(length=48), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_at", storage.tables.Instant(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", storage.tables.Instant(timezone=True), nullable=True),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("nonce", name=op.f("uq_question_nonce")),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index("ix_question_person", ["tenant", "oid"], unique=False)
        batch_op.create_index("ix_question_state", ["state", "asked_at"], unique=False)

    op.create_table(
        "question_log",
        sa.Column("id", storage.tables.Serial, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("call", sa.String(length=64), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("entry", sa.String(length=48), nullable=True),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_log")),
    )
    with op.batch_alter_table("question_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_log_day"), ["day"], unique=False)

    op.create_table(
        "role",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("oid", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("since", storage.tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "oid", "role", name=op.f("pk_role")),
    )
    with op.batch_alter_table("role", schema=None) as batch_op:
        batch_op.create_index("ix_role_active", ["role", "active"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("role", schema=None) as batch_op:
        batch_op.drop_index("ix_role_active")

    op.drop_table("role")
    with op.batch_alter_table("question_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_log_day"))

    op.drop_table("question_log")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_index("ix_question_state")
        batch_op.drop_index("ix_question_person")

    op.drop_table("question")
    op.drop_table("person")
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inbox_at"))

    op.drop_table("inbox")
    op.drop_table("focus")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_subject_reference")

    op.drop_table("event")
    op.drop_table("address")
