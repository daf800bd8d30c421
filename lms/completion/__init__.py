"""When a course is completed, and the certificate that says so."""
