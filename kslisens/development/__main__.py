"""The commands that `make` calls: those of commands.py."""

import platform
import signal
import sys

from kslisens.development.commands import COMMANDS
from kslisens.development.steps import SetupError
from kslisens.private_database import PrivateDatabaseError

INTERRUPTIONS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(arguments):
    """Do one command; a failure is a message, an interruption stops in good order."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        return f"One of these: {', '.join(COMMANDS)}"
    for number in INTERRUPTIONS:
        if signal.getsignal(number) != signal.SIG_IGN:  # as nohup wishes
            signal.signal(number, _interrupt_once)
    print(f"KS Lisens: {arguments[0]} (Python {platform.python_version()})", flush=True)
    try:
        COMMANDS[arguments[0]]()
    except (SetupError, PrivateDatabaseError) as error:
        return f"\n{error}"
    except KeyboardInterrupt:
        return "\nStopped."
    return 0


def _interrupt_once(number, frame):
    """Interrupt the work, and let nothing interrupt the clearing up."""
    for each in INTERRUPTIONS:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
