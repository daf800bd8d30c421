"""When in the week a run has class, and what is made ready before it."""
