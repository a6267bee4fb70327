"""The code under the QR of an issued document: what a reader types, and how it is drawn."""

import secrets
from io import BytesIO

import segno

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no letter that is taken for another or for a digit."""
LENGTH = 16
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})


def new_code() -> str:
    """Eighty random bits: nobody guesses the code of a document they have not seen."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(code):
    """The code in groups of four, as documents and pages print it."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def read_code(typed):
    """The code that somebody typed, in any grouping and case; "" when it cannot be one."""
    code = typed.upper().translate(MISREAD)
    is_code = len(code) == LENGTH and set(code) <= set(ALPHABET)
    return code if is_code else ""


def qr_code(address) -> bytes:
    """The QR of an address as an SVG picture."""
    picture = BytesIO()
    segno.make(address, error="m", micro=False).save(
        picture, kind="svg", border=0, omitsize=True, dark="#00042e"
    )
    return picture.getvalue()
