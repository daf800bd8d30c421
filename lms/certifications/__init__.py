"""Certification exams of others: which there are, what they ask, when they end."""
