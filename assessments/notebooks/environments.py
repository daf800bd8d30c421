"""The virtual environment that a course's notebooks run in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

FACTS = "baeum.json"
LOCK = "lock.txt"


class NoEnvironment(Exception):
    """There is no environment in the folder."""


@dataclass(frozen=True)
class Environment:
    """A virtual environment with IPython and a course's libraries.

    `modules` are what can be imported of the packages that the course asked for; they are
    loaded beforehand for notebooks that name one of them.
    """

    folder: Path
    modules: tuple[str, ...] = ()

    @classmethod
    def read(cls, folder: Path) -> Environment:
        """The environment that lies in a folder; raises NoEnvironment."""
        try:
            facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
            return cls(folder.absolute(), tuple(map(str, facts["modules"])))
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise NoEnvironment(f"no environment lies in {folder}") from problem

    def write_down(self, lock: str) -> None:
        """Keep in the folder what `read` and `lock` give."""
        for name, text in ((FACTS, json.dumps({"modules": self.modules})), (LOCK, lock)):
            (self.folder / name).write_text(text, encoding="utf-8")
            (self.folder / name).chmod(0o644)

    @property
    def python(self) -> str:
        """Its interpreter."""
        return str(self.folder / "bin" / "python")

    @property
    def lock(self) -> str:
        """Every package in it with version and hash, one a line."""
        return (self.folder / LOCK).read_text(encoding="utf-8")
