"""files that items of a bank carry."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_12_01_item_files"
down_revision: str | None = "2026_12_01_bank_exams"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "item_files",
        sa.Column("bank", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("bank", "sha256", name=op.f("pk_item_files")),
    )


def downgrade() -> None:
    op.drop_table("item_files")
