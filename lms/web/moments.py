"""A form's moment: typed and shown in the person's own time zone, a UTC-aware time inside."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_name
from flask_babel import get_locale, gettext
from wtforms import DateTimeLocalField

from lms.web.locale import time_zone


class MomentField(DateTimeLocalField):  # type: ignore[misc]  # untyped library
    """`datetime-local` in the zone of who fills it in.

    A time that the clock jumps over (summer time begins) is refused. One that comes
    twice (summer time ends) is the first of the two, unless the field held the second
    one and was not touched.
    """

    def process_data(self, value: datetime | None) -> None:
        """Take the moment that the form shows first."""
        self.kept = value
        self.data = value

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed as a time of the person's zone."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        if self.kept is not None and valuelist[0] == self._local(self.kept):
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("날짜와 시각을 적어 주세요.")) from None
        self.data = self._moment(self.data)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self._local(self.data) if self.data else ""

    @property
    def moment(self) -> datetime:
        """What was typed, after validation of a field that is required."""
        assert self.data is not None
        return self.data

    @property
    def zone_words(self) -> str:
        """The zone by name, such as `시간대: 대한민국 시간 (Asia/Seoul)`."""
        key = time_zone()
        name = get_timezone_name(ZoneInfo(key), locale=get_locale() or "ko")
        return str(gettext("시간대: %(name)s (%(key)s)", name=name, key=key))

    @staticmethod
    def _local(at: datetime) -> str:
        local = at.astimezone(ZoneInfo(time_zone()))
        return local.strftime("%Y-%m-%dT%H:%M:%S" if local.second else "%Y-%m-%dT%H:%M")

    @staticmethod
    def _moment(typed: Any) -> datetime:
        zone = ZoneInfo(time_zone())
        try:
            at: datetime = typed.replace(tzinfo=zone).astimezone(UTC)
            is_on_the_clock = at.astimezone(zone).replace(tzinfo=None) == typed
        except OverflowError:
            is_on_the_clock = False
        if not is_on_the_clock:
            raise ValueError(
                gettext("시간대가 바뀌는 때라 없는 시각입니다. 다른 시각을 적어 주세요.")
            )
        return at
