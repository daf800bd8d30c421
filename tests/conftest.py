"""What every group of tests shares: nothing reaches the network, nothing is skipped in CI."""
