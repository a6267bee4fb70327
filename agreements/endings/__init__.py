"""Ends that orders rest on: an agreement is cancelled, a mandate revoked, a role ended."""
