"""The sentences of notices, in the language of whoever reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from lms.notices.models import MailChoice, Notice, NoticeKind
from lms.web.locale import day, in_language, moment

KINDS: Mapping[NoticeKind, LazyString] = {
    NoticeKind.ANNOUNCEMENT: _l("공지"),
    NoticeKind.GRADED: _l("과제 채점 결과"),
    NoticeKind.REGRADED: _l("다시 채점 요청의 답"),
    NoticeKind.RESULT: _l("모의시험 결과"),
    NoticeKind.DATES: _l("바뀐 과제 기간"),
    NoticeKind.TEAM: _l("팀에 들어가고 나옴"),
    NoticeKind.ENROLLED: _l("기수 등록"),
    NoticeKind.DELIVERED: _l("검토할 프로젝트 결과물"),
    NoticeKind.REVIEWED: _l("멘토의 검토"),
    NoticeKind.ITEM_REVIEWED: _l("내가 쓴 문항의 검토"),
}
CHOICES: Mapping[MailChoice, LazyString] = {
    MailChoice.AT_ONCE: _l("바로"),
    MailChoice.DAILY: _l("하루에 한 번"),
    MailChoice.NEVER: _l("받지 않음"),
}
DEFAULTS: Mapping[NoticeKind, MailChoice] = {
    NoticeKind.ANNOUNCEMENT: MailChoice.AT_ONCE,
    NoticeKind.GRADED: MailChoice.AT_ONCE,
    NoticeKind.REGRADED: MailChoice.AT_ONCE,
    NoticeKind.DATES: MailChoice.AT_ONCE,
    NoticeKind.TEAM: MailChoice.AT_ONCE,
    NoticeKind.RESULT: MailChoice.DAILY,
    NoticeKind.ENROLLED: MailChoice.DAILY,
    NoticeKind.DELIVERED: MailChoice.DAILY,
    NoticeKind.REVIEWED: MailChoice.AT_ONCE,
    NoticeKind.ITEM_REVIEWED: MailChoice.DAILY,
}
"""An exam's result shows by itself at the hand-in, so its mail can wait for the digest."""

_SENTENCES: Mapping[NoticeKind, tuple[LazyString, LazyString]] = {
    NoticeKind.ANNOUNCEMENT: (_l("새 공지: %(title)s"), _l("%(place)s")),
    NoticeKind.GRADED: (
        _l("과제 채점이 끝났습니다: %(title)s"),
        _l("%(earned)s점 / %(possible)s점, %(attempt)s번째 제출"),
    ),
    NoticeKind.REGRADED: (
        _l("다시 채점 요청에 답이 왔습니다: %(title)s"),
        _l("%(question)s: %(earned)s점 / %(possible)s점"),
    ),
    NoticeKind.RESULT: (
        _l("모의시험 결과가 나왔습니다: %(title)s"),
        _l("%(earned)s점 / %(possible)s점"),
    ),
    NoticeKind.DATES: (
        _l("과제 기간이 바뀌었습니다: %(title)s"),
        _l("여는 때 %(opens_at)s, 마감 %(due_at)s"),
    ),
    NoticeKind.TEAM: (_l("팀 과제: %(title)s"), _l("%(team)s %(membership)s")),
    NoticeKind.ENROLLED: (
        _l("등록되었습니다: %(program)s %(number)s기 (%(campus)s)"),
        _l("%(starts_on)s에 시작합니다."),
    ),
    NoticeKind.DELIVERED: (_l("결과물이 들어왔습니다: %(title)s"), _l("%(project)s")),
    NoticeKind.REVIEWED: (_l("멘토가 결과물을 검토했습니다: %(title)s"), _l("%(project)s")),
    NoticeKind.ITEM_REVIEWED: (
        _l("문항을 검토했습니다: %(item)s"),
        _l("%(decision)s %(comment)s"),
    ),
}
_VERDICTS: Mapping[bool, LazyString] = {
    True: _l("승인되었습니다."),
    False: _l("고쳐 달라고 합니다."),
}
_MEMBERSHIPS: Mapping[bool, LazyString] = {
    True: _l("팀에 들어갔습니다."),
    False: _l("팀에서 나왔습니다."),
}


@dataclass(frozen=True)
class Words:
    """What a notice says."""

    title: str
    text: str


def words_of_notice(notice: Notice, zone: ZoneInfo | None = None) -> Words:
    """The notice in the language of the page or mail that is written now."""
    facts = {name: _said(fact, zone) for name, fact in notice.facts.items()}
    title, text = _SENTENCES[notice.kind]
    return Words(str(title) % facts, str(text) % facts)


def moment_fact(at: datetime) -> dict[str, str]:
    """A moment as a fact: it is shown in the reader's time zone and manner."""
    return {"moment": at.isoformat()}


def verdict_fact(is_approved: bool) -> dict[str, bool]:
    """How a review ended, as a fact."""
    return {"approved": is_approved}


def membership_fact(is_member: bool) -> dict[str, bool]:
    """Whether somebody is in a team now, as a fact."""
    return {"member": is_member}


def day_fact(on: date) -> dict[str, str]:
    """A day as a fact."""
    return {"day": on.isoformat()}


def _said(fact: Any, zone: ZoneInfo | None) -> str:
    if isinstance(fact, dict) and "moment" in fact:
        return moment(datetime.fromisoformat(fact["moment"]), zone)
    if isinstance(fact, dict) and "approved" in fact:
        return str(_VERDICTS[fact["approved"]])
    if isinstance(fact, dict) and "member" in fact:
        return str(_MEMBERSHIPS[fact["member"]])
    if isinstance(fact, dict) and "day" in fact:
        return day(date.fromisoformat(fact["day"]))
    return in_language(fact) if isinstance(fact, dict) else str(fact)
