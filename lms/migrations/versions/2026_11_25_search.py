"""Search index."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_11_25_search"
down_revision: str | None = "2026_11_23"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "search_shelves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("n_documents", sa.Integer(), nullable=False),
        sa.Column("next_number", sa.Integer(), nullable=False),
        sa.Column("analysis", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_shelves")),
        sa.UniqueConstraint("name", name=op.f("uq_search_shelves_name")),
    )
    op.create_table(
        "search_documents",
        sa.Column("shelf_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("entries", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shelf_id"],
            ["search_shelves.id"],
            name=op.f("fk_search_documents_shelf_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shelf_id", "number", name=op.f("pk_search_documents")),
    )
    op.create_table(
        "search_postings",
        sa.Column("shelf_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("term", sa.LargeBinary(length=160), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shelf_id"],
            ["search_shelves.id"],
            name=op.f("fk_search_postings_shelf_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shelf_id", "term", name=op.f("pk_search_postings")),
    )
    op.create_table(
        "search_words",
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_search_words")),
    )


def downgrade() -> None:
    for table in ("search_words", "search_postings", "search_documents", "search_shelves"):
        op.drop_table(table)
