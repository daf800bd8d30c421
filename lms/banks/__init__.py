"""Pages for those who write items without git: drafts, reviews by others, what exams draw from."""
