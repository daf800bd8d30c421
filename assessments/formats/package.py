"""A folder or package of foreign files: what each is, and everything in it read once."""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from assessments.formats.aiken import looks_like_aiken, read_aiken
from assessments.formats.drafting import Drafting, ItemFacts, language_of, slug
from assessments.formats.encodings import Undecodable, decode
from assessments.formats.gift import looks_like_gift, read_gift
from assessments.formats.imported import ForeignTest, Imported, ImportedItem
from assessments.formats.markup import MarkdownWriter, write_node
from assessments.formats.moodle_xml import read_moodle_xml
from assessments.formats.qti12 import read_qti12
from assessments.formats.qti_items import read_item
from assessments.formats.qti_names import in_qti2_words
from assessments.formats.qti_tests import TestReader
from assessments.formats.xml_source import BadXml, Node, parse_xml
from assessments.model import Case, Item, Problem

MANIFEST = "imsmanifest.xml"
XML_NAMES = (".xml", ".qti", ".dat")
TEXT_NAMES = (".txt", ".gift", ".aiken", ".text")
TEXT_LIMIT = 8 * 1024 * 1024
ROOTS = frozenset(
    [
        "assessmentItem",
        "assessmentTest",
        "questestinterop",
        "quiz",
        "assessmentSection",
        "assessmentStimulus",
    ]
)
CONTENT_TYPE = re.compile(r"imsqti|question-bank|assessment", re.IGNORECASE)


@dataclass(slots=True)
class _State:
    """What a reading has found so far."""

    taken: set[str] = field(default_factory=set)
    known: dict[str, Item] = field(default_factory=dict)
    facts: dict[str, ItemFacts] = field(default_factory=dict)
    banks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    items: list[ImportedItem] = field(default_factory=list)
    tests: list[ForeignTest] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    contents: dict[str, bytes] = field(default_factory=dict)


