"""keys of what browsers send again."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_11_25_receipts"
down_revision: str | None = "2026_11_25_editions"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "lesson_receipts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("arrived_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_lesson_receipts_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_receipts")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_lesson_receipts_user_id_key")),
    )
    op.create_index(op.f("ix_lesson_receipts_arrived_at"), "lesson_receipts", ["arrived_at"])


def downgrade() -> None:
    op.drop_table("lesson_receipts")
