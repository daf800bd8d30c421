"""The layouts we know, the most particular first; a further one is a module and a line here."""

from __future__ import annotations

from courses.layouts.carpentries import CarpentriesLayout
from courses.layouts.docsify import DocsifyLayout
from courses.layouts.doctrees import DoctreeLayout
from courses.layouts.docusaurus import DocusaurusLayout
from courses.layouts.folders import FoldersLayout
from courses.layouts.gitbook import GitBookLayout
from courses.layouts.jupyterbook import JupyterBookLayout
from courses.layouts.mdbook import MdBookLayout
from courses.layouts.mkdocs import MkDocsLayout
from courses.layouts.myst import MystLayout
from courses.layouts.outline import Layout
from courses.layouts.own import OwnLayout
from courses.layouts.quarto import QuartoLayout
from courses.layouts.single import SingleFileLayout
from courses.layouts.toctrees import ToctreeLayout
from courses.source import Folder

LAYOUTS: tuple[Layout, ...] = (
    OwnLayout(),
    MystLayout(),
    JupyterBookLayout(),
    DoctreeLayout(),
    DocusaurusLayout(),
    MkDocsLayout(),
    QuartoLayout(),
    CarpentriesLayout(),
    MdBookLayout(),
    GitBookLayout(),
    DocsifyLayout(),
    ToctreeLayout(),
    FoldersLayout(),
)
_SINGLE = SingleFileLayout()


def layout_of(folder: Folder) -> Layout | None:
    """The first layout that recognises a folder."""
    if folder.only:
        return _SINGLE if _SINGLE.recognises(folder) else None
    return next((layout for layout in LAYOUTS if layout.recognises(folder)), None)
