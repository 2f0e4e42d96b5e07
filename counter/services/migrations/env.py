"""Alembic's entry: takes the open connection it is handed and leaves the transaction to its owner."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
