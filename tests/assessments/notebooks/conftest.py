import pytest

from assessments.notebooks import ReleasedAssignment, release_assignment
from tests.assessments.notebooks.samples import ASSIGNMENT


@pytest.fixture(scope="session")
def released() -> ReleasedAssignment:
    return release_assignment(ASSIGNMENT)
