"""Mock exams: published from banks, taken by trainees, closed by the server's clock."""
