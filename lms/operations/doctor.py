"""What is right and what is wrong with this installation, a line each."""

import platform
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from assessments.notebooks.sandbox import available_level
from lms.labs.installed import to_be_built
from lms.operations import migrations
from lms.operations.answering import check_hub, check_queue, check_web
from lms.operations.findings import Finding, Verdict, finding
from lms.operations.supervisor import PRIVATE_FOLDERS
from lms.settings import Settings

MIN_FREE_GIB = 2.0
MIN_NODE = 20
SHARED_LAB_NAME = (
    "all labs share one name, so a page of one can act in another: BAEUM_HUB_SUBDOMAIN_HOST"
)


def examine(settings: Settings, engine: Engine) -> list[Finding]:
    """Every check in turn; none changes anything."""
    checks: list[Callable[[], Finding]] = [
        check_python,
        check_node,
        lambda: check_database(engine),
        lambda: check_migrations(engine),
        lambda: check_secrets(settings),
        lambda: check_folders(settings),
        lambda: check_disk(settings),
        check_sandbox,
        lambda: check_environments(settings, engine),
        lambda: check_addresses(settings),
        lambda: check_lab_names(settings),
        lambda: check_web(settings),
        lambda: check_queue(settings),
        lambda: check_hub(settings),
    ]
    return [check() for check in checks]


def check_python() -> Finding:
    """Python is new enough."""
    return finding("python", sys.version_info >= (3, 11), platform.python_version())


def check_node() -> Finding:
    """Node.js, which runs the Hub's proxy, is new enough."""
    node = shutil.which("node")
    if node is None:
        return Finding("node", Verdict.WRONG, f"not found; install Node.js {MIN_NODE} or newer")
    version = subprocess.run(
        [node, "--version"], capture_output=True, text=True, check=False
    ).stdout
    major = version.strip().lstrip("v").split(".")[0]
    return finding("node", major.isdecimal() and int(major) >= MIN_NODE, version.strip())


def check_database(engine: Engine) -> Finding:
    """The database answers."""
    where = engine.url.render_as_string(hide_password=True)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        return Finding("database", Verdict.WRONG, f"{where}: {error.__class__.__name__}")
    return Finding("database", Verdict.OK, where)


def check_migrations(engine: Engine) -> Finding:
    """The database has the newest tables."""
    try:
        present = migrations.present(engine)
    except SQLAlchemyError:
        return Finding("migrations", Verdict.WRONG, "the database does not answer")
    newest = migrations.newest()
    detail = newest if present == newest else f"at {present}, newest is {newest}: lms db upgrade"
    return finding("migrations", present == newest, detail)


def check_secrets(settings: Settings) -> Finding:
    """Only their owner can read the secrets."""
    folder = settings.secrets_dir
    loose = [
        path.name
        for path in (folder.iterdir() if folder.is_dir() else ())
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    return finding("secrets", not loose, f"readable by others: {loose}" if loose else str(folder))


def check_folders(settings: Settings) -> Finding:
    """Only their owner can look into the folders of people's data."""
    open_ones = [
        name
        for name in PRIVATE_FOLDERS
        if (folder := settings.data_dir / name).is_dir() and folder.stat().st_mode & 0o077
    ]
    detail = f"open to others: {', '.join(open_ones)}" if open_ones else str(settings.data_dir)
    return finding("folders", not open_ones, detail, otherwise=Verdict.WARNING)


def check_disk(settings: Settings) -> Finding:
    """There is room for submissions and labs."""
    place = settings.data_dir if settings.data_dir.exists() else settings.data_dir.parent
    free = shutil.disk_usage(place).free / 2**30
    return finding("disk", free >= MIN_FREE_GIB, f"{free:.1f} GiB free", otherwise=Verdict.WARNING)


def check_sandbox() -> Finding:
    """Submitted code runs confined."""
    level = available_level()
    detail = level if level != "none" else "none: apt-get install bubblewrap"
    return finding("sandbox", level != "none", detail, otherwise=Verdict.WARNING)


def check_environments(settings: Settings, engine: Engine) -> Finding:
    """What courses ask for to run their notebooks with is installed on this machine."""
    try:
        with Session(engine) as session:
            missing = to_be_built(session, settings)
    except SQLAlchemyError:
        return Finding("environments", Verdict.WRONG, "the database cannot be asked")
    detail = ", ".join(
        f"{slug} is not as the course asks: lms labs build {slug}" for slug in missing
    )
    return finding("environments", not missing, detail or "all built", otherwise=Verdict.WARNING)


def check_addresses(settings: Settings) -> Finding:
    """LMS and labs have addresses of their own, over TLS in production."""
    detail = f"{settings.public_url} and {settings.hub_public_url}"
    is_safe = settings.is_demo or settings.has_https
    return finding("addresses", is_safe, detail, otherwise=Verdict.WARNING)


def check_lab_names(settings: Settings) -> Finding:
    """In production a page of one lab cannot act in another, because their names differ."""
    names = settings.hub_subdomain_host
    detail = f"a name of its own for each lab, below {names}" if names else SHARED_LAB_NAME
    return finding("lab names", bool(names) or settings.is_demo, detail, otherwise=Verdict.WARNING)
