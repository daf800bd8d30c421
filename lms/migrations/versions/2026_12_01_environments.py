"""what courses' notebooks run with."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_12_01_environments"
down_revision: str | None = "2026_12_01_code_runs"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("course_revisions", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("environment", sa.JSON(), nullable=False, server_default="{}")
        )
    op.create_table(
        "course_environments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("lock", sa.String(length=64), nullable=False),
        sa.Column("python", sa.String(length=20), nullable=False),
        sa.Column("n_packages", sa.Integer(), nullable=False),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"],
            ["courses.id"],
            name=op.f("fk_course_environments_course_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_environments")),
    )
    with op.batch_alter_table("course_environments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_course_environments_course_id"), ["course_id"], unique=False
        )


def downgrade() -> None:
    op.drop_table("course_environments")
    with op.batch_alter_table("course_revisions", schema=None) as batch_op:
        batch_op.drop_column("environment")
