"""lighter copies of pictures."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_11_30_asset_variants"
down_revision: str | None = "2026_11_30_opened_files"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "asset_variants",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["sha256"],
            ["assets.sha256"],
            name=op.f("fk_asset_variants_sha256_assets"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sha256", "width", name=op.f("pk_asset_variants")),
    )


def downgrade() -> None:
    op.drop_table("asset_variants")
