"""gradebooks made as nbgrader keeps them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_12_01_nbgrader_files"
down_revision: str | None = "2026_12_01_second_marks"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "nbgrader_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("made_at", lms.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("blob", sa.String(length=64), nullable=True),
        sa.Column("has_failed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_nbgrader_files_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["course_runs.id"], name=op.f("fk_nbgrader_files_run_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nbgrader_files")),
        sa.UniqueConstraint("run_id", name=op.f("uq_nbgrader_files_run_id")),
    )


def downgrade() -> None:
    op.drop_table("nbgrader_files")
