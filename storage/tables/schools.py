"""The official register of schools."""

import sqlalchemy as sa

from storage.tables.base import Instant, Json, metadata

# The official register of schools, as it was last imported.
school = sa.Table(
    "school",
    metadata,
    sa.Column("uai", sa.String(8), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("town", sa.String(200), nullable=False),
    sa.Column("department", sa.String(3), nullable=False),
    sa.Column("former", Json, nullable=False),  # Its other names, the latest first.
    sa.Column("type", sa.String(8), nullable=False, default=""),
    sa.Column("postcode", sa.String(8), nullable=False, default=""),
    sa.Column("street", sa.String(200), nullable=False, default=""),
    sa.Column("listed", sa.Boolean, nullable=False, default=True),  # False: the last file had it no more.
    # What the SA EPLE adds to the official file; "" and None where nobody has said.
    sa.Column("mail", sa.String(256), nullable=False, default=""),
    sa.Column("wave", sa.String(8), nullable=False, default=""),
    sa.Column("accounting_group", sa.String(200), nullable=False, default=""),
    sa.Column("switched_on", sa.Date),
    sa.Column("since", Instant, nullable=False),  # When this state of it was imported.
)
