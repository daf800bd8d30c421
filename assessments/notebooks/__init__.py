"""Notebook assignments: released by nbgrader's steps, graded in confined processes."""

from assessments.notebooks.cells import BadNotebook
from assessments.notebooks.code_answers import (
    AuthorTest,
    CodeReport,
    ResultOfTest,
    run_code,
)
from assessments.notebooks.code_tokens import source_lines
from assessments.notebooks.confinement import Limits
from assessments.notebooks.differences import (
    CellDifference,
    Change,
    difference_in,
    differences,
)
from assessments.notebooks.environments import Environment, NoEnvironment
from assessments.notebooks.fingerprints import (
    GUARANTEE,
    K,
    Passage,
    fingerprints_of,
    grams_of,
    passages,
)
from assessments.notebooks.grading import grade
from assessments.notebooks.release import (
    GradedCell,
    NotReleasable,
    ReleasedAssignment,
    release_assignment,
)
from assessments.notebooks.report import CellResult, GradeReport
from assessments.notebooks.sandbox import Level, SandboxUnavailable, available_level
from assessments.notebooks.similarity import MOST_SHARING, Likeness, alike
from assessments.notebooks.trial import FailedCell, failing_cells
from assessments.notebooks.validation import Finding, FoundCell, validate
from assessments.notebooks.zygote import warm_up

__all__ = [
    "GUARANTEE",
    "MOST_SHARING",
    "AuthorTest",
    "BadNotebook",
    "CellDifference",
    "CellResult",
    "Change",
    "CodeReport",
    "Environment",
    "FailedCell",
    "Finding",
    "FoundCell",
    "GradeReport",
    "GradedCell",
    "K",
    "Level",
    "Likeness",
    "Limits",
    "NoEnvironment",
    "NotReleasable",
    "Passage",
    "ReleasedAssignment",
    "ResultOfTest",
    "SandboxUnavailable",
    "alike",
    "available_level",
    "difference_in",
    "differences",
    "failing_cells",
    "fingerprints_of",
    "grade",
    "grams_of",
    "passages",
    "release_assignment",
    "run_code",
    "source_lines",
    "validate",
    "warm_up",
]
