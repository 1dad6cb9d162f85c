"""what is counted of requests: days in Paris, delays, returns; indexes that counting needs no row with."""

from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

import storage.tables
from storage.altering import altered

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_PARIS = ZoneInfo("Europe/Paris")
_DAYS = ("logged_on", "since_on", "slot_on")
_MINUTES = ("taken_minutes", "solved_minutes")
_COUNTS = ("waited_minutes", "reopened", "refused", "measured", "precedence")
_INDEXES = {
    "ix_request_counted": ["logged_on", "status", "uai", "topic", "urgent", "holder_oid", "holder_tenant", "since_on"],
    "ix_request_ended": ["status", "since_on", "uai", "topic", "urgent", "holder_oid", "holder_tenant", "logged_on"],
    "ix_request_slot_on": ["slot_on"],
    "ix_request_precedence": ["precedence", "logged_at"],
    "ix_request_reopened": ["reopened"],
}


def upgrade() -> None:
    """Add them; the days are filled in here, the delays from the journal when the program starts."""
    with altered("request") as batch_op:
        for name in _DAYS:
            batch_op.add_column(sa.Column(name, sa.Date(), nullable=True))
        for name in _MINUTES:
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
        for name in _COUNTS:
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        for name, columns in _INDEXES.items():
            batch_op.create_index(name, columns)
    instant = storage.tables.Instant(timezone=True)
    kept = sa.table(
        "request",
        *(sa.column(name) for name in ("id", "status", "urgent", "precedence", *_DAYS)),
        *(sa.column(name, instant) for name in ("logged_at", "status_since", "slot")),
    )
    moments = ("logged_at", "status_since", "slot")
    asked = sa.select(kept.c.id, kept.c.status, kept.c.urgent, *(kept.c[name] for name in moments))
    rows = [
        {
            "of": row.id,
            "rank": 2 * (row.status in ("closed", "cancelled")) + (not row.urgent),
            **{f"on_{day}": at and at.astimezone(_PARIS).date() for day, at in zip(_DAYS, row[3:], strict=True)},
        }
        for row in op.get_bind().execute(asked)
    ]
    if rows:
        days = {name: sa.bindparam(f"on_{name}", type_=sa.Date()) for name in _DAYS}
        changed = sa.update(kept).where(kept.c.id == sa.bindparam("of"))
        op.get_bind().execute(changed.values(**days, precedence=sa.bindparam("rank")), rows)


def downgrade() -> None:
    with altered("request") as batch_op:
        for name in _INDEXES:
            batch_op.drop_index(name)
        for name in (*_DAYS, *_MINUTES, *_COUNTS):
            batch_op.drop_column(name)
