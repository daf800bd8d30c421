"""`lms courses new`: a small course to begin with."""

import re
import shutil
from pathlib import Path

import click

from lms.settings import PROJECT_DIR

TEMPLATE = PROJECT_DIR / "content" / "_template"


@click.command("new")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--slug", help="The course's permanent name; without it, the folder's.")
def new(path: Path, slug: str | None) -> None:
    """Begin a course in PATH, a new folder: a small course in Korean and English to change."""
    if path.exists():
        raise click.ClickException(f"{path} is there already; name a folder that is not")
    name = slug or re.sub(r"[^a-z0-9]+", "-", path.resolve().name.lower()).strip("-")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}", name):
        raise click.ClickException(
            "give the course a name of lower-case letters, digits and hyphens with --slug"
        )
    shutil.copytree(TEMPLATE, path)
    for file in (path / "course.yml", path / "items" / "bank.yml", path / "exams" / "mock-1.yml"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("new-course", name), encoding="utf-8")
    click.echo(
        f"{path}: a course to change.  lms courses preview {path}   lms courses check {path}"
    )
