"""banks of courses: items, their versions, and what was done with them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_12_01_item_desk"
down_revision: str | None = "2026_12_01_environments"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=32)


def upgrade() -> None:
    op.create_table(
        "course_banks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("updated_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_course_banks_course_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_banks")),
        sa.UniqueConstraint("course_id", name=op.f("uq_course_banks_course_id")),
    )
    op.create_table(
        "banked_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.Integer(), nullable=False),
        sa.Column("item_key", sa.String(length=100), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("domain", sa.String(length=100), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("stem", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("use", words("use", "none", "active", "pretest", "retired"), nullable=False),
        sa.Column("stage", words("stage", "none", "draft", "review"), nullable=False),
        sa.Column("newest", sa.Integer(), nullable=False),
        sa.Column("in_use", sa.Integer(), nullable=True),
        sa.Column("contradicts", sa.Integer(), nullable=True),
        sa.Column("files_hash", sa.String(length=64), nullable=True),
        sa.Column("is_apart", sa.Boolean(), nullable=False),
        sa.Column("updated_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["course_banks.id"], name=op.f("fk_banked_items_bank_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_banked_items")),
        sa.UniqueConstraint("bank_id", "item_key", name=op.f("uq_banked_items_bank_id_item_key")),
    )
    op.create_table(
        "item_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("origin", words("origin", "files", "page"), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=True),
        sa.Column("created_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_item_versions_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["banked_items.id"], name=op.f("fk_item_versions_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_versions")),
        sa.UniqueConstraint("item_id", "number", name=op.f("uq_item_versions_item_id_number")),
    )
    op.create_index(op.f("ix_item_versions_content_hash"), "item_versions", ["content_hash"])
    acts = (
        "submit", "approve", "send_back", "retire", "put_away", "keep", "take_files", "gone",
    )  # fmt: skip
    op.create_table(
        "item_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("act", words("act", *acts), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_item_events_by_id")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["banked_items.id"], name=op.f("fk_item_events_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_events")),
    )
    op.create_index(op.f("ix_item_events_item_id"), "item_events", ["item_id"])


def downgrade() -> None:
    for table in ("item_events", "item_versions", "banked_items", "course_banks"):
        op.drop_table(table)
