"""Programmes, price levels and thresholds; which level a measured volume gives on a day."""
