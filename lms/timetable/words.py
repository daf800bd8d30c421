"""Class hours in the words of a page."""

from babel.dates import get_day_names
from flask_babel import get_locale

from lms.timetable.models import ClassHour


def day_name(weekday: int) -> str:
    """A day of the week in the present language; Monday is 0."""
    return str(get_day_names("wide", locale=get_locale() or "ko")[weekday])


def time_words(hour: ClassHour) -> str:
    """From when to when, as `09:00–12:00`."""
    return f"{hour.begins:%H:%M}–{hour.ends:%H:%M}"


def hour_words(hour: ClassHour) -> str:
    """Day and time, as `Monday 09:00–12:00`."""
    return f"{day_name(hour.weekday)} {time_words(hour)}"
