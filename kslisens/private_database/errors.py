"""What can go wrong with the private database, as one sentence that says what to do."""


class PrivateDatabaseError(Exception):
    """The private database cannot run; the message is meant for the person at the keyboard."""
