"""The body of a QTI item: its words as Markdown, and the interactions among them."""

from dataclasses import dataclass, field

from assessments.formats.drafting import Drafting
from assessments.formats.markup import MarkdownWriter, write_node
from assessments.formats.qti3_units import UNIT_CLASS
from assessments.formats.xml_source import Node

INTERACTION = "Interaction"
IGNORED = frozenset(
    ["stylesheet", "endAttemptInteraction", "feedbackInline", "feedbackBlock", "modalFeedback", "templateBlock", "templateInline", "companionMaterialsInfo", "catalogInfo", "catalog", "infoControl"]
)  # fmt: skip
INLINE = frozenset(["textEntryInteraction", "inlineChoiceInteraction"])


@dataclass(slots=True)
class BodyText:
    """The stem with a mark where each interaction stands, the interactions, and scorers' notes."""

    stem: str = ""
    interactions: list[Node] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    has_variables: bool = False
    """Whether values that are drawn for each candidate stand in the text."""


def mark_of(interaction: Node) -> str:
    """Give what stands in the stem for an interaction until its item is made."""
    return f"\ue300{interaction.get('responseIdentifier')}\ue301"


class BodyReader:
    """Reads bodies and parts of them; what was left out is noted under the item."""

    def __init__(self, drafting: Drafting, item_id: str, line: int) -> None:
        self.drafting = drafting
        self.item_id = item_id
        self.line = line
        self.found = BodyText()

    def read(self, body: Node | None) -> BodyText:
        """Read a whole body."""
        if body is not None:
            writer = MarkdownWriter()
            write_node(writer, body, self._handle)
            self.drafting.note_left_out(writer, self.item_id, self.line)
            self.found.stem = writer.markdown
        return self.found

    def text(self, node: Node | None) -> str:
        """Give the words inside an element."""
        if node is None:
            return ""
        writer = MarkdownWriter()
        write_node(writer, node, self._handle)
        self.drafting.note_left_out(writer, self.item_id, self.line)
        return writer.markdown

    def _handle(self, writer: MarkdownWriter, node: Node) -> bool:
        if node.name in IGNORED or UNIT_CLASS in node.get("class").split():
            return True
        if node.name == "rubricBlock":
            return self._rubric(node)
        if node.name in ("object", "img", "picture") or node.name == "gapImg":
            self._picture(writer, node)
            return True
        if node.name == "printedVariable":
            writer.raw(f"⟨{node.get('identifier')}⟩")
            self.found.has_variables = True
            return True
        if node.name.endswith(INTERACTION):
            self._interaction(writer, node)
            return True
        return False

    def _rubric(self, node: Node) -> bool:
        """A note for scorers is no part of the question."""
        if "candidate" in node.get("view", "candidate"):
            return False
        note = BodyReader(self.drafting, self.item_id, self.line).text(node)
        if note:
            self.found.notes.append(note)
        return True

    def _picture(self, writer: MarkdownWriter, node: Node) -> None:
        source = node.first("object", "img", "source") or node
        kind = node.get("type") or source.get("type")
        if node.name == "object" and kind and not kind.startswith("image/"):
            writer.has_dropped = True
            return
        address = source.get("data") or source.get("src") or node.get("data") or node.get("src")
        words = node.get("alt") or node.text or node.get("objectLabel") or source.get("alt")
        writer.picture(address, " ".join(words.split()))

    def _interaction(self, writer: MarkdownWriter, node: Node) -> None:
        self.found.interactions.append(node)
        if node.name in INLINE:
            writer.raw(mark_of(node))
            return
        writer.new_block()
        prompt = node.child("prompt")
        if prompt is not None:
            write_node(writer, prompt, self._handle)
            writer.new_block()
        if node.name in ("gapMatchInteraction", "hottextInteraction"):
            self._text_inside(writer, node)
        else:
            writer.raw(mark_of(node))
        writer.new_block()

    def _text_inside(self, writer: MarkdownWriter, node: Node) -> None:
        """The text that an interaction works on, with marks for its gaps."""

        def handle(inner_writer: MarkdownWriter, each: Node) -> bool:
            if each.name in ("prompt", "gapText", "gapImg"):
                return True
            if each.name == "gap":
                inner_writer.raw(
                    f"\ue300{node.get('responseIdentifier')}/{each.get('identifier')}\ue301"
                )
                return True
            if each.name == "hottext":
                inner_writer.raw("[")
                write_node(inner_writer, each, handle)
                inner_writer.raw("]")
                return True
            return self._handle(inner_writer, each)

        write_node(writer, node, handle)
