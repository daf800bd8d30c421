"""banks of items that were taken in from files."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_11_30_item_banks"
down_revision: str | None = "2026_11_30_marking"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "item_banks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_banks")),
        sa.UniqueConstraint("key", name=op.f("uq_item_banks_key")),
    )
    op.create_table(
        "bank_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.Integer(), nullable=False),
        sa.Column("item_key", sa.String(length=100), nullable=False),
        sa.Column("item_revision_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["bank_id"], ["item_banks.id"], name=op.f("fk_bank_items_bank_id")),
        sa.ForeignKeyConstraint(
            ["item_revision_id"],
            ["item_revisions.id"],
            name=op.f("fk_bank_items_item_revision_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_items")),
        sa.UniqueConstraint("bank_id", "item_key", name=op.f("uq_bank_items_bank_id_item_key")),
    )
    op.create_index(op.f("ix_bank_items_item_revision_id"), "bank_items", ["item_revision_id"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("bank_items")
    op.drop_table("item_banks")
