"""requests by the day they were logged, and by what they are about: status questions."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.create_index("ix_request_logged", ["logged_at"])
        batch_op.create_index("ix_request_topic", ["topic", "status"])


def downgrade() -> None:
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_index("ix_request_topic")
        batch_op.drop_index("ix_request_logged")
