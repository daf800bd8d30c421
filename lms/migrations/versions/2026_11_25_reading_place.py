"""where in a lesson a reader stopped."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_11_25_reading_place"
down_revision: str | None = "2026_11_25_solutions"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("lesson_progress", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("place", sa.String(length=200), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("place_revision_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_lesson_progress_place_revision_id"),
            "course_revisions",
            ["place_revision_id"],
            ["id"],
        )


def downgrade() -> None:
    with op.batch_alter_table("lesson_progress", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_lesson_progress_place_revision_id"), type_="foreignkey"
        )
        batch_op.drop_column("place_revision_id")
        batch_op.drop_column("place")
