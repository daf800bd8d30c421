"""A course on the device of its reader: what a copy holds, and what was done while the line was away."""
