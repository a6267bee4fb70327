"""Tokens in addresses: whoever has one may open a reseller's order, an invitation or an account.

They are the portal's own links, sent by e-mail. Nothing that is written down for others than the
reader may hold one: no log line, no history of who changed what. Nor may a log line hold what a
provider of electronic identities sends along when a person comes back from it.
"""

import re

SLASH = "(?:/|%(?:25)*2F)+"
"""Also doubled, and as it is written in the query of another address."""
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
ANSWER_OF_A_PROVIDER = re.compile(
    rf"""({SLASH}signering{SLASH}tilbake(?:{SLASH})?(?:\?|%(?:25)*3F))[^\s"'<>#]+""", re.IGNORECASE
)
"""The query with the code (OpenID Connect Core 1.0, 3.1.2.5)."""
CUT = "…"


def has_token(path) -> bool:
    """Whether there is a token in a path."""
    return bool(TOKEN.search(path))


def without_tokens(text) -> str:
    """The text with each token in an address, and each provider's answer, cut to an ellipsis."""
    return ANSWER_OF_A_PROVIDER.sub(rf"\1{CUT}", TOKEN.sub(rf"\1{CUT}", text))
