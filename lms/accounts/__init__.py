"""People: who they are, how they log in, and what they are allowed to be."""
