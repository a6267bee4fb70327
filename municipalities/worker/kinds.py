"""The two kinds of task. Every task is one of them: each may run again when its worker dies.

What cannot be taken back (a mail that has left) is never done by running a task again: it is
claimed in a row of its own first, and a person decides about one that was interrupted.
"""

from django.tasks import task


def transactional_task(function):
    """A task whose work commits together with the mark that it is done, or not at all.

    It writes to the database alone: no files, no mail server, no transactions of its own to keep.
    """
    function.is_transactional = True
    return task(function)


MAIL_QUEUE = "mail"
"""Where the tasks wait that hand a mail to the mail server, and stay while mail is held."""


def repeatable_task(function):
    """A task in transactions of its own, that does no harm when it is run again from the start."""
    function.is_transactional = False
    return task(function)


def mail_task(function):
    """A repeatable task that hands a mail to the mail server; none is begun while mail is held."""
    function.is_transactional = False
    return task(queue_name=MAIL_QUEUE)(function)
