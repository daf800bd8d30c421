"""What the worker does about labs that are wanted soon."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from flask import current_app

from lms import clock, db
from lms.db import transaction
from lms.errors import Unavailable
from lms.hub import Lab, LabAnswer, LabState, hub
from lms.labs import queries, services
from lms.labs.models import LabAhead, Outcome
from lms.labs.services import START_JOB
from lms.queue import Job, Schedule, crontab
from lms.settings import Settings

log = logging.getLogger(__name__)

LOOK_JOB = "labs.look_after"
OWN_NOISE = timedelta(seconds=90)
"""A lab that starts is busy with itself for a while; whoever uses it stays longer."""
MAY_START = timedelta(minutes=2)
OUTCOMES = {LabAnswer.ACTIVE: Outcome.ACTIVE, LabAnswer.NO_MEMORY: Outcome.NO_MEMORY}


def start_ahead(wish_id: int) -> None:
    """Have one lab started, if the limits allow it; what fails is counted and bothers nobody."""
    settings: Settings = current_app.extensions["settings"]
    with transaction() as session:
        wish = services.take(
            session,
            wish_id,
            most=settings.labs_ahead,
            most_for_class=settings.labs_ahead_class,
            at=clock.now(),
        )
        name = wish.user.hub_name if wish else ""
    if wish is None:
        return
    try:
        answer = hub().start_lab_ahead(name, free_mb=settings.labs_ahead_free_mb)
        outcome = OUTCOMES.get(answer, Outcome.STARTED)
    except Unavailable as problem:
        log.info("the lab of %s was not started ahead: %s", name, problem)
        outcome = Outcome.FAILED
    with transaction() as session:
        services.settle(session, wish_id, outcome)


def look_after(*_facts: object) -> None:
    """The sweep: begin what a class waits for, see which labs were opened, stop the others."""
    with transaction() as session:
        services.begin_next(session)
    for wish in queries.unopened(db.session()):
        try:
            outcome = _became(wish, hub().lab(wish.user.hub_name), at=clock.now())
            if outcome is Outcome.UNUSED:
                hub().stop_lab(wish.user.hub_name)
        except Unavailable:
            return
        with transaction() as session:
            services.settle(session, wish.id, outcome)
    with transaction() as session:
        services.forget_old(session, at=clock.now())


def _became(wish: LabAhead, lab: Lab, *, at: datetime) -> Outcome:
    settings: Settings = current_app.extensions["settings"]
    if lab.state is LabState.STOPPED:
        return Outcome.FAILED if at - wish.asked_at > MAY_START else Outcome.STARTED
    if lab.started_at and lab.used_at and lab.used_at - lab.started_at > OWN_NOISE:
        return Outcome.OPENED
    is_over = at - wish.wanted_at > timedelta(minutes=settings.labs_ahead_minutes)
    return Outcome.UNUSED if is_over else Outcome.STARTED


JOBS: Mapping[str, Job] = {START_JOB: start_ahead, LOOK_JOB: look_after}
PERIODIC: Mapping[str, Schedule] = {LOOK_JOB: crontab()}
