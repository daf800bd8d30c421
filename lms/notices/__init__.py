"""What the platform tells a person: in the app, and by mail as they choose."""
