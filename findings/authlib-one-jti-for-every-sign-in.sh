#!/bin/sh
# Only the first sign-in works at an OpenID Connect provider that takes each token once, when the
# client proves itself by a signed token (private_key_jwt) with one claim more than the usual.
#
# Expected: each token has a number (jti) of its own, by which a provider knows one that it had
#           before (RFC 7523); a further claim, such as the audience that Norwegian providers ask
#           for, changes only that claim.
# Seen:     without claims, each token has its own jti. With claims, the first jti is written into
#           the caller's dict, and every later token has the same one for as long as the process
#           lives: it works when it is tried, and fails on the second sign-in.
# Versions: authlib 1.9.9, joserfc 1.8.0, cryptography 50.0.2.
# Seen on:  1 December 2026.
# We do:    agreements/signing/electronic.py uses a client secret. Whoever brings private_key_jwt
#           makes a new PrivateKeyJWT, with a new dict, for each request.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
cd "$folder"
venv/bin/pip install --quiet authlib==1.9.9 joserfc==1.8.0 cryptography==50.0.2 requests==2.34.2

cat >run.py <<'END_OF_PYTHON'
from importlib.metadata import version

from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc import jwt
from joserfc.jwk import RSAKey

ENDPOINT = "https://provider.example/token"
KEY = RSAKey.generate_key(2048)


def numbers_of_two_tokens(**further):
    """The jti of two tokens, as one method of proving who the client is makes them."""
    client = OAuth2Session("portal", KEY)
    method = PrivateKeyJWT(ENDPOINT, **further)
    tokens = [method.sign(client, ENDPOINT) for _ in range(2)]
    return [jwt.decode(token, KEY).claims["jti"] for token in tokens]


given = {"aud": "https://provider.example"}
plain = numbers_of_two_tokens()
with_claims = numbers_of_two_tokens(claims=given)
print(*(f"{name} {version(name)}" for name in ("authlib", "joserfc", "cryptography")))
print(f"without claims, different numbers: {plain[0] != plain[1]}")
print(f"with claims, different numbers:    {with_claims[0] != with_claims[1]}   (expected: True)")
print(f"the dict that was given now has:   {', '.join(given)}")
assert plain[0] != plain[1], "Changed: tokens without further claims share their jti"
assert with_claims[0] == with_claims[1] == given["jti"], "Changed: each token has its own jti"
END_OF_PYTHON
venv/bin/python run.py
