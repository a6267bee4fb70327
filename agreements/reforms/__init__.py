"""Mergers, splits, new numbers: planned, approved, carried out, reversible (docs/reforms.md)."""
