"""exams of imported banks, and which exam of a course comes from one."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_12_01_bank_exams"
down_revision: str | None = "2026_12_01_prepared_forms"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "bank_exams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bank_id"], ["item_banks.id"], name=op.f("fk_bank_exams_bank_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_exams")),
        sa.UniqueConstraint("bank_id", "key", name=op.f("uq_bank_exams_bank_id_key")),
    )
    # SQLite would copy the table to add the reference, and cannot while attempts refer to it
    op.execute(
        "ALTER TABLE exams ADD COLUMN bank_exam_id INTEGER"
        " CONSTRAINT fk_exams_bank_exam_id REFERENCES bank_exams (id)"
    )
    op.create_index(op.f("ix_exams_bank_exam_id"), "exams", ["bank_exam_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("exams") as batch_op:
        batch_op.drop_index(op.f("ix_exams_bank_exam_id"))
        if op.get_bind().dialect.name != "sqlite":  # there it goes with its column
            batch_op.drop_constraint(op.f("fk_exams_bank_exam_id"), type_="foreignkey")
        batch_op.drop_column("bank_exam_id")
    op.drop_table("bank_exams")
