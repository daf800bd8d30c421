"""People and the state of the system."""
