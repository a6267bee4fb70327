"""What is in use, counted by hand or by file, against what is owned."""
