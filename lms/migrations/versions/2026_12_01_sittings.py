"""what an exam demands of the room and of the browser."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_12_01_sittings"
down_revision: str | None = "2026_12_01_likeness"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "sitting_rules",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("asks_again", sa.Boolean(), nullable=False),
        sa.Column("seb_keys", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["course_runs.id"], name=op.f("fk_sitting_rules_run_id")
        ),
        sa.ForeignKeyConstraint(["exam_id"], ["exams.id"], name=op.f("fk_sitting_rules_exam_id")),
        sa.PrimaryKeyConstraint("run_id", "exam_id", name=op.f("pk_sitting_rules")),
    )


def downgrade() -> None:
    op.drop_table("sitting_rules")
