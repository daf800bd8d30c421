"""The environments on this machine, as what is run here finds them."""

from pathlib import Path

from sqlalchemy.orm import Session

from assessments.notebooks import Environment, NoEnvironment
from lms.catalog.models import Course
from lms.labs.environment_queries import EnvironmentNotBuilt, asking_courses, environment_of
from lms.labs.locks import fits_this_python
from lms.settings import Settings

KERNELS = Path("jupyter", "kernels")
OF_COURSE = "baeum-"


def environments_folder(settings: Settings) -> Path:
    """Where all of them lie; labs see this folder too, and cannot write in it."""
    return settings.data_dir / "environments"


def folder_of(environments: Path, digest: str) -> Path:
    """Where the environment with a lock of this hash is installed."""
    return environments / digest[:20]


def installed_for(session: Session, settings: Settings, course: Course) -> Environment | None:
    """What the course's notebooks run in here; None where it asks for nothing of its own.

    Raises EnvironmentNotBuilt, also when it was built on another machine or for another Python.
    """
    built = environment_of(session, course)
    if built is None:
        return None
    try:
        found = Environment.read(folder_of(environments_folder(settings), built.lock))
    except NoEnvironment:
        raise EnvironmentNotBuilt(course.slug) from None
    if not fits_this_python(found.lock):
        raise EnvironmentNotBuilt(course.slug)
    return found


def kernel_folder(environments: Path, slug: str) -> Path:
    """Where labs find the Python of a course."""
    return environments / KERNELS / f"{OF_COURSE}{slug}"


def to_be_built(session: Session, settings: Settings) -> list[str]:
    """The names of the courses that labs or grader here have another environment for than they ask for."""
    asking = {course.slug: course for course in asking_courses(session)}
    folder = environments_folder(settings)
    kernels = (folder / KERNELS).glob(f"{OF_COURSE}*")
    left_over = {one.name.removeprefix(OF_COURSE) for one in kernels} - set(asking)
    missing = []
    for course in asking.values():
        try:
            found = installed_for(session, settings, course)
        except EnvironmentNotBuilt:
            found = None
        if found is None or not _is_named(kernel_folder(folder, course.slug), found):
            missing.append(course.slug)
    return sorted([*missing, *left_over])


def _is_named(kernel: Path, environment: Environment) -> bool:
    """Whether labs start this environment for the course."""
    try:
        return environment.python in (kernel / "kernel.json").read_text(encoding="utf-8")
    except OSError:
        return False
