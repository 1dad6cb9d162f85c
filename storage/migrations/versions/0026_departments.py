"""the department of a request, and indexes that hold all that is counted and measured."""

import sqlalchemy as sa
from alembic import op

from storage.altering import altered

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_OLD = {
    "ix_request_status": ["status", "status_since"],
    "ix_request_counted": ["logged_on", "status", "uai", "topic", "urgent", "holder_oid", "holder_tenant", "since_on"],
    "ix_request_precedence": ["precedence", "logged_at"],
    "ix_request_ended": ["status", "since_on", "uai", "topic", "urgent", "holder_oid", "holder_tenant", "logged_on"],
}
_WHO = ["uai", "topic", "urgent", "holder_oid", "holder_tenant"]
_MEASURED = ["taken_minutes", "solved_minutes", "score", "session_minutes", "reopened", "refused"]
_NEW = {
    "ix_request_status": ["status", "status_since", "urgent", "touched_at"],
    "ix_request_counted": ["logged_on", "status", "department", *_WHO, "since_on", *_MEASURED],
    "ix_request_ended": ["status", "since_on", "department", *_WHO, "logged_on"],
    "ix_request_precedence": ["precedence", "logged_at", "id", "status", "topic", "urgent", "reopened"],
    "ix_request_department": ["department", "precedence", "logged_at", "id", "status", "topic", "urgent"],
}


def upgrade() -> None:
    with altered("request") as batch_op:
        batch_op.add_column(sa.Column("department", sa.String(length=2), nullable=False, server_default=""))
        for name in _OLD:
            batch_op.drop_index(name)
    op.execute("UPDATE request SET department = substr(uai, 2, 2)")
    for name, columns in _NEW.items():
        op.create_index(name, "request", columns)
    op.create_index("ix_application_deposited", "application", ["call", "deposited_at"])


def downgrade() -> None:
    op.drop_index("ix_application_deposited", "application")
    with altered("request") as batch_op:
        for name in _NEW:
            batch_op.drop_index(name)
        batch_op.drop_column("department")
    for name, columns in _OLD.items():
        op.create_index(name, "request", columns)
