"""Quizzes in lessons and beside them, as their authors wrote them."""
