"""What `check --deploy` refuses: what a production installation must not be put into use with.

The sentences are for whoever runs the installation, and say what to do.
"""

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.checks import Error
from django.db import connection
from django.http.request import validate_host

MIN_SECRET_KEY_LENGTH = 50
MIN_DISTINCT_CHARACTERS = 5
COLLECT = "Run: python manage.py collectstatic --no-input"


def check_translations(app_configs, **options) -> list[Error]:
    """Every language is compiled, from the sentences of this version."""
    catalogues = [
        Path(folder) / language / "LC_MESSAGES" / "django.po"
        for folder in settings.LOCALE_PATHS
        for language, _name in settings.LANGUAGES
    ]
    return [
        Error(
            f"The translations in {po} are not compiled, so the pages would be in English.",
            hint="Run: python manage.py compilemessages --ignore=.venv --ignore=node_modules",
            id="kslisens.E001",
        )
        for po in sorted(catalogues)
        if not _is_compiled(po)
    ]


def _is_compiled(po):
    mo = po.with_suffix(".mo")
    return po.exists() and mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime


def check_static_files(app_configs, **options):
    """Every style sheet, script, font and icon is where the web server reads it."""
    collected = getattr(staticfiles_storage, "hashed_files", None)
    if collected is None:
        return []  # a local installation serves them from where they are
    names = {
        f"{getattr(storage, 'prefix', '') or ''}/{name}".lstrip("/")
        for finder in get_finders()
        for name, storage in finder.list([])
    }
    missing = sorted(name for name in names if not _is_there(collected.get(name)))
    if not missing:
        return []
    problem = f"{len(missing)} of {len(names)} static files are not collected, first {missing[0]}."
    return [Error(problem, hint=COLLECT, id="kslisens.E002")]


def _is_there(name) -> bool:
    return bool(name) and staticfiles_storage.exists(name)


def check_seal(app_configs, **options) -> list[Error]:
    """The seal's key is there and belongs to a certificate that is valid today."""
    try:
        key, certificate = _seal()
    except (OSError, ValueError, TypeError) as fault:
        problem = f"The seal's key or certificate cannot be read: {fault}"
        hint = "SEAL_KEY_FILE and SEAL_CERTIFICATE_FILE name PEM files, the key without a password."
        return [Error(problem, hint=hint, id="kslisens.E003")]
    problems = []
    if key.public_key() != certificate.public_key():
        problems.append("The seal's key is not the key of its certificate.")
    if not certificate.not_valid_before_utc <= datetime.now(UTC) < certificate.not_valid_after_utc:
        period = f"{certificate.not_valid_before_utc:%Y-%m-%d} to "
        period += f"{certificate.not_valid_after_utc:%Y-%m-%d}"
        problems.append(f"The seal's certificate is not valid today, but from {period}.")
    hint = "The first certificate of SEAL_CERTIFICATE_FILE is the one in use."
    return [Error(problem, hint=hint, id="kslisens.E003") for problem in problems]


def _seal():
    """The key, and the first certificate of the file: the one in use."""
    key = serialization.load_pem_private_key(Path(settings.SEAL_KEY_FILE).read_bytes(), None)
    certificates = Path(settings.SEAL_CERTIFICATE_FILE).read_bytes()
    return key, x509.load_pem_x509_certificates(certificates)[0]


def check_secret_key(app_configs, **options):
    """The key that sessions and links are signed with cannot be guessed."""
    key = settings.SECRET_KEY
    if len(key) >= MIN_SECRET_KEY_LENGTH and len(set(key)) >= MIN_DISTINCT_CHARACTERS:
        return []
    problem = f"SECRET_KEY must be at least {MIN_SECRET_KEY_LENGTH} signs that nobody can guess."
    hint = "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(64))'"
    return [Error(problem, hint=hint, id="kslisens.E004")]


def check_hosts(app_configs, **options):
    """The portal answers to its own name, which is the one that mail leads to."""
    if "*" in settings.ALLOWED_HOSTS:
        problem = "ALLOWED_HOSTS is *: anybody's name would be taken for the portal's."
        hint = "Name the portal's own host name."
        return [Error(problem, hint=hint, id="kslisens.E005")]
    host = urlsplit(settings.SITE_URL).hostname
    if validate_host(host, settings.ALLOWED_HOSTS):
        return []
    problem = f"SITE_URL leads to {host}, which is not among ALLOWED_HOSTS."
    return [Error(problem, hint="Name it in ALLOWED_HOSTS.", id="kslisens.E006")]


def check_folders(app_configs, **options) -> list[Error]:
    """The packages of style sheets, fonts and icons are installed: nothing else misses them."""
    roots = [one[1] if isinstance(one, tuple) else one for one in settings.STATICFILES_DIRS]
    return [
        Error(f"The folder {root} is missing.", hint="Run: npm ci", id="kslisens.E007")
        for root in [*roots, settings.ICONS_DIR]
        if not Path(root).is_dir()
    ]


def check_cache(app_configs, databases=None, **options):
    """The table of the cache is there; asked where the database may be (--database)."""
    cache = settings.CACHES["default"]
    is_asked = databases and cache["BACKEND"].endswith("DatabaseCache")
    if not is_asked or cache["LOCATION"] in connection.introspection.table_names():
        return []
    problem = f"The table {cache['LOCATION']} of the cache is missing."
    return [Error(problem, hint="Run: python manage.py createcachetable", id="kslisens.E008")]


CHECKS = (
    check_translations,
    check_static_files,
    check_folders,
    check_seal,
    check_secret_key,
    check_hosts,
    check_cache,
)
