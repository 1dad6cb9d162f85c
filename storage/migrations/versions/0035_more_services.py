"""a request keeps its official ticket; troubles that several schools have; experts' papers of a year."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, String, Text

from storage.tables import Instant, Serial

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

ADDED = (
    ("request", "ticket", String(32)),
    ("request", "on_site", Boolean),
    ("request", "visits", Integer),
    ("plan_action", "meeting", BigInteger),
    ("plan_action", "uai", String(8)),
    ("solved_case", "used", Integer),
    ("solved_case", "kept", Integer),
)
MADE = ("incident", "incident_joined", "expert_paper", "meeting", "meeting_person")


def must(name, of):
    return Column(name, of, nullable=False)


def key(name, of):
    return Column(name, of, primary_key=True, autoincrement=False)


def upgrade() -> None:
    for table, name, of in ADDED:
        op.add_column(table, Column(name, of))
    op.create_index("ix_request_ticket", "request", ["ticket"])
    op.create_table(
        "incident",
        Column("id", Serial, primary_key=True), must("tenant", String(64)), must("topic", String(16)), must("since", Date),
        must("text", Text), Column("by_tenant", String(64)), Column("by_oid", String(64)), must("state", String(16)),
        must("answer", Text), Column("ended_on", Date), must("made_at", Instant), must("version", Integer),
        Index("uq_incident_tenant", "tenant", "topic", "since", unique=True), Index("ix_incident_state", "state"),
        sqlite_autoincrement=True,
    )  # fmt: skip
    op.create_table(
        "incident_joined",
        key("number", BigInteger), key("tenant", String(64)), key("oid", String(64)), must("at", Instant),
    )  # fmt: skip
    op.create_table(
        "expert_paper",
        key("tenant", String(64)), key("oid", String(64)), key("kind", String(24)), key("year", Integer),
        must("made_at", Instant), Column("by_tenant", String(64)), Column("by_oid", String(64)),
    )  # fmt: skip
    op.create_table(
        "meeting",
        Column("id", Serial, primary_key=True), must("kind", String(16)), must("at", Instant), must("place", Text),
        must("text", Text), must("state", String(16)), must("report", Text), Column("tenant", String(64)),
        Column("oid", String(64)), must("version", Integer), Index("ix_meeting_at", "kind", "at"),
        sqlite_autoincrement=True,
    )  # fmt: skip
    op.create_table(
        "meeting_person",
        key("number", BigInteger), key("tenant", String(64)), key("oid", String(64)), Column("comes", Boolean),
        Column("answered_at", Instant), Column("present", Boolean),
    )  # fmt: skip


def downgrade() -> None:
    for table in reversed(MADE):
        op.drop_table(table)
    op.drop_index("ix_request_ticket", "request")
    for table, name, _of in reversed(ADDED):
        op.drop_column(table, name)
