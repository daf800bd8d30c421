"""how scores came about, and trials of grading again."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_12_01_scores"
down_revision: str | None = "2026_12_01_requests"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

CAUSES = ("graded", "person", "rubric", "request", "moderation", "regraded")
STATES = ("running", "ready", "applied", "discarded")


def upgrade() -> None:
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("graded_version_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("environment", sa.String(length=64), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_submissions_graded_version_id"),
            "assignment_versions",
            ["graded_version_id"],
            ["id"],
        )
    op.create_table(
        "score_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(*CAUSES, name="scorecause", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("score", lms.db.PointsColumn(), nullable=False),
        sa.Column("max_score", lms.db.PointsColumn(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("environment", sa.String(length=64), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_score_records_submission_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["assignment_versions.id"], name=op.f("fk_score_records_version_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_score_records_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_records")),
    )
    op.create_index("ix_score_records_submission_id", "score_records", ["submission_id"])
    op.create_table(
        "regrades",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="regradestate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "rule",
            sa.Enum("better", "all", name="applyrule", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("n_applied", sa.Integer(), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=False),
        sa.Column("started_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", lms.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (state IN ('running', 'ready'))",
            name=op.f("ck_regrades_decided_with_time"),
        ),
        sa.ForeignKeyConstraint(["run_id"], ["course_runs.id"], name=op.f("fk_regrades_run_id")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_regrades_assignment_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["assignment_versions.id"], name=op.f("fk_regrades_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["started_by_id"], ["users.id"], name=op.f("fk_regrades_started_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_regrades_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrades")),
    )
    op.create_index(
        "uq_regrades_open",
        "regrades",
        ["run_id", "assignment_id"],
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_table(
        "regrade_trials",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("regrade_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "done", "failed", name="trialstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("held_until", lms.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("feedback_blob", sa.String(length=64), nullable=True),
        sa.Column("executed_blob", sa.String(length=64), nullable=True),
        sa.Column("environment", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["regrade_id"], ["regrades.id"], name=op.f("fk_regrade_trials_regrade_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_regrade_trials_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade_trials")),
        sa.UniqueConstraint(
            "regrade_id",
            "submission_id",
            name=op.f("uq_regrade_trials_regrade_id_submission_id"),
        ),
    )


def downgrade() -> None:
    op.drop_table("regrade_trials")
    op.drop_table("regrades")
    op.drop_table("score_records")
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_submissions_graded_version_id"), type_="foreignkey")
        batch_op.drop_column("environment")
        batch_op.drop_column("graded_version_id")
