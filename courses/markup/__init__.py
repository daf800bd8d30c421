"""Markdown and formulas become HTML that is harmless."""
