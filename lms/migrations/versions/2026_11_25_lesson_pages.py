"""Pages of lessons are shared between revisions; former keys of lessons."""

import hashlib
import json
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_11_25_lesson_pages"
down_revision: str | None = "2026_11_25_deliverables"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

PAGES = sa.table(
    "lesson_pages",
    sa.column("id", sa.Integer),
    sa.column("sha256", sa.String),
    sa.column("title", sa.String),
    sa.column("html", sa.Text),
    sa.column("text", sa.Text),
    sa.column("headings", sa.JSON),
)
BODIES = sa.table(
    "lesson_bodies",
    sa.column("id", sa.Integer),
    sa.column("page_id", sa.Integer),
    sa.column("title", sa.String),
    sa.column("html", sa.Text),
    sa.column("text", sa.Text),
    sa.column("headings", sa.JSON),
)
OF_PAGE = ("title", "html", "text", "headings")


def upgrade() -> None:
    """Move what is shown into pages of its own."""
    op.create_table(
        "lesson_pages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_pages")),
        sa.UniqueConstraint("sha256", name=op.f("uq_lesson_pages_sha256")),
    )
    with op.batch_alter_table("lesson_bodies") as table:
        table.add_column(sa.Column("page_id", sa.Integer(), nullable=True))
    _fill_pages(op.get_bind())
    with op.batch_alter_table("lesson_bodies") as table:
        table.alter_column("page_id", existing_type=sa.Integer(), nullable=False)
        table.create_foreign_key(
            op.f("fk_lesson_bodies_page_id"), "lesson_pages", ["page_id"], ["id"]
        )
        table.create_index(op.f("ix_lesson_bodies_page_id"), ["page_id"])
        for name in OF_PAGE:
            table.drop_column(name)
    _create_former_keys()


def downgrade() -> None:
    """Give every revision its own copy again."""
    op.drop_table("former_lesson_keys")
    with op.batch_alter_table("lesson_bodies") as table:
        table.add_column(sa.Column("title", sa.String(length=300), nullable=True))
        table.add_column(sa.Column("html", sa.Text(), nullable=True))
        table.add_column(sa.Column("text", sa.Text(), nullable=True))
        table.add_column(sa.Column("headings", sa.JSON(), nullable=True))
    connection = op.get_bind()
    for page in connection.execute(sa.select(PAGES)).all():
        values = {name: getattr(page, name) for name in OF_PAGE}
        connection.execute(sa.update(BODIES).where(BODIES.c.page_id == page.id).values(values))
    with op.batch_alter_table("lesson_bodies") as table:
        table.drop_index(op.f("ix_lesson_bodies_page_id"))
        table.drop_constraint(op.f("fk_lesson_bodies_page_id"), type_="foreignkey")
        table.drop_column("page_id")
        table.alter_column("title", existing_type=sa.String(length=300), nullable=False)
        table.alter_column("html", existing_type=sa.Text(), nullable=False)
        table.alter_column("text", existing_type=sa.Text(), nullable=False)
        table.alter_column("headings", existing_type=sa.JSON(), nullable=False)
    op.drop_table("lesson_pages")


def _fill_pages(connection: sa.Connection) -> None:
    known: dict[str, int] = {}
    ids = connection.scalars(sa.select(BODIES.c.id).order_by(BODIES.c.id)).all()
    columns = [BODIES.c[name] for name in OF_PAGE]
    for body_id in ids:
        row = connection.execute(sa.select(*columns).where(BODIES.c.id == body_id)).one()
        seen = json.dumps([row.title, row.html, row.headings], ensure_ascii=False)
        sha256 = hashlib.sha256(seen.encode("utf-8", "surrogatepass")).hexdigest()
        if sha256 not in known:
            shown = dict(zip(OF_PAGE, row, strict=True))
            values = {"id": len(known) + 1, "sha256": sha256, **shown}
            connection.execute(sa.insert(PAGES).values(values))
            known[sha256] = len(known) + 1
        update = sa.update(BODIES).where(BODIES.c.id == body_id)
        connection.execute(update.values(page_id=known[sha256]))
    if known and connection.dialect.name == "postgresql":
        connection.execute(
            sa.text("SELECT setval(pg_get_serial_sequence('lesson_pages', 'id'), :n)"),
            {"n": len(known)},
        )


def _create_former_keys() -> None:
    op.create_table(
        "former_lesson_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("former_key", sa.String(length=120), nullable=False),
        sa.Column("lesson_key", sa.String(length=120), nullable=True),
        sa.Column("since", lms.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"],
            ["courses.id"],
            name=op.f("fk_former_lesson_keys_course_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_lesson_keys")),
        sa.UniqueConstraint(
            "course_id", "former_key", name=op.f("uq_former_lesson_keys_course_id_former_key")
        ),
    )
