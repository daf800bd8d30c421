"""What a lab is made of: the folders it sees and the environment it starts in."""

import sys
from pathlib import Path

from hub_config.settings import HubSettings

LAB_HOME = Path("/home/baeum")
THREADS_OF_NUMERIC_LIBRARIES = "2"


def project_parts(project: Path) -> tuple[Path, ...]:
    """Return the only parts of the project a lab may read."""
    package = project / "hub_config"
    return (package / "__init__.py", package / "nbgrader_config.py", package / "lab")


def interpreter_parts() -> tuple[Path, ...]:
    """Return the folders of the running Python: its environment and its base installation."""
    folders = {Path(sys.prefix), Path(sys.base_prefix), Path(sys.executable).resolve().parents[1]}
    return tuple(sorted(folder for folder in folders if not folder.is_relative_to("/usr")))


def config_path(project: Path) -> str:
    """Return where Jupyter in a lab looks for its configuration first."""
    package = project / "hub_config"
    return f"{package / 'lab' / 'config'}:{package}"


def environment(settings: HubSettings, home: Path) -> dict[str, str]:
    """Return the fixed part of a lab's environment."""
    return {
        "HOME": str(home),
        "SHELL": "/bin/bash",
        "LANG": "C.UTF-8",
        "PATH": f"{Path(sys.prefix) / 'bin'}:/usr/local/bin:/usr/bin:/bin",
        "VIRTUAL_ENV": sys.prefix,
        "JUPYTER_CONFIG_PATH": config_path(settings.project_dir),
        "JUPYTER_RUNTIME_DIR": "/tmp/jupyter" if home == LAB_HOME else str(home / ".runtime"),  # noqa: S108 -- the lab's own tmpfs
        "JUPYTER_PATH": str(settings.environments_dir / "jupyter"),
        "MATPLOTLIBRC": str(settings.project_dir / "hub_config" / "lab" / "matplotlib"),
        "OMP_NUM_THREADS": THREADS_OF_NUMERIC_LIBRARIES,
        "OPENBLAS_NUM_THREADS": THREADS_OF_NUMERIC_LIBRARIES,
        "BAEUM_INTERNAL_URL": settings.internal_url,
        "BAEUM_PUBLIC_URL": settings.public_url,
    }
