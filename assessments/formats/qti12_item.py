"""One item of QTI 1.2 taken apart: its words, its places to answer, its remarks."""

import re

from assessments.formats.drafting import Drafting
from assessments.formats.markup import MarkdownWriter, write_html, write_node
from assessments.formats.plain import lines_as_markdown
from assessments.formats.qti12_scoring import read_scoring
from assessments.formats.xml_source import Node
from assessments.model import Body

RESPONSES = frozenset(
    ["response_lid", "response_str", "response_num", "response_grp", "response_xy"]
)
MATERIALS = frozenset(["mattext", "mat_formattedtext", "matemtext"])
PICTURES = frozenset(["matimage", "matapplet", "matvideo", "mataudio", "matapplication"])
MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|&(#[0-9]+|[a-z]+);")
BLACKBOARD = {
    "Multiple Choice": "multiple_choice_question",
    "Multiple Answer": "multiple_answers_question",
    "True/False": "true_false_question",
    "Either/Or": "true_false_question",
    "Essay": "essay_question",
    "Short Response": "essay_question",
    "File Upload": "file_upload_question",
    "Hot Spot": "hot_spot_question",
    "Calculated": "calculated_question",
    "Numeric": "numerical_question",
}


class QtiItem:
    """One `item` element on its way into an item of ours."""

    def __init__(self, node: Node, drafting: Drafting) -> None:
        self.node = node
        self.drafting = drafting
        self.line = node.line
        self.id = drafting.new_id(node.get("ident") or node.get("title"))
        presentation = node.child("presentation")
        self.presentation = presentation or Node("presentation", {}, node.line)
        self.responses = list(_responses(self.presentation))
        self.scoring = read_scoring(node)
        self.type = self._field("question_type") or self._field("cc_profile")
        self.origin = self._field("assessment_question_identifierref")
        self.points = self._field("points_possible")
        self.stem = self._stem()

    def _field(self, label: str) -> str:
        for each in self.node.all("qtimetadatafield"):
            if each.text_of("fieldlabel").lower() == label:
                return each.text_of("fieldentry").lower()
        return (
            BLACKBOARD.get(self.node.text_of_first("bbmd_questiontype"), "")
            if label == "question_type"
            else ""
        )

    def _stem(self) -> str:
        """All material outside of responses; where a field to write in stands, a mark for it."""
        writer = MarkdownWriter()
        self._write(writer, self.presentation)
        self.drafting.note_left_out(writer, self.id, self.line)
        return writer.markdown

    def _write(self, writer: MarkdownWriter, node: Node) -> None:
        for each in node.children:
            if each.name in MATERIALS or each.name in PICTURES:
                write_material(writer, each)
            elif each.name in RESPONSES:
                writer.raw(f"\ue300{each.get('ident')}\ue301" if is_written(each) else "")
                if each.name in ("response_xy", "response_grp"):
                    self._write(writer, each)
            elif each.name == "material" and node.name != "presentation":
                self._write(writer, each)
            else:
                if each.name == "material":
                    writer.raw(" ")
                elif each.name == "flow":
                    writer.new_block()
                self._write(writer, each)

    def text(self, node: Node | None) -> str:
        """Give the material inside an element as Markdown."""
        if node is None:
            return ""
        writer = MarkdownWriter()
        for each in node.all(*MATERIALS, *PICTURES):
            write_material(writer, each)
        self.drafting.note_left_out(writer, self.id, self.line)
        return writer.markdown

    def unmarked_stem(self, shown: str = "") -> str:
        """Give the stem without the marks of its fields."""
        return re.sub("\ue300.*?\ue301", shown, self.stem).strip()

    def options(self, response: Node) -> list[tuple[str, str]]:
        """Give id and text of each option of a response."""
        labels = response.all("response_label")
        return [(label.get("ident"), self.text(label)) for label in labels]

    def remark(self, option: str) -> str:
        """Give the feedback of an option."""
        wanted = {self.scoring.remarks.get(option, ""), f"{option}_fb"}
        for feedback in self.node.own("itemfeedback"):
            if feedback.get("ident") in wanted:
                return self.text(feedback)
        return ""

    def general_remark(self) -> str:
        """Give the feedback that everybody gets."""
        for feedback in self.node.own("itemfeedback"):
            if feedback.get("ident") in ("general_fb", "correct_fb", "general_incorrect_fb"):
                return self.text(feedback)
        return ""

    def add(self, kind: str, body: Body, stem: str | None = None) -> None:
        """Keep the item."""
        text = self.unmarked_stem() if stem is None else stem
        self.drafting.add(self.id, kind, text, body, line=self.line)

    def words_only(self, code: str, reason: str) -> None:
        """Keep what can be read."""
        listed = [
            f"- {text}" for response in self.responses for _, text in self.options(response) if text
        ]
        stem = "\n\n".join([self.unmarked_stem("_____"), "\n".join(dict.fromkeys(listed))]).strip()
        stem = stem or self.node.get("title")
        self.drafting.words_only(self.id, stem, None, code, reason, line=self.line)


def write_material(writer: MarkdownWriter, node: Node) -> None:
    """Write a piece of material: HTML where it says or looks so, else plain words."""
    if node.name in PICTURES:
        if node.name == "matimage":
            writer.picture(node.get("uri"), node.get("label"))
        else:
            writer.has_dropped = True
        return
    kind = node.get("texttype", "").lower()
    if node.children:
        write_node(writer, node)
    elif (
        kind in ("text/html", "text/rtf")
        or (kind != "text/plain" and MARKUP.search(node.text))
        or node.name == "mat_formattedtext"
    ):
        write_html(writer, node.text)
    else:
        writer.raw(lines_as_markdown("".join(node.pieces())))


def _responses(node: Node) -> list[Node]:
    found = []
    for each in node.children:
        if each.name in RESPONSES and each.name != "response_grp":
            found.append(each)
        else:
            found += _responses(each)
    return found


def is_written(response: Node) -> bool:
    """Tell whether a response is written and not chosen."""
    return response.name in ("response_str", "response_num")
