"""Front page, overview, KS's work list; agreement summaries, also of all in one batch."""
