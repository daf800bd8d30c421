"""A certificate as a sheet to print: A4 across, in Korean and English, with a code to check."""

from functools import cache
from io import BytesIO
from pathlib import Path

import segno
from flask_babel import force_locale
from fpdf import FPDF
from fpdf.enums import Align

from lms.completion.models import Certificate
from lms.settings import PROJECT_DIR
from lms.web.locale import TIME_ZONE, day

FONTS = PROJECT_DIR / "node_modules" / "pretendard" / "dist" / "public" / "static" / "alternative"
INK, SOFT, ACCENT = (23, 26, 33), (92, 99, 112), (24, 82, 190)
WIDTH, MARGIN = 297, 22


def certificate_pdf(certificate: Certificate, link: str) -> bytes:
    """The certificate as a PDF; `link` is where anyone can check it."""
    sheet = _Sheet()
    on = certificate.issued_at.astimezone(TIME_ZONE).date()
    sheet.frame()
    sheet.words(34, "수 료 증", 40, bold=True)
    sheet.words(52, "Certificate of Completion", 15, colour=SOFT)
    sheet.words(74, certificate.name, 32, bold=True)
    sheet.words(90, certificate.english_name, 14, colour=SOFT)
    title, english = _titles(certificate)
    cohort = certificate.cohort_name.get("ko", "")
    sheet.words(
        106,
        f"위 사람은 {cohort}에서 아래 과정을 마쳤으므로 이 증서를 드립니다.",
        12,
    )
    sheet.words(119, title, 22, bold=True, colour=ACCENT)
    sheet.words(132, english if english != title else "", 13, colour=SOFT)
    with force_locale("ko"):
        korean_day = day(on)
    with force_locale("en"):
        sheet.words(152, f"{korean_day}  ·  {day(on)}", 13)
    sheet.words(164, "배움 · Baeum", 15, bold=True)
    sheet.check(certificate.shown_code, link)
    return bytes(sheet.output())


def _titles(certificate: Certificate) -> tuple[str, str]:
    titles = certificate.course_title
    first = next(iter(titles.values()), "")
    return titles.get("ko", first), titles.get("en", first)


class _Sheet(FPDF):
    """One sheet with centred lines."""

    def __init__(self) -> None:
        super().__init__("L", "mm", "A4")
        self.set_auto_page_break(False)
        self.set_margins(MARGIN, MARGIN)
        for style, weight in (("", "Regular"), ("B", "Bold")):
            self.add_font("Pretendard", style, str(_font(weight)))
        self.set_title("수료증 · Certificate of Completion")
        self.set_lang("ko")
        self.add_page()

    def frame(self) -> None:
        """Two thin lines around the sheet."""
        self.set_draw_color(*ACCENT)
        self.set_line_width(0.8)
        self.rect(10, 10, WIDTH - 20, 190)
        self.set_line_width(0.2)
        self.rect(12.5, 12.5, WIDTH - 25, 185)

    def words(
        self,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        colour: tuple[int, int, int] = INK,
    ) -> None:
        """A centred line, made smaller where it would not fit."""
        room = WIDTH - 2 * MARGIN
        self.set_font("Pretendard", "B" if bold else "", size)
        if (width := self.get_string_width(text)) > room:
            self.set_font_size(size * room / width)
        self.set_text_color(*colour)
        self.set_y(y)
        self.cell(0, 10, text, align=Align.C)

    def check(self, code: str, link: str) -> None:
        """The code and where to check it, as text and to photograph."""
        picture = BytesIO()
        segno.make(link, error="m").save(picture, kind="png", scale=8, border=0)
        self.image(picture, x=WIDTH - MARGIN - 22, y=168, w=22, alt_text=link)
        self.set_font("Pretendard", "", 9)
        self.set_text_color(*SOFT)
        self.set_xy(MARGIN, 180)
        self.multi_cell(190, 5, f"확인 번호 · Code  {code}\n{link}", align=Align.L)


@cache
def _font(weight: str) -> Path:
    return FONTS / f"Pretendard-{weight}.ttf"
