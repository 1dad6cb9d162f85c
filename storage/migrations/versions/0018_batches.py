"""acts on several at once, line by line, with the messages that come of them; what is added to a school of the register."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_INSTANT = storage.tables.Instant(timezone=True)
_JSON = storage.tables.Json()
_SCHOOL = (("mail", 256), ("wave", 8), ("accounting_group", 200))


def upgrade() -> None:
    op.create_table(
        "batch",
        sa.Column("id", storage.tables.Serial, nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=True),
        sa.Column("oid", sa.String(length=64), nullable=True),
        sa.Column("given", _JSON, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("confirmed_at", _INSTANT, nullable=True),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint("nonce", name=op.f("uq_batch_nonce")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_batch_state", "batch", ["state"])
    op.create_index("ix_batch_person", "batch", ["tenant", "oid"])
    op.create_table(
        "batch_line",
        sa.Column("batch", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=True),
        sa.Column("oid", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("error", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("batch", "place", name=op.f("pk_batch_line")),
    )
    op.create_index("ix_batch_line_reference", "batch_line", ["reference"])
    op.create_index("ix_batch_line_person", "batch_line", ["tenant", "oid"])
    with op.batch_alter_table("school", schema=None) as batch_op:
        for name, length in _SCHOOL:
            batch_op.add_column(sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("switched_on", sa.Date(), nullable=True))
    op.add_column("outbox", sa.Column("batch", sa.BigInteger(), nullable=True))
    op.create_index("ix_outbox_batch", "outbox", ["batch"])


def downgrade() -> None:
    op.drop_index("ix_outbox_batch", "outbox")
    op.drop_column("outbox", "batch")
    with op.batch_alter_table("school", schema=None) as batch_op:
        for name in ("switched_on", *(name for name, _ in _SCHOOL)):
            batch_op.drop_column(name)
    op.drop_table("batch_line")
    op.drop_table("batch")
