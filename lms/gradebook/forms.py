"""What the gradebook's addresses may ask for."""

from collections.abc import Mapping

from flask_babel import gettext

from lms.errors import Invalid
from lms.gradebook.book import Order, SortKey

DIRECTIONS = {"asc": False, "desc": True}


def read_order(arguments: Mapping[str, str]) -> Order:
    """How to sort: `sort` is name or total, `order` is asc or desc; raises Invalid."""
    wanted = arguments.get("sort", SortKey.NAME.value)
    if wanted not in tuple(SortKey):
        raise Invalid(gettext("이름이나 합계로만 정렬할 수 있습니다."))
    key = SortKey(wanted)
    direction = arguments.get("order", "desc" if key is SortKey.TOTAL else "asc")
    if direction not in DIRECTIONS:
        raise Invalid(gettext("오름차순이나 내림차순으로만 정렬할 수 있습니다."))
    return Order(key, DIRECTIONS[direction])
