"""How a run is paced: what opens when and after what, for all or for one, and what counts as done."""
