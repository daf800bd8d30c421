"""How a marker goes through what waits; the way is kept in the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from lms import db
from lms.notebooks import claims, marking, second_marking
from lms.notebooks.claim_models import MarkingClaim, Stage
from lms.notebooks.claims import Answer
from lms.notebooks.marking import Paper, Step
from lms.notebooks.nameless import WITHOUT_NAMES, names_asked
from lms.notebooks.queries import AssignmentInRun
from lms.web.locale import moment

BY_PERSON = "person"


@dataclass(frozen=True)
class Way:
    """What is marked, question by question or paper by paper, with names or without."""

    stage: Stage
    by_person: bool
    without_names: bool

    @property
    def arguments(self) -> dict[str, Any]:
        """The address's arguments."""
        by = {"by": BY_PERSON} if self.by_person else {}
        return by | ({"names": WITHOUT_NAMES} if self.without_names else {})

    def address(self, step: Step) -> str:
        """Where a cell is marked on this way."""
        place: dict[str, Any] = {"submission_id": step.submission_id, "cell_name": step.cell_name}
        endpoint = "marking.cell" if self.stage is Stage.MARKING else "second.cell"
        return url_for(endpoint, **place, **self.arguments)

    def overview(self, place: AssignmentInRun) -> str:
        """The page that lists what waits."""
        endpoint = "marking.overview" if self.stage is Stage.MARKING else "second.of_assignment"
        names = self.arguments.get("names")
        return url_for(endpoint, run_id=place.run.id, name=place.assignment.name, names=names)

    def steps(
        self,
        session: Session,
        place: AssignmentInRun,
        papers: Sequence[Paper],
        here: Step | None,
        user_id: int,
    ) -> list[Step]:
        """What waits on this way: of the cell, or of everything paper by paper."""
        if self.stage is Stage.SECOND:
            return second_marking.waiting_for(session, place, papers, user_id)
        cell_name = None if self.by_person or here is None else here.cell_name
        return marking.waiting_steps(papers, cell_name)

    def claim_next(
        self,
        session: Session,
        place: AssignmentInRun,
        here: Step | None,
        *,
        by_id: int,
        at: datetime,
    ) -> Step | None:
        """Have what waits next after here and nobody else has; None where there is nothing."""
        papers = marking.papers_of(session, place)
        steps = following(self.steps(session, place, papers, here, by_id), here, papers)
        held = claims.claims_in(session, place, self.stage, at=at)
        return claims.claim_first(
            session, steps, self.stage, held, whole_papers=self.by_person, by_id=by_id, at=at
        )


def way_asked(stage: Stage = Stage.MARKING) -> Way:
    """The way that the address says."""
    by_person = stage is Stage.MARKING and request.args.get("by") == BY_PERSON
    return Way(stage, by_person, names_asked() is not None)


def shown_claim(answer: Answer, user_id: int, *, at: datetime) -> dict[str, Any]:
    """What a page says about who has the answer."""
    found = claims.claim_of(db.session(), answer, at=at)
    is_own = found is not None and found.user_id == user_id
    return {"claim": found, "is_own": is_own, "words": own_words(found) if found else ""}


def own_words(made: MarkingClaim) -> str:
    """What a marker reads who has the answer."""
    until = moment(made.until_at)
    return str(gettext("내가 맡은 답입니다. 손을 놓으면 %(until)s에 저절로 풀립니다.", until=until))


def following(steps: Sequence[Step], here: Step | None, papers: Sequence[Paper]) -> list[Step]:
    """The steps but this one in the order of the papers, from here on and around."""
    if here is None:
        return list(steps)
    order = [paper.submission.id for paper in papers]
    if here.submission_id in order:
        start = order.index(here.submission_id)
        order = order[start:] + order[:start]
    place = {submission_id: n for n, submission_id in enumerate(order)}
    return sorted((one for one in steps if one != here), key=lambda one: place[one.submission_id])
