"""The yearly count against the ledger: an order of the difference, or a signature."""
