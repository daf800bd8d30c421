"""What a browser sends while an exam is taken, read strictly."""

import re
from collections.abc import Mapping

from flask_babel import gettext

from lms.errors import Invalid
from lms.exams.analysis import ItemOrder, SortKey
from lms.exams.services.answers import Save
from lms.exams.services.closing import SentSave

CLIENT = re.compile(r"[A-Za-z0-9-]{8,36}")
HIGHEST_SEQUENCE = 2**48
HIGHEST_POSITION = 1000
DIRECTIONS = {"asc": False, "desc": True}


def read_item_order(arguments: Mapping[str, str]) -> ItemOrder:
    """How to sort analysed items: `sort` a column, `order` asc or desc; raises Invalid."""
    wanted = arguments.get("sort", SortKey.ITEM.value)
    direction = arguments.get("order", "asc")
    if wanted not in tuple(SortKey) or direction not in DIRECTIONS:
        raise Invalid(gettext("그렇게 정렬할 수 없습니다."))
    return ItemOrder(SortKey(wanted), DIRECTIONS[direction])


def read_save(data: object) -> Save:
    """One save of one item; raises Invalid."""
    fields = _mapping(data)
    is_flagged = fields.get("is_flagged", False)
    if not isinstance(is_flagged, bool) or "answer" not in fields:
        raise _unreadable()
    return Save(
        position=_whole(fields.get("position"), HIGHEST_POSITION),
        client=_client(fields.get("client")),
        sequence=_whole(fields.get("sequence"), HIGHEST_SEQUENCE),
        answer=fields["answer"],
        is_flagged=is_flagged,
    )


def read_last_saves(data: object) -> dict[int, SentSave]:
    """The last save of each item that a browser has sent, by position; raises Invalid."""
    last = _mapping(_mapping(data).get("last", {}))
    if len(last) > HIGHEST_POSITION:
        raise _unreadable()
    return {_position(position): _sent(save) for position, save in last.items()}


def _sent(data: object) -> SentSave:
    fields = _mapping(data)
    return SentSave(_client(fields.get("client")), _whole(fields.get("sequence"), HIGHEST_SEQUENCE))


def _mapping(data: object) -> Mapping[str, object]:
    if not isinstance(data, dict):
        raise _unreadable()
    return data


def _position(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", text):
        raise _unreadable()
    return int(text)


def _whole(value: object, highest: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= highest:
        raise _unreadable()
    return value


def _client(value: object) -> str:
    if not isinstance(value, str) or not CLIENT.fullmatch(value):
        raise _unreadable()
    return value


def _unreadable() -> Invalid:
    return Invalid(gettext("보낸 내용을 읽을 수 없습니다."))
