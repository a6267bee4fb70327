"""Strict readers of environment variables: nonsense stops the start, it never becomes a default."""

import os
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off"}


def text(name, default=None):
    """The variable as text; without a default an empty or missing one is refused."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"The environment variable {name} must be set.")
    return default


def boolean(name, default):
    """The variable as a yes or no."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in TRUE_WORDS | FALSE_WORDS:
        return value in TRUE_WORDS
    raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")


def integer(name, default):
    """The variable as a whole number."""
    value = os.environ.get(name, "").strip()
    try:
        return int(value) if value else default
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None


def choice(name, options, default):
    """The variable as one of `options`."""
    value = text(name, default)
    if value in options:
        return value
    raise ImproperlyConfigured(f"{name} must be one of {', '.join(options)}, not {value!r}.")


def words(name, default=""):
    """The variable as a list, separated by commas; without a default an empty one is refused."""
    found = [word.strip() for word in text(name, default).split(",") if word.strip()]
    if not found and default is None:
        raise ImproperlyConfigured(f"{name} must name at least one.")
    return found


def site(name, default):
    """The variable as an address without a path: https://lisens.example, no slash at the end."""
    value = text(name, default).rstrip("/")
    parts = _split(value)
    if parts and parts.scheme in {"http", "https"} and value == f"{parts.scheme}://{parts.netloc}":
        return value
    raise ImproperlyConfigured(f"{name} must be like https://lisens.example, not {value!r}.")


def _split(url):
    """The parts of an address; None of one that is none, such as one with [ in it."""
    try:
        return urlsplit(url)
    except ValueError:
        return None


def database(url):
    """Django's DATABASES entry for a URL: postgres://user:password@host:port/name?option=value."""
    parts = _split(url)
    if not parts or parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres:// or postgresql://.")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ImproperlyConfigured("DATABASE_URL must name a database.")
    try:
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured("DATABASE_URL must have a number as its port.") from None
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(port or ""),
        "OPTIONS": options,
    }
