"""How Alembic reaches the tables; always called from `lms.operations.migrations`."""

from alembic import context

import lms.app  # noqa: F401  so that every table is known
from lms.db import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
