"""A mail server that speaks SMTP (RFC 5321) on a port of its own, and fails where it is told to."""

from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from time import sleep

HANG_UP = 0


class MailServer:
    """The server; `fails` maps "GREETING", a command or "CONTENT" to a code, or HANG_UP.

    A message has arrived when it is in `taken`, a moment before the sender is told.
    """

    def __init__(self):
        self.fails = {}
        self.seconds_to_take = 0
        self.taken = []
        self.server = ThreadingTCPServer(("127.0.0.1", 0), _conversation(self))
        self.server.daemon_threads = True
        Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()

    @property
    def mailers(self):
        """What settings.MAILERS must be for mail to come here."""
        host, port = self.server.server_address
        smtp = "django.core.mail.backends.smtp.EmailBackend"
        return {"default": {"BACKEND": smtp, "OPTIONS": {"host": host, "port": port, "timeout": 5}}}

    def stop(self):
        """Close the port."""
        self.server.shutdown()
        self.server.server_close()


def _conversation(server):
    class Conversation(StreamRequestHandler):
        def handle(self):
            if not self.answer("GREETING", 220):
                return
            for line in self.rfile:
                command = line[:4].upper().decode()
                if command == "QUIT":
                    return
                if command == "DATA":
                    if not self.answer("DATA", 354):
                        continue
                    content = b"".join(iter(self.rfile.readline, b".\r\n"))
                    if server.fails.get("CONTENT") == HANG_UP:
                        return
                    if "CONTENT" not in server.fails:
                        server.taken.append(content)
                    sleep(server.seconds_to_take)
                    self.answer("CONTENT", 250)
                else:
                    self.answer(command, 250)

        def answer(self, to, code):
            """Say the code, or the one to fail with; returns whether it went well."""
            failure = server.fails.get(to)
            self.wfile.write(f"{failure or code} said to {to}\r\n".encode())
            return failure is None

    return Conversation
