"""The portal's seal: a PAdES signature over the whole file, made and looked at.

Its key and certificate come from the settings. The first certificate of the file seals; those
after it are earlier ones, whose seals are still known as ours.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from django.conf import settings
from pyhanko.keys import load_certs_from_pemder, load_private_key_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from agreements.documents.seal_field import NAME

MEANING = PdfSignatureMetadata(
    field_name=NAME,
    name="KS Lisens",
    md_algorithm="sha256",
    subfilter=SigSeedSubFilter.PADES,
    certify=True,
    docmdp_permissions=MDPPerm.NO_CHANGES,
)


class SealWriter(IncrementalPdfFileWriter):
    """Adds the seal and nothing else.

    Left to itself the library would call the file PDF 2.0, which PDF/A-3 is not, and write its
    own dates and wording into the metadata.
    """

    def ensure_output_version(self, version) -> None:
        super().ensure_output_version(min(version, (1, 7)))

    def _update_meta(self) -> None:
        """Leave the metadata as it was rendered."""


@dataclass(frozen=True)
class SealFound:
    """What the seals of a file tell."""

    is_ours: bool
    is_whole: bool = False


def seal(content: bytes):
    """The PDF with the portal's seal. From now on no byte of it may change."""
    writer = SealWriter(BytesIO(content))
    signer = PdfSigner(MEANING, signer=own_signer())
    return run_in_thread(signer.sign_pdf, writer).getvalue()


def inspect_seal(content: bytes) -> SealFound | None:
    """What the portal's seal on a PDF tells; None when nobody has signed the file.

    Raises whatever a broken file makes the reader raise.
    """
    signatures = PdfFileReader(BytesIO(content), strict=True).embedded_signatures
    if not signatures:
        return None
    ours = {certificate.sha256 for certificate in own_certificates()}
    own = [found for found in signatures if found.signer_cert.sha256 in ours]
    if not own:
        return SealFound(is_ours=False)
    return SealFound(is_ours=True, is_whole=all(is_whole(found) for found in own))


def is_whole(signature):
    """Whether a seal of ours still fits the file and covers all of it."""
    trust = ValidationContext(
        trust_roots=list(own_certificates()),
        moment=signature.self_reported_timestamp,
        allow_fetching=False,
    )
    # `valid` and `intact` stay true for some altered files; the bottom line does not.
    found = run_in_thread(validate_pdf_signature, signature, signer_validation_context=trust)
    return found.bottom_line


def run_in_thread(work, *arguments, **options):
    """The library starts an event loop, which fails in a thread where one already runs."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(work, *arguments, **options).result()


@cache
def own_signer() -> SimpleSigner:
    """The portal's key and certificate, ready to seal."""
    certificates = own_certificates()
    registry = SimpleCertificateStore()
    registry.register_multiple(certificates[1:])
    return SimpleSigner(
        signing_cert=certificates[0],
        signing_key=load_private_key_from_pemder(settings.SEAL_KEY_FILE, passphrase=None),
        cert_registry=registry,
    )


@cache
def own_certificates():
    """The certificate in use, then those before it."""
    return tuple(load_certs_from_pemder([settings.SEAL_CERTIFICATE_FILE]))


def is_self_made():
    """Whether nobody but the portal vouches for its certificate."""
    return own_certificates()[0].self_signed != "no"
