"""Who may do what, over the people with fixed relations."""

import pytest
from sqlalchemy.orm import Session

from lms.access import ANONYMOUS, RULES, Permission, Scope, may
from lms.enrollments.queries import runs_taught_by
from lms.programs.queries import campuses_of, cohorts_of
from tests.lms.people import World

pytestmark = pytest.mark.every_database

EVERYBODY = ("ann", "ben", "cho", "dan", "eun", "fay")


@pytest.mark.parametrize(
    ("permission", "allowed"),
    [
        (Permission.RUN_VIEW, {"ann", "ben", "eun", "fay"}),
        (Permission.RUN_STUDY, {"ben"}),
        (Permission.RUN_TEACH, {"ann", "eun", "fay"}),
        (Permission.COHORT_MANAGE, {"eun", "fay"}),
        (Permission.CITY_OPERATE, {"fay"}),
        (Permission.ADMINISTER, {"fay"}),
        (Permission.OPERATE, {"eun", "fay"}),
        (Permission.ACCOUNT_USE, set(EVERYBODY)),
    ],
)
def test_who_may_do_what_in_a_run(world: World, permission: Permission, allowed: set[str]) -> None:
    may_it = {
        name for name in EVERYBODY if may(getattr(world, name).actor, permission, world.run.scope)
    }

    assert may_it == allowed


@pytest.mark.parametrize("permission", Permission)
def test_an_anonymous_reader_may_nothing(permission: Permission) -> None:
    assert not may(ANONYMOUS, permission, Scope(owner_id=None, cohort_id=1, course_run_id=1))


def test_every_permission_has_a_rule() -> None:
    assert set(RULES) == set(Permission)


def test_what_is_someones_own_is_theirs_alone(world: World) -> None:
    scope = Scope(owner_id=world.ben.id)

    assert may(world.ben.actor, Permission.ATTEMPT_CHANGE, scope)
    assert not may(world.cho.actor, Permission.ATTEMPT_CHANGE, scope)
    assert not may(world.fay.actor, Permission.ATTEMPT_CHANGE, scope)


@pytest.mark.parametrize("name", EVERYBODY)
def test_lists_show_exactly_what_the_rules_allow(session: Session, world: World, name: str) -> None:
    actor = getattr(world, name).actor
    campuses = [world.campus, world.other_campus]
    cohorts = [world.cohort, world.other_cohort]

    assert {one.id for one in campuses_of(session, actor)} == {
        one.id for one in campuses if may(actor, Permission.CAMPUS_MANAGE, one.scope)
    }
    assert {one.id for one in cohorts_of(session, actor)} == {
        one.id for one in cohorts if may(actor, Permission.COHORT_MANAGE, one.scope)
    }
    assert (world.run in runs_taught_by(session, actor)) == (name == "ann")
