"""hand-ins that come in pieces."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_12_01_uploads"
down_revision: str | None = "2026_12_01_labs_ahead"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "unfinished_uploads",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("arrived", sa.Integer(), nullable=False),
        sa.Column("began_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "0 <= arrived AND arrived <= size", name=op.f("ck_unfinished_uploads_within_size")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_unfinished_uploads_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["course_runs.id"], name=op.f("fk_unfinished_uploads_run_id")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_unfinished_uploads_assignment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unfinished_uploads")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_unfinished_uploads_user_id_key")),
    )
    op.create_index(op.f("ix_unfinished_uploads_expires_at"), "unfinished_uploads", ["expires_at"])
    op.create_table(
        "upload_pieces",
        sa.Column("upload_id", sa.String(length=32), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"],
            ["unfinished_uploads.id"],
            name=op.f("fk_upload_pieces_upload_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("upload_id", "start", name=op.f("pk_upload_pieces")),
    )


def downgrade() -> None:
    op.drop_table("upload_pieces")
    op.drop_table("unfinished_uploads")
