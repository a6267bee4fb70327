"""A mail server that takes every message (RFC 5321), and knows how many it took."""

from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

from kslisens.development.serving import ADDRESS


class MailServer:
    """The server, on a free port; `taken` are the messages."""

    def __init__(self):
        self.taken: list[bytes] = []
        self._server = ThreadingTCPServer((ADDRESS, 0), _conversation(self.taken))
        self._server.daemon_threads = True
        Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def port(self):
        """Where it answers."""
        return self._server.server_address[1]

    def stop(self):
        """Close the port."""
        self._server.shutdown()
        self._server.server_close()


def _conversation(taken):
    class Conversation(StreamRequestHandler):
        def handle(self):
            self.wfile.write(b"220 rehearsal\r\n")
            for line in self.rfile:
                command = line[:4].upper()
                if command == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    taken.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self.wfile.write(b"250 ok\r\n")
                if command == b"QUIT":
                    return

    return Conversation
