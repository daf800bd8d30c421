"""What the documents show works as it stands."""
