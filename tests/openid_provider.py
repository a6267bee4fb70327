"""A provider of electronic identities: a real server that speaks OpenID Connect.

Discovery, authorize, token and keys, with a real RSA key. It identifies whoever comes as
`identity`; tests change what is wrong with its answers.
"""

import base64
import json
import secrets
import time
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

KEY = RSAKey.generate_key(2048, {"kid": "1"})
ANOTHER_KEY = RSAKey.generate_key(2048, {"kid": "1"})
CLIENT_ID = "ks-lisens"
CLIENT_SECRET = "a secret of the test"


class OpenIdProvider:
    """The provider; `claims` replace what an ID token would say, None takes a claim away."""

    def __init__(self):
        self.signing_key = KEY
        self.algorithm = "RS256"
        self.identity = {"sub": "01017012345", "name": "Signe Signatur"}
        self.claims = {}
        self.cancels = False
        self.breaks = None
        self.codes = {}
        self.asked = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()

    def stop(self):
        """Close the port."""
        self.server.shutdown()
        self.server.server_close()

    def authorize(self, query):
        """Where the browser is sent back to."""
        answer = {"state": query["state"]}
        if self.cancels:
            answer |= {"error": "access_denied", "error_description": "cancelled by the person"}
        else:
            code = secrets.token_hex(8)
            self.codes[code] = query
            answer |= {"code": code}
        return f"{query['redirect_uri']}?{urlencode(answer)}"

    def token(self, form, authorization):
        """Status and answer of the token endpoint: each code works once, with its verifier."""
        asked = self.codes.pop(form.get("code"), None)
        client = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if authorization != f"Basic {client}":
            return 401, {"error": "invalid_client"}
        digest = sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or asked["code_challenge"] != challenge:
            return 400, {"error": "invalid_grant"}
        return 200, {
            "access_token": "opaque",
            "token_type": "Bearer",
            "expires_in": 60,
            "id_token": self._id_token(asked),
        }

    def _id_token(self, asked):
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "auth_time": now,
            "exp": now + 120,
            "nonce": asked["nonce"],
            "acr": "idporten-loa-high",
            **self.identity,
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": "1"}
        if self.algorithm == "HS256":
            shared = OctKey.import_key(CLIENT_SECRET.ljust(32))
            return jwt.encode(header, claims, shared, algorithms=["HS256"])
        return jwt.encode(header, claims, self.signing_key)

    def _handler(self):
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                parts = urlsplit(self.path)
                provider.asked.append(parts.path)
                if provider.breaks and parts.path == provider.breaks[0]:
                    return provider.breaks[1](self)
                if parts.path == "/authorize":
                    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                    self.send_response(302)
                    self.send_header("Location", provider.authorize(query))
                    return self.end_headers()
                return self.answer(200, provider.documents()[parts.path])

            def do_POST(self):
                if provider.breaks and self.path == provider.breaks[0]:
                    return provider.breaks[1](self)
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                return self.answer(*provider.token(form, self.headers["Authorization"]))

            def answer(self, status, content):
                body = json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                """Tests are silent."""

        return Handler

    def documents(self):
        """What stands at fixed addresses."""
        return {
            "/.well-known/openid-configuration": {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "id_token_signing_alg_values_supported": [self.algorithm],
            },
            "/keys": {"keys": [KEY.as_dict(private=False)]},
        }
