"""python3 -m kslisens.private_database start|stop|status|url|remove"""

import sys

from kslisens import private_database


def start(cluster):
    """Start the database and leave it running."""
    cluster.join()
    return f"The database runs: {cluster.url}"


def stop(cluster):
    """Stop the database unless another process uses it."""
    if not cluster.leave():
        raise private_database.PrivateDatabaseError("The database is in use by another process.")
    return "The database is stopped."


def status(cluster):
    """Say whether the database runs, and where it keeps its files."""
    return f"The database {'runs' if cluster.is_running() else 'is stopped'}: {cluster.state}"


def url(cluster):
    """Say where the database answers."""
    return cluster.url


def remove(cluster):
    """Delete the database and everything in it."""
    if not cluster.remove():
        raise private_database.PrivateDatabaseError("The database is in use by another process.")
    return "The database is deleted."


ACTIONS = {action.__name__: action for action in (start, stop, status, url, remove)}


def main(arguments):
    """Do one action and say what came of it."""
    if len(arguments) != 1 or arguments[0] not in ACTIONS:
        return __doc__
    try:
        print(ACTIONS[arguments[0]](private_database.this_checkout()))
    except private_database.PrivateDatabaseError as error:
        return str(error)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
