"""Pages for those who write a course without git: editions, uploads, previews, lessons to edit."""
