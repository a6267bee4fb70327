"""Joining a framework agreement as a case; an organisation's own volume licence agreements."""
