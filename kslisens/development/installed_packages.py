"""Python's and the front end's packages, installed from the lock files.

Each folder ends with a stamp that says what it was made from. The stamp is written last, so
a folder whose making was cut short is made again.
"""

import hashlib
import subprocess
import venv

from kslisens.development.steps import CHECKOUT, PYTHON, run, step

VIRTUAL_ENVIRONMENT = CHECKOUT / ".venv"
PYTHON_LOCK = CHECKOUT / "requirements-dev.lock"
PYTHON_STAMP = VIRTUAL_ENVIRONMENT / "made-from"
NODE_LOCK = CHECKOUT / "package-lock.json"
NODE_STAMP = CHECKOUT / "node_modules" / ".made-from"


def install():
    """Make .venv/ and node_modules/ unless they are as the lock files want them."""
    if not (_is_made_from(PYTHON_LOCK, PYTHON_STAMP) and _python_answers()):
        with step("Python packages (a minute the first time)"):
            _install_python_packages()
    if not _is_made_from(NODE_LOCK, NODE_STAMP):
        with step("front-end packages"):
            _install_front_end_packages()


def _install_python_packages():
    venv.create(VIRTUAL_ENVIRONMENT, clear=True, with_pip=True, symlinks=True)
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    run(*pip, "install", "--quiet", "--require-hashes", "-r", PYTHON_LOCK)
    PYTHON_STAMP.write_text(_fingerprint(PYTHON_LOCK))


def _install_front_end_packages():
    run(VIRTUAL_ENVIRONMENT / "bin/npm", "ci", "--ignore-scripts")
    NODE_STAMP.write_text(_fingerprint(NODE_LOCK))


def _is_made_from(lock, stamp):
    return stamp.exists() and stamp.read_text() == _fingerprint(lock)


def _fingerprint(lock):
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _python_answers():
    """Whether the environment's Python still works: an upgrade may have taken it away."""
    try:
        return subprocess.run([PYTHON, "-c", ""], check=False).returncode == 0
    except OSError:
        return False
