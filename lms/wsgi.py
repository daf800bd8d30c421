"""The application as the web server loads it."""

import os

from lms.app import create_app
from lms.settings import Settings

app = create_app(Settings.from_env(os.environ))
