"""exams that begin at a moment, and forms drawn before it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_12_01_prepared_forms"
down_revision: str | None = "2026_12_01_timetable"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("sitting_rules") as batch_op:
        batch_op.add_column(sa.Column("opens_at", lms.db.UtcDateTime(timezone=True), nullable=True))
    op.create_table(
        "prepared_forms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("exam_revision_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("drawn_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["course_runs.id"], name=op.f("fk_prepared_forms_run_id")
        ),
        sa.ForeignKeyConstraint(["exam_id"], ["exams.id"], name=op.f("fk_prepared_forms_exam_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_prepared_forms_user_id")),
        sa.ForeignKeyConstraint(
            ["exam_revision_id"],
            ["exam_revisions.id"],
            name=op.f("fk_prepared_forms_exam_revision_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prepared_forms")),
        sa.UniqueConstraint(
            "run_id", "exam_id", "user_id", name=op.f("uq_prepared_forms_run_id_exam_id_user_id")
        ),
    )


def downgrade() -> None:
    op.drop_table("prepared_forms")
    with op.batch_alter_table("sitting_rules") as batch_op:
        batch_op.drop_column("opens_at")
