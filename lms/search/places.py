"""The pages of Baeum itself: found by their Korean and English names, and by initial consonants."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for
from flask_babel import lazy_gettext, lazy_pgettext
from flask_babel.speaklater import LazyString

from courses.search import normal
from lms.access import Actor, Permission, may
from lms.search.reach import OpenCourse
from lms.web.locale import in_language

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"


@dataclass(frozen=True)
class Place:
    """A page: its name on the screen, other names it goes by, and who has it."""

    label: LazyString
    names: str
    endpoint: str
    permission: Permission = Permission.ACCOUNT_USE


@dataclass(frozen=True)
class FoundPlace:
    """A page as it is offered."""

    label: str
    detail: str
    href: str


PLACES = (
    Place(lazy_gettext("홈"), "홈 대시보드 오늘 home dashboard today", "dashboard.home"),
    Place(lazy_gettext("강의 목록"), "강의 목록 과정 courses catalog", "catalog.courses"),
    Place(
        lazy_gettext("캘린더"),
        "캘린더 달력 일정 마감 calendar schedule deadline",
        "agenda.calendar",
    ),
    Place(lazy_gettext("내 성적"), "내 성적 점수 grades score results", "gradebook.own"),
    Place(lazy_gettext("알림"), "알림 notices notifications inbox", "notices.notices"),
    Place(lazy_gettext("공지"), "공지 공지사항 announcements news", "announcements.announcements"),
    Place(
        lazy_gettext("알림 설정"),
        "알림 설정 이메일 notification choices mail settings",
        "notices.choices",
    ),
    Place(
        lazy_gettext("프로필"),
        "내 계정 프로필 이름 비밀번호 암호 account profile password",
        "accounts.account",
    ),
    Place(lazy_gettext("비밀번호"), "비밀번호 암호 password change", "accounts.password"),
    Place(
        lazy_gettext("화면 모양"),
        "화면 언어 테마 글자 크기 어둡게 시간대 appearance language theme dark text size time zone",
        "account.appearance",
    ),
    Place(
        lazy_gettext("로그인한 곳"),
        "로그인 기기 세션 로그아웃 sessions devices sign out",
        "account.browser_sessions",
    ),
    Place(
        lazy_gettext("내 데이터"),
        "내 정보 데이터 내려받기 삭제 탈퇴 my data download export delete account",
        "account.data",
    ),
    Place(
        lazy_gettext("운영"),
        "운영 기수 캠퍼스 operate cohorts campuses",
        "programs.overview",
        Permission.OPERATE,
    ),
    Place(
        lazy_gettext("새 기수"),
        "새 기수 만들기 new cohort",
        "programs.new_cohort",
        Permission.OPERATE,
    ),
    Place(
        lazy_gettext("공지 관리"),
        "공지 관리 manage announcements",
        "announcements.operated",
        Permission.OPERATE,
    ),
    Place(
        lazy_gettext("새 공지"),
        "새 공지 쓰기 new announcement write",
        "announcements.new",
        Permission.OPERATE,
    ),
    Place(
        lazy_gettext("사람"), "사람 사용자 people users", "admin.people", Permission.PEOPLE_MANAGE
    ),
    Place(
        lazy_gettext("CSV로 불러오기"),
        "사람 불러오기 csv import people",
        "admin.import_people",
        Permission.PEOPLE_MANAGE,
    ),
    Place(
        lazy_gettext("시스템"),
        "시스템 상태 작업 감사 system health jobs audit",
        "admin.system",
        Permission.ADMINISTER,
    ),
)

OF_RUN = (
    Place(lazy_pgettext("lessons", "강의"), "강의 목차 lessons outline", "lessons.outline"),
    Place(lazy_gettext("과제"), "과제 숙제 실습 assignments homework", "notebooks.assignments"),
    Place(lazy_gettext("모의시험"), "모의시험 시험 exams test mock", "exams.exams"),
    Place(lazy_gettext("공지"), "공지 announcements news", "announcements.of_run"),
    Place(
        lazy_gettext("성적부"),
        "성적부 채점 gradebook grades",
        "gradebook.of_run",
        Permission.RUN_TEACH,
    ),
)


def places_for(actor: Actor, text: str) -> list[FoundPlace]:
    """The pages of the actor's roles that go by this name; all of them for no name."""
    return [
        FoundPlace(str(place.label), "", url_for(place.endpoint))
        for place in PLACES
        if may(actor, place.permission) and is_named(place, text)
    ]


def places_in(actor: Actor, course: OpenCourse, text: str) -> Iterator[FoundPlace]:
    """The pages of a course that go by this name."""
    for place in OF_RUN:
        if may(actor, place.permission, course.scope) and is_named(place, text):
            href = url_for(place.endpoint, run_id=course.run_id)
            yield FoundPlace(str(place.label), in_language(course.title), href)


def is_named(place: Place, text: str) -> bool:
    """Whether every word of the text begins a word of the place's names, or its initials do."""
    names = normal(f"{place.label} {place.names}").lower().split()
    words = normal(text).lower().split()
    return all(any(_begins(name, word) for name in names) for word in words)


def initials(text: str) -> str:
    """The initial consonant of each Korean syllable (``강의`` → ``ㄱㅇ``); the rest stays."""
    return "".join(
        INITIALS[(ord(letter) - 0xAC00) // 588] if "가" <= letter <= "힣" else letter
        for letter in text
    )


def _begins(name: str, word: str) -> bool:
    return name.startswith(word) or initials(name).startswith(_single_letters(word))


def _single_letters(word: str) -> str:
    """Initials as they are typed: NFKC turned the letters of the keyboard into others."""
    return "".join(_TYPED.get(letter, letter) for letter in word)


_TYPED = {normal(letter): letter for letter in INITIALS}
