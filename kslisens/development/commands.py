"""What each command does, step by step."""

import os
import secrets
import shutil
from contextlib import contextmanager

from kslisens import private_database
from kslisens.development import (
    chromium,
    installed_packages,
    serving,
    system_packages,
    translations,
)
from kslisens.development.steps import CHECKOUT, PYTHON, SetupError, manage, run, say, show, step
from kslisens.development.throw_away_database import throw_away_database
from kslisens.rehearsal.course import rehearse

PROGRAMS = CHECKOUT / ".venv/bin"
MADE_BY_SETUP = (".venv", "node_modules", ".local")
AT_ONCE = ("--numprocesses=auto", "--dist=worksteal")
"""A process for each core; whoever is done first takes over what another has not begun."""
FAST = ("-m", "not browser and not property and not load")
"""Without a browser, properties with many examples, and runs under load (pyproject.toml)."""
MEASURED = CHECKOUT / ".local/coverage"
"""What each process of the tests has gone through, as pyproject.toml names it."""
LOCK = ("--universal", "--generate-hashes", "--no-emit-index-url", "--no-header", "--quiet")


def run_portal():
    """Serve the portal on this machine, with the register and the demonstration data."""
    port = _port()
    os.environ.setdefault("SITE_URL", serving.site(port))  # mail and documents lead here
    serving.refuse_port_in_use(port)
    _set_up(system_packages.TO_RUN)
    with _database() as keep_running, _registry():
        if not show(PYTHON, "-m", "kslisens.development.data"):
            raise SetupError("The data could not be loaded.")
        _serve(port, keep_running)


def test():
    """Run every test, those in a real browser included."""
    _set_up([*system_packages.TO_TEST, *chromium.system_needs()])
    chromium.provide()
    _run_tests()


def test_fast():
    """Run the tests for the time between two changes; `test` runs what this leaves out."""
    _set_up(system_packages.TO_TEST)
    _run_tests(*FAST)
    print("Left out: tests in a browser, of properties and under load, which `make test` runs.")


def coverage():
    """Run every test measured, and say which lines and branches none of them went through."""
    _set_up([*system_packages.TO_TEST, *chromium.system_needs()])
    chromium.provide()
    MEASURED.mkdir(parents=True, exist_ok=True)
    run(PROGRAMS / "coverage", "erase")
    _run_tests(program=("coverage", "run", "-m", "pytest"))
    run(PROGRAMS / "coverage", "combine")
    if not show(PROGRAMS / "coverage", "report"):
        raise SetupError("The tests go through less than before: fail_under in pyproject.toml.")


def check():
    """Check what needs no test: style, imports, types, migrations, settings, translations."""
    _set_up(system_packages.TO_RUN)
    with throw_away_database() as url:
        failed = [command for command in CHECKS if not _passes(command, url)]
    if failed:
        raise SetupError("Not in order: " + "; ".join(" ".join(words) for words in failed))
    print("Everything is in order.")


def rehearse_production():
    """Do docs/operations.md word by word, in an empty folder."""
    system_packages.install(system_packages.TO_REHEARSE)
    rehearse()


def lock():
    """Write the lock files anew from pyproject.toml and package.json; pins that fit stay."""
    _set_up(system_packages.TO_RUN)
    compile_lock = [PROGRAMS / "uv", "pip", "compile", "--python-version=3.12", *LOCK]
    with step("lock files"):
        run(*compile_lock, "pyproject.toml", "--output-file=requirements.lock")
        run(*compile_lock, "--group=dev", "pyproject.toml", "--output-file=requirements-dev.lock")
        run(*compile_lock, "--group=pyproject.toml:build", "--output-file=requirements-build.lock")
        run(PROGRAMS / "npm", "install", "--package-lock-only")


def messages():
    """Collect the sentences to translate into locale/."""
    _set_up(system_packages.TO_RUN)
    ignored = [f"--ignore={name}" for name in MADE_BY_SETUP]
    say(manage("makemessages", "--locale=nb", "--locale=nn", "--add-location=file", *ignored))


