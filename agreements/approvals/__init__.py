"""Who may approve an order, and who stands in; questions, returning and withdrawing."""
