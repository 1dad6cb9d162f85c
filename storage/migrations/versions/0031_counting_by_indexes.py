"""weeks and months are counted by a small index, and PostgreSQL keeps the counting of requests to its indexes."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

# Counting reads an index alone where the pages of the table are known to be unchanged: a fiftieth of it changed, not a
# fifth, is the time to look at them again.
_SETTING = "autovacuum_vacuum_scale_factor"


def upgrade() -> None:
    op.create_index("ix_request_logged_on", "request", ["logged_on"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE request SET ({_SETTING} = 0.02)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE request RESET ({_SETTING})")
    op.drop_index("ix_request_logged_on", table_name="request")
