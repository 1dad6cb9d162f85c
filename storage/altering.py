"""Tables changed by migrations. SQLite copies a table to change it: the copy goes on with the numbers of its rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

_LAST = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name")
_KEEP = sa.text("UPDATE sqlite_sequence SET seq = :last WHERE name = :name")
_BEGIN = sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)")


@contextmanager
def altered(name: str) -> Iterator[BatchOperations]:
    """Change a table whose rows are numbered, of revision 0010 or later; no number that was given is given again.

    A copy made without a word would number its rows after the last that is left, or after none.
    """
    connection = op.get_bind()
    of_sqlite = connection.dialect.name == "sqlite"
    last = connection.execute(_LAST, {"name": name}).scalar() if of_sqlite else None
    with op.batch_alter_table(name, table_kwargs={"sqlite_autoincrement": True}) as batch:
        yield batch
    if last is not None:
        kept = connection.execute(_KEEP, {"name": name, "last": last}).rowcount
        if not kept:  # A copy without rows has no line there.
            connection.execute(_BEGIN, {"name": name, "last": last})
