"""What an order consists of, its states and its gate; the order as a PDF and as a file."""
