"""Cleaning a file in a process of its own, so that a hostile file breaks nothing but that."""

import json
import subprocess
import sys
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agreements.kept_documents import cleaning

MAX_MEGABYTES = 20
MAX_SIZE = MAX_MEGABYTES * 1024 * 1024
SENTENCES = {
    "kept_too_large": _("The file is larger than %(limit)s MB. Make it smaller and try again."),
    "kept_wrong_type": _("The file is no PDF, PNG or JPEG. Save it as one of these and try again."),
    "kept_too_many_pixels": _("The picture has too many pixels. Make it smaller and try again."),
    "kept_unreadable": _("The file is damaged or cannot be read. Save it anew and try again."),
    "kept_encrypted": _("The PDF is locked with a password. Save it without one and try again."),
    "kept_active": _("The PDF contains scripts or programs. Print it to a new PDF and try again."),
}


@dataclass(frozen=True)
class Cleaned:
    """A file that can be kept: its type, and its bytes."""

    content_type: str
    content: bytes


def clean(content: bytes) -> Cleaned:
    """The file as it can be kept. Raises ValidationError with what to do otherwise."""
    if len(content) > MAX_SIZE:
        raise refusal("kept_too_large")
    try:
        ended = subprocess.run(  # noqa: S603 - our own interpreter and our own file
            [sys.executable, "-I", cleaning.__file__],
            input=content,
            capture_output=True,
            timeout=cleaning.SECONDS * 2,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise refusal("kept_unreadable") from error
    line, _newline, cleaned = ended.stdout.partition(b"\n")
    answer = json.loads(line)
    if "refused" in answer:
        raise refusal(answer["refused"])
    return Cleaned(answer["content_type"], cleaned)


def refusal(code) -> ValidationError:
    """The sentence for a code of cleaning.py."""
    return ValidationError(SENTENCES[code], code=code, params={"limit": MAX_MEGABYTES})
