"""A course folder on its way into catalogue, assignments and exams, whole or not at all."""
