"""Hotspot: points to be clicked on a picture; where the right areas lie stays on the server."""

# ruff: noqa: ARG002  every type is called alike, few need every argument

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assessments.credit import for_parts
from assessments.fields import Fields
from assessments.items.kind import Data, ItemType, sent_parts
from assessments.model import Body, Label, Scoring, Text, WrongShape, text_in

SHAPES = {"rect": 4, "circle": 3, "poly": 6}
"""How many numbers a shape has at least: left, top, right, bottom; centre and radius; corners."""
LARGEST = 20_000
MOST_AREAS = 100
MOST_NUMBERS = 400

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Area:
    """A right part of the picture, in its pixels, edge included."""

    id: str
    shape: str
    coords: tuple[int, ...]
    rationale: Text

    def holds(self, point: Point) -> bool:
        """Tell whether a point lies in the area or on its edge."""
        x, y = point
        if self.shape == "rect":
            left, top, right, bottom = self.coords
            return left <= x <= right and top <= y <= bottom
        if self.shape == "circle":
            centre_x, centre_y, radius = self.coords
            return (x - centre_x) ** 2 + (y - centre_y) ** 2 <= radius**2
        return _in_polygon(list(zip(self.coords[::2], self.coords[1::2], strict=True)), point)


@dataclass(frozen=True, slots=True)
class Picture(Body):
    """A picture by its path beside the bank, its size in pixels, and the right areas."""

    image: str
    alt: Text
    width: int
    height: int
    areas: tuple[Area, ...]
    clicks: int
    rationale: Text


class Hotspot(ItemType[Picture, tuple[Point, ...]]):
    """An answer is a list of [x, y] in pixels of the picture; an empty list is no answer.

    From fields it is a mapping of x1, y1, x2 … to digits; a point without both is none yet.
    """

    name = "hotspot"
    fields = ("image", "alt", "width", "height", "areas", "clicks", "rationale")

    def parse(self, fields: Fields) -> Picture:
        """Read picture and areas; no more clicks are asked than there are areas."""
        areas = tuple(_area(each) for each in fields.children("areas"))
        if fields.get("areas") is not None and not 1 <= len(areas) <= MOST_AREAS:
            fields.problem("part-count", f"{len(areas)} areas; there must be 1 to {MOST_AREAS}")
        clicks = fields.whole("clicks", 1, MOST_AREAS, 1)
        if areas and clicks > len(areas):
            fields.problem("key-count", f"{clicks} clicks for {len(areas)} areas")
        return Picture(
            image=fields.scalar("image"),
            alt=fields.text("alt"),
            width=fields.whole("width", 1, LARGEST),
            height=fields.whole("height", 1, LARGEST),
            areas=areas,
            clicks=clicks,
            rationale=fields.text("rationale"),
        )

    def data(self, body: Picture) -> Data:
        """Give the body as plain values."""
        return {
            "image": body.image,
            "alt": dict(body.alt),
            "width": body.width,
            "height": body.height,
            "areas": [_area_data(each) for each in body.areas],
            "clicks": body.clicks,
            "rationale": dict(body.rationale),
        }

    def with_texts(self, body: Picture, convert: Callable[[Text], Text]) -> Picture:
        """Give the body with rationales converted; what stands for the picture is plain text."""
        areas = tuple(replace(each, rationale=convert(each.rationale)) for each in body.areas)
        return replace(body, areas=areas, rationale=convert(body.rationale))

    def present(self, body: Picture, labels: Sequence[Label], language: str) -> Data:
        """Give the picture, its size and the number of clicks; no area."""
        return {
            "image": body.image,
            "alt": text_in(body.alt, language),
            "width": body.width,
            "height": body.height,
            "clicks": body.clicks,
        }

    def read(
        self, body: Picture, given: object, labels: Sequence[Label]
    ) -> tuple[Point, ...] | None:
        """Give the points, all of them on the picture."""
        if given is None:
            return None
        if isinstance(given, dict):
            given = _points_in(given, body)
        if not isinstance(given, list) or len(given) > body.clicks:
            raise WrongShape(f"a hotspot is answered by at most {body.clicks} points")
        return tuple(_point(each, body) for each in given) or None

    def sent(self, fields: Mapping[str, Sequence[str]]) -> object:
        """Give the fields named `answer.x1`, `answer.y1` and so on."""
        return sent_parts(fields)

    def mark(
        self, body: Picture, answer: tuple[Point, ...], scoring: Scoring, points: Decimal
    ) -> Decimal:
        """Give points by the rule for parts: a part is a click on a right area, each once."""
        hit = {area.id for area in body.areas if any(map(area.holds, answer))}
        missed = sum(not any(area.holds(point) for area in body.areas) for point in answer)
        return for_parts(scoring.parts, points, min(len(hit), body.clicks), missed, body.clicks)

    def key(self, body: Picture) -> object:
        """Give the right areas."""
        return [{"shape": each.shape, "coords": list(each.coords)} for each in body.areas]

    def texts(self, body: Picture) -> tuple[Text, ...]:
        """Give what stands for the picture."""
        return (body.alt,)

    def explain(
        self,
        body: Picture,
        answer: tuple[Point, ...] | None,
        labels: Sequence[Label],
        language: str,
    ) -> Data:
        """Give picture, own points, right areas and rationale."""
        return {
            **self.present(body, labels, language),
            "given": [
                {"x": x, "y": y, "is_right": any(area.holds((x, y)) for area in body.areas)}
                for x, y in answer or ()
            ],
            "areas": [
                {
                    "shape": area.shape,
                    "coords": list(area.coords),
                    "is_hit": any(map(area.holds, answer or ())),
                    "rationale": text_in(area.rationale, language),
                }
                for area in body.areas
            ],
            "rationale": text_in(body.rationale, language),
        }


