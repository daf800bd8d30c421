"""flags on submissions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_12_01_flags"
down_revision: str | None = "2026_12_01_practice"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "submission_flags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("raised_by_id", sa.Integer(), nullable=False),
        sa.Column("raised_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", lms.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL)",
            name=op.f("ck_submission_flags_settled_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_submission_flags_submission_id")
        ),
        sa.ForeignKeyConstraint(
            ["raised_by_id"], ["users.id"], name=op.f("fk_submission_flags_raised_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["users.id"], name=op.f("fk_submission_flags_settled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_flags")),
    )
    op.create_index("ix_submission_flags_submission_id", "submission_flags", ["submission_id"])


def downgrade() -> None:
    op.drop_table("submission_flags")
