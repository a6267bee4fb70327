"""What systemd and nginx would start, from the files in deploy/ and without being root."""

import re
import shlex
import signal
import subprocess
import time

from kslisens.development.serving import ADDRESS, free_port
from kslisens.development.steps import CHECKOUT, SetupError
from kslisens.rehearsal.place import HOME_OF_THE_HANDBOOK

UNITS = CHECKOUT / "deploy/systemd"
SITE = CHECKOUT / "deploy/nginx/kslisens.conf"
SECONDS_TO_STOP = 30
WEB_ADDRESS = "127.0.0.1:8000"
NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log stderr;
events {{ }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


class Service:
    """A process of the ordinary user, whose output is a file."""

    def __init__(self, place, name, command, **options):
        self.name = name
        self.log = place.folder / f"{name}.log"
        with self.log.open("a") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                **options | place.identity(),
            )

    def check_runs(self):
        """Raise with its last words when it has ended."""
        if self._process.poll() is not None:
            raise SetupError(f"{self.name} has ended:\n{self.log.read_text()[-3000:]}")

    def stop(self):
        """End it as systemd does, and wait."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Services:
    """Web server, worker and nginx, on free ports."""

    def __init__(self, place):
        self.place = place
        self.web_port, self.http_port, self.https_port = free_port(), free_port(), free_port()
        self.running = []

    @property
    def site(self):
        """The portal's address."""
        return f"https://localhost:{self.https_port}"

    def start(self):
        """Start the web server and the worker."""
        self.running = [self._unit("kslisens-web"), self._unit("kslisens-worker"), *self.running]

    def stop(self):
        """Stop all but nginx."""
        for service in [one for one in self.running if one.name != "nginx"]:
            service.stop()
            self.running.remove(service)

    def stop_all(self):
        """Stop everything."""
        for service in self.running:
            service.stop()
        self.running = []

    def check_run(self):
        """Raise when anything has ended."""
        for service in self.running:
            service.check_runs()

    def start_nginx(self):
        """Start nginx with the site of deploy/, on other ports and with files of its own."""
        folder = self.place.folder / "nginx"
        folder.mkdir()
        site = _replaced(
            SITE.read_text(),
            {
                "listen 80;": f"listen {ADDRESS}:{self.http_port};",
                "listen [::]:80;": "",
                "listen 443 ssl http2;": f"listen {ADDRESS}:{self.https_port} ssl http2;",
                "listen [::]:443 ssl http2;": "",
                "server_name lisens.example;": "server_name localhost;",
                WEB_ADDRESS: f"{ADDRESS}:{self.web_port}",
                "/etc/ssl/kslisens": str(folder),
                "/var/log/nginx": str(folder),
            },
        )
        (folder / "site.conf").write_text(site)
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder))
        self.place.own(folder)
        self.place.run(
            "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost "
            f"-keyout {folder}/privkey.pem -out {folder}/fullchain.pem"
        )
        command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
        command = ["/bin/sh", "-c", f"exec {shlex.join(command)}"]
        self.running.append(Service(self.place, "nginx", command, env=self.place.variables))

    def _unit(self, name):
        """Start what the unit of systemd's starts, in its folder and with its settings."""
        unit = (UNITS / f"{name}.service").read_text().replace(WEB_ADDRESS, self._web_address())
        unit = unit.replace(HOME_OF_THE_HANDBOOK, str(self.place.srv))
        [command] = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)
        [folder] = re.findall(r"^WorkingDirectory=(.*)$", unit, re.MULTILINE)
        variables = self.place.variables | self.place.settings()
        return Service(self.place, name, shlex.split(command), cwd=folder, env=variables)

    def _web_address(self):
        return f"{ADDRESS}:{self.web_port}"


def wait_until(holds, *, seconds, services, what):
    """Wait until something is true; raise when it does not become so, or a service ends."""
    deadline = time.monotonic() + seconds
    while not holds():
        services.check_run()
        if time.monotonic() > deadline:
            raise SetupError(f"After {seconds} seconds still not: {what}.")
        time.sleep(0.2)


def _replaced(text, replacements):
    """The text with each thing replaced; each must stand there."""
    for old, new in replacements.items():
        if old not in text:
            raise SetupError(f"deploy/nginx/kslisens.conf has no {old}")
        text = text.replace(old, new)
    return text
