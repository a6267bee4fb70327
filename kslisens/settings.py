"""Settings of KS Lisens.

Everything that differs per installation comes from the environment. Without PRODUCTION the
portal is a local installation: it answers on this machine only and writes mail to files. Where
its database runs is named in any case: `startup.py` does it for who starts the portal by hand.
"""

from pathlib import Path

import pghistory
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from kslisens import environment
from kslisens.local_secrets import local_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"

PRODUCTION = environment.boolean("PRODUCTION", default=False)
DEBUG = False

if PRODUCTION:
    SECRET_KEY = environment.text("SECRET_KEY")
    ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", default=None)
else:
    SECRET_KEY = environment.text("SECRET_KEY", default="") or local_secret_key(LOCAL_DIR)
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
DATABASE_URL = environment.text("DATABASE_URL")

# Where mail and documents say that the portal is
SITE_URL = environment.site("SITE_URL", default=None if PRODUCTION else "http://127.0.0.1:8000")
if PRODUCTION and not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL must begin with https://.")

DATABASES = {
    "default": environment.database(DATABASE_URL)
    | {
        "CONN_MAX_AGE": environment.integer("DATABASE_CONNECTION_SECONDS", default=600),
        "CONN_HEALTH_CHECKS": True,
    }
}
# pgtrigger reads `pgtrigger.ignore` in every trigger. Unset, the read raises and opens a
# subtransaction, which makes deferred foreign-key checks quadratic in bulk imports. So set it,
# empty
NO_TRIGGER_IGNORED = "-c pgtrigger.ignore={}"
# Compiling a query takes longer than running any of ours: the evidence of an organisation took 12 s
# compiled and 8 s not, and on tables that are new and not yet analysed 12 s and 1 s
NOTHING_COMPILED = "-c jit=off"
DATABASES["default"]["OPTIONS"].setdefault("options", f"{NO_TRIGGER_IGNORED} {NOTHING_COMPILED}")

# A reform that divides 2,000 holdings among three sends 6,000 numbers. The size of what is sent
# (DATA_UPLOAD_MAX_MEMORY_SIZE) is limited as ever
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "kslisens.apps.PortalConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "municipalities",
    "agreements",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "django_filters",
    "django_htmx",
    "django_tasks_db",
    "whitenoise.runserver_nostatic",
    "kslisens.admin_site.PortalAdminConfig",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "kslisens.health.health",
    "kslisens.private_answers.private_answers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kslisens.history.HistoryWithoutTokens",
    "kslisens.damaged_files.DamagedFiles",
]

ROOT_URLCONF = "kslisens.urls"
WSGI_APPLICATION = "kslisens.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "agreements.framework_administration.context.demonstration",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# People and sign-in

AUTH_USER_MODEL = "municipalities.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "municipalities.people.admin_rights.CaseOfficerBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# In the browser that signed up, so that an invited person comes back to the invitation
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "municipalities.people.account_mail.AccountAdapter"
ACCOUNT_FORMS = {"signup": "municipalities.people.forms.SignupForm"}
ACCOUNT_EMAIL_SUBJECT_PREFIX = "KS Lisens: "
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my_page"
ACCOUNT_LOGOUT_REDIRECT_URL = "front_page"

# Sign-in attempts are counted in the cache, by all processes together where there are several

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache"
        if PRODUCTION
        else "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "cache",
    }
}

# Language and time: Norwegian screens, English source strings

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", _("Norwegian Bokmål")), ("nn", _("Norwegian Nynorsk"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Europe/Oslo"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# Static files: the design system is served straight from node_modules

STATIC_URL = "/static/"
# Collected for production alone; a local installation serves them from where they are
STATIC_ROOT = LOCAL_DIR / ("collected" if PRODUCTION else "static")
NODE_MODULES = BASE_DIR / "node_modules"
STATICFILES_DIRS: list[Path | tuple[str, Path]] = [
    BASE_DIR / "static",
    ("ks-theme", NODE_MODULES / "@ks-digital/designsystem-themes/dist"),
    ("inter", NODE_MODULES / "@fontsource-variable/inter/files"),
]
ICONS_DIR = NODE_MODULES / "@navikt/aksel-icons/dist/svg"
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Issued documents: kept outside everything the web serves, and sealed

DOCUMENTS_DIR = Path(environment.text("DOCUMENTS_DIR", default=str(LOCAL_DIR / "documents")))
STORAGES["documents"] = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {
        "location": DOCUMENTS_DIR,
        "file_permissions_mode": 0o600,
        "directory_permissions_mode": 0o700,
    },
}
SEAL_KEY_FILE = environment.text("SEAL_KEY_FILE", default=None if PRODUCTION else "")
SEAL_CERTIFICATE_FILE = environment.text(
    "SEAL_CERTIFICATE_FILE", default=None if PRODUCTION else ""
)
if bool(SEAL_KEY_FILE) != bool(SEAL_CERTIFICATE_FILE):
    raise ImproperlyConfigured("SEAL_KEY_FILE and SEAL_CERTIFICATE_FILE are set together.")
