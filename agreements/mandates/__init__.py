"""Who may order on whose behalf: given, revoked, and what a mandate opens at the door."""
