"""Charts drawn on the server as SVG without a colour of its own: the style sheet gives it."""

import sys
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pygal
from markupsafe import Markup

# pygal hooks a finder of the old kind into every import that follows, for plug-ins we do not use
sys.meta_path[:] = [each for each in sys.meta_path if hasattr(each, "find_spec")]

ALWAYS_LEFT_OUT = ("defs", "title", "desc")
"""Style and script, which the content security policy refuses; and the tips of the script."""

SVG = "http://www.w3.org/2000/svg"
Values = Sequence[float | None]


@dataclass(frozen=True)
class Chart:
    """A drawing and the numbers it shows; `of` names what the labels are."""

    title: str
    of: str
    labels: tuple[str, ...]
    series: Mapping[str, Values]
    svg: Markup


def bar_chart(title: str, of: str, labels: Sequence[str], series: Mapping[str, Values]) -> Chart:
    """Bars for at most four series beside each other, from zero up."""
    return _chart(pygal.Bar(**LOOK, rounded_bars=3), title, of, labels, series)


def line_chart(title: str, of: str, labels: Sequence[str], series: Mapping[str, Values]) -> Chart:
    """Lines with a dot at each value, for at most four series; None leaves a gap."""
    return _chart(pygal.Line(**LOOK, dots_size=4), title, of, labels, series)


LOOK = {
    "width": 520,
    "height": 260,
    "css": [],
    "js": [],
    "show_legend": False,
    "include_x_axis": True,
    "range": None,
    "margin": 8,
    "margin_left": 40,
    "margin_bottom": 32,
    "min_scale": 3,
    "max_scale": 6,
    "disable_xml_declaration": True,
    "print_values": False,
}


def _chart(
    graph: pygal.Graph, title: str, of: str, labels: Sequence[str], series: Mapping[str, Values]
) -> Chart:
    graph.x_labels = list(labels)
    for name, values in series.items():
        graph.add(name, list(values))
    return Chart(title, of, tuple(labels), series, _plain(graph.render_tree()))


def _plain(drawing: ET.Element) -> Markup:
    """The drawing without style, script, comments and tips."""
    _leave_out(drawing)
    for element in drawing.iter():
        element.attrib.pop("style", None)
    drawing.attrib.pop("id", None)
    ET.register_namespace("", SVG)
    return Markup(ET.tostring(drawing, encoding="unicode"))  # noqa: S704  # pygal escapes labels


def _leave_out(element: ET.Element) -> None:
    for child in list(element):
        name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else "comment"
        is_tip = bool({"tooltip", "tooltip-overlay", "desc"} & set(child.get("class", "").split()))
        if name in {*ALWAYS_LEFT_OUT, "comment"} or is_tip:
            element.remove(child)
        else:
            _leave_out(child)
