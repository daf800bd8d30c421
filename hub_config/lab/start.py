"""Starts a lab's server: `python -m hub_config.lab.start`."""

import runpy
import sys

# jsonschema compiles a grammar of international addresses when it is imported, which is a
# large part of a lab's start; only the format check "iri" needs it, and nothing here uses that.
UNUSED_AND_SLOW = "rfc3987_syntax"


def main() -> None:
    """Become JupyterHub's single-user server."""
    sys.modules[UNUSED_AND_SLOW] = None  # type: ignore[assignment]
    runpy.run_module("jupyterhub.singleuser", run_name="__main__")


if __name__ == "__main__":
    main()
