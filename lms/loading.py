"""Parts of the program that are loaded when they are first asked for."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


def loaded(place: str) -> Any:
    """A module, or what stands in it: ``module`` or ``module:name``."""
    module, _, name = place.partition(":")
    found = import_module(module)
    return getattr(found, name) if name else found


class LoadingGroup(click.Group):
    """A group of commands whose modules are loaded when one of them is called.

    ``places`` says by name of a command where it stands.
    """

    def __init__(
        self, name: str | None = None, *, places: Mapping[str, str], **settings: Any
    ) -> None:
        super().__init__(name, **settings)
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the library's
        """The names of all commands."""
        return sorted(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of a name, None if there is none."""
        if cmd_name not in self._places:
            return None
        command: click.Command = loaded(self._places[cmd_name])
        return command
