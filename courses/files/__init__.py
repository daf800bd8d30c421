"""What lies in a course's folder beside its texts: pictures, data, settings."""
