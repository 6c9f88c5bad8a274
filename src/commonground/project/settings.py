"""One settings file that runs with nothing set.

What an agency says of itself is in commonground.toml in the data folder (common.deployment);
what the machine decides is in the environment:

COMMONGROUND_HOME      the data folder (default ./data)
COMMONGROUND_DATABASE  a postgresql:// address (default: SQLite in the data folder)
COMMONGROUND_HOSTS     host names, comma separated (default: this machine)
COMMONGROUND_HTTPS     1 when served behind https
COMMONGROUND_OPENID_SECRET  the client secret of [sign_in.openid_connect], unless in keys/
COMMONGROUND_SUBMISSIONS_PER_HOUR  concerns from one network and process (default 60)
"""

import os
import tomllib
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from commonground.people.openid import config as openid_config

from . import home, sqlite

sqlite.prefer_safe_sqlite()

HOME = home.home()
PACKAGE = Path(__file__).resolve().parent.parent


def _toml(name: str, default: str) -> str:
    file = HOME / "commonground.toml"
    if not file.exists():
        return default
    return tomllib.loads(file.read_text(encoding="utf-8")).get(name, default)


SECRET_KEY = home.key(HOME, "secret")
RECEIPT_KEY = home.key(HOME, "receipt")
DEBUG = False
HTTPS = os.environ.get("COMMONGROUND_HTTPS") == "1"
ALLOWED_HOSTS = os.environ.get("COMMONGROUND_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{h}" for h in ALLOWED_HOSTS] if HTTPS else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "commonground.common",
    "commonground.places",
    "commonground.people",
    "commonground.messaging",
    "commonground.strategies",
    "commonground.tasks",
    "commonground.incidents",
    "commonground.concerns",
    "commonground.surveys",
    "commonground.earlywarning",
    "commonground.engagement",
    "commonground.individuals",
    "commonground.plans",
    "commonground.problems",
    "commonground.insight",
    "commonground.publishing",
    "commonground.keeping",
    # after our rooms: our templates stand before theirs
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
]

OPENID_CONNECT = openid_config.server(HOME, os.environ)  # None: off
if OPENID_CONNECT:
    INSTALLED_APPS += ["allauth.socialaccount"]
    SOCIALACCOUNT_PROVIDERS = OPENID_CONNECT.for_allauth()

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "commonground.common.middleware.without_null",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "commonground.people.middleware.LockMiddleware",
    "commonground.people.middleware.OwnPasswordMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "commonground.project.urls"
WSGI_APPLICATION = "commonground.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "commonground.common.context.deployment",
                "commonground.people.context.team_nav",
            ],
        },
    }
]
FORM_RENDERER = "commonground.common.forms.Renderer"
INSTALLED_APPS += ["django.forms"]


def _database() -> dict:
    address = os.environ.get("COMMONGROUND_DATABASE", "")
    if not address:
        return {
            "ENGINE": "commonground.project.sqlite_backend",
            "NAME": HOME / "db.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                    "PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;"
                ),
            },
        }
    parts = urlsplit(address)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or query.get("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Staff"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "commonground.people.backends.StaffBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
     "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/team/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_ADAPTER = "commonground.people.adapters.StaffAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
# By name only (axes stops passwords at 8, this stops one-time codes); no network address.
ACCOUNT_RATE_LIMITS = {"login": "", "login_failed": "10/15m/key"}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
SOCIALACCOUNT_ADAPTER = "commonground.people.openid.adapters.StaffSocialAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_STORE_TOKENS = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = False  # a passkey holds nothing that could be guessed
MFA_TOTP_ISSUER = _toml("agency", "Commonground")
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
AXES_HANDLER = "commonground.people.lockouts.LockoutHandler"
AXES_LOCKOUT_TEMPLATE = "people/locked_out.html"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "commonground.people.adapters.no_address"

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None  # gone with the browser: a phone must not show for a year who was here
CSRF_FAILURE_VIEW = "commonground.project.views.csrf_failure"
LOCK_AFTER_SECONDS = 15 * 60

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = _toml("time_zone", "UTC")
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True  # as common.wording.grouped: one form of a number per language

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 86400
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 2**20
# as large as a request may be (serving.MAX_BODY): what residents send never lies in a file
FILE_UPLOAD_MAX_MEMORY_SIZE = 16 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
SUBMISSIONS_PER_HOUR = int(os.environ.get("COMMONGROUND_SUBMISSIONS_PER_HOUR", "60"))

# axes wants lock-outs by network address; we write none (the rule on anonymity)
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

# No address, path or form value is ever logged: threads are found by what stands in them.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name} {message}", "style": "{"}},
    "filters": {"no_person": {"()": "commonground.common.logs.NoPersonalData"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["no_person"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "commonground": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        "django.security.csrf": {"level": "ERROR"},  # a refused form of a resident is no news
        "waitress.queue": {"level": "ERROR"},
    },
}
