"""Organisations, succession, municipality numbers, counties; official facts in data/."""
