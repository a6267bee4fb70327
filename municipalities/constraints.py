"""Which named constraint or trigger of the database refused what was written."""


def broken_constraint(error):
    """The name behind an IntegrityError, as the driver has it.

    A trigger of ours raises its own name as its message, and names no constraint.
    """
    told = error.__cause__.diag
    return told.constraint_name or told.message_primary
