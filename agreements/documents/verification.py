"""Is this file a document that the portal issued, and unchanged? And if not, why?

The hash in the archive is the truth; the seal in the file only gives the reason. Nothing outside
the bytes at hand is read: no file, no address.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from itertools import islice

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from agreements.documents.models import IssuedDocument
from agreements.documents.seal import inspect_seal
from municipalities.texts import Text

MAX_MEGABYTES = 20
MAX_SIZE = MAX_MEGABYTES * 1024 * 1024
MAX_REVISIONS = 20
"""How many ends of file are tried as the place where a document of ours ended."""
END_OF_FILE = re.compile(rb"%%EOF\r?\n?")


class Outcome(StrEnum):
    """What a file turned out to be."""

    GENUINE = "genuine"
    TOO_LARGE = "too_large"
    NOT_A_PDF = "not_a_pdf"
    ADDED_TO = "added_to"
    UNREADABLE = "unreadable"
    NO_SEAL = "no_seal"
    FOREIGN_SEAL = "foreign_seal"
    BROKEN_SEAL = "broken_seal"
    UNKNOWN = "unknown"


SENTENCES = {
    Outcome.GENUINE: _("The file is issued by KS Lisens and unchanged."),
    Outcome.TOO_LARGE: format_lazy(
        _("The file is larger than {limit} MB. KS Lisens issues no file of that size."),
        limit=MAX_MEGABYTES,
    ),
    Outcome.NOT_A_PDF: _("The file is not a PDF."),
    Outcome.ADDED_TO: _(
        "The file begins as a document from KS Lisens, but something was added after the seal."
    ),
    Outcome.UNREADABLE: _("The file is damaged or cut off, and cannot be read as a PDF."),
    Outcome.NO_SEAL: _(
        "The file has no seal. It does not come from KS Lisens, or the seal was removed."
    ),
    Outcome.FOREIGN_SEAL: _("The file is signed, but not with the seal of KS Lisens."),
    Outcome.BROKEN_SEAL: _(
        "The file has the seal of KS Lisens, but was changed after it was sealed."
    ),
    Outcome.UNKNOWN: _(
        "The file has the seal of KS Lisens, but is not among the documents that are issued."
    ),
}


@dataclass(frozen=True)
class Verdict:
    """The answer; `document` is the one issued, also when the file only begins as it."""

    outcome: Outcome
    document: IssuedDocument | None = None

    @property
    def is_genuine(self) -> bool:
        return self.outcome == Outcome.GENUINE

    @property
    def sentence(self) -> Text:
        return SENTENCES[self.outcome]


def verify(content: bytes) -> Verdict:
    """The Verdict on a file's bytes."""
    if len(content) > MAX_SIZE:
        return Verdict(Outcome.TOO_LARGE)
    if document := issued_with(sha256(content).hexdigest()):
        return Verdict(Outcome.GENUINE, document)
    if not content.startswith(b"%PDF-"):
        return Verdict(Outcome.NOT_A_PDF)
    if document := issued_with(*digests_of_beginnings(content)):
        return Verdict(Outcome.ADDED_TO, document)
    return Verdict(reason_in_the_seal(content))


def issued_with(*digests) -> IssuedDocument | None:
    """The document issued with one of the hashes, or None."""
    return IssuedDocument.objects.filter(sha256__in=digests).first()


def digests_of_beginnings(content: bytes):
    """The hash of everything up to each end of file that stands in the bytes."""
    running, read, digests = sha256(), 0, []
    for mark in islice(END_OF_FILE.finditer(content), MAX_REVISIONS):
        running.update(content[read : mark.end()])
        read = mark.end()
        digests.append(running.hexdigest())
    return digests


def reason_in_the_seal(content: bytes):
    """Why a PDF that is not in the archive is none of ours, or no longer."""
    try:
        seal = inspect_seal(content)
    except Exception:  # A broken file breaks the reader in any way it likes
        return Outcome.UNREADABLE
    if seal is None:
        return Outcome.NO_SEAL
    if not seal.is_ours:
        return Outcome.FOREIGN_SEAL
    return Outcome.UNKNOWN if seal.is_whole else Outcome.BROKEN_SEAL
