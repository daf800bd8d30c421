"""quizzes in lessons, answers to them, and runs of code cells."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_11_25_lesson_quizzes"
down_revision: str | None = "2026_11_25_completion"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "lesson_quizzes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("lesson_key", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["course_revisions.id"],
            name=op.f("fk_lesson_quizzes_revision_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_quizzes")),
        sa.UniqueConstraint(
            "revision_id",
            "lesson_key",
            "key",
            name=op.f("uq_lesson_quizzes_revision_id_lesson_key_key"),
        ),
    )
    op.create_table(
        "quiz_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("lesson_key", sa.String(length=120), nullable=False),
        sa.Column("quiz_key", sa.String(length=80), nullable=False),
        sa.Column("item_key", sa.String(length=120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("earned", lms.db.PointsColumn(), nullable=False),
        sa.Column("answered_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["course_revisions.id"], name=op.f("fk_quiz_answers_revision_id")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["course_runs.id"], name=op.f("fk_quiz_answers_run_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_quiz_answers_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_answers")),
        sa.UniqueConstraint(
            "user_id",
            "run_id",
            "lesson_key",
            "quiz_key",
            "item_key",
            "number",
            name="uq_quiz_answers_try",
        ),
    )
    with op.batch_alter_table("quiz_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quiz_answers_run_id"), ["run_id"], unique=False)
        batch_op.create_index(
            "ix_quiz_answers_user_id_answered_at", ["user_id", "answered_at"], unique=False
        )
    op.create_table(
        "cell_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("lesson_key", sa.String(length=120), nullable=False),
        sa.Column("cell", sa.Integer(), nullable=False),
        sa.Column("n_runs", sa.Integer(), nullable=False),
        sa.Column("is_changed", sa.Boolean(), nullable=False),
        sa.Column("first_ran_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_ran_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["course_runs.id"], name=op.f("fk_cell_runs_run_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_cell_runs_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cell_runs")),
        sa.UniqueConstraint(
            "user_id",
            "run_id",
            "lesson_key",
            "cell",
            name=op.f("uq_cell_runs_user_id_run_id_lesson_key_cell"),
        ),
    )
    with op.batch_alter_table("cell_runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cell_runs_run_id"), ["run_id"], unique=False)


def downgrade() -> None:
    op.drop_table("cell_runs")
    op.drop_table("quiz_answers")
    op.drop_table("lesson_quizzes")
