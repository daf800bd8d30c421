"""runs of the tests on programs that answer exam questions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_12_01_code_runs"
down_revision: str | None = "2026_12_01_sittings"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "code_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_item_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("asked_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lease", sa.String(length=32), nullable=True),
        sa.Column("lease_until", lms.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("done_at", lms.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("hitch", sa.String(length=32), nullable=True),
        sa.Column("earned", lms.db.PointsColumn(), nullable=True),
        sa.Column("report", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("environment", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state = 'done') = (earned IS NOT NULL)", name=op.f("ck_code_runs_done_with_points")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_code_runs_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_item_id"], ["attempt_items.id"], name=op.f("fk_code_runs_attempt_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_runs")),
    )
    with op.batch_alter_table("code_runs", schema=None) as batch_op:
        batch_op.create_index(
            op.f("ix_code_runs_attempt_item_id"), ["attempt_item_id"], unique=False
        )
        batch_op.create_index("ix_code_runs_state", ["state"], unique=False)


def downgrade() -> None:
    op.drop_table("code_runs")
