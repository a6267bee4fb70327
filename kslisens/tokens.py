"""Tokens in addresses: whoever has one may open a reseller's order, an invitation or an account.

They are the portal's own links, sent by e-mail. Nothing that is written down for others than the
reader may hold one: no log line, no history of who changed what.
"""

import re

SLASH = "(?:/|%(?:25)*2F)"
"""Also as it is written in the query of another address."""
BEFORE_TOKENS = "|".join(
    [
        "forhandler",
        "invitasjon",
        f"konto{SLASH}confirm-email",
        f"konto{SLASH}password{SLASH}reset{SLASH}key",
    ]
)
TOKEN = re.compile(
    rf"""({SLASH}(?:{BEFORE_TOKENS}){SLASH})(?:(?!{SLASH})[^\s"'<>?#&])+""", re.IGNORECASE
)
CUT = "…"


def has_token(path):
    """Whether there is a token in a path."""
    return bool(TOKEN.search(path))


def without_tokens(text):
    """The text with each token in an address replaced by an ellipsis."""
    return TOKEN.sub(rf"\1{CUT}", text)
