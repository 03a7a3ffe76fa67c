"""Every setting of Lumix. The environment is read here and nowhere else; `.env.example` explains each variable."""

import logging
import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.management.utils import get_random_secret_key

from lumix import logs

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

VERSION = "0.1.0"

# Where and how it runs ------------------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
LUMIX_MODE = env.str("LUMIX_MODE", default="")
LUMIX_TRUSTED_NETS = env.list("LUMIX_TRUSTED_NETS", default=[])
# This machine's own names always: a name added for others must not shut out its own health check.
NAMED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
ALLOWED_HOSTS = [*NAMED_HOSTS, "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
LUMIX_DATA_DIR = Path(env.str("LUMIX_DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
LUMIX_DATA_DIR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """The key of the environment, or one made at the first start and kept in the data folder for its owner only."""
    if key := env.str("SECRET_KEY", default=""):
        return key
    path = LUMIX_DATA_DIR / "secret_key"
    if not path.exists():
        with suppress(FileExistsError):  # two processes of one first start: the key of the first stands
            made = path.with_suffix(f".{os.getpid()}")
            made.touch(mode=0o600)
            made.write_text(get_random_secret_key() + get_random_secret_key())
            os.link(made, path)
        made.unlink()
    return path.read_text()


SECRET_KEY = _secret_key()
SECRET_KEY_IS_NAMED = bool(env.str("SECRET_KEY", default=""))  # closed mode takes no key that nobody chose

# What may be sold -----------------------------------------------------------------------------------------------------
SUBMIT_NEEDS_MONTH = env.bool("SUBMIT_NEEDS_MONTH", default=True)

# The satellite service ------------------------------------------------------------------------------------------------
NASA_POWER_BASE_URL = env.str("NASA_POWER_BASE_URL", default="https://power.larc.nasa.gov/api/temporal/hourly/point")
# Empty, as where the address above does not tell it: no provisional outcomes.
_daily = NASA_POWER_BASE_URL.replace("/temporal/hourly/", "/temporal/daily/")
NASA_POWER_DAILY_URL = env.str("NASA_POWER_DAILY_URL", default=_daily if _daily != NASA_POWER_BASE_URL else "")
NASA_POWER_USER = env.str("NASA_POWER_USER", default="lumixdmrv")

# The ledger's checkpoints ---------------------------------------------------------------------------------------------
LUMIX_LOG_NAME = env.str("LUMIX_LOG_NAME", default="lumix.local/ledger")
LUMIX_SIGNING_KEY = env.str("LUMIX_SIGNING_KEY", default="")
LUMIX_SIGNING_KEY_FILE = env.str("LUMIX_SIGNING_KEY_FILE", default="")
LUMIX_CHECKPOINTS = env.str("LUMIX_CHECKPOINTS", default="")  # a folder or an address; empty is the data folder's own

# The house ------------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "lumix.accounts",  # before Django's own accounts, whose createsuperuser knows no ledger
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "lumix",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_tasks",
    "huey.contrib.djhuey",
    "django_structlog",
    "csp",
    "axes",
    "knox",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "lumix.ledger",
    "inverters",
    "credits",
    "reports",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "lumix.middleware.ModeGuard",  # first of those that answer: the two above only add headers, to refusals too
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "lumix.api.SlashlessMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "lumix.gate.AccessMiddleware",  # who may not ask is told so before his form's token is looked at
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "reports.archive_faults.ArchiveFaults",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "lumix.urls"
WSGI_APPLICATION = "lumix.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lumix.modes.context",
            ]
        },
    }
]
APPEND_SLASH = False  # the API answers with and without a slash; a redirect would lose a POST's body
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Accounts -------------------------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LUMIX_ACCOUNT_PASSWORD = env.str("LUMIX_ACCOUNT_PASSWORD", default="")
LOGIN_URL, LOGIN_REDIRECT_URL = "login", "fleet"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # nobody locks out another by guessing from elsewhere
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "lumix.accounts.lockout.client_address"
AXES_LOCKOUT_CALLABLE = "lumix.accounts.lockout.locked_out"
KNOX_TOKEN_MODEL = "accounts.ApiToken"  # noqa: S105  a model's name
REST_KNOX = {"TOKEN_MODEL": KNOX_TOKEN_MODEL}

