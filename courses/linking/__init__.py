"""Where links lead: paths, places in pages, addresses on the web."""
