"""What is owned: the append-only ledger, its positions on any day, and what they let one use."""
