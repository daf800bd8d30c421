"""The words of item types, statuses and acts, in the language of whoever reads them."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from lms.banks.models import Act, Stage, Use

TYPES: Mapping[str, LazyString] = {
    "single": _l("하나 고르기"),
    "multiple": _l("여럿 고르기"),
    "true-false": _l("맞다·틀리다"),
    "numeric": _l("숫자로 답하기"),
    "short-text": _l("낱말로 답하기"),
    "cloze": _l("빈칸 채우기"),
    "matching": _l("짝 맞추기"),
    "categorise": _l("나누어 담기"),
    "ordering": _l("차례 놓기"),
    "hotspot": _l("그림에서 짚기"),
    "extended-text": _l("글로 답하기"),
    "code": _l("코드로 답하기"),
    "notebook": _l("노트북으로 답하기"),
}
STATUSES: Mapping[str, LazyString] = {
    Stage.DRAFT: _l("초안"),
    Stage.REVIEW: _l("검토 중"),
    Use.ACTIVE: _l("쓰는 중"),
    Use.PRETEST: _l("시험 삼아 둠"),
    Use.RETIRED: _l("쓰지 않음"),
    "apart": _l("파일과 다름"),
    "contradicts": _l("파일과 어긋남"),
}
ACTS: Mapping[Act, LazyString] = {
    Act.SUBMIT: _l("검토를 부탁했습니다"),
    Act.APPROVE: _l("승인했습니다"),
    Act.SEND_BACK: _l("돌려보냈습니다"),
    Act.RETIRE: _l("쓰지 않기로 했습니다"),
    Act.PUT_AWAY: _l("초안을 거두었습니다"),
    Act.KEEP: _l("화면의 글을 남겼습니다"),
    Act.TAKE_FILES: _l("파일의 글을 받아들였습니다"),
    Act.GONE: _l("파일에서 빠져 쓰지 않게 되었습니다"),
}


def type_words(kind: str) -> str:
    """What an item type is called."""
    return str(TYPES.get(kind, kind))
