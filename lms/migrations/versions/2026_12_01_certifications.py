"""certifications of others."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_12_01_certifications"
down_revision: str | None = "2026_12_01_grade_groups"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "certifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("published_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", lms.db.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certifications")),
        sa.UniqueConstraint("key", name=op.f("uq_certifications_key")),
    )


def downgrade() -> None:
    op.drop_table("certifications")
