"""marks that people give for answers in exams."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_12_01_essay_marks"
down_revision: str | None = "2026_12_01_counting"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "essay_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_item_id", sa.Integer(), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("earned", lms.db.PointsColumn(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=False),
        sa.Column("marked_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_item_id"], ["attempt_items.id"], name=op.f("fk_essay_marks_attempt_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["marked_by_id"], ["users.id"], name=op.f("fk_essay_marks_marked_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_essay_marks")),
    )
    with op.batch_alter_table("essay_marks", schema=None) as batch_op:
        batch_op.create_index(
            op.f("ix_essay_marks_attempt_item_id"), ["attempt_item_id"], unique=False
        )


def downgrade() -> None:
    op.drop_table("essay_marks")
