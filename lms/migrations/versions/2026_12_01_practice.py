"""what people practise."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_12_01_practice"
down_revision: str | None = "2026_12_01_nbgrader_files"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "practice_cards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("bank", sa.String(length=100), nullable=False),
        sa.Column("item_key", sa.String(length=100), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("due_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("n_answers", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("is_sure", sa.Boolean(), nullable=False),
        sa.Column("first_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("answered_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_practice_cards_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_cards")),
        sa.UniqueConstraint(
            "user_id", "bank", "item_key", name=op.f("uq_practice_cards_user_id_bank_item_key")
        ),
    )


def downgrade() -> None:
    op.drop_table("practice_cards")