# The database ---------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{LUMIX_DATA_DIR / 'lumix.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Eight writers under SQLite's deferred transactions meet "database is locked" by the thousand, under these never.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536",
    }
    # Whoever is the last to close copies the whole WAL: after each request, that cost as much as its commit.
    DATABASES["default"]["CONN_MAX_AGE"] = 60
else:
    # As many connections as a process's threads ask for at once: two for each that works on a run. That a database is
    # at rest must be known in seconds, not after the pool's own half minute.
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 2, "max_size": 20, "timeout": 5}}
    # One that the server has cut, as by a restart, is found out before it is handed out, for an empty query.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# Work in the background -----------------------------------------------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", default="")
# A file beside the database for one machine; workers on several machines meet in Redis.
HUEY = {
    "name": "lumix",
    "immediate": False,  # Huey's own default follows DEBUG: the web server would do the work itself
    "results": True,
    "consumer": {
        "workers": env.int("LUMIX_WORKERS", default=os.cpu_count() or 1),
        "worker_type": "process",
        "initial_delay": 0.02,  # seconds: a run has one task in the queue, and who finds it just taken looks again
    },
    **(
        {"huey_class": "huey.RedisHuey", "url": REDIS_URL}
        if REDIS_URL
        else {"huey_class": "huey.SqliteHuey", "filename": str(LUMIX_DATA_DIR / "queue.sqlite3")}
    ),
}
TASKS = {"default": {"BACKEND": "huey.contrib.djhuey.tasks_backend.HueyBackend"}}

# What is kept of pages for some minutes: a file, which the processes of one machine share, and the worker writes.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": LUMIX_DATA_DIR / "cache"}
}

# Language, time, files ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True  # files are served from where they lie: no STATIC_ROOT, no collectstatic
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]  # memory stays flat

# The API --------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_SCHEMA_CLASS": "lumix.openapi.Schema",
    "EXCEPTION_HANDLER": "lumix.api.exception_handler",
    "COERCE_DECIMAL_TO_STRING": False,
}
API_TOKEN = {
    "type": "apiKey",
    "in": "header",
    "name": "Authorization",
    "description": "In closed mode `Token …`, as /account/tokens makes it; a logged-in browser needs none.",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Lumix dMRV Engine",
    "DESCRIPTION": "Measurement, reporting and verification of carbon credits from solar inverters.",
    "VERSION": VERSION,
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "APPEND_COMPONENTS": {"securitySchemes": {"token": API_TOKEN}},
    "SECURITY": [{}, {"token": []}],
    "ENUM_NAME_OVERRIDES": {
        "CreditStatus": "credits.models.Status",
        "RunStatus": "credits.models.run.VerificationRun.Status",
    },
}

# Safety ---------------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_PROXY_SSL_HEADER = env.tuple("SECURE_PROXY_SSL_HEADER", default=None)
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "lumix.pages.csrf_failure"  # Django's own page has a style that our CSP blocks
CSRF_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = "Lax"
if LUMIX_MODE == "closed":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    # ModeGuard itself leads to TLS (W008); preloading (W021) is for the owner of the domain to ask for.
    SILENCED_SYSTEM_CHECKS = ["security.W008", "security.W021"]
else:
    # Open mode speaks plain HTTP on loopback: exactly the checks that ask for TLS are silent.
    SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]

# Logs: quiet where all is well; refusals are warnings, failures errors -----------------------------------------------
LOGGING = logs.configure(console=DEBUG)
DJANGO_STRUCTLOG_STATUS_DEFAULT_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # it would believe a forwarding header
DJANGO_STRUCTLOG_USER_ID_FIELD = ""  # a query for each request, and a name the ledger keeps anyway
