"""What every page shares: guard, error pages, headers, base templates, static files."""
