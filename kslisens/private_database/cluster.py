"""One private PostgreSQL cluster: made, started, shared and stopped.

Two locks of the operating system keep its users apart; both vanish with the process that
held them, so nothing is left to clean up after `kill -9`.

- `in_use` is held shared by everyone who uses the server, and alone by whoever stops it.
- `starting` is held by the one process that makes or starts the server.
"""

import fcntl
import os
import shlex
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from kslisens.private_database import binaries, leftovers, place
from kslisens.private_database.errors import PrivateDatabaseError

NAME = "kslisens"
# The portal's role owns its database and is no superuser, as in production.
FIRST_STATEMENTS = f"CREATE ROLE {NAME} LOGIN CREATEDB\nCREATE DATABASE {NAME} OWNER {NAME}\n"
START_ATTEMPTS = 10
MAX_RECOVERY_SECONDS = "300"


class Cluster:
    """A data folder and the server on it, shared by all processes that join."""

    def __init__(self, state, settings=None):
        self.state = state
        self.data = state / "data"
        self.socket_folder = place.socket_folder(state)
        self.settings = settings or {}
        self._usage = None

    @property
    def url(self):
        """Where Django finds the database."""
        return f"postgresql://{NAME}@/{NAME}?host={quote(str(self.socket_folder), safe='')}"

    def join(self):
        """Make sure the server runs for as long as this process does, and answer its URL."""
        if self._usage is None:
            self.state.mkdir(parents=True, exist_ok=True)
            self._usage = (self.state / "in_use").open("a")
            fcntl.flock(self._usage, fcntl.LOCK_SH)
        if not self.is_running():
            with self._lock("starting"):
                self._make_and_start()
        return self.url

    def leave(self):
        """Stop the server unless another process uses it; answers whether it stands still."""
        if not self.state.exists():
            return True
        usage, self._usage = self._usage or (self.state / "in_use").open("a"), None
        with usage:
            try:
                fcntl.flock(usage, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            if self.is_running():
                _run(self._pg_ctl("stop", "--mode=fast"))
            return True

    def remove(self):
        """Stop the server and delete everything it holds; answers False while it is in use."""
        if not self.leave():
            return False
        for folder in (self.state, self.socket_folder):
            shutil.rmtree(folder, ignore_errors=True)
        return True

    def is_running(self):
        """Whether the server takes connections: by its own word, and on its socket."""
        try:
            status = (self.data / "postmaster.pid").read_text().splitlines()[7]
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(str(self.socket_folder / place.SOCKET_NAME))
        except (OSError, IndexError):
            return False
        return status.strip() == "ready"

    @contextmanager
    def _lock(self, name):
        with (self.state / name).open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _make_and_start(self):
        if self.is_running():
            return
        account = place.server_account()
        if not self.data.exists():
            self._make(account)
        place.make_socket_folder(self.socket_folder, account)
        leftovers.clear(self.data, self.socket_folder)
        self._start()

    def _make(self, account):
        """Make the data folder under another name, so that it is either whole or not there."""
        unfinished = self.state / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        place.make_private(unfinished, account)
        programs = binaries.find()
        initdb = [programs.program("initdb"), "--username=postgres", "--auth=trust"]
        initdb += ["--encoding=UTF8", *_locale(programs.major), f"--pgdata={unfinished}"]
        _run(initdb)
        postgres = [programs.program("postgres"), "--single", "-c", "exit_on_error=true"]
        _run([*postgres, "-D", str(unfinished), "postgres"], text=FIRST_STATEMENTS)
        unfinished.rename(self.data)

    def _start(self):
        """Start the server; one that was killed may need a moment to give its memory back."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
            "unix_socket_permissions": "0700",
        } | self.settings
        options = shlex.join(f"--{name}={value}" for name, value in settings.items())
        log = self.data / "server.log"
        command = self._pg_ctl("start", f"--log={log}", "--options", options)
        for attempt in range(1, START_ATTEMPTS + 1):
            try:
                return _run(command)
            except PrivateDatabaseError as error:
                if attempt == START_ATTEMPTS:
                    raise PrivateDatabaseError(f"{error}\n{_last_lines(log)}") from None
                time.sleep(0.5)

    def _pg_ctl(self, action, *arguments):
        """The command for the PostgreSQL version that made the data."""
        programs = binaries.find(major=int((self.data / "PG_VERSION").read_text()))
        common = ["--wait", "--timeout", MAX_RECOVERY_SECONDS, f"--pgdata={self.data}"]
        return [programs.program("pg_ctl"), action, *common, *arguments]


def _locale(major):
    """Sort by bytes, know every letter: the same order on every machine.

    Trigram search of PostgreSQL 17 asks LC_CTYPE, not the provider, which characters are letters.
    """
    if major >= 17:
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        return [*builtin, "--locale=C", "--lc-ctype=C.UTF-8"]
    return ["--locale=C.UTF-8"]


def _run(command, text=""):
    """Run a PostgreSQL program as the server's account, free of the caller's PG* settings."""
    account = place.server_account()
    identity = {}
    if account:
        identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    environment = {"PATH": os.defpath, "LC_ALL": "C"}
    done = subprocess.run(
        command,
        input=text,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=environment,
        **identity,
    )
    if done.returncode:
        name = Path(command[0]).name
        raise PrivateDatabaseError(f"PostgreSQL's {name} failed: {done.stderr or done.stdout}")


def _last_lines(log, count=5):
    return "\n".join(log.read_text().splitlines()[-count:]) if log.exists() else ""
