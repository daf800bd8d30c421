"""Paths on the command line → items, tests and problems: own banks, foreign files and packages."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from assessments import ReadBank, ReadExam, read_bank, read_exam
from assessments.formats.foreign_exam import ImportedExam, exam_of_test
from assessments.formats.imported import Imported, ImportedItem, joined
from assessments.formats.package import MANIFEST, PackageReader, is_readable
from assessments.formats.yaml_bank import BANK_FILE
from assessments.model import Bank, Problem
from courses import read_course
from lms.errors import LmsError
from lms.intake.zips import unpack

COURSE_FILE = "course.yml"
ARCHIVES = (".zip", ".imscc", ".qtizip")
ZIP_START = b"PK\x03\x04"
OWN_SUFFIXES = (".yml", ".yaml")
MOST_FILES = 50_000


@dataclass(frozen=True, slots=True)
class Found:
    """What was found under some paths; banks are those of our own format.

    `tests` counts every test, also those that are no exam here; `contents` is what items carry,
    by hash.
    """

    files: int
    items: tuple[ImportedItem, ...]
    tests: int
    problems: tuple[Problem, ...]
    banks: tuple[Bank, ...] = ()
    exams: tuple[ImportedExam, ...] = ()
    contents: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def has_errors(self) -> bool:
        """Whether something is more than a warning."""
        return any(problem.severity == "error" for problem in self.problems)


def read_sources(paths: Sequence[Path]) -> Found:
    """Read everything under the paths; a bad one never hides the others."""
    own = sorted({folder for path in paths for folder in _bank_folders(path)})
    banks = _own_banks(own)
    foreign = [imported for path in paths if not _bank_folders(path) for imported in _foreign(path)]
    exams = [exam_of_test(test) for each in foreign for test in each.tests]
    return Found(
        files=banks.files + sum(len(each.files) for each in foreign),
        items=(*banks.items, *(item for each in foreign for item in each.items)),
        tests=banks.tests + sum(len(each.tests) for each in foreign),
        problems=(
            *banks.problems,
            *(problem for each in foreign for problem in each.problems),
            *(problem for each in exams for problem in each.problems),
        ),
        banks=banks.banks,
        exams=_apart([*banks.exams, *(each.found for each in exams if each.found is not None)]),
        contents={**banks.contents, **joined(foreign).contents},
    )


def _apart(exams: Sequence[ImportedExam]) -> tuple[ImportedExam, ...]:
    """Exams with names that no other one has: a further one of a name gets a number."""
    found: dict[str, ImportedExam] = {}
    for each in exams:
        name, number = each.exam.id, 1
        while name.casefold() in found:
            number += 1
            name = f"{each.exam.id}-{number}"
        found[name.casefold()] = replace(each, exam=replace(each.exam, id=name))
    return tuple(found.values())


def _own_banks(folders: Sequence[Path]) -> Found:
    reads = [_named(read_bank(folder, _lessons(folder.parent)), folder) for folder in folders]
    found = [(folder, read.bank) for folder, read in zip(folders, reads, strict=True) if read.bank]
    exam_files = sorted({each for folder in folders for each in _exam_files(folder)})
    banks = {bank.id: bank for _, bank in found}
    exams = [(path, read_exam(path, banks)) for path in exam_files]
    problems = [problem for read in reads for problem in read.problems]
    problems += [replace(each, file=str(path)) for path, read in exams for each in read.problems]
    return Found(
        files=sum(len(read.files) for read in reads) + len(exam_files),
        items=tuple(ImportedItem(str(f), item) for f, bank in found for item in bank.items),
        tests=len(exam_files),
        problems=tuple(problems),
        banks=tuple(bank for _, bank in found),
        exams=tuple(own for path, read in exams if (own := _own_exam(path, read, banks))),
        contents={name: data for _, bank in found for name, data in bank.files.items()},
    )


def _own_exam(path: Path, read: ReadExam, banks: Mapping[str, Bank]) -> ImportedExam | None:
    if read.exam is None:
        return None
    demands = read.exam.blueprint.demands
    titles = {each.id: each.title for each in banks[read.exam.bank].domains}
    asked = {each.domain: titles[each.domain] for each in demands if each.part is None}
    parts = {each.domain: each.part.title for each in demands if each.part is not None}
    return ImportedExam(str(path), read.exam, asked | parts)


def _bank_folders(path: Path) -> list[Path]:
    if path.is_file():
        return [path.parent] if path.name == BANK_FILE else []
    return [found.parent for found in path.rglob(BANK_FILE)]


def _exam_files(folder: Path) -> list[Path]:
    return sorted((folder.parent / "exams").glob("*.yml"))


def _lessons(course: Path) -> frozenset[str] | None:
    if not (course / COURSE_FILE).is_file():
        return None
    read = read_course(course).course
    return None if read is None else frozenset(lesson.key for lesson in read.lessons)


def _named(read: ReadBank, folder: Path) -> ReadBank:
    problems = [replace(each, file=str(folder / each.file)) for each in read.problems]
    return replace(read, problems=tuple(problems))


def _foreign(path: Path) -> Iterator[Imported]:
    """The readings of a path: a package, a file, or a folder of both."""
    if path.is_dir():
        yield from _folder(path)
    elif _is_archive(path):
        yield _archive(path)
    elif path.suffix.lower() in OWN_SUFFIXES:
        yield _refused(path, "no-bank", f"a bank of our own is a folder with {BANK_FILE}")
    else:
        folder = str(path.parent) if str(path.parent) != "." else ""
        yield _not_empty(_files({path.name: path}, folder), path)


def _is_archive(path: Path) -> bool:
    if path.suffix.lower() in ARCHIVES:
        return True
    with path.open("rb") as file:
        return file.read(len(ZIP_START)) == ZIP_START


def _archive(path: Path) -> Imported:
    """A package, unpacked beside nothing of ours and gone again in any case."""
    with tempfile.TemporaryDirectory(prefix="baeum-bank-") as folder:
        laid = Path(folder) / "package"
        try:
            with path.open("rb") as file:
                unpack(file, laid)
        except LmsError as error:
            return _refused(path, error.code.replace("_", "-"), str(error))
        files = _files_under(laid)
        read = [*_packages(files, path, str(path)), _files(files, str(path))]
        return _not_empty(joined(read), path)


def _folder(folder: Path) -> Iterator[Imported]:
    """Every package in it by itself, then the loose files together."""
    files = _files_under(folder)
    packages = list(_packages(files, folder, str(folder)))
    archives = [name for name, path in files.items() if path.suffix.lower() in ARCHIVES]
    packages += [_archive(files.pop(name)) for name in archives]
    loose = _files(files, str(folder))
    if not loose.files and not loose.problems and not packages:
        loose = _refused(folder, "no-bank", f"there is no {BANK_FILE} here, and nothing to import")
    yield from (*packages, loose)


def _packages(files: dict[str, Path], folder: Path, name: str) -> Iterator[Imported]:
    """Take the files of every package, a folder with a manifest, out of `files` and read them."""
    tops = sorted(
        {each.removesuffix(MANIFEST) for each in files if each.rpartition("/")[2] == MANIFEST}
    )
    outer = [top for top in tops if not any(top != one and top.startswith(one) for one in tops)]
    for top in outer:
        inside = {
            each.removeprefix(top): files.pop(each) for each in list(files) if each.startswith(top)
        }
        yield _not_empty(_files(inside, f"{name}/{top}".rstrip("/")), folder / top)


def _files_under(folder: Path) -> dict[str, Path]:
    """Plain files by their path in the folder; links are not followed."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if (
            path.is_file()
            and not path.is_symlink()
            and path.resolve().is_relative_to(folder.resolve())
        ):
            found[path.relative_to(folder).as_posix()] = path
        if len(found) >= MOST_FILES:
            break
    return found


def _files(paths: Mapping[str, Path], name: str) -> Imported:
    """Read some files as one package; what can hold no questions is not even opened."""
    contents = {
        each: path.read_bytes() if len(paths) == 1 or is_readable(each) else b""
        for each, path in paths.items()
    }
    return PackageReader(contents, name).read()


def _not_empty(read: Imported, path: Path) -> Imported:
    """A package in which nothing was found, not even a problem, is a problem."""
    if read.items or read.tests or read.problems:
        return read
    return _refused(path, "no-items", "there are no questions in it")


def _refused(path: Path, code: str, message: str) -> Imported:
    return Imported(problems=(Problem("error", code, str(path), None, None, message),))
