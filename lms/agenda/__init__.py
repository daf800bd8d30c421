"""A person's calendar: what begins, is due and ends, as a page and as a feed."""
