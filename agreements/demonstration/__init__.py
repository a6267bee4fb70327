"""Invented agreements, people and orders on top of the real register, to show and try the portal.

The organisations are real, everything they do here is not: the framework agreements are marked
as demonstration data, people are fictitious and have addresses under .example, and companies
have organisation numbers that begin with 2, a series Enhetsregisteret does not issue. The only
historic facts are KS' negotiations of 2003.
"""
