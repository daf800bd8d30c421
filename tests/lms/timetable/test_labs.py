"""Labs are started shortly before a class, once, and within limits.

Nine on a Tuesday in Seoul is midnight in UTC: the clock of these tests begins the evening before.
"""

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.db import transaction
from lms.enrollments.models import CourseRun, Enrollment, EnrollmentStatus
from lms.hub import LabAnswer
from lms.labs import services as labs
from lms.labs.models import LabAhead, Outcome
from lms.timetable import jobs, services
from lms.timetable.models import ClassHour
from tests.lms.notebooks.conftest import assignment
from tests.lms.people import NOW, World
from tests.lms.statements import counted_queries
from tests.lms.timetable.conftest import (
    SATURDAY,
    SEOUL,
    THE_TUESDAY,
    AddHour,
    Enroll,
    Morning,
)

__all__ = ["assignment"]

pytestmark = pytest.mark.every_database


def test_labs_are_asked_for_ten_minutes_before_and_once(
    morning: Morning, studied: World, tuesday: ClassHour
) -> None:
    ben = studied.ben.hub_name

    assert morning.at(8, 49) == []
    assert morning.at(8, 51) == [ben]
    assert morning.at(8, 52) == [ben]
    assert morning.at(8, 59) == [ben]
    assert morning.outcomes() == [Outcome.STARTED]


def test_they_are_asked_for_again_the_week_after(
    morning: Morning, studied: World, tuesday: ClassHour
) -> None:
    morning.at(8, 50)
    morning.at(9, 20)
    ben = studied.ben.hub_name

    assert morning.at(8, 50, on=THE_TUESDAY + timedelta(weeks=1)) == [ben, ben]


@pytest.mark.parametrize("minute", [0, 1, 30])
def test_a_class_that_has_begun_is_too_late(
    morning: Morning, tuesday: ClassHour, minute: int
) -> None:
    assert morning.at(9, minute) == []


def test_other_days_have_no_class(morning: Morning, tuesday: ClassHour, add_hour: AddHour) -> None:
    add_hour(SATURDAY, time(10), time(11))

    for days in (-1, 1, 2, 3, 4, 5):
        assert morning.at(8, 55, on=THE_TUESDAY + timedelta(days=days)) == []
    assert len(morning.at(9, 55, on=date(2026, 3, 7))) == 1


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(date(2026, 2, 1), date(2026, 3, 2)), (date(2026, 3, 4), date(2026, 7, 1))],
)
def test_there_is_no_class_beyond_the_dates_of_the_run(
    morning: Morning, session: Session, tuesday: ClassHour, starts_on: date, ends_on: date
) -> None:
    run = session.get_one(CourseRun, tuesday.run_id)
    run.starts_on, run.ends_on = starts_on, ends_on
    session.commit()

    assert morning.at(8, 55) == []


def test_a_class_just_after_midnight_is_prepared_the_evening_before(
    morning: Morning, studied: World, add_hour: AddHour
) -> None:
    add_hour(2, time(0, 5), time(1))

    assert morning.at(23, 54) == []
    assert morning.at(23, 56) == [studied.ben.hub_name]
    assert len(morning.at(0, 1, on=date(2026, 3, 4))) == 1


def test_those_who_teach_can_switch_it_off(
    morning: Morning, session: Session, studied: World, tuesday: ClassHour
) -> None:
    def switch(*, on: bool) -> None:
        services.set_starts_labs(session, studied.run, starts_labs=on, by_id=studied.ann.id, at=NOW)
        session.commit()

    switch(on=False)
    assert morning.at(8, 51) == []
    switch(on=True)
    assert morning.at(8, 52) == [studied.ben.hub_name]


def test_the_operator_can_switch_it_off(morning: Morning, tuesday: ClassHour) -> None:
    morning.allow(0)

    assert morning.at(8, 51) == []
    assert morning.outcomes() == []


def test_a_course_without_labs_asks_for_none(
    morning: Morning, session: Session, world: World
) -> None:
    services.add_hours(
        session, world.run, [1], begins=time(9), ends=time(12), by_id=world.ann.id, at=NOW
    )
    session.commit()

    assert morning.at(8, 51) == []
    assert morning.outcomes() == []


def test_assignments_alone_are_work_for_labs(
    morning: Morning, session: Session, world: World, assignment: object
) -> None:
    services.add_hours(
        session, world.run, [1], begins=time(9), ends=time(12), by_id=world.ann.id, at=NOW
    )
    session.commit()

    assert morning.at(8, 51) == [world.ben.hub_name]


