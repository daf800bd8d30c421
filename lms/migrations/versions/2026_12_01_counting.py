"""which of several attempts counts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_12_01_counting"
down_revision: str | None = "2026_12_01_grade_imports"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

RULES = ("best", "last", "first", "mean")


def upgrade() -> None:
    with op.batch_alter_table("assignment_settings", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "counts",
                sa.Enum(*RULES, name="countrule", native_enum=False, length=32),
                nullable=False,
                server_default="best",
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("assignment_settings", schema=None) as batch_op:
        batch_op.drop_column("counts")
