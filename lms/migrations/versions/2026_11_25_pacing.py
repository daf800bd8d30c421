"""what opens when in a run, and where a reader stopped."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_11_25_pacing"
down_revision: str | None = "2026_11_25_receipts"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "run_paces",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("done_by", _words("hand", "quizzes", name="doneby"), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["course_runs.id"], name=op.f("fk_run_paces_run_id")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_run_paces")),
    )
    op.create_table(
        "release_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("span", _words("run", "unit", "lesson", name="span"), nullable=False),
        sa.Column("target_key", sa.String(length=255), nullable=False),
        sa.Column("opens_at", lms.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["course_runs.id"], name=op.f("fk_release_rules_run_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_rules")),
        sa.UniqueConstraint(
            "run_id", "span", "target_key", name=op.f("uq_release_rules_run_id_span_target_key")
        ),
    )
    op.create_table(
        "personal_releases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("span", _words("run", "unit", "lesson", name="span"), nullable=False),
        sa.Column("target_key", sa.String(length=255), nullable=False),
        sa.Column("opens_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("given_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["users.id"], name=op.f("fk_personal_releases_given_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["course_runs.id"], name=op.f("fk_personal_releases_run_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_personal_releases_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_releases")),
        sa.UniqueConstraint(
            "user_id",
            "run_id",
            "span",
            "target_key",
            name=op.f("uq_personal_releases_user_id_run_id_span_target_key"),
        ),
    )
    with op.batch_alter_table("personal_releases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_personal_releases_run_id"), ["run_id"], unique=False)


def downgrade() -> None:
    op.drop_table("personal_releases")
    op.drop_table("release_rules")
    op.drop_table("run_paces")


def _words(*words: str, name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, length=32)
