"""the files that a page's cells open."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_11_30_opened_files"
down_revision: str | None = "2026_11_25_printing"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("lesson_bodies") as batch_op:
        batch_op.add_column(sa.Column("opened", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    with op.batch_alter_table("lesson_bodies") as batch_op:
        batch_op.drop_column("opened")
