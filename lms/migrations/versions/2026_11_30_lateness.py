"""late policy and extensions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_11_30_lateness"
down_revision: str | None = "2026_11_30_item_banks"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "assignment_extensions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("due_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("more_attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("given_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "more_attempts >= 0", name=op.f("ck_assignment_extensions_no_fewer_attempts")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_assignment_extensions_assignment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["users.id"], name=op.f("fk_assignment_extensions_given_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["course_runs.id"], name=op.f("fk_assignment_extensions_run_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_assignment_extensions_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_extensions")),
        sa.UniqueConstraint(
            "run_id",
            "assignment_id",
            "user_id",
            name=op.f("uq_assignment_extensions_run_id_assignment_id_user_id"),
        ),
    )
    with op.batch_alter_table("assignment_settings", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("late_percent", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column(
                "late_step",
                sa.Enum("hour", "day", name="latestep", native_enum=False, length=32),
                nullable=False,
                server_default="day",
            )
        )
        batch_op.add_column(
            sa.Column("late_most_percent", sa.Integer(), nullable=False, server_default="100")
        )
        batch_op.add_column(
            sa.Column("late_grace_minutes", sa.Integer(), nullable=False, server_default="0")
        )

    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("late_percent_off", sa.Integer(), nullable=False, server_default="0")
        )


def downgrade() -> None:
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.drop_column("late_percent_off")

    with op.batch_alter_table("assignment_settings", schema=None) as batch_op:
        batch_op.drop_column("late_grace_minutes")
        batch_op.drop_column("late_most_percent")
        batch_op.drop_column("late_step")
        batch_op.drop_column("late_percent")

    op.drop_table("assignment_extensions")
