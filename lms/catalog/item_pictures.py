"""Pictures that are asked about: the path beside an item becomes the address of what is stored."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import courses
from assessments.items.hotspot import Picture
from assessments.model import Bank, Item
from courses.files.pictures import size_of

BANK_LANGUAGE = "ko"
Render = Callable[[str, courses.QuizSource], courses.QuizText]


@dataclass(frozen=True)
class PicturedBank:
    """A bank whose pictures have addresses, the pictures, and what is wrong with them."""

    bank: Bank
    pictures: tuple[courses.Asset, ...]
    problems: tuple[courses.Problem, ...]


def with_picture(
    item: Item, source: courses.QuizSource, render: Render
) -> tuple[Item, courses.QuizText]:
    """The item with the address of its picture, and what rendering found; others as they are."""
    body = item.body
    if not isinstance(body, Picture):
        return item, courses.QuizText("")
    text = render(f"![-](<{body.image}>)", source)
    asset = next((each for each in text.assets if each.media_type.startswith("image/")), None)
    if asset is None:
        problems = text.problems or (_missing(body, source),)
        return item, replace(text, problems=problems)
    text = replace(text, problems=(*text.problems, *_size_problems(body, asset, source)))
    # the file's own name may tell what to look for
    address = f"/assets/{asset.sha256}/picture{PurePosixPath(asset.path).suffix.lower()}"
    return replace(item, body=replace(body, image=address)), text


def with_pictures(read: courses.ReadCourse, bank: Bank, folder: str) -> PicturedBank:
    """The bank in a folder of the course with the addresses of its items' pictures."""
    if read.quiz_text is None:
        return PicturedBank(bank, (), ())
    quiz_text = read.quiz_text
    items: list[Item] = []
    found: list[courses.QuizText] = []
    for item in bank.items:
        place = bank.places.get(item.id)
        file = f"{folder}/{place.file}" if place else folder
        line = (place.line if place else None) or 1
        source = courses.QuizSource("", "yaml", "", file, line, BANK_LANGUAGE)
        pictured, text = with_picture(item, source, lambda text, at: quiz_text(text, at, ""))
        items.append(pictured)
        found.append(text)
    return PicturedBank(
        replace(bank, items=tuple(items)),
        tuple(asset for text in found for asset in text.assets),
        tuple(problem for text in found for problem in text.problems),
    )


def _missing(body: Picture, source: courses.QuizSource) -> courses.Problem:
    message = f"the picture {body.image!r} is not in the course"
    hint = "mend the path, which begins at the file that the item stands in, or add the picture"
    return courses.Problem("error", "missing-image", source.file, source.line, message, hint)


def _size_problems(
    body: Picture, asset: courses.Asset, source: courses.QuizSource
) -> Sequence[courses.Problem]:
    size = size_of(asset)
    if size is None or size == (body.width, body.height):
        return ()
    message = f"the picture has {size[0]} × {size[1]} pixels, not {body.width} × {body.height}"
    hint = "write its size as 'width' and 'height'; areas are in its pixels"
    return (courses.Problem("error", "picture-size", source.file, source.line, message, hint),)
