"""Finding things: one search over everything a person may see, and the command palette."""
