"""Where the rehearsal happens: an empty folder of an ordinary user, with a database of its own."""

import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from kslisens.development.steps import CHECKOUT, SetupError
from kslisens.development.throw_away_database import QUICK
from kslisens.private_database import Cluster, binaries, state_folder
from kslisens.private_database.place import server_account

NOT_IN_A_CLONE = shutil.ignore_patterns(
    ".git", ".local", ".venv", ".wtenv", "node_modules", "__pycache__", "*.mo"
)
NOT_NEEDED_OF_PYTHON = shutil.ignore_patterns("__pycache__", "test", "site-packages")
HOME_OF_THE_HANDBOOK = "/srv/kslisens"
MAX_EXCERPT_LINES = 40


class Place:
    """The folder; what is run in it is run by the ordinary user, with few variables."""

    def __init__(self):
        self.account = server_account()
        self.folder = Path(tempfile.mkdtemp(prefix="kslisens-rehearsal-"))
        self.home = self._make("home")
        self.srv = self._make("srv")
        self.cluster = Cluster(state_folder(CHECKOUT, f"rehearsal-{os.getpid()}"), QUICK)
        self.libraries: dict[str, str] = {}
        folders = [self._python(), binaries.find().folder, *os.defpath.split(":"), "/usr/sbin"]
        self.variables = {
            "PATH": ":".join(map(str, folders)),
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
        }
        self.variables |= _of_package_tools() | self.libraries
        self.own(self.folder)

    def _make(self, name):
        made = self.folder / name
        made.mkdir()
        return made

    def own(self, *paths):
        """Give files to the ordinary user."""
        if self.account:
            for path in paths:
                owner = f"{self.account.pw_uid}:{self.account.pw_gid}"
                subprocess.run(["chown", "-R", owner, str(path)], check=True)

    def identity(self):
        """What a process gets so that it is the ordinary user's."""
        if not self.account:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}

    def run(self, commands, *, text="", **variables):
        """Run a block of the handbook as it stands, and answer what it printed."""
        done = subprocess.run(
            ["/bin/sh", "-eu", "-c", commands],
            cwd=self.srv,
            env=self.variables | variables,
            input=text,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **self.identity(),
        )
        if done.returncode:
            excerpt = "\n".join(done.stdout.splitlines()[-MAX_EXCERPT_LINES:])
            raise SetupError(f"These commands of docs/operations.md failed:\n{commands}\n{excerpt}")
        return done.stdout

    def make_repository(self):
        """A repository of this checkout as it lies here, with two releases; answers its folder."""
        repository = self.folder / "repository"
        shutil.copytree(CHECKOUT, repository, ignore=NOT_IN_A_CLONE, symlinks=True)
        self.own(repository)
        commit = "git -c user.name=KS -c user.email=ks@ks.example commit --quiet"
        self.run(
            f"cd {repository} && git init --quiet && git add . && {commit} -m first && git tag v1"
            f" && {commit} --allow-empty -m second && git tag v2"
        )
        return repository

    def write_settings(self, **values):
        """Fill in the environment file, as whoever installs does by hand."""
        path = self.srv / "environment"
        text = path.read_text().replace(HOME_OF_THE_HANDBOOK, str(self.srv))
        for name, value in values.items():
            text, times = re.subn(rf"^{name}=.*$", f"{name}={value}", text, flags=re.MULTILINE)
            if times != 1:
                raise SetupError(f"{name} stands {times} times in the example of the settings.")
        path.write_text(text)

    def settings(self):
        """The settings as a program of systemd's gets them."""
        lines = (self.srv / "environment").read_text().splitlines()
        pairs = [line.split("=", 1) for line in lines if line and not line.startswith("#")]
        return {name: value.strip('"') for name, value in pairs}

    def remove(self):
        """Delete everything."""
        self.cluster.remove()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _python(self):
        """The folder of a python3 that the ordinary user may run: this one, or a copy of it."""
        ours = Path(sys.base_prefix)
        asked = [str(ours / "bin/python3"), "-c", ""]
        try:
            if subprocess.run(asked, check=False, **self.identity()).returncode == 0:
                return ours / "bin"
        except PermissionError:
            pass  # it lies in another user's home
        copy = self.folder / "python"
        shutil.copytree(ours, copy, ignore=NOT_NEEDED_OF_PYTHON, symlinks=True)
        self.libraries = {"LD_LIBRARY_PATH": str(copy / "lib")}
        return copy / "bin"


def new_secret_key():
    """A key as the example of the settings tells to make one."""
    return secrets.token_urlsafe(64)


def _of_package_tools():
    """Where pip and npm get packages on this machine, as far as variables say so."""
    kept = ("PIP_", "NPM_", "NODE_EXTRA_", "SSL_CERT_")
    return {name: value for name, value in os.environ.items() if name.startswith(kept)}
