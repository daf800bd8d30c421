"""assignments done in teams."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import lms.db

revision: str = "2026_12_01_teams"
down_revision: str | None = "2026_12_01_marking_claims"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    _create_teams()
    # in words of its own: SQLite would make the table anew, and others refer to it
    op.execute(
        "ALTER TABLE submissions ADD COLUMN team_id INTEGER"
        " CONSTRAINT fk_submissions_team_id REFERENCES teams (id)"
    )
    op.create_index(
        "uq_submissions_team_id_attempt", "submissions", ["team_id", "attempt"], unique=True
    )
    op.create_table(
        "submission_shares",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_submission_shares_submission_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_submission_shares_user_id")
        ),
        sa.PrimaryKeyConstraint("submission_id", "user_id", name=op.f("pk_submission_shares")),
    )
    op.create_index("ix_submission_shares_user_id", "submission_shares", ["user_id"])
    with op.batch_alter_table("assignment_extensions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("team_id", sa.Integer(), nullable=True))
        batch_op.alter_column("user_id", existing_type=sa.Integer(), nullable=True)
        batch_op.create_foreign_key(
            op.f("fk_assignment_extensions_team_id"), "teams", ["team_id"], ["id"]
        )
        batch_op.create_unique_constraint(op.f("uq_assignment_extensions_team_id"), ["team_id"])
        batch_op.create_check_constraint(
            op.f("ck_assignment_extensions_one_persons_or_one_teams"),
            "(user_id IS NULL) != (team_id IS NULL)",
        )


def _create_teams() -> None:
    refers = sa.ForeignKeyConstraint
    op.create_table(
        "team_rules",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("forms_until", lms.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "1 <= least AND least <= most", name=op.f("ck_team_rules_sizes_in_order")
        ),
        refers(["run_id"], ["course_runs.id"], name=op.f("fk_team_rules_run_id")),
        refers(["assignment_id"], ["assignments.id"], name=op.f("fk_team_rules_assignment_id")),
        sa.PrimaryKeyConstraint("run_id", "assignment_id", name=op.f("pk_team_rules")),
    )
    op.create_table(
        "teams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("is_set", sa.Boolean(), nullable=False),
        sa.Column("formed_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        refers(["run_id"], ["course_runs.id"], name=op.f("fk_teams_run_id")),
        refers(["assignment_id"], ["assignments.id"], name=op.f("fk_teams_assignment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint(
            "run_id", "assignment_id", "name", name=op.f("uq_teams_run_id_assignment_id_name")
        ),
    )
    op.create_table(
        "team_members",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", lms.db.UtcDateTime(timezone=True), nullable=False),
        refers(["team_id"], ["teams.id"], name=op.f("fk_team_members_team_id")),
        refers(["user_id"], ["users.id"], name=op.f("fk_team_members_user_id")),
        refers(["run_id"], ["course_runs.id"], name=op.f("fk_team_members_run_id")),
        refers(["assignment_id"], ["assignments.id"], name=op.f("fk_team_members_assignment_id")),
        sa.PrimaryKeyConstraint("team_id", "user_id", name=op.f("pk_team_members")),
        sa.UniqueConstraint(
            "run_id",
            "assignment_id",
            "user_id",
            name=op.f("uq_team_members_run_id_assignment_id_user_id"),
        ),
    )
    op.create_index("ix_team_members_user_id", "team_members", ["user_id"])


def downgrade() -> None:
    op.execute("DELETE FROM assignment_extensions WHERE user_id IS NULL")
    with op.batch_alter_table("assignment_extensions", schema=None) as batch_op:
        batch_op.drop_constraint(
            op.f("ck_assignment_extensions_one_persons_or_one_teams"), type_="check"
        )
        batch_op.drop_constraint(op.f("uq_assignment_extensions_team_id"), type_="unique")
        batch_op.drop_constraint(op.f("fk_assignment_extensions_team_id"), type_="foreignkey")
        batch_op.alter_column("user_id", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column("team_id")
    op.drop_table("submission_shares")
    op.drop_index("uq_submissions_team_id_attempt", "submissions")
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.drop_column("team_id")
    op.drop_table("team_members")
    op.drop_table("teams")
    op.drop_table("team_rules")
