"""Price lists from files: read and checked apart, taken into effect as one, reversible."""
