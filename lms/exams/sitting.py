"""Whether a request may take part in a sitting: by the code of the room, by Safe Exam Browser.

Safe Exam Browser sends SHA-256(URL without fragment + key) in hexadecimal digits, with its
Config Key in one header and its Browser Exam Key in another:
https://safeexambrowser.org/developer/seb-config-key.html
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any, Self
from urllib.parse import quote

from flask_babel import gettext
from sqlalchemy.orm import Session

from lms import audit
from lms.errors import Way
from lms.exams.errors import CodeNeeded, NotSafeBrowser
from lms.exams.queries import ExamInRun
from lms.exams.sitting_models import Demands, SittingRule

HEADERS = ("HTTP_X_SAFEEXAMBROWSER_CONFIGKEYHASH", "HTTP_X_SAFEEXAMBROWSER_REQUESTHASH")
ENTERED = "exams_entered"
MOST_ENTERED = 8
SAFE_IN_PATH = "/!$&'()*+,;=:@-._~"


@dataclass(frozen=True)
class Machine:
    """What a request says about the browser it comes from."""

    url: str
    hashes: Sequence[str]
    entered: Collection[int]

    @classmethod
    def of(cls, public_url: str, environ: Mapping[str, Any], session: Mapping[str, Any]) -> Self:
        """The machine of a request, at the address by which browsers know it."""
        path = environ.get("PATH_INFO", "").encode("latin-1")
        query = environ.get("QUERY_STRING", "")
        url = public_url + quote(path, safe=SAFE_IN_PATH) + (f"?{query}" if query else "")
        sent = [environ[name] for name in HEADERS if name in environ]
        return cls(url, sent, session.get(ENTERED, ()))

    def is_safe(self, keys: Sequence[str]) -> bool:
        """Whether it knows one of the keys; without keys every machine is."""
        wanted = [seb_hash(self.url, key) for key in keys]
        pairs = [(one, other) for one in wanted for other in self.hashes]
        return not keys or any(_is_same(*pair) for pair in pairs)


def seb_hash(url: str, key: str) -> str:
    """What Safe Exam Browser sends for a URL without fragment."""
    return hashlib.sha256((url + key).encode()).hexdigest()


def admits(demands: Demands, machine: Machine, attempt_id: int) -> bool:
    """Whether a request may go on with an attempt."""
    is_known = not demands.asks_again or attempt_id in machine.entered
    return is_known and machine.is_safe(demands.seb_keys)


def demand_safe(demands: Demands, machine: Machine, ways: Sequence[Way]) -> None:
    """Raise NotSafeBrowser unless the request comes from a browser that is let in."""
    if not machine.is_safe(demands.seb_keys):
        reason = gettext(
            "이 시험은 Safe Exam Browser로만 볼 수 있습니다. 시험장에서 받은 설정 파일로 Safe Exam Browser를 열고 다시 들어와 주세요. 이미 저장된 답은 그대로 있습니다."
        )
        raise NotSafeBrowser(reason, ways)


def demand_code(demands: Demands, machine: Machine, attempt_id: int) -> None:
    """Raise CodeNeeded unless this browser was told the code of the room."""
    if demands.asks_again and attempt_id not in machine.entered:
        raise CodeNeeded(gettext("이 브라우저에서 이어서 보려면 시험장의 입장 코드가 필요합니다."))


def is_code(rule: SittingRule, typed: str) -> bool:
    """Whether it is the code of the room, in small or capital letters, with or without spaces."""
    return _is_same(_plain(rule.code), _plain(typed))


def entered_with(entered: Collection[int], attempt_id: int) -> list[int]:
    """The attempts for which a browser was told the code, and this one."""
    others = [one for one in entered if one != attempt_id]
    return [*others, attempt_id][-MOST_ENTERED:]


def rule_in(session: Session, run_id: int, exam_id: int) -> SittingRule | None:
    """What the exam demands in the run."""
    return session.get(SittingRule, (run_id, exam_id))


def set_rule(
    session: Session,
    thing: ExamInRun,
    code: str,
    *,
    asks_again: bool,
    seb_keys: Sequence[str],
    opens_at: datetime | None = None,
    by_id: int,
    at: datetime,
) -> None:
    """Set, change or clear code, keys and beginning; attempts under way are held to them at once."""
    rule = rule_in(session, thing.run.id, thing.exam.id)
    if rule is None:
        rule = SittingRule(run_id=thing.run.id, exam_id=thing.exam.id)
        session.add(rule)
    is_new_code = _plain(rule.code or "") != _plain(code)
    rule.code, rule.asks_again, rule.seb_keys = code.strip(), asks_again, list(seb_keys)
    rule.opens_at = opens_at
    session.flush()
    audit.record(
        session,
        "sitting.set_rule",
        actor_id=by_id,
        subject=("exam", thing.exam.id),
        at=at,
        run_id=thing.run.id,
        has_code=bool(rule.code),
        is_new_code=is_new_code,
        asks_again=asks_again,
        n_seb_keys=len(seb_keys),
        opens_at=opens_at.isoformat() if opens_at else None,
    )


def _plain(code: str) -> str:
    return "".join(code.split()).casefold()


def _is_same(one: str, other: str) -> bool:
    return compare_digest(one.encode(), other.strip().lower().encode())