def _points_in(given: Mapping[object, object], body: Picture) -> list[list[int]]:
    numbers = {f"{axis}{n}": "" for n in range(1, body.clicks + 1) for axis in "xy"}
    for label, value in given.items():
        if not isinstance(label, str) or label not in numbers:
            raise WrongShape("the answer has a point too many")
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{0,5}", value):
            raise WrongShape("a point is two whole numbers", label)
        numbers[label] = value
    pairs = [(numbers[f"x{n}"], numbers[f"y{n}"]) for n in range(1, body.clicks + 1)]
    return [[int(x), int(y)] for x, y in pairs if x and y]


def _area(fields: Fields) -> Area:
    fields.only("id", "shape", "coords", "rationale")
    shape = fields.one_of("shape", SHAPES)
    written = fields.scalars("coords")
    are_numbers = all(re.fullmatch(r"-?[0-9]{1,5}", each) for each in written)
    coords = tuple(int(each) for each in written) if are_numbers else ()
    if shape and not _fits(shape, coords):
        fields.problem("bad-area", f"'coords' is no {shape}", at=fields.get("coords"))
    rationale = fields.text("rationale", may_be_missing=True)
    return Area(fields.word("id"), shape, coords, rationale)


def _fits(shape: str, coords: tuple[int, ...]) -> bool:
    if shape != "poly":
        return len(coords) == SHAPES[shape]
    return SHAPES[shape] <= len(coords) <= MOST_NUMBERS and len(coords) % 2 == 0


def _area_data(area: Area) -> Data:
    data: dict[str, object] = {"id": area.id, "shape": area.shape, "coords": list(area.coords)}
    if area.rationale:
        data["rationale"] = dict(area.rationale)
    return data


def _point(given: object, body: Picture) -> Point:
    if not isinstance(given, list) or len(given) != 2:
        raise WrongShape("a point is a list of two numbers")
    x, y = given
    if type(x) is not int or type(y) is not int:
        raise WrongShape("a point is two whole numbers")
    if not (0 <= x <= body.width and 0 <= y <= body.height):
        raise WrongShape("the point lies outside of the picture")
    return x, y


def _in_polygon(corners: Sequence[Point], point: Point) -> bool:
    """Even-odd rule in whole numbers; the edge counts as inside."""
    x, y = point
    is_inside = False
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        cross = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
        if cross == 0 and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
            return True
        if (y1 > y) != (y2 > y) and (cross > 0) == (y2 > y1):
            is_inside = not is_inside
    return is_inside
