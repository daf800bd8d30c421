"""What stands in the page for an output that only runs in a lab."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from courses.naming.languages import word

_KINDS = {
    "plotly": "plotly",
    "bokeh": "bokeh",
    "vega": "vega",
    "altair": "vega",
    "holoviews": "holoviews",
    "folium": "map",
    "leaflet": "map",
    "widget": "widget",
    "pyldavis": "chart",
    "d3.": "chart",
    "3dmol": "molecule",
    "nglview": "molecule",
}
_QUIET = ("colaboratory", "dataresource", "databricks", "bokehjs_load", "jupyterlab_pygments")
_ACTIVE = re.compile(
    r"<(?:script|iframe|video|audio|canvas|object|embed|applet|form)\b|\bon(?:load|click|error)=",
    re.IGNORECASE,
)
_FRAME = re.compile(
    r"<(?:iframe|embed)\b[^<>]{0,1000}?\ssrc\s*=\s*[\"']?([^\"'\s<>]{1,1000})", re.IGNORECASE
)
_DRAWN = re.compile(
    r"<(?:div|canvas|svg|iframe|video|audio|object|embed|form|applet)\b", re.IGNORECASE
)
_YOUTUBE = re.compile(r"(?:www\.)?youtube(?:-nocookie)?\.com\Z")
_SCAN = 400_000


@dataclass(frozen=True)
class StandIn:
    """What an output is, and where it can be seen in the open, if anywhere."""

    kind: str
    address: str = ""

    def html(self, language: str, *, has_picture: bool = False) -> str:
        """A line that says honestly what is missing."""
        name = html.escape(word(f"is-{self.kind}", language))
        says = "still-picture" if has_picture else "interactive"
        text = word("elsewhere" if self.address else says, language)
        link = ""
        if self.address:
            shown = html.escape(self.address)
            link = f' <a href="{shown}">{html.escape(urlsplit(self.address).netloc)}</a>'
        return f'<p class="stand-in"><strong>{name}</strong> {html.escape(text)}{link}</p>'


def is_active(shown: str) -> bool:
    """Tell whether HTML wants to run something or load a page."""
    return _ACTIVE.search(shown) is not None


def only_prepares(shown: str) -> bool:
    """Tell whether active HTML only loads a library and draws nothing itself."""
    return _DRAWN.search(shown) is None


def stand_in_for_html(shown: str) -> StandIn:
    """What a piece of active HTML would have been."""
    frame = _FRAME.search(shown[:_SCAN])
    address = _open_address(html.unescape(frame[1])) if frame else ""
    lower = shown[:_SCAN].lower()
    if "<video" in lower or _YOUTUBE.match(urlsplit(address).netloc):
        return StandIn("video", address)
    if "<audio" in lower:
        return StandIn("audio")
    return StandIn(_kind_in(lower) or ("page" if frame else "script"), address)


def stand_in_for(data: Mapping[str, object]) -> StandIn | None:
    """What an output of media types that we cannot draw would have been; None for no output."""
    foreign = [kind for kind in data if _is_foreign(kind)]
    if not foreign or any("bokehjs_load" in kind for kind in data):
        return None
    return StandIn(_kind_in(" ".join(foreign).lower()) or "script")


def _is_foreign(kind: str) -> bool:
    is_ours = kind.startswith(("text/", "image/")) and kind != "text/javascript"
    is_data = kind == "application/json" or kind.endswith("geo+json")
    return not is_ours and not is_data and not any(quiet in kind for quiet in _QUIET)


def _kind_in(text: str) -> str:
    return next((kind for mark, kind in _KINDS.items() if mark in text), "")


def _open_address(address: str) -> str:
    """The page a frame shows as an address to follow; a YouTube player becomes its video."""
    address = f"https:{address}" if address.startswith("//") else address
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https"):
        return ""
    if _YOUTUBE.match(parts.netloc) and parts.path.startswith("/embed/"):
        return f"https://www.youtube.com/watch?v={parts.path.removeprefix('/embed/')}"
    return address
