"""rubrics of questions, and what marks keep of them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_12_01_rubrics"
down_revision: str | None = "2026_11_30_lateness"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

CAUSES = ("person", "rubric", "request", "moderation")


def upgrade() -> None:
    op.create_table(
        "rubrics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("cell_name", sa.String(length=200), nullable=False),
        sa.Column("starts_full", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["course_runs.id"], name=op.f("fk_rubrics_run_id")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_rubrics_assignment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubrics")),
        sa.UniqueConstraint(
            "run_id",
            "assignment_id",
            "cell_name",
            name=op.f("uq_rubrics_run_id_assignment_id_cell_name"),
        ),
    )
    op.create_table(
        "rubric_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("points", lms.db.PointsColumn(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rubric_id"], ["rubrics.id"], name=op.f("fk_rubric_items_rubric_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric_items")),
    )
    op.create_index("ix_rubric_items_rubric_id", "rubric_items", ["rubric_id"])
    op.create_table(
        "rubric_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("points", lms.db.PointsColumn(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["rubric_items.id"], name=op.f("fk_rubric_changes_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["users.id"], name=op.f("fk_rubric_changes_changed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric_changes")),
    )
    op.create_index("ix_rubric_changes_item_id", "rubric_changes", ["item_id"])
    with op.batch_alter_table("cell_marks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rubric", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(
            sa.Column("adjustment", lms.db.PointsColumn(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column(
                "cause",
                sa.Enum(*CAUSES, name="markcause", native_enum=False, length=32),
                nullable=False,
                server_default="person",
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("cell_marks", schema=None) as batch_op:
        batch_op.drop_column("cause")
        batch_op.drop_column("adjustment")
        batch_op.drop_column("rubric")
    op.drop_table("rubric_changes")
    op.drop_table("rubric_items")
    op.drop_table("rubrics")
