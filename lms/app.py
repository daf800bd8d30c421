"""The application is put together here and nowhere else."""

from collections.abc import Mapping

from flask import Blueprint, Flask
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from assessments.notebooks import grade
from lms import db, mail, outbox
from lms.accounts import (
    account_views,
    browser_session,
    hub_views,
    oidc,
    oidc_views,
    password_views,
    section,
    sessions,
)
from lms.accounts import jobs as accounts_jobs
from lms.accounts import personal_data as accounts_data
from lms.accounts import views as accounts_views
from lms.accounts.erasure import DISCARD_MESSAGE
from lms.accounts.exports import EXPORT_MESSAGE
from lms.accounts.password_services import RESET_MESSAGE
from lms.accounts.personal_data import PersonalData
from lms.accounts.reader import reader_again, reader_of_session
from lms.admin import jobs as admin_jobs
from lms.admin import views as admin_views
from lms.admin.services import STOP_LAB_MESSAGE
from lms.agenda import personal_data as agenda_data
from lms.agenda import views as agenda_views
from lms.announcements import jobs as announcements_jobs
from lms.announcements import personal_data as announcements_data
from lms.announcements import views as announcements_views
from lms.banks import imported_views, item_views, writing_views
from lms.banks import personal_data as banks_data
from lms.banks import views as banks_views
from lms.catalog import views as catalog_views
from lms.certifications import views as certifications_views
from lms.clock import Clock, system_clock
from lms.completion import personal_data as completion_data
from lms.completion import views as completion_views
from lms.dashboard import views as dashboard_views
from lms.editing import jobs as editing_jobs
from lms.editing import lesson_views
from lms.editing import views as editing_views
from lms.enrollments import personal_data as enrollments_data
from lms.enrollments import views as enrollments_views
from lms.exams import (
    board_views,
    desk_views,
    essay_views,
    item_file_views,
    practice_views,
    sitting_views,
    task_views,
)
from lms.exams import jobs as exams_jobs
from lms.exams import personal_data as exams_data
from lms.exams import views as exams_views
from lms.gradebook import decision_views, group_views, import_views, nbgrader_views
from lms.gradebook import jobs as gradebook_jobs
from lms.gradebook import views as gradebook_views
from lms.grades import personal_data as grades_data
from lms.hub import Hub, RestHub
from lms.labs import jobs as labs_jobs
from lms.labs import personal_data as labs_data
from lms.labs import views as labs_views
from lms.lessons import foresight_views, lab_api, quiz_views, solution_views
from lms.lessons import jobs as lessons_jobs
from lms.lessons import personal_data as lessons_data
from lms.lessons import views as lessons_views
from lms.notebooks import (
    claim_views,
    exchange_views,
    flag_views,
    likeness_views,
    marking_views,
    regrade_views,
    request_views,
    rubric_views,
    second_views,
    team_views,
    upload_views,
)
from lms.notebooks import jobs as notebooks_jobs
from lms.notebooks import personal_data as notebooks_data
from lms.notebooks import views as notebooks_views
from lms.notebooks.grading import Grader
from lms.notices import jobs as notices_jobs
from lms.notices import personal_data as notices_data
from lms.notices import views as notices_views
from lms.offline import views as offline_views
from lms.pacing import personal_data as pacing_data
from lms.pacing import views as pacing_views
from lms.printing import jobs as printing_jobs
from lms.printing import views as printing_views
from lms.programs import views as programs_views
from lms.progress import views as progress_views
from lms.projects import personal_data as projects_data
from lms.projects import views as projects_views
from lms.queue import Job, Queue, Schedule, crontab, make_huey
from lms.search import views as search_views
from lms.settings import Settings
from lms.storage import BlobStore
from lms.timetable import jobs as timetable_jobs
from lms.timetable import views as timetable_views
from lms.web import (
    compression,
    error_pages,
    express,
    gate,
    guard,
    headers,
    live_python,
    locale,
    maintenance,
    navigation,
    quick,
    shells,
    static_files,
    styleguide,
)
from lms.web import views as web_views
from lms.web.express_posts import PostLane
from lms.web.turnstile import Turnstile

BLUEPRINTS: tuple[Blueprint, ...] = (
    web_views.bp,
    styleguide.bp,
    dashboard_views.bp,
    accounts_views.bp,
    account_views.bp,
    hub_views.bp,
    oidc_views.bp,
    password_views.bp,
    exams_views.bp,
    desk_views.bp,
    essay_views.bp,
    task_views.bp,
    item_file_views.bp,
    practice_views.bp,
    board_views.bp,
    sitting_views.bp,
    catalog_views.bp,
    certifications_views.bp,
    lessons_views.bp,
    foresight_views.bp,
    editing_views.bp,
    lesson_views.bp,
    banks_views.bp,
    imported_views.bp,
    item_views.bp,
    writing_views.bp,
    quiz_views.bp,
    solution_views.bp,
    lab_api.bp,
    labs_views.bp,
    pacing_views.bp,
    timetable_views.bp,
    notebooks_views.bp,
    marking_views.bp,
    claim_views.bp,
    rubric_views.bp,
    request_views.bp,
    regrade_views.bp,
    second_views.bp,
    flag_views.bp,
    team_views.bp,
    likeness_views.bp,
    exchange_views.bp,
    upload_views.bp,
    gradebook_views.bp,
    group_views.bp,
    decision_views.bp,
    import_views.bp,
    nbgrader_views.bp,
    progress_views.bp,
    completion_views.bp,
    notices_views.bp,
    announcements_views.bp,
    agenda_views.bp,
    programs_views.bp,
    enrollments_views.bp,
    projects_views.bp,
    admin_views.bp,
    search_views.bp,
    offline_views.bp,
    printing_views.bp,
)

