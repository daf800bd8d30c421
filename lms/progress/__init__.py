"""What trainees did in a run's lessons, as its evidence says: one by one, and the class."""
