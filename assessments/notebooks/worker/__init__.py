"""The two programs that run inside a confined process; nothing outside imports them."""
