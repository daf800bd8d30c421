"""A submission's files → what the grader found, with the feedback page ready to be shown."""

from collections.abc import Callable
from functools import partial

import courses
from assessments.notebooks import Environment, GradeReport
from courses.notebooks import BadNotebook
from lms.notebooks.archives import unpack
from lms.notebooks.services import Outcome
from lms.sandbox import environment_text

Grader = Callable[..., GradeReport]
"""Takes key, notebook and files, and `environment=` where a course has one of its own."""


def outcome_of(
    grader: Grader,
    key: bytes,
    released: bytes,
    submitted: bytes,
    name: str,
    *,
    environment: Environment | None = None,
) -> Outcome:
    """Grade an archive against the key; the author's data files win over the trainee's."""
    notebook_name = f"{name}.ipynb"
    sent = unpack(submitted)
    notebook = sent.pop(notebook_name, b"")
    others = {k: v for k, v in sent.items() if not k.endswith(".ipynb") and k != "timestamp.txt"}
    files = others | {k: v for k, v in unpack(released).items() if k != notebook_name}
    run = partial(grader, environment=environment) if environment else grader
    report = run(key, notebook, files)
    return Outcome(
        score=report.score,
        max_score=report.max_score,
        needs_manual_grade=report.needs_manual_grade,
        report=report.as_json(),
        feedback=feedback_of(report).encode(),
        executed=report.executed,
        environment=environment.lock if environment else environment_text(),
    )


def feedback_of(report: GradeReport) -> str:
    """The executed notebook as sanitised HTML; empty when it could not be run."""
    if report.executed is None:
        return ""
    try:
        return courses.render_notebook(report.executed.decode()).html
    except BadNotebook:
        return ""