OUTBOX: Mapping[str, outbox.Handler] = {
    "mail": mail.deliver,
    RESET_MESSAGE: accounts_jobs.mail_reset_link,
    EXPORT_MESSAGE: accounts_jobs.make_export,
    DISCARD_MESSAGE: accounts_jobs.discard_files,
    STOP_LAB_MESSAGE: admin_jobs.stop_lab,
}

JOBS: Mapping[str, Job] = {
    outbox.DELIVER_JOB: outbox.deliver,
    "accounts.forget_expired": accounts_jobs.forget_expired,
    **exams_jobs.JOBS,
    **notices_jobs.JOBS,
    **lessons_jobs.JOBS,
    **printing_jobs.JOBS,
    **announcements_jobs.JOBS,
    **notebooks_jobs.JOBS,
    **editing_jobs.JOBS,
    **gradebook_jobs.JOBS,
    **labs_jobs.JOBS,
    **timetable_jobs.JOBS,
}

PERIODIC: Mapping[str, Schedule] = {
    outbox.DELIVER_JOB: crontab(),
    "accounts.forget_expired": crontab(minute="7"),
    **exams_jobs.PERIODIC,
    **notebooks_jobs.PERIODIC,
    **notices_jobs.PERIODIC,
    **lessons_jobs.PERIODIC,
    **printing_jobs.PERIODIC,
    **announcements_jobs.PERIODIC,
    **editing_jobs.PERIODIC,
    **gradebook_jobs.PERIODIC,
    **labs_jobs.PERIODIC,
    **timetable_jobs.PERIODIC,
}

# a feature that keeps data about people has its line here, above those that it stands on
PERSONAL_DATA: tuple[PersonalData, ...] = (
    completion_data.DATA,
    lessons_data.DATA,
    pacing_data.DATA,
    banks_data.DATA,
    exams_data.DATA,
    notebooks_data.DATA,
    projects_data.DATA,
    grades_data.DATA,
    labs_data.DATA,
    enrollments_data.DATA,
    notices_data.DATA,
    announcements_data.DATA,
    agenda_data.DATA,
    accounts_data.DATA,
)

MAX_UPLOAD_BYTES = 64 * 1024 * 1024


def create_app(
    settings: Settings,
    *,
    clock: Clock = system_clock,
    hub: Hub | None = None,
    grader: Grader = grade,
) -> Flask:
    """The Flask application; tests hand in their own clock, Hub and sandbox."""
    app = Flask("lms", static_folder="web/static", template_folder="web/templates")
    _configure(app, settings)
    app.extensions["clock"] = clock
    app.extensions["settings"] = settings
    app.extensions["blobs"] = BlobStore(settings.storage_url)
    app.extensions["queue"] = _queue(app, settings)
    app.extensions["outbox_handlers"] = OUTBOX
    app.extensions["personal_data"] = PERSONAL_DATA
    app.extensions["hub"] = hub or _rest_hub(settings)
    app.extensions["grader"] = grader
    db.init_app(app, db.make_engine(settings.database_url))
    csrf = CSRFProtect(app)
    _log_in_people(app)
    for part in (
        browser_session,
        compression,
        error_pages,
        live_python,
        locale,
        navigation,
        section,
        static_files,
        quick,
        shells,
    ):
        part.init_app(app)
    headers.init_app(app, settings)
    gate.init_app(app, settings)
    maintenance.init_app(app, settings)
    oidc.init_app(app, settings)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for view in guard.machine_endpoints(app):
        csrf.exempt(view)
    guard.refuse_unguarded(app)
    app.wsgi_app = Turnstile(app.wsgi_app)  # type: ignore[method-assign]
    app.wsgi_app = express.FastLane(app, settings, reader_again)  # type: ignore[method-assign]
    app.wsgi_app = PostLane(app, settings, reader_again)  # type: ignore[method-assign]
    _believe_proxies(app, settings.trusted_proxies)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret("secret_key"),
        WTF_CSRF_ENABLED=settings.csrf,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.has_https,
        MAX_CONTENT_LENGTH=MAX_UPLOAD_BYTES,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SESSION_COOKIE_NAME="baeum_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.has_https,
        PERMANENT_SESSION_LIFETIME=sessions.LIFETIME,
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def _rest_hub(settings: Settings) -> RestHub:
    url = f"http://127.0.0.1:{settings.hub_port}"
    return RestHub(url, settings.secret("hub_service_token"))


def _believe_proxies(app: Flask, n_proxies: int) -> None:
    """Take the browser's address from as many proxies in front as the operator named."""
    if n_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n_proxies)  # type: ignore[method-assign]


def _log_in_people(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(reader_of_session)


def _queue(app: Flask, settings: Settings) -> Queue:
    queue = Queue(make_huey(settings.queue_url), app)
    queue.register(JOBS)
    for name, schedule in PERIODIC.items():
        queue.every(schedule, name)
    return queue
