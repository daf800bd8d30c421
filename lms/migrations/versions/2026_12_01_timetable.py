"""weekly class hours, and labs started before them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_12_01_timetable"
down_revision: str | None = "2026_12_01_task_uploads"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "run_timetables",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("starts_labs", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["course_runs.id"], name=op.f("fk_run_timetables_run_id")
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_run_timetables")),
    )
    op.create_table(
        "class_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("labs_asked_on", sa.Date(), nullable=True),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_class_hours_weekday_in_week")),
        sa.CheckConstraint("ends > begins", name=op.f("ck_class_hours_times_in_order")),
        sa.ForeignKeyConstraint(["run_id"], ["course_runs.id"], name=op.f("fk_class_hours_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_hours")),
        sa.UniqueConstraint(
            "run_id", "weekday", "begins", name=op.f("uq_class_hours_run_id_weekday_begins")
        ),
    )
    with op.batch_alter_table("labs_ahead") as batch_op:
        batch_op.add_column(
            sa.Column("is_for_class", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("labs_ahead") as batch_op:
        batch_op.drop_column("is_for_class")
    op.drop_table("class_hours")
    op.drop_table("run_timetables")
