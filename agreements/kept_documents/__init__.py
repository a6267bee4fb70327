"""Papers that people bring: cleaned, kept for good, served through the access check."""
