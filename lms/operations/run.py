"""Become one of the processes: `python -m lms.operations.run hub`."""

import os
import sys

from lms.operations.processes import run
from lms.settings import Settings

if __name__ == "__main__":
    run(sys.argv[1], Settings.from_env(os.environ))
