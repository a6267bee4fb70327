"""Papers that people bring: cleaned, kept permanently, served through the access check."""
