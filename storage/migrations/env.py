"""Alembic's environment: always on a connection that the program hands over."""

from alembic import context

from storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    user_module_prefix="storage.tables.",  # Where a migration finds our types, whatever module makes them.
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
