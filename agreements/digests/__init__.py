"""What waits for KS, and the daily mail about it."""
