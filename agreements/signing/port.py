"""The port between what is signed and how a person signs.

What is signed is an Offer: a text, and the sentence of consent. A signer's end turns a person at
a browser into a Proof, or refuses with a ValidationError; record_signature stores both.
"""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from agreements.signing.models import Signature
from municipalities.people.models import User


@dataclass(frozen=True)
class Offer:
    """What a person is asked to sign: the whole text that is shown, and what they consent to."""

    text: str
    consent_text: str

    @property
    def sha256(self) -> str:
        """The hash of the text, hexadecimal."""
        return sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True)
class Proof:
    """How a person was known when they signed: method, the name given, the client's address."""

    method: str
    name: str
    client_address: str
    evidence: dict = field(default_factory=dict)


def record_signature(offer, proof, *, by: User, now: datetime) -> Signature:
    """Store a signature under exactly this offer."""
    return Signature.objects.create(
        signed_by=by,
        name=proof.name,
        method=proof.method,
        consent_text=offer.consent_text,
        document_sha256=offer.sha256,
        client_address=proof.client_address,
        evidence=proof.evidence,
        signed_at=now,
    )
