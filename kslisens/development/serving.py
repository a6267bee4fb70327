"""Serves the portal: the web server and the task worker, started and stopped together."""

import ctypes
import errno
import http.client
import os
import platform
import signal
import socket
import subprocess
import time

from kslisens.development.steps import CHECKOUT, PYTHON, SetupError, environment

COLLECTED_FILES = CHECKOUT / ".local/static"
ADDRESS = "127.0.0.1"
SECONDS_TO_FREE_THE_PORT = 5
SECONDS_TO_ANSWER = 60
SECONDS_TO_STOP = 10
SECONDS_BETWEEN_STARTS = 5
SECONDS_BETWEEN_LOOKS = 1
SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux's prctl


class Process:
    """A process in a group of its own, so that it ends with everything it started."""

    def __init__(self, name, *command):
        self.name = name
        self.command = [str(word) for word in command]
        self.started = 0.0
        self.start()

    def start(self):
        """Start it, or start it again."""
        self.started = time.monotonic()
        self._running = subprocess.Popen(
            self.command,
            cwd=CHECKOUT,
            env=environment(),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent if platform.system() == "Linux" else None,
        )

    def __enter__(self):
        return self

    def __exit__(self, *reason):
        self.stop()

    def has_ended(self):
        """Whether it has ended by itself or was killed."""
        return self._running.poll() is not None

    def stop(self):
        """Ask it to finish; end whatever of its group is left after a while."""
        if not self.has_ended():
            self._running.terminate()
            try:
                self._running.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                print(f"The {self.name} does not finish; ending it.", flush=True)
        try:
            os.killpg(self._running.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self._running.wait()


def site(port):
    """The address of the portal that is served here."""
    return f"http://{ADDRESS}:{port}"


def refuse_port_in_use(port):
    """Say so at once if the port is taken; one just given up may need a moment."""
    deadline = time.monotonic() + SECONDS_TO_FREE_THE_PORT
    while not _is_free(port):
        if time.monotonic() > deadline:
            raise SetupError(
                f"Port {port} is in use. Stop what is using it, or choose another port: "
                f"make run PORT={port + 1}"
            )
        time.sleep(SECONDS_BETWEEN_LOOKS)


def web_server(port):
    """Start the web server."""
    # WhiteNoise warns when the folder of collected files is missing; here it stays empty.
    COLLECTED_FILES.mkdir(parents=True, exist_ok=True)
    gunicorn = [PYTHON, "-m", "gunicorn", "kslisens.wsgi", "--workers=2"]
    quiet = ["--no-control-socket", "--log-level=warning"]
    return Process("web server", *gunicorn, f"--bind={ADDRESS}:{port}", *quiet)


def wait_until_it_answers(web, port):
    """Wait until the portal says that it and its database are well."""
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while not _is_healthy(port):
        if web.has_ended() or time.monotonic() > deadline:
            raise SetupError("The web server does not answer; its last words are above.")
        time.sleep(0.1)


def task_worker():
    """Start the worker that does the slow work behind the pages."""
    return Process("task worker", PYTHON, "manage.py", "run_worker")


def registry_stand_in(port):
    """Start what answers in place of Enhetsregisteret."""
    module = "kslisens.development.registry_stand_in"
    return Process("stand-in for Enhetsregisteret", PYTHON, "-m", module, port)


def free_port():
    """A port that nothing uses."""
    with socket.socket() as listener:
        listener.bind((ADDRESS, 0))
        return listener.getsockname()[1]


def watch(web, worker, keep_database):
    """Keep the worker and the database running for as long as the web server runs."""
    while not web.has_ended():
        if worker.has_ended() and time.monotonic() - worker.started > SECONDS_BETWEEN_STARTS:
            print("The task worker has ended; starting it again.", flush=True)
            worker.start()
        keep_database()
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _is_free(port):
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((ADDRESS, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise SetupError(f"Port {port} cannot be used: {error.strerror}.") from None
            return False
    return True


def _is_healthy(port):
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=SECONDS_TO_ANSWER)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _end_with_parent():
    """Have Linux end this process when the one that started it is killed."""
    ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
