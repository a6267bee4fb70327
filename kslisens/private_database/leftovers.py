"""Clears what a killed server left behind, where PostgreSQL itself could not be sure.

PostgreSQL recognises its stale lock files, unless the process number in them belongs to some
other process by now, as happens after the machine was switched off. Then it refuses to start.
"""

import subprocess
from pathlib import Path


def clear(data, socket_folder):
    """Remove the lock files if the process they name is alive and no PostgreSQL server."""
    locks = [data / "postmaster.pid", *socket_folder.glob(".s.PGSQL.*.lock")]
    for lock in locks:
        if lock.exists() and _belongs_to_another_program(lock):
            lock.unlink()


def _belongs_to_another_program(lock):
    number = lock.read_text().partition("\n")[0].strip()
    program = _program(number) if number.isdigit() else ""
    return bool(program) and not program.startswith("postgres")


def _program(number):
    """The name of the program running under this process number, or an empty text."""
    if Path("/proc/self/comm").exists():
        comm = Path("/proc", number, "comm")
        return comm.read_text().strip() if comm.exists() else ""
    command = ["ps", "-o", "ucomm=", "-p", number]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
