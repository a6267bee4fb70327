"""A stand-in for Enhetsregisteret, so that anybody can try what the portal does with its answers.

It answers from the register in municipalities/register/data as the open API would, on this
machine alone. Of a few organisations it tells something else (DEMONSTRATION_FACTS): all of that
is invented.
"""

import csv
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from kslisens.development.steps import CHECKOUT

DATA = CHECKOUT / "municipalities/register/data"
FILES = ("municipalities.csv", "counties.csv", "enterprises.csv")
ADDRESS = "127.0.0.1"
DEMONSTRATION_FACTS: dict[str, dict[str, object]] = {
    "BÅTSFJORD HAVN KF": {"konkurs": True, "konkursdato": "2026-11-02"},
    "SUNNHORDLAND INTERKOMMUNALE LEGEVAKT IKS": {
        "navn": "SUNNHORDLAND INTERKOMMUNALE LEGEVAKT IKS UNDER SLETTING FRA 01.01.2027"
    },
    "EIGERSUND KOMMUNE": {
        "epostadresse": "postmottak@eigersund.example",
        "forretningsadresse": {
            "adresse": ["Demonstrasjonsgata 1"],
            "postnummer": "0001",
            "poststed": "DEMONSTRASJON",
        },
    },
    "SOGNDAL KOMMUNE": {"epostadresse": "postmottak@sogndal.example"},
    "PORSANGER KOMMUNE/PORSÁNGGU GIELDA/PORSANGIN KOMUUNI": {
        "epostadresse": "postmottak@porsanger.example"
    },
    "ROGALAND FYLKESKOMMUNE": {"epostadresse": "postmottak@rogaland.example"},
}
"""What is told of an organisation besides the register, by its name there."""


def entities():
    """{organisation number: what the API tells} of every organisation of the register."""
    told = {}
    for name in FILES:
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["register_name"]:
                    told[row["organisation_number"]] = _entity(row)
    return told


def _entity(row):
    facts: dict[str, object] = {
        "respons_klasse": "Enhet",
        "organisasjonsnummer": row["organisation_number"],
        "navn": row["register_name"],
        "organisasjonsform": {"kode": row["organisation_form"]},
    }
    return facts | DEMONSTRATION_FACTS.get(row["register_name"], {})


class Answers(BaseHTTPRequestHandler):
    """Answers as the API does: an entity or 404, and nothing in the list of changes."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer in one piece: in two, each waits 40 ms to be acknowledged
    entities = entities()

    def do_GET(self):
        path = self.path.partition("?")[0]
        if path == "/api/oppdateringer/enheter":
            self._answer(200, {})
        elif entity := self.entities.get(path.removeprefix("/api/enheter/")):
            self._answer(200, entity)
        else:
            self._answer(404, {})

    def log_message(self, *_arguments):
        """Nothing: hundreds of lines a run would hide what the portal says."""

    def _answer(self, status, told):
        content = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


if __name__ == "__main__":
    ThreadingHTTPServer((ADDRESS, int(sys.argv[1])), Answers).serve_forever()
