"""Orders as files that resellers' systems read, and their answers: pure, no database."""
