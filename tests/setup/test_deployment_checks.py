"""`check --deploy` refuses an installation that is not whole."""

import os
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings as project
from django.core.checks import run_checks
from django.core.management import call_command
from django.test import override_settings

NOW = datetime.now(UTC)
YEAR = timedelta(days=365)


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """A folder with the static files collected as in production."""
    folder = tmp_path_factory.mktemp("collected")
    with override_settings(STORAGES=storages(), STATIC_ROOT=folder):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def storages():
    """The storages with one for static files as in production, that compresses nothing."""
    whole = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    return project.STORAGES | {"staticfiles": whole}


@pytest.fixture
def installation(settings, tmp_path, collected):
    """Settings of an installation that is whole, with translations of its own."""
    settings.STORAGES, settings.STATIC_ROOT = storages(), tmp_path / "collected"
    shutil.copytree(collected, settings.STATIC_ROOT)
    shutil.copytree(project.LOCALE_PATHS[0], tmp_path / "locale")
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    settings.SECRET_KEY = "0123456789" * 5
    settings.ALLOWED_HOSTS, settings.SITE_URL = ["lisens.example"], "https://lisens.example"
    write_seal(settings, tmp_path)
    return settings


def write_seal(settings, folder, *, begins=NOW - YEAR, ends=NOW + YEAR, key_of_another=False):
    """Write a key and its certificate, and name them in the settings."""
    key, other = (ec.generate_private_key(ec.SECP256R1()) for _time in range(2))
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "KS Lisens")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .sign(key, hashes.SHA256())
    )
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    kept = (other if key_of_another else key).private_bytes(
        pem, pkcs8, serialization.NoEncryption()
    )
    (folder / "seal.key").write_bytes(kept)
    (folder / "seal.pem").write_bytes(certificate.public_bytes(pem))
    settings.SEAL_KEY_FILE = str(folder / "seal.key")
    settings.SEAL_CERTIFICATE_FILE = str(folder / "seal.pem")


def faults():
    """What the portal's own checks say before it is put into use."""
    found = run_checks(include_deployment_checks=True)
    return [str(fault.msg) for fault in found if fault.id.startswith("kslisens.")]


def test_an_installation_that_is_whole_is_let_through(installation):
    assert faults() == []


def test_translations_that_are_not_compiled(installation):
    compiled = installation.LOCALE_PATHS[0] / "nb/LC_MESSAGES/django.mo"
    compiled.unlink()
    [fault] = faults()
    assert "nb/LC_MESSAGES/django.po are not compiled" in fault


def test_translations_of_an_earlier_version(installation):
    po = installation.LOCALE_PATHS[0] / "nn/LC_MESSAGES/django.po"
    os.utime(po, (NOW.timestamp() + 60,) * 2)
    assert ["nn/LC_MESSAGES" in fault for fault in faults()] == [True]


def test_an_image_without_translations(installation):
    shutil.rmtree(installation.LOCALE_PATHS[0])
    assert ["are not compiled" in fault for fault in faults()] == [True, True]


def test_packages_of_the_pages_that_are_not_installed(installation, tmp_path):
    installation.STATICFILES_DIRS = [*installation.STATICFILES_DIRS, ("inter", tmp_path / "none")]
    installation.ICONS_DIR = tmp_path / "icons"
    found = faults()
    assert f"The folder {tmp_path / 'none'} is missing." in found
    assert f"The folder {tmp_path / 'icons'} is missing." in found


@pytest.mark.django_db
def test_a_cache_without_its_table(installation):
    backend = "django.core.cache.backends.db.DatabaseCache"
    installation.CACHES = {"default": {"BACKEND": backend, "LOCATION": "no_such_table"}}
    found = run_checks(include_deployment_checks=True, databases=["default"])
    assert "The table no_such_table of the cache is missing." in [fault.msg for fault in found]


def test_static_files_that_were_never_collected(installation):
    shutil.rmtree(installation.STATIC_ROOT)
    installation.STATIC_ROOT = installation.STATIC_ROOT  # and look there anew
    [fault] = faults()
    assert "static files are not collected" in fault


def test_a_static_file_that_is_missing(installation):
    [app] = installation.STATIC_ROOT.glob("app.????????????.css")
    app.unlink()
    [fault] = faults()
    assert fault.startswith("1 of ")
    assert fault.endswith("static files are not collected, first app.css.")


@pytest.mark.parametrize("file", ["seal.key", "seal.pem"])
def test_a_seal_that_is_not_there(installation, tmp_path, file):
    (tmp_path / file).unlink()
    [fault] = faults()
    assert fault.startswith("The seal's key or certificate cannot be read")


def test_a_seal_that_is_nonsense(installation, tmp_path):
    (tmp_path / "seal.key").write_text("nonsense")
    assert [fault[:46] for fault in faults()] == ["The seal's key or certificate cannot be read: "]


@pytest.mark.parametrize(
    ("begins", "ends"),
    [(NOW - YEAR, NOW - timedelta(days=1)), (NOW + timedelta(days=1), NOW + YEAR)],
)
def test_a_seal_out_of_its_time(installation, tmp_path, begins, ends):
    write_seal(installation, tmp_path, begins=begins, ends=ends)
    [fault] = faults()
    assert fault.startswith("The seal's certificate is not valid today")


def test_a_key_of_another_certificate(installation, tmp_path):
    write_seal(installation, tmp_path, key_of_another=True)
    assert faults() == ["The seal's key is not the key of its certificate."]


@pytest.mark.parametrize("key", ["short", "x" * 60])
def test_a_secret_key_that_can_be_guessed(installation, key):
    installation.SECRET_KEY = key
    [fault] = faults()
    assert fault.startswith("SECRET_KEY must be at least 50 signs")


def test_hosts_that_are_anybodys(installation):
    installation.ALLOWED_HOSTS = ["lisens.example", "*"]
    [fault] = faults()
    assert fault.startswith("ALLOWED_HOSTS is *")


def test_mail_that_leads_to_another_host(installation):
    installation.SITE_URL = "https://elsewhere.example"
    assert faults() == ["SITE_URL leads to elsewhere.example, which is not among ALLOWED_HOSTS."]
