"""Measurements as ratios of things that alternate in one run; `make bench` runs them."""
