"""Tests of taking exams."""
