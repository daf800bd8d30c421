"""End every lab of this installation: `python -m hub_config.stop_labs`."""

import os
import sys
from pathlib import Path

from hub_config.processes import end_all


def main() -> None:
    """End the labs below $BAEUM_DATA_DIR; for when the Hub itself is gone."""
    ended = end_all(Path(os.environ["BAEUM_DATA_DIR"]).absolute() / "labs")
    sys.stdout.write(f"labs ended: {ended}\n")


if __name__ == "__main__":
    main()
