"""labs started ahead."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_12_01_labs_ahead"
down_revision: str | None = "2026_12_01_teams"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

OUTCOMES = ("asked", "started", "opened", "unused", "active", "full", "no_memory", "failed")


def upgrade() -> None:
    op.create_table(
        "labs_ahead",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("wanted_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(*OUTCOMES, name="outcome", native_enum=False, length=32),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_labs_ahead_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labs_ahead")),
    )
    op.create_index("ix_labs_ahead_outcome", "labs_ahead", ["outcome"])
    op.create_index("ix_labs_ahead_user_id_asked_at", "labs_ahead", ["user_id", "asked_at"])
    op.create_index(op.f("ix_labs_ahead_asked_at"), "labs_ahead", ["asked_at"])


def downgrade() -> None:
    op.drop_table("labs_ahead")
