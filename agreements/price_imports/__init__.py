"""Price lists from files: read and checked apart, applied as one, reversible."""
