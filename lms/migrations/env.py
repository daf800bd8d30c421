"""How Alembic reaches the tables; always called from `lms.operations.migrations`."""

from alembic import context

from lms.app import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