def stop():
    """Stop the private database, if a command of Django's has left it running."""
    if not private_database.leave():
        raise SetupError("The database is in use by another process.")


def clean():
    """Delete what the set-up made, the private database and all it holds included."""
    if not private_database.this_checkout().remove():
        raise SetupError("The database is in use by another process; stop that first.")
    for name in MADE_BY_SETUP:
        shutil.rmtree(CHECKOUT / name, ignore_errors=True)


COMMANDS = {
    "run": run_portal,
    "test": test,
    "test-fast": test_fast,
    "coverage": coverage,
    "check": check,
    "rehearse-production": rehearse_production,
    "lock": lock,
    "messages": messages,
    "stop": stop,
    "clean": clean,
}
CHECKS_OF_PRODUCTION = (
    ("python", "manage.py", "createcachetable"),
    ("python", "manage.py", "collectstatic", "--no-input", "--verbosity=0"),
    ("python", "manage.py", "check", "--deploy", "--database=default", "--fail-level=WARNING"),
)
CHECKS = (
    ("ruff", "check"),
    ("ruff", "format", "--check"),
    ("djangofmt", "--check", "templates"),
    ("lint-imports",),
    ("mypy",),
    ("python", "manage.py", "makemigrations", "--check", "--dry-run"),
    ("python", "manage.py", "check_translations"),
    *CHECKS_OF_PRODUCTION,
)
LOCAL_SEAL = CHECKOUT / ".local/seal.pem"
"""Made by the settings of a local installation, which the commands before have read."""


def _port():
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise SetupError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def _set_up(needs):
    """Everything between a fresh clone and a portal that can start."""
    system_packages.install(needs)
    installed_packages.install()
    translations.compile_changed()


def _run_tests(*choice, program=("python", "-m", "pytest")):
    name, *words = program
    with throw_away_database() as url:
        if not show(PROGRAMS / name, *words, *AT_ONCE, *choice, DATABASE_URL=url):
            raise SetupError("The tests do not pass.")


@contextmanager
def _database():
    """Have the database run; yields what keeps it running. The last user of it stops it."""
    if os.environ.get("DATABASE_URL"):
        yield lambda: None
        return
    with step("database"):
        os.environ["DATABASE_URL"] = private_database.ensure_running()
    try:
        yield private_database.ensure_running
    finally:
        if private_database.leave():
            print("The database is stopped; what it holds is kept.", flush=True)


@contextmanager
def _registry():
    """Have somebody answer in place of Enhetsregisteret, unless another address is named."""
    if os.environ.get("ENHETSREGISTERET_URL"):
        yield
        return
    port = serving.free_port()
    os.environ["ENHETSREGISTERET_URL"] = f"http://{serving.ADDRESS}:{port}/api"
    with serving.registry_stand_in(port):
        yield


def _serve(port, keep_running):
    """Serve until the web server ends or somebody stops it."""
    with serving.web_server(port) as web:
        with step("web server"):
            accounts = manage("demo_accounts")
            serving.wait_until_it_answers(web, port)
        say(accounts)
        print(f"\nThe portal: {serving.site(port)}/ (Ctrl-C stops it)", flush=True)
        with serving.task_worker() as worker:
            try:
                serving.watch(web, worker, keep_running)
            except KeyboardInterrupt:
                print("\nStopping the portal ...", flush=True)
            else:
                raise SetupError("The web server has ended, so the portal is stopped.")


def _passes(command, url):
    """Run one check; what concerns production sees a production installation."""
    program, *arguments = command
    print(f"\n{' '.join(command)}", flush=True)
    variables = {"DATABASE_URL": url}
    if command in CHECKS_OF_PRODUCTION:
        variables |= {
            "PRODUCTION": "true",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "ALLOWED_HOSTS": "kslisens.example",
            "SITE_URL": "https://kslisens.example",
            "SEAL_KEY_FILE": str(LOCAL_SEAL),
            "SEAL_CERTIFICATE_FILE": str(LOCAL_SEAL),
        }
    return show(PROGRAMS / program, *arguments, **variables)
