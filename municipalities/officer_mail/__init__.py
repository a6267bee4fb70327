"""Who of KS wants which mail."""
