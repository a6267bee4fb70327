"""The seal of a local installation: a key and a certificate that nobody else vouches for."""

import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from tempfile import NamedTemporaryFile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

YEARS = 20


def make_local_seal(path):
    """Write key and certificate into one file, unless another process was quicker.

    Readable by this user alone, and linked into place whole, so that no two halves ever differ.
    """
    path.parent.mkdir(exist_ok=True)
    with NamedTemporaryFile(dir=path.parent) as file, suppress(FileExistsError):
        key = ec.generate_private_key(ec.SECP256R1())
        file.write(_key_in_pem(key) + _certificate(key).public_bytes(serialization.Encoding.PEM))
        file.flush()
        os.link(file.name, path)


def _key_in_pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _certificate(key):
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "NO"),
            x509.NameAttribute(NameOID.COMMON_NAME, "KS Lisens (self-made seal)"),
        ]
    )
    begins = datetime.now(UTC) - timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_to_sign_only(), critical=True)
        .sign(key, hashes.SHA256())
    )


def _to_sign_only():
    uses = dict.fromkeys(
        [
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ],
        False,
    )
    return x509.KeyUsage(digital_signature=True, content_commitment=True, **uses)
