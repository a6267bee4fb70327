"""A server of our own that speaks the shapes of Enhetsregisteret's API, also when it is ill."""

import json
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit


def entity(number, **facts):
    """An entity as the API tells it; the values are invented."""
    return {
        "respons_klasse": "Enhet",
        "organisasjonsnummer": number,
        "navn": "EKSEMPEL KOMMUNE",
        "organisasjonsform": {"kode": "KOMM", "beskrivelse": "Kommune"},
        "forretningsadresse": {
            "adresse": ["Rådhusgata 1"],
            "postnummer": "0001",
            "poststed": "EKSEMPEL",
            "landkode": "NO",
        },
        "konkurs": False,
    } | facts


def deleted(number, day):
    """An entity that is deleted."""
    return {
        "respons_klasse": "SlettetEnhet",
        "organisasjonsnummer": number,
        "navn": "EKSEMPEL KOMMUNE",
        "organisasjonsform": {"kode": "KOMM"},
        "slettedato": day,
    }


class Registry:
    """What the server answers: {organisation number: one answer, or a list used up in turn}.

    An answer is (status, body) with body as JSON or bytes, or a function of the handler.
    """

    def __init__(self):
        self.answers, self.changes, self.asked = {}, [], []

    def respond(self, handler):
        url = urlsplit(handler.path)
        self.asked.append(url.path)
        if url.path == "/api/oppdateringer/enheter":
            return self.feed(handler, parse_qs(url.query))
        answer = self.answers.get(url.path.rpartition("/")[2], (404, b""))
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        return answer(handler) if callable(answer) else send(handler, *answer)

    def feed(self, handler, query):
        """Changes from an id, or from the beginning, a page at a time."""
        first, size = int(query.get("oppdateringsid", ["0"])[0]), int(query["size"][0])
        rows = [
            {"oppdateringsid": n, "organisasjonsnummer": number, "endringstype": "Endring"}
            for n, number in enumerate(self.changes, start=1)
            if n >= first
        ][:size]
        send(handler, 200, {"_embedded": {"oppdaterteEnheter": rows}} if rows else {"page": {}})


def send(handler, status, body, **headers):
    """Answer with JSON, or with bytes as they are."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    handler.send_response(status)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in ({"Content-Length": str(len(content))} | named).items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(content)


def slowly(handler):
    """Say nothing for longer than anybody waits in a test."""
    time.sleep(0.6)


def dripping(dripped):
    """An answer that promises much and comes byte by byte; `dripped` gets what was sent."""

    def drip(handler):
        send(handler, 200, b"", Content_Length="100")
        while len(dripped) < 100:
            time.sleep(0.02)
            handler.wfile.write(b" ")
            dripped.append(b" ")

    return drip


def cut_off(handler):
    """Promise more than comes."""
    send(handler, 200, b'{"organisasjonsnummer": "9', Content_Length="4000")


@contextmanager
def serving(registry):
    """The address of a server that answers from a Registry."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            registry.respond(self)

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api"
    finally:
        server.shutdown()
        server.server_close()
