"""How a step of the set-up runs, and what it says while it does."""

import os
import platform
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from textwrap import indent

CHECKOUT = Path(__file__).resolve().parents[2]
PYTHON = CHECKOUT / ".venv/bin/python"
HOMEBREW_LIBRARIES = "/opt/homebrew/lib:/usr/local/lib"
MAX_EXCERPT_LINES = 40


class SetupError(Exception):
    """The set-up cannot go on; the message tells the person at the keyboard what to do."""


@contextmanager
def step(what):
    """Say what is being done, and afterwards how long it took."""
    print(f"  {what} ... ", end="", flush=True)
    start = time.monotonic()
    try:
        yield
    except BaseException:
        print("stopped")
        raise
    print(f"{time.monotonic() - start:.1f} s", flush=True)


def run(*command, **variables):
    """Run a command quietly and answer what it printed; if it fails, show that."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=CHECKOUT,
        env=environment(**variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        excerpt = "\n".join(done.stdout.splitlines()[-MAX_EXCERPT_LINES:])
        raise SetupError(f"This command failed: {' '.join(map(str, command))}\n{excerpt}")
    return done.stdout


def show(*command, **variables):
    """Run a command whose output is for the person to read; answer whether it succeeded."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=CHECKOUT, env=environment(**variables), check=False)
    return done.returncode == 0


def manage(*arguments):
    """Run a command of Django's quietly and answer what it printed."""
    return run(PYTHON, "manage.py", *arguments)


def say(text):
    """Print what a step has to tell, if anything, indented under it."""
    if text:
        print(indent(text.rstrip(), "    "), flush=True)


def environment(**variables):
    """The variables that commands run with: ours, and those named here."""
    surroundings = os.environ | variables
    if platform.system() == "Darwin":
        surroundings.setdefault("DYLD_FALLBACK_LIBRARY_PATH", HOMEBREW_LIBRARIES)
    return surroundings
