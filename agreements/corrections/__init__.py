"""Changing or ending a confirmed order: an order of its own that lowers lines of another."""
