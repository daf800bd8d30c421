"""claims on answers that are being marked."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_12_01_marking_claims"
down_revision: str | None = "2026_12_01_flags"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "marking_claims",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("cell_name", sa.String(length=200), nullable=False),
        sa.Column(
            "stage",
            sa.Enum("marking", "second", name="stage", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("since_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("until_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("until_at > since_at", name=op.f("ck_marking_claims_for_a_while")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_marking_claims_submission_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_marking_claims_user_id")),
        sa.PrimaryKeyConstraint(
            "submission_id", "cell_name", "stage", name=op.f("pk_marking_claims")
        ),
    )


def downgrade() -> None:
    op.drop_table("marking_claims")
