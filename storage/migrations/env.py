"""Alembic's environment: always on a connection that the program hands over."""

from alembic import context

from storage.tables import metadata

# Of the tables, a migration takes how constraints and indexes are named.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
