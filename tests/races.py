"""Several people at the same moment, on really parallel connections.

Tests that use it need committed rows: mark them `django_db(transaction=True)`.
"""

from threading import Barrier, Thread
from time import sleep

from django.core.exceptions import ValidationError
from django.db import connection


def at_once(*acts):
    """Run the acts at the same moment, each on a connection of its own; return their outcomes.

    A refused act's outcome is the first code of its ValidationError.
    """
    barrier = Barrier(len(acts))
    outcomes = [None] * len(acts)

    def run(place, act):
        barrier.wait()
        try:
            outcomes[place] = act()
        except ValidationError as refusal:
            outcomes[place] = first_code(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def wait_until_somebody_waits():
    """Return once another connection waits for a lock that this one holds."""
    blocked = """
        SELECT EXISTS (
            SELECT FROM pg_locks
            WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))
        )
    """
    with connection.cursor() as cursor:
        for _look in range(1_000):
            cursor.execute(blocked)
            if cursor.fetchone()[0]:
                return
            sleep(0.005)
    raise AssertionError("Nobody waits for this connection.")


def first_code(refusal):
    """The code of a ValidationError, or of the first of those it holds."""
    fields = getattr(refusal, "error_dict", None)
    errors = next(iter(fields.values())) if fields else refusal.error_list
    return errors[0].code


def meanwhile(begins, act):
    """What another one commits while we work: `act`, once, after a statement that begins so."""
    waiting = [act]

    def execute_and_act(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if waiting and sql.startswith(begins):
            waiting.pop()()
        return result

    return connection.execute_wrapper(execute_and_act)
