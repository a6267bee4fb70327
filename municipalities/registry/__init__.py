"""Enhetsregisteret asked through a port; what differs waits for a case officer."""
