"""What authors do elsewhere: they release by publishing the course."""

from nbgrader.exchange import abc

from hub_config.lab.exchange.exchange import LmsExchange
from hub_config.lab.words import said

BY_PUBLISHING = said(
    "과제와 피드백은 실습실이 아니라 과정을 게시할 때 공개돼요 (lms catalog publish).",
    "Assignments and feedback are released by publishing the course, not in a lab.",
)


class ByPublishing(LmsExchange):
    """An action that does not happen in a lab."""

    def start(self) -> None:
        """Say how it is done instead."""
        self.fail(BY_PUBLISHING)


class LmsReleaseAssignment(ByPublishing, abc.ExchangeReleaseAssignment):
    """Releasing an assignment."""


class LmsReleaseFeedback(ByPublishing, abc.ExchangeReleaseFeedback):
    """Releasing feedback."""


class LmsCollect(ByPublishing, abc.ExchangeCollect):
    """Collecting submissions."""
