"""A form that does not pass says where and why, and keeps what was typed.

Every view that takes a POST from a page stands here, as a form or as a plain button: a new
one that is forgotten fails the first two tests.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import Session

import courses
from assessments.formats.foreign_exam import ImportedExam
from assessments.formats.yaml_item import item_text
from assessments.model import Demand
from lms.accounts import password_services
from lms.accounts.models import User
from lms.banks import services as banks
from lms.banks.models import CourseBank
from lms.completion.models import Certificate
from lms.exams import services as exams
from lms.exams.code_models import CodeRun, Hitch, RunState
from lms.exams.models import Answer, Exam
from lms.exams.sitting_models import SittingRule
from lms.gradebook.models import GradeGroup
from lms.intake.incoming import OriginKind
from lms.notebooks.models import Assignment, CellMark, Submission, SubmissionState
from lms.notebooks.request_models import RegradeRequest
from lms.notebooks.rubric_models import Rubric, RubricItem
from lms.notebooks.score_models import Regrade, RegradeState
from lms.notebooks.second_models import SecondMark, SecondRule
from lms.notebooks.team_models import Team, TeamRule
from lms.projects.models import Deliverable, Delivery, Project
from lms.publishing.models import Edition, EditionState
from lms.publishing.sources import keep_source
from lms.storage import blobs
from tests.assessments.samples import bank_of, exam_of
from tests.lms.exams.conftest import BANK, definition
from tests.lms.exams.test_types import typed
from tests.lms.lessons.conftest import studied
from tests.lms.notebooks.conftest import assignment
from tests.lms.people import NOW, World

__all__ = ["assignment", "studied"]


@dataclass(frozen=True)
class Case:
    """What a person sends to a form that it has to refuse, and the first field at fault."""

    endpoint: str
    form: str
    path: str
    who: str | None
    typed: Mapping[str, str]
    wrong: str
    unkept: frozenset[str] = field(default_factory=frozenset)

    @property
    def kept(self) -> list[str]:
        """What the form shows again; never a password, nor what was not offered."""
        return [text for name, text in self.typed.items() if text and name not in self.unkept]


WORDS = {"title_ko": "내일 & 모레", "body_ko": "", "title_en": "Tomorrow", "publish_at": "soon"}
SECRET = frozenset({"password", "old", "new", "again"})
FORMS = [
    Case("accounts.log_in", "LogInForm", "/login", None, {"email": "no-address", "password": ""}, "password"),
    Case("passwords.ask_for_reset", "ForgotPasswordForm", "/password/forgot", None, {"email": "no-address"}, "email"),
    Case("passwords.reset", "ResetPasswordForm", "/password/reset/{token}", None, {"new": "short", "again": "other"}, "new", SECRET),
    Case("accounts.change_profile", "ProfileForm", "/account", "ben", {"name": "", "english_name": "한글"}, "english_name"),
    Case("accounts.change_password", "ChangePasswordForm", "/account/password", "ben", {"old": "wrong", "new": "x", "again": ""}, "new", SECRET),
    Case("account.appearance", "AppearanceForm", "/account/appearance", "ben", {"theme": "pink"}, "theme", frozenset({"theme"})),
    Case("account.ask_for_deletion", "DeletionForm", "/account/deletion", "ben", {"reason": "다른 곳으로 <가서>"}, "is_sure"),
    Case("notices.choices", "ChoicesForm", "/account/notices", "ben", {"graded": "perhaps"}, "graded", frozenset({"graded"})),
    Case("programs.new_campus", "CampusForm", "/operate/campuses/new", "fay", {"name": "", "district": "마포구"}, "name"),
    Case("programs.new_organisation", "OrganisationForm", "/operate/organisations/new", "fay", {"name": "가" * 101}, "name"),
    Case("programs.new_program", "ProgramForm", "/operate/programs/new", "fay", {"name": "", "summary": "처음 배우는 사람"}, "name"),
    Case("programs.new_cohort", "CohortForm", "/operate/cohorts/new", "fay", {"number": "many", "starts_on": "2026-03-02"}, "number"),
    Case("announcements.new_in_run", "AnnouncementForm", "/runs/1/announcements/new", "ann", WORDS, "body_ko"),
    Case("announcements.new", "PlacedAnnouncementForm", "/operate/announcements/new", "fay", WORDS | {"place": "nowhere"}, "publish_at", frozenset({"place"})),
    Case("announcements.edit", "AnnouncementForm", "/announcements/1/edit", "ann", WORDS, "body_en", frozenset({"publish_at"})),
    Case("enrollments.enroll", "EnrollForm", "/operate/cohorts/1/enroll", "eun", {"emails": "ben@test.example nobody@x.example"}, "emails"),
    Case("enrollments.open_run", "OpenRunForm", "/operate/cohorts/2/runs", "fay", {"course_id": "99", "starts_on": "2026-05-02", "ends_on": "2026-05-01"}, "ends_on", frozenset({"course_id"})),
    Case("completion.set_demand", "DemandForm", "/runs/1/completion", "ann", {"lessons_percent": "101", "score_percent": "60"}, "lessons_percent"),
    Case("completion.revoke", "RevocationForm", "/certificates/{code}/revoke", "eun", {"reason": ""}, "reason"),
    Case("pacing.spread", "SpreadForm", "/runs/1/pace/weekly", "ann", {"first_at": "soon", "days": "400"}, "days"),
    Case("pacing.set_done_by", "DoneByForm", "/runs/1/pace/done-by", "ann", {"done_by": "minutes"}, "done_by", frozenset({"done_by"})),
    Case("pacing.rule", "RuleForm", "/runs/1/pace/lesson/lab", "ann", {"opens_at": "soon", "percent": "101"}, "percent"),
    Case("pacing.release", "ReleaseForm", "/runs/1/pace/releases", "ann", {"person": "99", "target": "unit/none", "reason": "가" * 301}, "reason", frozenset({"person", "target"})),
    Case("timetable.add_hours", "HourForm", "/runs/1/timetable/hours", "ann", {"weekdays": "9", "begins": "soon", "ends": "09:00"}, "weekdays", frozenset({"weekdays"})),
    Case("enrollments.appoint_instructor", "InstructorForm", "/operate/cohorts/1/instructors", "eun", {"email": "nobody@x.example"}, "email"),
    Case("admin.import_people", "ImportForm", "/people/import", "fay", {}, "file"),
    Case("admin.grant", "GrantForm", "/people/2/grant", "fay", {"grant": "trainee:cohort:1"}, "grant", frozenset({"grant"})),
    Case("editing.editions", "UploadForm", "/courses/tiny/editions", "ann", {}, "file"),
    Case("lesson_editing.edit", "LessonForm", "/courses/tiny/editions/1/lessons/more/edit", "ann", {"text": ""}, "text"),
    Case("lesson_editing.edit", "NotebookForm", "/courses/tiny/editions/1/lessons/lab/edit", "ann", {}, "file"),
    Case("item_writing.new", "ItemTextForm", "/courses/tiny/new-item", "ann", {"text": "- <하나>", "save": "1"}, "text"),
    Case("item_writing.edit", "ItemTextForm", "/courses/tiny/items/a-single/edit", "ann", {"text": "", "save": "1"}, "text"),
    Case("bank_items.submit", "SubmitForm", "/courses/tiny/items/a-new/submit", "ann", {"submit-number": "1", "submit-comment": "<가>" * 700}, "submit-comment"),
    Case("bank_items.approve", "ApproveForm", "/courses/tiny/items/b-new/approve", "eun", {"review-number": "1", "review-use": "none", "review-comment": "<좋>다"}, "review-use", frozenset({"review-use"})),
    Case("bank_items.send_back", "SendBackForm", "/courses/tiny/items/b-new/send-back", "eun", {"review-number": "1", "review-comment": ""}, "review-comment"),
    Case("bank_items.retire", "RetireForm", "/courses/tiny/items/a-single/retire", "ann", {"retire-comment": "<가>" * 700}, "retire-comment"),
    Case("imported_exams.use", "UseForm", "/courses/tiny/imported-exams/taken/mock/use", "ann", {"minutes": "<많이>", "attempts": "2", "pass_percent": "60"}, "minutes"),
    Case("notebooks.set_window", "WindowForm", "/runs/1/assignments/square/window", "ann", {"opens_at": "2026-03-01T09:00", "due_at": "2026-02-01T09:00", "closes_at": "later", "max_attempts": "0"}, "due_at"),
    Case("notebooks.extend", "ExtensionForm", "/runs/1/assignments/square/extensions", "ann", {"person": "99", "until": "soon", "reason": "가" * 301}, "reason", frozenset({"person"})),
    Case("teams.set_terms", "TermsForm", "/runs/1/assignments/square/teams/terms", "ann", {"least": "3", "most": "2", "forms_until": "soon"}, "most"),
    Case("teams.form_team", "TeamForm", "/runs/1/assignments/square/teams", "ann", {"name": "곰 & <새>", "people": "99"}, "people", frozenset({"people"})),
    Case("teams.add_member", "MemberForm", "/teams/1/members", "ann", {"team1-person": "99"}, "team1-person", frozenset({"team1-person"})),
    Case("teams.begin", "OwnTeamForm", "/runs/1/assignments/square/teams/own", "ben", {"name": "<곰>" * 30}, "name"),
    Case("marking.mark", "MarkForm", "/submissions/1/marking/partial", "ann", {"points": "4.5", "comment": "<거의> 다", "seen": "0"}, "points"),
    Case("rubrics.add", "RubricItemForm", "/runs/1/assignments/square/rubric/partial", "ann", {"name": "<하나>", "points": "0"}, "points"),
    Case("requests.send", "AskForm", "/submissions/1/requests/square-tests", "ben", {"reason": "가" * 2001}, "reason"),
    Case("requests.answer", "AnswerForm", "/regrade-requests/1", "ann", {"points": "nan", "answer": "<맞>습니다"}, "points"),
    Case("requests.set_rule", "RequestRuleForm", "/runs/1/assignments/square/requests/rule", "ann", {"days": "-1", "most": "3"}, "days"),
    Case("regrading.apply", "ApplyForm", "/regrades/1/apply", "ann", {"rule": "perhaps", "n_lower": "0"}, "rule", frozenset({"rule"})),
    Case("second.set_rule", "SecondRuleForm", "/runs/1/assignments/square/second-marking", "ann", {"question": "square-tests", "percent": "101", "threshold": "1"}, "percent", frozenset({"question"})),
    Case("second.mark", "MarkForm", "/submissions/1/second/square-tests", "fay", {"points": "nan", "comment": "<거의> 다", "seen": "0"}, "points"),
    Case("second.moderate", "ModerationForm", "/second-marks/1", "fay", {"points": "4.5", "answer": ""}, "points"),
    Case("likeness.ask", "CompareForm", "/runs/1/assignments/square/likeness", "ann", {"percent": "9"}, "percent"),
    Case("flags.raise_flag", "FlagForm", "/submissions/1/flags", "ann", {"note": "<가>" * 200}, "note"),
    Case("rubrics.change", "RubricItemForm", "/rubric-items/1", "ann", {"name": "", "points": "1"}, "name"),
    Case("grade_groups.add", "GroupForm", "/runs/1/gradebook/groups/new", "ann", {"name": "", "weight": "절반", "drop_lowest": "1"}, "name"),
    Case("grade_groups.change", "GroupForm", "/grade-groups/1", "ann", {"name": "시험 <둘>", "weight": "-1", "drop_lowest": "2"}, "weight"),
    Case("grade_decisions.decide", "DecisionForm", "/runs/1/gradebook/people/2/assignment/square", "ann", {"kind": "given", "points": "11", "possible": "10", "reason": "다시 <봄>"}, "points"),
    Case("exam_board.allow", "AllowanceForm", "/runs/1/exams/mock/allowances", "ann", {"person": "99", "percent_more": "400", "extra_minutes": "0", "pause_minutes": "0", "more_attempts": "0", "reason": "가" * 301}, "percent_more", frozenset({"person"})),
    Case("exam_board.set_sitting", "SittingForm", "/runs/1/exams/mock/sitting", "ann", {"code": "<그>", "seb_keys": "zz"}, "seb_keys"),
    Case("sittings.enter_code", "CodeForm", "/attempts/1/code", "ben", {"code": "<다른> 것"}, "code"),
    Case("essays.mark", "EssayMarkForm", "/exam-answers/9/marking", "ann", {"points_0": "5", "points_1": "0", "comment": "<거의> 다"}, "points_0"),
    Case("essays.run_again", "WhyForm", "/exam-answers/10/run", "ann", {"why": ""}, "why"),
    Case("exam_board.extend", "MinutesForm", "/attempts/1/extend", "ann", {"minutes": "0", "reason": "정전 & 대피"}, "minutes"),
    Case("exam_board.reopen", "MinutesForm", "/attempts/2/reopen", "ann", {"minutes": "many", "reason": "정전"}, "minutes"),
    Case("exam_board.invalidate", "WhyForm", "/attempts/2/invalidate", "ann", {"why": ""}, "why"),
    Case("grade_imports.read", "MarksFileForm", "/runs/1/gradebook/import", "ann", {}, "file"),
    Case("projects.plan", "DeliverableForm", "/projects/1/deliverables", "fay", {"title": "첫 <모델>", "due_at": "soon"}, "due_at"),
    Case("projects.deliver", "DeliveryForm", "/deliverables/1/deliveries", "ben", {"words": "가" * 4001}, "words"),
    Case("projects.review", "ReviewForm", "/deliveries/1/review", "fay", {"comment": ""}, "comment"),
]  # fmt: skip
BUTTONS = {
    "accounts.log_out", "accounts.choose_language", "account.end_session", "account.end_other_sessions",
    "account.ask_for_export", "account.withdraw_deletion", "admin.carry_out_deletion", "admin.revoke",
    "admin.stop", "admin.reopen", "agenda.renew_feed", "agenda.switch_feed_off", "announcements.withdraw",
    "claims.begin", "claims.claim", "claims.take_over", "claims.release", "claims.skip",
    "rubrics.turn", "rubrics.copy", "rubrics.remove", "regrading.start", "regrading.discard", "flags.settle",
    "completion.issue", "editing.publish", "editing.discard", "lesson_editing.rendered", "completion.restore", "enrollments.withdraw", "enrollments.remove_instructor", "exams.start", "exam_desk.results_csv", "gradebook.of_run_csv",
    "exams.pause", "exams.resume", "exam_board.withdraw",
    "teams.switch_off", "teams.form_at_random", "teams.remove_member", "teams.dissolve", "teams.join", "teams.leave",
    "gradebook.cohort_csv", "lessons.mark_done", "printing.ask", "notebooks.grade_again", "notebooks.withdraw_extension", "notices.open_notice",
    "gradebook.of_run_xlsx", "gradebook.cohort_xlsx", "grade_groups.remove", "grade_decisions.withdraw",
    "item_writing.rendered_new", "item_writing.rendered", "bank_items.put_away", "bank_items.settle", "imported_exams.stop",
    "nbgrader_files.ask", "nbgrader_files.download", "grade_imports.apply", "grade_imports.undo", "grade_imports.discard",
    "notices.mark", "notices.read_all", "oidc.log_out", "pacing.clear", "pacing.withdraw", "progress.of_class_csv",
    "timetable.remove_hour", "timetable.set_labs",
}  # fmt: skip
WITHOUT_FIELDS = {"VersionForm"}  # a number that no reader types: tests/lms/banks
ASKED_BY_ADDRESS = {"ForesightForm"}  # sent by GET: tests/lms/lessons
SCRIPTS = {
    "exams.save",
    "exams.hand_in",
    "exam_tasks.upload",
    "quizzes.ran",
    "lessons.note_place",
    "labs.want",
}
QUESTIONS = {
    "practice.answer",
    "quizzes.answer",
}  # the problem stands beside the question: tests/lms/lessons


def test_every_view_that_a_page_posts_to_is_known_here(app: Flask) -> None:
    posted = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
        and getattr(app.view_functions[rule.endpoint], "guard", "") != "machine"
    }

    assert posted == {case.endpoint for case in FORMS} | BUTTONS | SCRIPTS | QUESTIONS


def test_every_form_class_is_known_here() -> None:
    def below(form: type) -> set[str]:
        own = {form.__name__} if form.__module__.endswith("forms") else set()
        return own.union(*(below(one) for one in form.__subclasses__()))

    assert below(FlaskForm) == {case.form for case in FORMS} | ASKED_BY_ADDRESS | WITHOUT_FIELDS


@pytest.fixture
def kept(app: Flask, session: Session, studied: World, tmp_path: Path) -> World:
    """The world whose course is kept as its author sent it."""
    with app.app_context():
        source = keep_source(blobs(), tmp_path / "course", courses.read_course(tmp_path / "course"))
    edition = Edition(
        course_id=studied.course.id, number=1, state=EditionState.PUBLISHED,
        origin_kind=OriginKind.FOLDER, origin_detail="tiny", source_blob=source,
        created_at=NOW, published_at=NOW,
        paths={"more": {"ko": "01-one/02-more.md"}, "lab": {"ko": "02-two/01-lab.ipynb"}},
    )  # fmt: skip
    session.add(edition)
    session.commit()
    return studied


@pytest.fixture
def filled(
    app: Flask,
    session: Session,
    kept: World,
    assignment: Assignment,
    client_of: Callable[[User], FlaskClient],
) -> tuple[World, str]:
    """The world with an assignment, an announcement of Ann's, a deliverable, work of Ben's, and the secret of a reset mail."""
    client_of(kept.ann).post(
        "/runs/1/announcements/new", data={"title_ko": "하나", "body_ko": "둘"}
    )
    planned = Deliverable(project=Project(cohort=kept.cohort, title="일"), title="하나", due_at=NOW)
    planned.deliveries.append(Delivery(author_id=kept.ben.id, words="둘", handed_in_at=NOW))
    session.add_all([planned, GradeGroup(run_id=kept.run.id, name="시험", weight=Decimal(40))])
    session.commit()
    with app.app_context():
        issued = password_services.issue_reset(session, "ben@test.example", at=NOW)
        session.commit()
    assert issued
    given = Certificate(
        code="A" * 20, user_id=kept.ben.id, run_id=kept.run.id, name="벤",
        course_title={}, cohort_name={}, issued_at=NOW,
    )  # fmt: skip
    version = assignment.current_version
    assert version is not None
    graded = Submission(
        run=kept.run, assignment_id=assignment.id, version_id=version.id, user_id=kept.ben.id,
        attempt=1, blob=version.release_blob, sha256=version.release_blob, size=1,
        idempotency_key="k", received_at=NOW, state=SubmissionState.GRADED, graded_at=NOW,
        score=Decimal(0), max_score=Decimal(7),
        report={"cells": [{"grade_id": "square-tests", "score": 0.0}]},
    )  # fmt: skip
    rubric = Rubric(run=kept.run, assignment_id=assignment.id, cell_name="partial")
    criterion = RubricItem(rubric=rubric, name="하나", points=Decimal(1))
    request = RegradeRequest(
        submission=graded,
        cell_name="partial",
        reason="하나",
        asked_at=NOW,
        points_before=Decimal(0),
    )
    regrade = Regrade(
        run=kept.run, assignment_id=assignment.id, version_id=version.id, state=RegradeState.READY,
        started_by_id=kept.ann.id, started_at=NOW,
    )  # fmt: skip
    marked = CellMark(
        submission=graded, cell_name="square-tests", points=Decimal(1), marked_by_id=kept.ann.id, marked_at=NOW,
    )  # fmt: skip
    twice = SecondRule(
        run_id=kept.run.id, assignment_id=assignment.id, cell_name="square-tests",
        percent=100, threshold=Decimal(0),
    )  # fmt: skip
    second = SecondMark(
        submission=graded, cell_name="partial", points=Decimal(1), first_points=Decimal(0), needs_moderation=True,
        first_by_id=kept.ann.id, marked_by_id=kept.eun.id, marked_at=NOW,
    )  # fmt: skip
    place = {"run_id": kept.run.id, "assignment_id": assignment.id}
    in_teams = TeamRule(**place, least=1, most=3, forms_until=NOW + timedelta(days=1))
    team = Team(**place, name="하나", is_set=True, formed_at=NOW)
    session.add_all([given, graded, criterion, request, regrade, marked, twice, second, in_teams, team])  # fmt: skip
    _sit_exams(session, kept)
    _write_items(session, kept)
    exams.take_items(session, "taken", BANK.items, at=NOW)
    exams.take_exams(session, "taken", [ImportedExam("", definition(), {"a": {"ko": "가"}, "b": {"ko": "나"}})], at=NOW)  # fmt: skip
    with app.app_context():  # the commit wakes a worker
        session.commit()
    return kept, issued[1]


def _write_items(session: Session, world: World) -> None:
    """Ann has a draft of one item, and another waits for somebody to read it."""
    both = replace(BANK, title={"ko": "은행", "en": "Bank"})
    banks.take_banks(session, world.course.id, [both], at=NOW)
    bank = session.scalars(select(CourseBank)).one()
    ann = banks.Author(world.ann.id, NOW)
    for name in ("a-new", "b-new"):
        text = item_text(replace(BANK.items[0], id=name, lesson=""))
        item = banks.add_item(session, bank, text, ann)
    banks.submit(session, item, "", ann, number=1)


def _sit_exams(session: Session, world: World) -> None:
    """Ben sits the exam; Dan has handed it in."""
    (exam,) = exams.publish_exams(session, world.course.id, [BANK], [definition()], at=NOW)
    exams.start_attempt(session, world.run, exam, world.ben.id, seed="b", at=NOW)
    session.add(SittingRule(run_id=world.run.id, exam_id=exam.id, code="fjord", asks_again=True, seb_keys=[]))  # fmt: skip
    other = exams.start_attempt(session, world.run, exam, world.dan.id, seed="d", at=NOW)
    exams.hand_in(session, other, {}, at=NOW)
    asked = [
        replace(exam_of(Demand("a", 1)), id=name, bank=name) for name in ("extended-text", "code")
    ]
    banks = [replace(bank_of([typed(each.id)]), id=each.id) for each in asked]
    for written in exams.publish_exams(session, world.course.id, banks, asked, at=NOW):
        _write(session, world, written)


def _write(session: Session, world: World, written: Exam) -> None:
    """Dan hands in an exam of one question with something written."""
    sat = exams.start_attempt(session, world.run, written, world.dan.id, seed="e", at=NOW)
    (place,) = sat.items
    session.add(
        Answer(
            attempt_item_id=place.id, client="window-one", sequence=1, value="쓴 것",
            is_flagged=False, saved_at=NOW,
        )
    )  # fmt: skip
    session.flush()
    exams.hand_in(session, sat, {}, at=NOW)
    for run in session.scalars(select(CodeRun).where(CodeRun.attempt_item_id == place.id)):
        run.state, run.hitch = RunState.FOR_PEOPLE, Hitch.NO_SANDBOX
    session.flush()


@pytest.mark.parametrize("case", FORMS, ids=lambda case: str(case.endpoint))
def test_errors_stand_by_their_fields_and_the_summary_leads_there(
    case: Case,
    filled: tuple[World, str],
    anonymous: FlaskClient,
    client_of: Callable[[User], FlaskClient],
) -> None:
    world, token = filled
    client = client_of(getattr(world, case.who)) if case.who else anonymous

    page = client.post(case.path.format(token=token, code="A" * 20), data=dict(case.typed))

    assert page.status_code == 422
    text = unescape(page.text)
    summary = text[
        text.index('class="alert alert--danger error-summary" role="alert" tabindex="-1"') :
    ]
    assert f'href="#{case.wrong}"' in summary
    assert f'id="{case.wrong}-error"' in text
    assert f'id="{case.wrong}"' in text
    described = [part.split('"', 1)[0] for part in text.split('aria-describedby="')[1:]]
    assert any(f"{case.wrong}-error" in ids.split() for ids in described)
    assert [typed for typed in case.kept if typed not in text] == []
    assert not any(
        f'value="{case.typed.get(name)}"' in text for name in SECRET if case.typed.get(name)
    )
