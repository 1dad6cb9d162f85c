"""Lists show what is solved after what is still to be done."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

request = sa.table(
    "request", sa.column("status", sa.String), sa.column("urgent", sa.Boolean), sa.column("precedence", sa.Integer)
)


def upgrade() -> None:
    ended = request.c.status.in_(("closed", "cancelled"))
    op.execute(
        request.update().values(
            precedence=sa.case((ended, 3), (request.c.status == "resolved", 2), (request.c.urgent, 0), else_=1)
        )
    )


def downgrade() -> None:
    op.execute(
        request.update().values(precedence=sa.case((request.c.precedence == 3, 3), (request.c.urgent, 0), else_=1))
    )
