"""nbgrader's exchange, spoken over HTTP with the LMS instead of a shared folder."""