class PackageReader:
    """Reads the files of one package; a path is relative to it, with slashes."""

    def __init__(self, contents: Mapping[str, bytes], name: str, language: str = "") -> None:
        self.contents = contents
        self.name = name
        self.language = language or _language(contents)
        self._state = _State()
        self._roots: dict[str, Node | None] = {}
        self._read: dict[str, str | None] = {}
        self._cases: dict[str, Case | None] = {}

    def read(self) -> Imported:
        """Read what the manifest lists, or everything that looks like questions."""
        manifests = sorted(
            (path for path in self.contents if posixpath.basename(path) == MANIFEST),
            key=lambda path: path.count("/"),
        )
        if manifests:
            self._read_listed(manifests[0])
        state = self._state
        if not state.items and not state.tests:
            self._read_all()
            if manifests and state.items:
                drafting = self._drafting(manifests[0])
                message = "the manifest lists no questions; what lies beside it was read"
                drafting.problem("bad-manifest", message)
                self._keep(drafting)
        return Imported(
            tuple(state.files),
            tuple(state.items),
            tuple(state.tests),
            tuple(state.problems),
            state.contents,
        )

    def called(self, path: str) -> str:
        """Give the name under which problems and items speak of a file."""
        return f"{self.name}/{path}" if self.name and path else self.name or path

    def _read_listed(self, manifest: str) -> None:
        drafting = self._drafting(manifest)
        root = self._root(manifest)
        if root is None or root.name != "manifest":
            drafting.problem(
                "bad-manifest", "the manifest is not read; all files are", severity="error"
            )
            self._keep(drafting)
            return
        folder = posixpath.dirname(manifest)
        listed = list(self._listed(root, folder, drafting))
        self._state.files.append(self.called(manifest))
        self._keep(drafting)
        for path in sorted(listed, key=self._rank):
            self._read_path(path)

    def _listed(self, root: Node, folder: str, drafting: Drafting) -> Iterator[str]:
        """The files of the manifest that can hold questions; Canvas' fuller ones come first."""
        paths: dict[str, None] = {}
        for resource in root.all("resource"):
            named = [resource, *resource.own("file")]
            for each in named:
                blackboard = _joined(folder, resource.get("file"))
                if blackboard in self.contents and _looks_like_xml(self.contents[blackboard]):
                    paths[blackboard] = None
                if not each.get("href"):
                    continue
                path = _joined(folder, each.get("href"), resource.get("base"))
                is_content = CONTENT_TYPE.search(resource.get("type")) or path.endswith(".qti")
                if path in self.contents:
                    paths[path] = None
                elif is_content:
                    message = f"listed, but not there: {each.get('href')}"
                    drafting.problem("missing-file", message, line=each.line, severity="error")
        fuller = {_stem(path) for path in paths if path.endswith(".xml.qti")}
        for path in paths:
            is_twin = (
                posixpath.basename(path) == "assessment_qti.xml" and _folder_name(path) in fuller
            )
            if (
                path.lower().endswith(XML_NAMES)
                and not is_twin
                and posixpath.basename(path) != MANIFEST
            ):
                yield path

    def _rank(self, path: str) -> tuple[int, str]:
        """Tests first: they say in which section an item stands. Banks before quizzes."""
        root = self._root(path)
        is_first = root is not None and (root.name == "assessmentTest" or root.child("objectbank"))
        return (0 if is_first else 1), path

    def _read_all(self) -> None:
        files = [path for path in self.contents if posixpath.basename(path) != MANIFEST]
        for path in sorted(files, key=self._rank_any):
            self._read_path(path, is_sure=len(files) == 1)

    def _rank_any(self, path: str) -> tuple[int, str]:
        return self._rank(path) if path.lower().endswith(XML_NAMES) else (1, path)

    def _read_path(self, path: str, *, is_sure: bool = True) -> None:
        """Read a file by what it is; files of other kinds are passed over."""
        if path in self._read:
            return
        is_unknown = is_sure or path.lower().endswith(TEXT_NAMES)
        if path.lower().endswith(XML_NAMES) or (
            is_unknown and _looks_like_xml(self.contents[path])
        ):
            self._read_xml(path)
        elif path.lower().endswith(TEXT_NAMES) or is_sure:
            self._read_text(path, is_sure=is_sure)

    def _read_text(self, path: str, *, is_sure: bool) -> None:
        drafting = self._drafting(path)
        data = self.contents[path]
        try:
            decoded = decode(data) if len(data) <= TEXT_LIMIT else None
        except Undecodable as error:
            decoded = None
            drafting.problem("bad-encoding", str(error), severity="error")
        reader = None if decoded is None else _text_reader(path, decoded.text)
        if decoded is not None and reader is not None:
            self._state.files.append(self.called(path))
            if decoded.assumed:
                drafting.problem("assumed-encoding", f"read as {decoded.assumed}")
            reader(decoded.text.replace("\x00", ""), drafting)
        elif decoded is not None and is_sure:
            drafting.problem(
                "unknown-format", "no format of questions that is known", severity="error"
            )
        self._read[path] = None
        self._keep(drafting)

    def _read_xml(self, path: str) -> None:
        root = self._root(path)
        if root is None:
            self._read[path] = None
            return
        if root.name not in ROOTS:
            self._read[path] = None
            if len(self.contents) == 1:
                drafting = self._drafting(path)
                drafting.problem(
                    "unknown-format", f"<{root.name}> holds no questions", severity="error"
                )
                self._keep(drafting)
            return
        if (
            root.name == "quiz"
            and root.child("question") is None
            and root.child("title") is not None
        ):
            return  # what Canvas says of a quiz; it is read with the quiz
        self._read_known(path, root)

    def _read_known(self, path: str, root: Node, domain: str = "") -> str | None:
        drafting = self._drafting(path)
        if domain:
            drafting.domain = domain
        self._read[path] = None
        self._state.files.append(self.called(path))
        if root.name == "assessmentItem":
            self._read[path] = read_item(root, drafting, self._stimulus_beside(path))
        elif root.name == "questestinterop":
            self._state.tests += read_qti12(root, drafting, self._about(path))
        elif root.name == "quiz":
            read_moodle_xml(root, drafting)
        elif root.name == "assessmentTest":
            reader = TestReader(drafting, self._item_beside(path), self._section_beside(path))
            self._state.tests.append(reader.read(root))
        self._keep(drafting)
        return self._read[path]

    def _item_beside(self, path: str) -> Callable[[str, str], str | None]:
        folder = posixpath.dirname(path)

        def item_of(href: str, domain: str) -> str | None:
            target = _joined(folder, href)
            if target in self._read:
                return self._read[target]
            root = self._root(target) if target in self.contents else None
            if root is None or root.name != "assessmentItem":
                return None
            return self._read_known(target, root, domain)

        return item_of

    def _section_beside(self, path: str) -> Callable[[str], Node | None]:
        folder = posixpath.dirname(path)

        def section_of(href: str) -> Node | None:
            target = _joined(folder, href)
            return self._root(target) if target in self.contents else None

        return section_of

    def _stimulus_beside(self, path: str) -> Callable[[str], Case | None]:
        folder = posixpath.dirname(path)

        def stimulus(href: str) -> Case | None:
            target = _joined(folder, href)
            if target not in self._cases:
                root = self._root(target) if target in self.contents else None
                self._cases[target] = None if root is None else self._case(target, root)
            return self._cases[target]

        return stimulus

    def _case(self, path: str, root: Node) -> Case:
        writer = MarkdownWriter()
        write_node(writer, root.child("stimulusBody") or root)
        name = slug(root.get("identifier") or _stem(path), f"case-{len(self._cases) + 1}")
        return Case(name, {self.language: writer.markdown or root.get("title") or name})

    def _about(self, path: str) -> Node | None:
        """What Canvas says of a quiz, beside its CC file or beside the fuller one's twin."""
        places = [posixpath.dirname(path)]
        if path.endswith(".xml.qti"):
            above = posixpath.dirname(posixpath.dirname(path))
            places.append(posixpath.join(above, _stem(path)))
        for place in places:
            about = posixpath.join(place, "assessment_meta.xml")
            if about in self.contents and (root := self._root(about)) is not None:
                return root
        return None

    def _root(self, path: str) -> Node | None:
        """The root of an XML file in the words of QTI 2; what is wrong is noted once."""
        if path not in self._roots:
            self._roots[path] = None
            try:
                self._roots[path] = in_qti2_words(parse_xml(self.contents[path]))
            except BadXml as error:
                drafting = self._drafting(path)
                drafting.problem(error.code, str(error), line=error.line, severity="error")
                self._state.files.append(self.called(path))
                self._keep(drafting)
        return self._roots[path]

    def _drafting(self, path: str) -> Drafting:
        state = self._state
        return Drafting(
            self.called(path),
            self.language,
            taken=state.taken,
            known=state.known,
            facts=state.facts,
            banks=state.banks,
        )

    def _keep(self, drafting: Drafting) -> None:
        self._state.items += drafting.items
        self._state.problems += drafting.problems
        self._state.contents |= drafting.contents


