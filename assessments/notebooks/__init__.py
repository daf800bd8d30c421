"""Notebook assignments: released by nbgrader's steps, graded in confined processes."""

from assessments.notebooks.cells import BadNotebook
from assessments.notebooks.confinement import Limits
from assessments.notebooks.differences import (
    CellDifference,
    Change,
    difference_in,
    differences,
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
from assessments.notebooks.trial import FailedCell, failing_cells
from assessments.notebooks.validation import Finding, FoundCell, validate
from assessments.notebooks.zygote import warm_up

__all__ = [
    "BadNotebook",
    "CellDifference",
    "CellResult",
    "Change",
    "FailedCell",
    "Finding",
    "FoundCell",
    "GradeReport",
    "GradedCell",
    "Level",
    "Limits",
    "NotReleasable",
    "ReleasedAssignment",
    "SandboxUnavailable",
    "available_level",
    "difference_in",
    "differences",
    "failing_cells",
    "grade",
    "release_assignment",
    "validate",
    "warm_up",
]
