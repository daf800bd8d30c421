"""Readers and writers of the formats in which banks and exams are kept."""
