"""requests of erasure in a table of their own, with their decision."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_INSTANT = storage.tables.Instant(timezone=True)
_PERSON = sa.table("person", sa.column("tenant"), sa.column("oid"), sa.column("erasure_asked_at", _INSTANT))


def upgrade() -> None:
    made = op.create_table(
        "erasure",
        sa.Column("id", storage.tables.Serial, nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=True),
        sa.Column("oid", sa.String(length=64), nullable=True),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", _INSTANT, nullable=True),
        sa.Column("decided_by_tenant", sa.String(length=64), nullable=True),
        sa.Column("decided_by_oid", sa.String(length=64), nullable=True),
        sa.Column("mails", storage.tables.Json(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_erasure_status", "erasure", ["status", "asked_at"])
    op.create_index("ix_erasure_person", "erasure", ["tenant", "oid"])
    asked = sa.select(_PERSON).where(_PERSON.c.erasure_asked_at.is_not(None)).order_by(_PERSON.c.erasure_asked_at)
    rows = [
        {"tenant": row.tenant, "oid": row.oid, "asked_at": row.erasure_asked_at, "status": "waiting", "reason": "",
         "mails": [], "version": 1}
        for row in op.get_bind().execute(asked)
    ]  # fmt: skip
    if rows:
        op.bulk_insert(made, rows)
    op.drop_column("person", "erasure_asked_at")


def downgrade() -> None:
    op.add_column("person", sa.Column("erasure_asked_at", _INSTANT, nullable=True))
    erasure = sa.table("erasure", *(sa.column(name) for name in ("tenant", "oid", "status")),
                       sa.column("asked_at", _INSTANT))  # fmt: skip
    waiting = sa.select(erasure).where(erasure.c.status == "waiting").order_by(erasure.c.asked_at)
    for row in op.get_bind().execute(waiting).all():
        op.get_bind().execute(
            sa.update(_PERSON)
            .where(_PERSON.c.tenant == row.tenant, _PERSON.c.oid == row.oid)
            .values(erasure_asked_at=row.asked_at)
        )
    op.drop_table("erasure")
