"""questions that are marked twice."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_12_01_second_marks"
down_revision: str | None = "2026_12_01_essay_marks"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "second_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("cell_name", sa.String(length=200), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("threshold", lms.db.PointsColumn(), nullable=False),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_second_rules_percent")),
        sa.CheckConstraint("threshold >= 0", name=op.f("ck_second_rules_not_negative")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["course_runs.id"], name=op.f("fk_second_rules_run_id")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_second_rules_assignment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_rules")),
        sa.UniqueConstraint(
            "run_id",
            "assignment_id",
            "cell_name",
            name=op.f("uq_second_rules_run_id_assignment_id_cell_name"),
        ),
    )
    op.create_table(
        "second_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("cell_name", sa.String(length=200), nullable=False),
        sa.Column("points", lms.db.PointsColumn(), nullable=False),
        sa.Column("first_points", lms.db.PointsColumn(), nullable=False),
        sa.Column("first_by_id", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("rubric", sa.JSON(), nullable=False),
        sa.Column("needs_moderation", sa.Boolean(), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=False),
        sa.Column("marked_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("moderated_by_id", sa.Integer(), nullable=True),
        sa.Column("moderated_at", lms.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(moderated_at IS NULL) = (moderated_by_id IS NULL)",
            name=op.f("ck_second_marks_moderated_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_second_marks_submission_id")
        ),
        sa.ForeignKeyConstraint(
            ["first_by_id"], ["users.id"], name=op.f("fk_second_marks_first_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["marked_by_id"], ["users.id"], name=op.f("fk_second_marks_marked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["moderated_by_id"], ["users.id"], name=op.f("fk_second_marks_moderated_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_marks")),
        sa.UniqueConstraint(
            "submission_id", "cell_name", name=op.f("uq_second_marks_submission_id_cell_name")
        ),
    )
    op.create_index("ix_second_marks_submission_id", "second_marks", ["submission_id"])


def downgrade() -> None:
    op.drop_table("second_marks")
    op.drop_table("second_rules")
