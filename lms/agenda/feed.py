"""The calendar as other programs read it (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from flask_babel import gettext
from icalendar import Calendar, Event

from lms.agenda.entries import Entry
from lms.web.locale import in_language

REFRESH = timedelta(hours=1)
CLASSES_BEFORE, CLASSES_AFTER = timedelta(weeks=4), timedelta(weeks=13)
"""Classes come every week: a feed tells those of about a season, and moves on with each reading."""


def days_told(at: datetime) -> tuple[date, date]:
    """The first and the last day whose classes stand in a feed that is read at this moment."""
    return (at - CLASSES_BEFORE).date(), (at + CLASSES_AFTER).date()


def feed_text(entries: Iterable[Entry], *, site: str, at: datetime) -> bytes:
    """An iCalendar file: moments in UTC, whole days as days, and identities that stay."""
    calendar = Calendar()
    calendar.add("prodid", "-//Baeum//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", gettext("배움"))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry, site=site, at=at))
    return bytes(calendar.to_ical())


def _event(entry: Entry, *, site: str, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@{urlsplit(site).hostname}")
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", entry.at.astimezone(UTC) if isinstance(entry.at, datetime) else entry.at)
    if entry.ends_at is not None:
        event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", entry.title)
    event.add("url", f"{site}{entry.link}")
    event.add("transp", "TRANSPARENT")
    if entry.run is not None:
        event.add("categories", [in_language(entry.run.course.title)])
    return event
