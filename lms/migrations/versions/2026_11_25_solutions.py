"""pages for those who teach."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_11_25_solutions"
down_revision: str | None = "2026_11_25_pacing"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "solution_bodies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("lesson_key", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id"], ["lesson_pages.id"], name=op.f("fk_solution_bodies_page_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["course_revisions.id"],
            name=op.f("fk_solution_bodies_revision_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solution_bodies")),
        sa.UniqueConstraint(
            "revision_id",
            "lesson_key",
            "language",
            name=op.f("uq_solution_bodies_revision_id_lesson_key_language"),
        ),
    )
    op.create_index(op.f("ix_solution_bodies_page_id"), "solution_bodies", ["page_id"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("solution_bodies")
