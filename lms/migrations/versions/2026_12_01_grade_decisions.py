"""grades that a person gave or excused."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_12_01_grade_decisions"
down_revision: str | None = "2026_12_01_certifications"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

STANDING = sa.Enum(
    "found", "given", "excused", "withdrawn", name="standing", native_enum=False, length=32
)


def upgrade() -> None:
    with op.batch_alter_table("grades", schema=None) as batch_op:
        batch_op.add_column(sa.Column("standing", STANDING, nullable=False, server_default="found"))
        batch_op.alter_column("source_id", existing_type=sa.Integer(), nullable=True)
        batch_op.create_check_constraint(op.f("ck_grades_stands"), "standing != 'withdrawn'")
        batch_op.create_check_constraint(
            op.f("ck_grades_excused_is_worth_nothing"),
            "standing != 'excused' OR (earned = 0 AND possible = 0)",
        )
        batch_op.create_check_constraint(
            op.f("ck_grades_found_somewhere"), "standing != 'found' OR source_id IS NOT NULL"
        )
    with op.batch_alter_table("grades", schema=None) as batch_op:
        batch_op.alter_column("standing", existing_type=STANDING, server_default=None)
    with op.batch_alter_table("grade_history", schema=None) as batch_op:
        batch_op.add_column(sa.Column("standing", STANDING, nullable=False, server_default="found"))
        batch_op.alter_column("source_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("by_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("reason", sa.String(length=300), nullable=False, server_default="")
        )
        batch_op.create_foreign_key(op.f("fk_grade_history_by_id"), "users", ["by_id"], ["id"])
    with op.batch_alter_table("grade_history", schema=None) as batch_op:
        batch_op.alter_column("standing", existing_type=STANDING, server_default=None)
        batch_op.alter_column("reason", existing_type=sa.String(length=300), server_default=None)


def downgrade() -> None:
    op.execute("DELETE FROM grade_history WHERE source_id IS NULL")
    op.execute(
        "DELETE FROM grade_history WHERE grade_id IN (SELECT id FROM grades WHERE source_id IS NULL)"
    )
    op.execute("DELETE FROM grades WHERE source_id IS NULL")
    with op.batch_alter_table("grade_history", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_grade_history_by_id"), type_="foreignkey")
        batch_op.drop_column("reason")
        batch_op.drop_column("by_id")
        batch_op.alter_column("source_id", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column("standing")
    with op.batch_alter_table("grades", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_grades_found_somewhere"), type_="check")
        batch_op.drop_constraint(op.f("ck_grades_excused_is_worth_nothing"), type_="check")
        batch_op.drop_constraint(op.f("ck_grades_stands"), type_="check")
        batch_op.alter_column("source_id", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column("standing")