def test_a_few_are_begun_a_minute_and_all_before_the_class(
    morning: Morning, tuesday: ClassHour, enroll: Enroll
) -> None:
    enroll(13)

    asked = [len(morning.at(8, minute)) for minute in (50, 51, 52, 53)]

    assert asked == [6, 12, 14, 14]
    assert morning.outcomes() == [Outcome.STARTED] * 14


def test_no_more_run_than_the_operator_allows(
    morning: Morning, tuesday: ClassHour, enroll: Enroll
) -> None:
    morning.allow(2)
    enroll(3)

    assert len(morning.at(8, 50)) == 2
    assert morning.outcomes() == [*[Outcome.STARTED] * 2, *[Outcome.FULL] * 2]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [(LabAnswer.ACTIVE, Outcome.ACTIVE), (LabAnswer.NO_MEMORY, Outcome.NO_MEMORY)],
)
def test_who_has_a_lab_gets_no_other_and_memory_is_looked_at(
    morning: Morning, tuesday: ClassHour, answer: LabAnswer, outcome: Outcome
) -> None:
    morning.hub.answer = answer

    morning.at(8, 50)
    assert [free for _, free in morning.hub.asked] == [1024]
    assert morning.outcomes() == [outcome]


def test_a_lab_that_nobody_opens_stays_until_the_class_had_some_minutes(
    morning: Morning, studied: World, tuesday: ClassHour
) -> None:
    morning.at(8, 50)
    for minute in (0, 10, 15):
        morning.at(9, minute)
    assert morning.hub.stopped == []

    morning.at(9, 16)
    assert morning.hub.stopped == [studied.ben.hub_name]
    assert morning.outcomes() == [Outcome.UNUSED]


def test_a_lab_that_was_started_for_a_reader_is_kept_for_the_class(
    morning: Morning, session: Session, studied: World, tuesday: ClassHour
) -> None:
    morning.at(8, 45)
    with morning.app.app_context(), transaction() as own:
        labs.want_lab(own, own.merge(studied.ben), at=morning.clock())
    morning.at(8, 46)
    morning.at(8, 50)
    morning.at(9, 14)

    assert len(morning.hub.asked) == 1
    assert morning.hub.stopped == []
    assert morning.outcomes() == [Outcome.STARTED]


def test_reading_before_the_class_does_not_shorten_the_wait(
    morning: Morning, studied: World, tuesday: ClassHour
) -> None:
    morning.at(8, 50)
    with morning.app.app_context(), transaction() as own:
        labs.want_lab(own, own.merge(studied.ben), at=morning.clock())
    morning.at(9, 10)

    assert morning.hub.stopped == []


def test_only_those_who_study_there_now_get_one(
    morning: Morning, session: Session, studied: World, tuesday: ClassHour,
    enroll: Enroll,
) -> None:  # fmt: skip
    left, barred = enroll(2)
    place = session.scalars(select(Enrollment).where(Enrollment.user_id == left.id)).one()
    place.status = EnrollmentStatus.WITHDRAWN
    session.get_one(User, barred.id).is_enabled = False
    session.commit()

    assert morning.at(8, 50) == [studied.ben.hub_name]


def test_wishes_that_no_worker_came_to_before_the_class_are_given_up(
    morning: Morning, tuesday: ClassHour
) -> None:
    morning.clock.at = datetime.combine(THE_TUESDAY, time(8, 50), SEOUL)
    with morning.app.app_context():
        jobs.look_ahead()

    assert morning.at(9, 3) == []
    assert morning.outcomes() == [Outcome.FAILED]


def test_an_hour_that_was_removed_meanwhile_asks_for_nothing(
    morning: Morning, session: Session, studied: World, tuesday: ClassHour
) -> None:
    services.remove_hour(session, tuesday, by_id=studied.ann.id, at=NOW)
    session.commit()

    assert morning.at(8, 50) == []


def test_a_large_class_costs_no_more_queries_than_a_small_one(
    morning: Morning, tuesday: ClassHour, enroll: Enroll
) -> None:
    def cost(on: date) -> int:
        morning.clock.at = datetime.combine(on, time(8, 50), SEOUL)
        with counted_queries(morning.app) as sent, morning.app.app_context():
            jobs.look_ahead()
        return len(sent)

    small = cost(THE_TUESDAY)
    enroll(39)
    morning.session.execute(delete(LabAhead))
    morning.session.commit()

    assert cost(THE_TUESDAY + timedelta(weeks=1)) == small
    assert morning.outcomes() == [Outcome.ASKED] * 40
