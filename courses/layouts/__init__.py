"""The layouts we know, the most particular first; a further one is a module and a line here."""

from __future__ import annotations

from courses.layouts.folders import FoldersLayout
from courses.layouts.outline import Layout
from courses.layouts.own import OwnLayout
from courses.source import Folder

LAYOUTS: tuple[Layout, ...] = (OwnLayout(), FoldersLayout())


def layout_of(folder: Folder) -> Layout | None:
    """The first layout that recognises a folder."""
    return next((layout for layout in LAYOUTS if layout.recognises(folder)), None)