if not SEAL_KEY_FILE:
    SEAL_KEY_FILE = SEAL_CERTIFICATE_FILE = str(LOCAL_DIR / "seal.pem")
    if not Path(SEAL_KEY_FILE).exists():
        from kslisens.local_seal import make_local_seal

        make_local_seal(Path(SEAL_KEY_FILE))

# Electronic identity: the OpenID Connect provider people sign with. Without an issuer they sign
# with name and password alone.

SIGNING_OIDC_ISSUER = environment.text("SIGNING_OIDC_ISSUER", default="")
SIGNING_OIDC_CLIENT_ID = environment.text(
    "SIGNING_OIDC_CLIENT_ID", default=None if SIGNING_OIDC_ISSUER else ""
)
SIGNING_OIDC_CLIENT_SECRET = environment.text(
    "SIGNING_OIDC_CLIENT_SECRET", default=None if SIGNING_OIDC_ISSUER else ""
)
SIGNING_OIDC_ACR = environment.text("SIGNING_OIDC_ACR", default="")
"""The levels of assurance that are good enough, with spaces between; empty: whatever comes."""
if PRODUCTION and SIGNING_OIDC_ISSUER and not SIGNING_OIDC_ISSUER.startswith("https://"):
    raise ImproperlyConfigured("SIGNING_OIDC_ISSUER must begin with https://.")

# Enhetsregisteret: the open API that refresh_register asks, without a key.

ENHETSREGISTERET_URL = environment.text(
    "ENHETSREGISTERET_URL", default="https://data.brreg.no/enhetsregisteret/api"
)
if PRODUCTION and not ENHETSREGISTERET_URL.startswith("https://"):
    raise ImproperlyConfigured("ENHETSREGISTERET_URL must begin with https://.")

# Security

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
# Some addresses hold tokens: none is sent to other sites, nor to the access log of this one.
# `no-referrer` would also hide Origin from the CSRF check, which then refuses every form
SECURE_REFERRER_POLICY = "strict-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
if environment.boolean("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Sign-in attempts are counted per person's address, not per proxy
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
CSRF_FAILURE_VIEW = "kslisens.errors.csrf_failure"

# Mail: files on this machine unless MAIL_BACKEND says console or smtp

DEFAULT_FROM_EMAIL = environment.text("MAIL_FROM", default="KS Lisens <ikke-svar@kslisens.example>")
MAIL_OPTIONS = {
    "console": {},
    "filebased": {"file_path": LOCAL_DIR / "mail"},
    "smtp": {
        "host": environment.text("MAIL_HOST", default="localhost"),
        "port": environment.integer("MAIL_PORT", default=25),
        "username": environment.text("MAIL_USER", default=""),
        "password": environment.text("MAIL_PASSWORD", default=""),
        "use_tls": environment.boolean("MAIL_TLS", default=PRODUCTION),
        "timeout": 20,
    },
}
MAIL_BACKEND = environment.choice(
    "MAIL_BACKEND", MAIL_OPTIONS, default="smtp" if PRODUCTION else "filebased"
)
MAILERS = {
    "default": {
        "BACKEND": f"django.core.mail.backends.{MAIL_BACKEND}.EmailBackend",
        "OPTIONS": MAIL_OPTIONS[MAIL_BACKEND],
    }
}

# How many per cent more may be used than is owned before a warning; 5 as KS and BSA agreed in 1999

COUNT_MARGIN_PER_CENT = environment.integer("COUNT_MARGIN_PER_CENT", default=5)

# What else stops when somebody's role ends: functions of the role that give facts to show

ROLE_END_FACTS = ["agreements.endings.role_ends.role_end_facts"]

# Slow work runs in the worker process: manage.py run_worker

TASKS = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]},
}

# What the worker looks after every few seconds: functions of the moment

WORKER_SWEEPS = [
    "municipalities.worker.sweeping.requeue_interrupted",
    "municipalities.outbox.actions.requeue_unclaimed",
    "agreements.dispatch.sending.requeue_unclaimed",
]

# History of every business table, written by database triggers

PGHISTORY_APPEND_ONLY = True
# No model leads to its history: it is read by one package, and a type checker finds every name
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(related_name="+")
PGHISTORY_CONTEXT_FIELD = pghistory.ContextForeignKey(related_name="+", null=True)
# Migrations alone install triggers; a migrate of a past state must not meet today's.
PGTRIGGER_INSTALL_ON_MIGRATE = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "kslisens.logs.LineWithoutTokens",
            "format": "{asctime} {levelname} {name}: {error}{message}",
            "style": "{",
        }
    },
    "filters": {"error_number": {"()": "kslisens.logs.ErrorNumber"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["error_number"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Django's own handlers write lines of their own, and mails with whole requests
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": [], "propagate": True},
        "weasyprint": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        # Anybody may send a broken file to be checked; the verdict tells what is wrong with it.
        "pyhanko": {"level": "CRITICAL"},
        "pyhanko_certvalidator": {"level": "CRITICAL"},
    },
}
