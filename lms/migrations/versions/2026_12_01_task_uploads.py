"""notebooks that candidates uploaded as answers in exams."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_12_01_task_uploads"
down_revision: str | None = "2026_12_01_item_desk"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "task_uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_item_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_item_id"], ["attempt_items.id"], name=op.f("fk_task_uploads_attempt_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_uploads")),
        sa.UniqueConstraint(
            "attempt_item_id", "sha256", name=op.f("uq_task_uploads_attempt_item_id_sha256")
        ),
    )


def downgrade() -> None:
    op.drop_table("task_uploads")
