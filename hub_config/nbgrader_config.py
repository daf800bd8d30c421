"""nbgrader in a lab: its exchange and its courses come from the LMS."""

from typing import Any

c: Any = get_config()  # type: ignore[name-defined]  # noqa: F821 -- given by traitlets

exchange = "hub_config.lab.exchange"
c.ExchangeFactory.exchange = f"{exchange}.exchange.LmsExchange"
c.ExchangeFactory.list = f"{exchange}.listing.LmsList"
c.ExchangeFactory.fetch_assignment = f"{exchange}.fetching.LmsFetchAssignment"
c.ExchangeFactory.fetch_feedback = f"{exchange}.fetching.LmsFetchFeedback"
c.ExchangeFactory.submit = f"{exchange}.submitting.LmsSubmit"
c.ExchangeFactory.release_assignment = f"{exchange}.authors.LmsReleaseAssignment"
c.ExchangeFactory.release_feedback = f"{exchange}.authors.LmsReleaseFeedback"
c.ExchangeFactory.collect = f"{exchange}.authors.LmsCollect"
c.Authenticator.plugin_class = "hub_config.lab.auth.LmsAuthPlugin"
