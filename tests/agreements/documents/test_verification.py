"""Whether a file is a document that the portal issued, and why not."""

import time
import zlib
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements.documents import archive, seal, verification
from agreements.documents.verification import Outcome, verify
from kslisens.local_seal import make_local_seal
from tests import issued
from tests.agreements.documents.test_rendering import render

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(db):
    """An issued document."""
    return issued.issue()


@pytest.fixture
def sealed(document):
    """Its file."""
    return archive.read(document.sha256)


def test_the_issued_file_is_genuine(document):
    verdict = verify(archive.read(document.sha256))
    assert (verdict.outcome, verdict.document) == (Outcome.GENUINE, document)
    assert verdict.is_genuine


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        (issued.resaved, Outcome.BROKEN_SEAL),
        (issued.with_added_page, Outcome.BROKEN_SEAL),
        (lambda file: issued.with_added_page(file, incremental=True), Outcome.ADDED_TO),
        (lambda file: file + b"\n", Outcome.ADDED_TO),
        (lambda file: file[:-1], Outcome.BROKEN_SEAL),
        (lambda file: file[:-100], Outcome.UNREADABLE),
        (lambda file: file[: len(file) // 2], Outcome.UNREADABLE),
        (lambda file: b"\n" + file, Outcome.NOT_A_PDF),
        (lambda file: b"", Outcome.NOT_A_PDF),
        (lambda file: b"%PDF-1.7", Outcome.UNREADABLE),
        (lambda file: render(), Outcome.NO_SEAL),
        (lambda file: seal.seal(render()), Outcome.UNKNOWN),
        (lambda file: file[:-1] + b"x" * verification.MAX_SIZE, Outcome.TOO_LARGE),
    ],
)
def test_any_other_file_is_refused_with_its_reason(document, sealed, change, outcome):
    verdict = verify(change(sealed))
    assert (verdict.outcome, verdict.is_genuine) == (outcome, False)


def test_what_was_added_to_is_notified_from_what_was_issued(document, sealed):
    assert verify(issued.with_added_page(sealed, incremental=True)).document == document


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_flipped_byte_is_found_wherever_it_is(document, sealed, data):
    place = data.draw(st.integers(0, len(sealed) - 1))
    assert verify(issued.with_flipped_byte(sealed, place)).is_genuine is False


def test_a_flipped_byte_in_a_page_breaks_the_seal(document, sealed):
    place = sealed.index(b"endstream") - 10
    verdict = verify(issued.with_flipped_byte(sealed, place))
    assert verdict.outcome == Outcome.BROKEN_SEAL


def test_the_seal_of_somebody_else_is_not_ours(settings, tmp_path):
    stranger = tmp_path / "stranger.pem"
    make_local_seal(stranger)
    assert verify(sealed_with(stranger, settings)).outcome == Outcome.FOREIGN_SEAL


def test_an_earlier_certificate_is_still_known_as_ours(settings, tmp_path):
    earlier, combined = tmp_path / "earlier.pem", tmp_path / "combined.pem"
    own = settings.SEAL_KEY_FILE
    make_local_seal(earlier)
    file = sealed_with(earlier, settings)
    assert verify(file).outcome == Outcome.FOREIGN_SEAL
    combined.write_text(Path(own).read_text() + earlier.read_text())
    assert with_seal(combined, settings, lambda: verify(file)).outcome == Outcome.UNKNOWN


def sealed_with(file, settings):
    """A PDF sealed with the key and certificate of a file."""
    return with_seal(file, settings, lambda: seal.seal(render()))


def with_seal(file, settings, act):
    """Do something as the portal of another seal."""
    before = settings.SEAL_KEY_FILE
    settings.SEAL_KEY_FILE = settings.SEAL_CERTIFICATE_FILE = str(file)
    forget()
    try:
        return act()
    finally:
        settings.SEAL_KEY_FILE = settings.SEAL_CERTIFICATE_FILE = before
        forget()


def forget():
    """Read key and certificate anew."""
    seal.own_signer.cache_clear()
    seal.own_certificates.cache_clear()


def test_the_command_says_yes(document, tmp_path):
    file = tmp_path / "file.pdf"
    file.write_bytes(archive.read(document.sha256))
    said = StringIO()
    call_command("verify_document", str(file), stdout=said)
    assert said.getvalue().splitlines() == [
        f"genuine: {verification.SENTENCES[Outcome.GENUINE]}",
        f"{document.title}, {document.printed_code}, 09.03.2026 kl.\N{NO-BREAK SPACE}13.05",
    ]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda file: issued.with_flipped_byte(file, len(file) // 3), "broken_seal"),
        (issued.with_added_page, "broken_seal"),
        (issued.resaved, "broken_seal"),
        (lambda file: file[:-100], "unreadable"),
        (lambda file: render(), "no_seal"),
    ],
)
def test_the_command_says_no_and_why(document, sealed, tmp_path, change, reason):
    file = tmp_path / "file.pdf"
    file.write_bytes(change(sealed))
    with pytest.raises(CommandError, match=f"^{reason}: ") as refused:
        call_command("verify_document", str(file))
    assert refused.value.returncode == 1


def test_the_command_tells_that_there_is_no_such_file(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("verify_document", str(tmp_path / "missing.pdf"))


def unpacking_to(size):
    """A PDF whose table of contents unpacks to many bytes."""
    packed = zlib.compress(b"\0" * size, 9)
    table = b"1 0 obj\n<</Type/XRef/W[1 8 2]/Size 4000000/Root 2 0 R/Filter/FlateDecode/Length %d>>"
    return (
        b"%PDF-1.7\n"
        + table % len(packed)
        + b"\nstream\n"
        + packed
        + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"
    )


HOSTILE = {
    "a bomb": unpacking_to(64 * 1024 * 1024),
    "a million ends": b"%PDF-1.7\n" + b"%%EOF\n" * 1_000_000,
    "deep lists": b"%PDF-1.7\n1 0 obj\n" + b"[" * 1_000_000 + b"\nstartxref\n9\n%%EOF\n",
    "a circle": b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n"
    b"<</Size 1/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF\n",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_file_made_to_harm_is_answered_at_once(content):
    begun = time.monotonic()
    assert verify(content).outcome == Outcome.UNREADABLE
    assert time.monotonic() - begun < 5
