"""marks that came out of a file."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_12_01_grade_imports"
down_revision: str | None = "2026_12_01_exam_allowances"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

STATE = sa.Enum(
    "reading",
    "refused",
    "prepared",
    "applied",
    "undone",
    name="importstate",
    native_enum=False,
    length=32,
)


def upgrade() -> None:
    op.create_table(
        "grade_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("state", STATE, nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=True),
        sa.Column("problem", sa.String(length=500), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("brought_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("applied_at", lms.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("undone_at", lms.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("n_changes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_grade_imports_by_id")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["course_runs.id"], name=op.f("fk_grade_imports_run_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_imports")),
    )
    with op.batch_alter_table("grade_imports", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_grade_imports_run_id"), ["run_id"], unique=False)
    with op.batch_alter_table("grade_history", schema=None) as batch_op:
        batch_op.add_column(sa.Column("import_id", sa.Integer(), nullable=True))
        batch_op.create_index(op.f("ix_grade_history_import_id"), ["import_id"], unique=False)
        batch_op.create_foreign_key(
            op.f("fk_grade_history_import_id"), "grade_imports", ["import_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("grade_history", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_grade_history_import_id"), type_="foreignkey")
        batch_op.drop_index(op.f("ix_grade_history_import_id"))
        batch_op.drop_column("import_id")
    op.drop_table("grade_imports")
