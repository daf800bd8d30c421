"""Editions: a course's source as it was sent, and what became of it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_11_25_editions"
down_revision: str | None = "2026_11_25_lesson_pages"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "course_editions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "draft",
                "broken",
                "publishing",
                "published",
                "discarded",
                name="editionstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "origin_kind",
            sa.Enum(
                "folder", "zip", "git", "edit", name="originkind", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("origin_detail", sa.String(length=300), nullable=False),
        sa.Column("upload_blob", sa.String(length=64), nullable=True),
        sa.Column("source_blob", sa.String(length=64), nullable=True),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("base_id", sa.Integer(), nullable=True),
        sa.Column("n_errors", sa.Integer(), nullable=False),
        sa.Column("n_warnings", sa.Integer(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("paths", sa.JSON(), nullable=False),
        sa.Column("created_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", lms.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("lease_until", lms.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["base_id"], ["course_editions.id"], name=op.f("fk_course_editions_base_id")
        ),
        sa.ForeignKeyConstraint(
            ["course_id"],
            ["courses.id"],
            name=op.f("fk_course_editions_course_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_course_editions_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["users.id"], name=op.f("fk_course_editions_published_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["course_revisions.id"], name=op.f("fk_course_editions_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_editions")),
        sa.UniqueConstraint(
            "course_id", "number", name=op.f("uq_course_editions_course_id_number")
        ),
    )
    with op.batch_alter_table("course_editions") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_course_editions_revision_id"), ["revision_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_course_editions_state"), ["state"], unique=False)


def downgrade() -> None:
    """Drop the table."""
    with op.batch_alter_table("course_editions") as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_editions_state"))
        batch_op.drop_index(batch_op.f("ix_course_editions_revision_id"))

    op.drop_table("course_editions")
