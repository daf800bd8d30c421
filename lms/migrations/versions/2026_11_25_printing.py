"""courses as PDFs."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_11_25_printing"
down_revision: str | None = "2026_11_25_reading_place"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "course_pdfs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("lessons", sa.JSON(), nullable=False),
        sa.Column("asked_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("began_at", lms.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("n_done", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(length=16), nullable=True),
        sa.Column("ready_at", lms.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("blob", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("n_pages", sa.Integer(), nullable=True),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "(ready_at IS NULL) = (blob IS NULL) AND (ready_at IS NULL) = (size IS NULL)",
            name=op.f("ck_course_pdfs_ready_with_file"),
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["course_revisions.id"],
            name=op.f("fk_course_pdfs_revision_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["course_runs.id"], name=op.f("fk_course_pdfs_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_pdfs")),
        sa.UniqueConstraint("version", name=op.f("uq_course_pdfs_version")),
    )
    op.create_index(op.f("ix_course_pdfs_run_id"), "course_pdfs", ["run_id"])


def downgrade() -> None:
    op.drop_table("course_pdfs")
