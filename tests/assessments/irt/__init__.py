"""Tests of the assessment engine."""
