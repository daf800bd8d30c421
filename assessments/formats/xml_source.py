"""XML → nodes with lines: no entities of its own, no external references, no endless nesting."""

import html.entities
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, XMLParser

from assessments.formats.encodings import Undecodable, decode

DEEPEST = 120
MOST_BYTES = 32 * 1024 * 1024
DECLARATION = re.compile(r"^\s*<\?xml\b[^>]{0,300}\?>")
NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
OWN_ENTITIES = frozenset(["amp", "lt", "gt", "quot", "apos"])
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class BadXml(ValueError):
    """Text that is not XML, or XML that is not read; `line` is where, if that is known."""

    def __init__(self, code: str, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.line = line


@dataclass(slots=True)
class Node:
    """An element: name without name space, attributes, children and texts in their order."""

    name: str
    attributes: Mapping[str, str]
    line: int
    content: "list[Node | str]" = field(default_factory=list)

    def get(self, name: str, default: str = "") -> str:
        """Give an attribute, white space at its ends removed."""
        return self.attributes.get(name, default).strip()

    @property
    def children(self) -> "list[Node]":
        """Give the child elements."""
        return [each for each in self.content if isinstance(each, Node)]

    def all(self, *names: str) -> "Iterator[Node]":
        """Give every element of these names below this one, in document order."""
        for each in self.children:
            if each.name in names:
                yield each
            yield from each.all(*names)

    def first(self, *names: str) -> "Node | None":
        """Give the first element of these names below this one."""
        return next(self.all(*names), None)

    def child(self, name: str) -> "Node | None":
        """Give the first child element of this name."""
        return next((each for each in self.children if each.name == name), None)

    def own(self, name: str) -> "list[Node]":
        """Give the child elements of this name."""
        return [each for each in self.children if each.name == name]

    @property
    def text(self) -> str:
        """Give all text inside, white space at its ends removed."""
        return "".join(self.pieces()).strip()

    def pieces(self) -> Iterator[str]:
        """Give the texts inside, in document order."""
        for each in self.content:
            if isinstance(each, str):
                yield each
            else:
                yield from each.pieces()

    def text_of_first(self, name: str) -> str:
        """Give the text of the first element of this name below this one, or nothing."""
        found = self.first(name)
        return "" if found is None else found.text

    def text_of(self, name: str) -> str:
        """Give the text of the first child of this name, or nothing."""
        found = self.child(name)
        return "" if found is None else found.text


def parse_xml(data: bytes) -> Node:
    """Parse a document; raises BadXml for whatever is wrong or hostile."""
    if len(data) > MOST_BYTES:
        raise BadXml("too-large", f"an XML file has at most {MOST_BYTES >> 20} MB")
    try:
        text = decode(data).text
    except Undecodable as error:
        raise BadXml("bad-encoding", str(error)) from error
    text = DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text.lstrip("\ufeff"))
    text = NAMED.sub(_character, CONTROL.sub(" ", text))
    builder = _Builder()
    parser = XMLParser(target=builder, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    builder.parser = parser.parser
    try:
        parser.feed(text.encode("utf-8", "replace"))
        parser.close()
    except BadXml:
        raise
    except DefusedXmlException as error:
        message = "the file declares entities or refers to other files; it is not read"
        raise BadXml("xml-entities", message) from error
    except ParseError as error:
        raise BadXml("bad-xml", f"not well-formed XML: {error}", error.position[0]) from error
    except ValueError as error:
        raise BadXml("bad-xml", f"not well-formed XML: {error}") from error
    if builder.root is None:
        raise BadXml("bad-xml", "the file is empty")
    return builder.root


def _character(found: re.Match[str]) -> str:
    """HTML's named characters, which XML does not know; the five of XML stay as they are."""
    if found[1] in OWN_ENTITIES:
        return found[0]
    character = html.entities.html5.get(f"{found[1]};", "")
    return character if character and character not in "<&" else found[0]


class _Builder:
    """Takes what the parser finds and builds nodes."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.parser: Any = None
        self._open: list[Node] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if len(self._open) >= DEEPEST:
            raise BadXml("too-deep", f"elements nested more than {DEEPEST} deep")
        local = {name.rpartition("}")[2]: value for name, value in attributes.items()}
        node = Node(tag.rpartition("}")[2], local, self.parser.CurrentLineNumber)
        if self._open:
            self._open[-1].content.append(node)
        elif self.root is None:
            self.root = node
        self._open.append(node)

    def end(self, _tag: str) -> None:
        self._open.pop()

    def data(self, text: str) -> None:
        if self._open:
            self._open[-1].content.append(text)

    def close(self) -> None:
        """The parser asks for the result; it is in `root`."""
