"""Named constraints of the database: conditions that many share, and which one was broken."""

from django.db.models import Q


def broken_constraint(error):
    """The name behind an IntegrityError, as the driver has it.

    A trigger of ours raises its own name as its message, and names no constraint.
    """
    told = error.__cause__.diag
    return told.constraint_name or told.message_primary


def all_or_none(*columns, texts=()) -> Q:
    """The condition that of these columns, and of these texts, all say something or none does.

    For what is signed together: when, by whom, and why.
    """
    none = Q(**dict.fromkeys(columns), **dict.fromkeys(texts, ""))
    all_of_them = Q(**{f"{column}__isnull": False for column in columns})
    for text in texts:
        all_of_them &= ~Q(**{text: ""})
    return none | all_of_them


def filled[T](value: T | None) -> T:
    """The value of a column that may be empty, but is not where a constraint or trigger says so.

    Whoever calls names that in a comment. Raises ValueError where the column is empty all the same.
    """
    if value is None:
        raise ValueError("A column is empty that the database keeps filled.")
    return value
