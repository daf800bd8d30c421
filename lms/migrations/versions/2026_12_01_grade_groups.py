"""works of a run in groups with a weight."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_12_01_grade_groups"
down_revision: str | None = "2026_12_01_rubrics"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "grade_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("weight", lms.db.PointsColumn(), nullable=False),
        sa.Column("drop_lowest", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "weight >= 0 AND drop_lowest >= 0", name=op.f("ck_grade_groups_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["course_runs.id"], name=op.f("fk_grade_groups_run_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_groups")),
        sa.UniqueConstraint("id", "run_id", name=op.f("uq_grade_groups_id_run_id")),
        sa.UniqueConstraint("run_id", "name", name=op.f("uq_grade_groups_run_id_name")),
    )
    op.create_table(
        "grade_group_works",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("work_kind", sa.String(length=32), nullable=False),
        sa.Column("work_key", sa.String(length=100), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id", "run_id"],
            ["grade_groups.id", "grade_groups.run_id"],
            name=op.f("fk_grade_group_works_group_id_run_id"),
        ),
        sa.PrimaryKeyConstraint(
            "run_id", "work_kind", "work_key", name=op.f("pk_grade_group_works")
        ),
    )
    with op.batch_alter_table("grade_group_works", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_grade_group_works_group_id"), ["group_id"], unique=False)


def downgrade() -> None:
    op.drop_table("grade_group_works")
    op.drop_table("grade_groups")
