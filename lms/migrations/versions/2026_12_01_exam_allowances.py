"""what single persons get at exams, pauses, void attempts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_12_01_exam_allowances"
down_revision: str | None = "2026_12_01_scores"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

SECONDS = ("added_seconds", "paused_seconds")
MOMENTS = ("paused_at", "pause_ends_at", "invalidated_at")


def upgrade() -> None:
    op.create_table(
        "exam_allowances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("percent_more", sa.Integer(), nullable=False),
        sa.Column("extra_minutes", sa.Integer(), nullable=False),
        sa.Column("pause_minutes", sa.Integer(), nullable=False),
        sa.Column("more_attempts", sa.Integer(), nullable=False),
        sa.Column("opens_at", lms.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closes_at", lms.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("given_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "percent_more >= 0 AND extra_minutes >= 0 AND pause_minutes >= 0 AND more_attempts >= 0",
            name=op.f("ck_exam_allowances_nothing_taken_away"),
        ),
        sa.ForeignKeyConstraint(["exam_id"], ["exams.id"], name=op.f("fk_exam_allowances_exam_id")),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["users.id"], name=op.f("fk_exam_allowances_given_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["course_runs.id"], name=op.f("fk_exam_allowances_run_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_exam_allowances_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_allowances")),
        sa.UniqueConstraint(
            "run_id", "exam_id", "user_id", name=op.f("uq_exam_allowances_run_id_exam_id_user_id")
        ),
    )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        for name in SECONDS:
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        for name in MOMENTS:
            batch_op.add_column(sa.Column(name, lms.db.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        for name in (*MOMENTS, *SECONDS):
            batch_op.drop_column(name)
    op.drop_table("exam_allowances")
