"""Campuses, partners, programmes and cohorts."""
