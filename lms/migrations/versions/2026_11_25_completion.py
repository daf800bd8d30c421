"""completion rules and certificates."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_11_25_completion"
down_revision: str | None = "2026_11_25_search"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "certificates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("english_name", sa.String(length=100), nullable=False),
        sa.Column("course_title", sa.JSON(), nullable=False),
        sa.Column("cohort_name", sa.JSON(), nullable=False),
        sa.Column("issued_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", lms.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("revoked_for", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["course_runs.id"], name=op.f("fk_certificates_run_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_certificates_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("code", name=op.f("uq_certificates_code")),
        sa.UniqueConstraint("user_id", "run_id", name=op.f("uq_certificates_user_id_run_id")),
    )
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificates_run_id"), ["run_id"], unique=False)

    op.create_table(
        "completion_rules",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("lessons_percent", sa.Integer(), nullable=False),
        sa.Column("score_percent", sa.Integer(), nullable=False),
        sa.Column("works", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "lessons_percent BETWEEN 0 AND 100", name=op.f("ck_completion_rules_lessons_in_percent")
        ),
        sa.CheckConstraint(
            "score_percent BETWEEN 0 AND 100", name=op.f("ck_completion_rules_score_in_percent")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["course_runs.id"], name=op.f("fk_completion_rules_run_id")
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_completion_rules")),
    )


def downgrade() -> None:
    op.drop_table("completion_rules")
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificates_run_id"))

    op.drop_table("certificates")