def is_readable(path: str) -> bool:
    """Tell by its name whether a file can hold questions."""
    return path.lower().endswith((*XML_NAMES, *TEXT_NAMES))


def _text_reader(path: str, text: str) -> Callable[[str, Drafting], None] | None:
    if path.lower().endswith(".gift"):
        return read_gift
    if looks_like_aiken(text):
        return read_aiken
    return read_gift if looks_like_gift(text) else None


def _looks_like_xml(data: bytes) -> bool:
    start = data[:64].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start.startswith((b"<?xml", b"<quiz", b"<questestinterop", b"<assessment", b"<qti-"))


def _language(contents: Mapping[str, bytes]) -> str:
    """The language of a package: Korean if any of its files has Hangul in it."""
    for path, data in contents.items():
        if not is_readable(path) or len(data) > TEXT_LIMIT:
            continue
        try:
            if language_of(decode(data).text) == "ko":
                return "ko"
        except Undecodable:
            continue
    return "en"


def _joined(folder: str, href: str, base: str = "") -> str:
    path = posixpath.normpath(posixpath.join(folder, base, unquote(href.partition("#")[0])))
    return path.replace("\\", "/")


def _stem(path: str) -> str:
    return posixpath.basename(path).partition(".")[0]


def _folder_name(path: str) -> str:
    return posixpath.basename(posixpath.dirname(path))
