"""small indexes for weeks, months and requesters, and PostgreSQL keeps the counting of requests to its indexes."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_KNOWN = sa.text("requester_oid IS NOT NULL")
_REQUESTER = ["requester_tenant", "requester_oid"]
# Counting reads an index alone where the pages of the table are known to be unchanged: a fiftieth of it changed, not a
# fifth, is the time to look at them again.
_SETTING = "autovacuum_vacuum_scale_factor"


def upgrade() -> None:
    op.create_index("ix_request_logged_on", "request", ["logged_on"])
    op.drop_index("ix_request_requester", table_name="request")
    op.create_index("ix_request_requester", "request", _REQUESTER, sqlite_where=_KNOWN)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE request SET ({_SETTING} = 0.02)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE request RESET ({_SETTING})")
    op.drop_index("ix_request_requester", table_name="request")
    op.create_index("ix_request_requester", "request", _REQUESTER)
    op.drop_index("ix_request_logged_on", table_name="request")
