"""Limits on a lab as a whole, where the machine lets the Hub make control groups."""

import os
from collections.abc import Mapping
from pathlib import Path

from hub_config.settings import LabLimits

ROOT = Path("/sys/fs/cgroup")
PARENT = "baeum-labs"


def groups_of(name: str, limits: LabLimits, root: Path = ROOT) -> dict[Path, dict[str, str]]:
    """Return the control groups of a lab and what is written into each; empty where none can be."""
    if (root / "cgroup.controllers").exists():
        group = root / PARENT / name
        values = {"memory.max": str(limits.memory), "pids.max": str(limits.processes)}
        return {group: values} if may_delegate(root) else {}
    wanted = {
        "memory": {"memory.limit_in_bytes": str(limits.memory)},
        "pids": {"pids.max": str(limits.processes)},
    }
    return {
        root / controller / PARENT / name: values
        for controller, values in wanted.items()
        if os.access(root / controller / "cgroup.procs", os.W_OK)
    }


def may_delegate(root: Path) -> bool:
    """Tell whether memory and processes can be limited below a version 2 root."""
    control = root / "cgroup.subtree_control"
    if not os.access(control, os.W_OK):
        return False
    return {"memory", "pids"} <= set(control.read_text().split())


def create(groups: Mapping[Path, Mapping[str, str]]) -> list[Path]:
    """Make the groups and return the files a process joins them by; what fails is left out."""
    joined = []
    for group, values in groups.items():
        try:
            delegate(group.parent)
            group.mkdir(parents=True, exist_ok=True)
            for name, value in values.items():
                (group / name).write_text(value)
        except OSError:
            continue
        joined.append(group / "cgroup.procs")
    return joined


def delegate(parent: Path) -> None:
    """Hand memory and processes down through the labs' common group (version 2 only)."""
    parent.mkdir(parents=True, exist_ok=True)
    control = parent / "cgroup.subtree_control"
    if control.exists():
        control.write_text("+memory +pids")


def remove(groups: Mapping[Path, Mapping[str, str]]) -> None:
    """Remove the groups of a lab that has ended; one still in use stays for the next time."""
    for group in groups:
        try:
            group.rmdir()
        except OSError:
            continue


def joining(files: list[Path]) -> list[str]:
    """Return the words that put a command into groups before it starts."""
    if not files:
        return []
    script = 'while [ "$1" != -- ]; do echo $$ > "$1" || true; shift; done; shift; exec "$@"'
    return ["sh", "-c", script, "lab", *map(str, files), "--"]
