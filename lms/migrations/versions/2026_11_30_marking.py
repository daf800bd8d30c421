"""points that people give for cells."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_11_30_marking"
down_revision: str | None = "2026_11_30_asset_variants"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "cell_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("cell_name", sa.String(length=200), nullable=False),
        sa.Column("points", lms.db.PointsColumn(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=False),
        sa.Column("marked_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("points >= 0", name=op.f("ck_cell_marks_not_negative")),
        sa.ForeignKeyConstraint(
            ["marked_by_id"], ["users.id"], name=op.f("fk_cell_marks_marked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_cell_marks_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cell_marks")),
    )
    with op.batch_alter_table("cell_marks", schema=None) as batch_op:
        batch_op.create_index(
            "ix_cell_marks_submission_id_cell_name", ["submission_id", "cell_name"], unique=False
        )

    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("executed_blob", sa.String(length=64), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.drop_column("executed_blob")

    with op.batch_alter_table("cell_marks", schema=None) as batch_op:
        batch_op.drop_index("ix_cell_marks_submission_id_cell_name")

    op.drop_table("cell_marks")
