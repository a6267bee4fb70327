"""The portal served from the transaction of the test that looks at it.

One scene serves every form: what a form stores is rolled back after it. All requests share the
connection of the test, so they are answered one at a time.
"""

from contextlib import contextmanager
from threading import Lock, Thread

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.signals import request_finished, request_started
from django.db import DEFAULT_DB_ALIAS, close_old_connections, connections
from django.test.testcases import QuietWSGIRequestHandler


class Site(ThreadedWSGIServer):
    """A web server of the portal on a free port; `turn` is held while a request is answered."""

    daemon_threads = True

    def __init__(self, connection):
        super().__init__(
            ("127.0.0.1", 0),
            QuietWSGIRequestHandler,
            connections_override={DEFAULT_DB_ALIAS: connection},
        )
        self.turn = Lock()
        self.portal = WSGIHandler()
        self.set_app(self.answer)
        self.url = f"http://127.0.0.1:{self.server_port}"

    def answer(self, environ, start_response):
        with self.turn:
            return self.portal(environ, start_response)

    def _close_connections(self):
        """Leave the test its connection."""


@contextmanager
def serve():
    """Serve the portal for as long as the block runs."""
    connection = connections[DEFAULT_DB_ALIAS]
    connection.inc_thread_sharing()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    site = Site(connection)
    Thread(target=site.serve_forever, daemon=True).start()
    yield site
    site.shutdown()
    site.server_close()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    connection.dec_thread_sharing()
