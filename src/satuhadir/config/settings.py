# SPDX-License-Identifier: Apache-2.0
"""All settings, in one file. What an operator changes at run time is a row, not a setting.

The environment variables read here are listed in docs/settings.md; an unknown value stops the
start with one line. SATUHADIR_ROLE=owner connects as the role that owns the tables
(DATABASE_OWNER_URL), as `satuhadir_migrate` must; everything else works as the application's role,
which owns none and may not change the log.
"""

import secrets
import tempfile
from pathlib import Path
from typing import Any

import django_stubs_ext
from django.utils.translation import gettext_lazy as _

from satuhadir.shared.env import Env

django_stubs_ext.monkeypatch()

env = Env()
PACKAGE = Path(__file__).resolve().parent.parent

# ── who we are ────────────────────────────────────────────────────────────────────────────────
DEBUG = env.flag("SATUHADIR_DEBUG")
SATUHADIR_DEMO = env.flag("SATUHADIR_DEMO")
SATUHADIR_ROLE = env.choice("SATUHADIR_ROLE", ("app", "owner"))
SATUHADIR_LIMITS = env.flag("SATUHADIR_LIMITS", default=True)
SATUHADIR_VOICE_DIR = env.text("SATUHADIR_VOICE_DIR")
SATUHADIR_TRUSTED_PROXIES = env.words("SATUHADIR_TRUSTED_PROXIES")
# Without one a process gets a secret that dies with it: enough for checks and tests. The server
# (satuhadir.config.wsgi) refuses that.
SECRET_KEY = env.secret("SATUHADIR_SECRET") or secrets.token_hex(32)
# After a change of secret: what was signed or encrypted under the old one is still understood.
SECRET_KEY_FALLBACKS = [old] if (old := env.secret("SATUHADIR_OLD_SECRET")) else []
SATUHADIR_SECRET_IS_SET = bool(env.secret("SATUHADIR_SECRET"))
ALLOWED_HOSTS = env.words(
    "SATUHADIR_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]" if SATUHADIR_DEMO else ""
)
CSRF_TRUSTED_ORIGINS = env.words("SATUHADIR_TRUSTED_ORIGINS")
# What the names of open data begin with, for good; "": the address a request came to.
SATUHADIR_ORIGIN = env.origin("SATUHADIR_ORIGIN")

INSTALLED_APPS = [
    "satuhadir.shared",
    "satuhadir.speech",
    "satuhadir.malls",
    "satuhadir.accounts",
    "satuhadir.notices",
    "satuhadir.catalogue",
    "satuhadir.devices",
    "satuhadir.printing",
    "satuhadir.queue",
    "satuhadir.visits",
    "satuhadir.satisfaction",
    "satuhadir.feedback",
    "satuhadir.insights",
    "satuhadir.planning",
    "satuhadir.demo",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
]
# Background work, by dotted path to each room's jobs; the demonstration adds its player.
SATUHADIR_STILL = env.flag("SATUHADIR_STILL")
SATUHADIR_JOBS = [
    "satuhadir.queue.jobs.JOBS",
    "satuhadir.visits.jobs.JOBS",
    "satuhadir.notices.jobs.JOBS",
    "satuhadir.printing.jobs.JOBS",
    "satuhadir.catalogue.jobs.JOBS",
    "satuhadir.satisfaction.jobs.JOBS",
    "satuhadir.insights.jobs.JOBS",
    "satuhadir.planning.jobs.JOBS",
    "satuhadir.feedback.jobs.JOBS",
    "satuhadir.feedback.sp4n.jobs.JOBS",
]
if SATUHADIR_DEMO:
    SATUHADIR_JOBS.append("satuhadir.demo.hall.JOBS")
if SATUHADIR_DEMO and not SATUHADIR_STILL:
    SATUHADIR_JOBS.append("satuhadir.demo.player.JOBS")
# The data sets each room gives to everybody, see shared.datasets.
SATUHADIR_DATASETS = [
    "satuhadir.catalogue.linked.datasets.DATASETS",
    "satuhadir.satisfaction.datasets.DATASETS",
    "satuhadir.insights.datasets.DATASETS",
    "satuhadir.feedback.datasets.DATASETS",
]
# What backup, doctor and the metrics ask of the rooms, see shared.oversight.
SATUHADIR_OVERSIGHT = [
    "satuhadir.queue.health.OVERSIGHT",
    "satuhadir.visits.health.OVERSIGHT",
    "satuhadir.catalogue.health.OVERSIGHT",
    "satuhadir.speech.health.OVERSIGHT",
    "satuhadir.satisfaction.health.OVERSIGHT",
    "satuhadir.feedback.health.OVERSIGHT",
    "satuhadir.feedback.sp4n.health.OVERSIGHT",
    "satuhadir.insights.health.OVERSIGHT",
    "satuhadir.planning.health.OVERSIGHT",
    "satuhadir.notices.health.OVERSIGHT",
]
# The pages each room adds to a manager's row and to the foot of the public pages, see shared.ways.
SATUHADIR_WAYS = [
    "satuhadir.accounts.ways.WAYS",
    "satuhadir.catalogue.ways.WAYS",
    "satuhadir.queue.ways.WAYS",
    "satuhadir.visits.ways.WAYS",
    "satuhadir.satisfaction.ways.WAYS",
    "satuhadir.feedback.ways.WAYS",
    "satuhadir.insights.ways.WAYS",
    "satuhadir.planning.ways.WAYS",
    "satuhadir.notices.ways.WAYS",
]
# Who asks the holder of a finished number how it was, see queue.ports.
SATUHADIR_ASKS_AFTERWARDS = "satuhadir.satisfaction.queries.question_after"
# Who has a booking and is still to come, see queue.ports.
SATUHADIR_RESERVES = "satuhadir.visits.queries.reserved_today"
SATUHADIR_WHOLE_VISIT = "satuhadir.visits.queries.whole_visit_path"
ROOT_URLCONF = "satuhadir.config.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── the way of a request ──────────────────────────────────────────────────────────────────────
# For the API, static files and health checks; satuhadir.config.doors chooses by path.
API_MIDDLEWARE = [
    "satuhadir.shared.metrics.MeasureMiddleware",
    "satuhadir.malls.http.HoursMiddleware",
    "satuhadir.shared.guards.ProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "satuhadir.shared.guards.HeadersMiddleware",
    "satuhadir.shared.guards.LanguageMiddleware",
    "satuhadir.shared.http.DomainErrorMiddleware",
    "satuhadir.shared.guards.InputMiddleware",
    "satuhadir.queue.glass.lock.KioskLockMiddleware",
    "satuhadir.shared.http.DeviceMiddleware",
]
# Addresses whose refusals have a form that others laid down, by dotted path.
SATUHADIR_OTHER_REFUSALS = {"/open311/": "satuhadir.feedback.open311.formats.refusal"}
# For pages.
MIDDLEWARE = [
    "satuhadir.shared.metrics.MeasureMiddleware",
    "satuhadir.malls.http.HoursMiddleware",
    "satuhadir.shared.guards.ProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "satuhadir.shared.guards.HeadersMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "satuhadir.shared.http.DomainErrorMiddleware",
    "satuhadir.shared.guards.InputMiddleware",
    "satuhadir.queue.glass.lock.KioskLockMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "satuhadir.shared.http.DeviceMiddleware",
    "satuhadir.malls.http.MallMiddleware",
    "satuhadir.accounts.http.StaffMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "satuhadir.malls.http.mall_in_context",
            ],
        },
    }
]

# ── the database ──────────────────────────────────────────────────────────────────────────────
_app = env.database("DATABASE_URL")
_owner = env.database("DATABASE_OWNER_URL") or _app
_chosen = _owner if SATUHADIR_ROLE == "owner" else _app
SATUHADIR_APP_ROLE = _app["USER"] if _app else ""
if _chosen is None:
    DATABASES: dict[str, Any] = {"default": {"ENGINE": "django.db.backends.dummy"}}
else:
    _options: dict[str, Any] = {"connect_timeout": "3", "application_name": "satuhadir"}
    _options |= _chosen["OPTIONS"]
    # Each of the server's threads keeps its connection, with the plans of our functions; a dead one
    # is noticed without a round trip, see shared.database.drop_dead_connections.
    _kept = None if SATUHADIR_ROLE == "app" else 0  # seconds; None is for good
    DATABASES = {"default": {**_chosen, "OPTIONS": _options, "CONN_MAX_AGE": _kept}}

# Its one use is sign_in's count of failures, which must hold across processes and restarts: a
# table, then. Values that may be a few seconds old live in satuhadir.shared.memory instead.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# ── language and time ─────────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("Inggris"))]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 86_400
# Sounds of pages that are read aloud, made when first asked for: see satuhadir.speech.reading.
SATUHADIR_SOUNDS = env.text("SATUHADIR_SOUNDS") or str(
    Path(tempfile.gettempdir()) / f"satuhadir-sounds-{Path.home().name or 'service'}"
)
# Of pages without a mall, or of several; a mall's pages tell its own hours, see malls.http.
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True

# ── sign-in ───────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "accounts.User"
# Memory-hard, and a fifth of the processor time of PBKDF2 at the same cost to an attacker (OWASP
# names N=2^14, r=8, p=5): a morning's sign-ins share one old server with the queue.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "/masuk/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "satuhadir.accounts.sign_in.SignInAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # a counter's PC is shared: the session ends with the browser
ACCOUNT_RATE_LIMITS = {
    "login": None,  # a whole hall shares one address; only failures count
    "login_failed": "50/10m/ip,5/5m/key",  # wrong codes of the second step count as well
    "reauthenticate": "10/m/user",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_FORMS = {"login": "satuhadir.accounts.forms.SignInForm"}
# The second factor: what a mall asks for until its manager chooses, and how allauth does it.
SATUHADIR_SECOND_FACTOR = env.choice("SATUHADIR_SECOND_FACTOR", ("managers", "staff", "nobody"))
MFA_ADAPTER = "satuhadir.accounts.sign_in.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "SatuHadir"
MFA_TOTP_TOLERANCE = 1  # half a minute early or late: phones are not quite on time
MFA_FORMS = {
    "authenticate": "satuhadir.accounts.forms.SecondStepForm",
    "reauthenticate": "satuhadir.accounts.forms.ConfirmByCodeForm",
}
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}  # a whole hall shares one address
SESSION_COOKIE_AGE = 12 * 3_600
MALLS_IN_CHARGE = "satuhadir.accounts.queries.malls_in_charge"

# ── safety in the browser ─────────────────────────────────────────────────────────────────────
HTTPS = env.flag("SATUHADIR_HTTPS", default=not SATUHADIR_DEMO)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # a load balancer asks these in plain HTTP
SECURE_HSTS_SECONDS = 365 * 86_400 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "satuhadir.shared.http.form_expired"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576  # forms; the API takes less, see satuhadir.shared.guards
DATA_UPLOAD_MAX_NUMBER_FILES = 10  # a form says itself how many it takes; these are thrown away
# The pages that take files: complaints, of citizens and of staff. Elsewhere a form is just words.
SATUHADIR_UPLOADS = r"/(kelola/)?[a-z0-9-]+/pengaduan/"
# Clickjacking is refused by HeadersMiddleware, for every answer (W002). Whether a domain goes on
# the browsers' preload list is its owner's decision (W021).
SILENCED_SYSTEM_CHECKS = ["security.W002", "security.W021"]
if not HTTPS:
    # Plain HTTP was asked for, on loopback or a closed network: no HSTS, no redirect, and cookies
    # that browsers send over HTTP.
    SILENCED_SYSTEM_CHECKS += [f"security.{code}" for code in ("W004", "W008", "W012", "W016")]

# ── SP4N-LAPOR!: off without an address, see docs/operate/sp4n.md ─────────────────────────────
SATUHADIR_SP4N_URL = env.text("SATUHADIR_SP4N_URL")
SATUHADIR_SP4N_KEY = env.secret("SATUHADIR_SP4N_KEY")
SATUHADIR_SP4N_TOKEN = env.secret("SATUHADIR_SP4N_TOKEN")
SATUHADIR_SP4N_MALL = env.text("SATUHADIR_SP4N_MALL")
SATUHADIR_SP4N_CHANNEL = env.number("SATUHADIR_SP4N_CHANNEL", 0)
SATUHADIR_SP4N_CATEGORY = env.number("SATUHADIR_SP4N_CATEGORY", 0)
SATUHADIR_SP4N_LOCATION = env.number("SATUHADIR_SP4N_LOCATION", 0)
SATUHADIR_SP4N_ADAPTER = env.text("SATUHADIR_SP4N_ADAPTER", "satuhadir.feedback.sp4n.lapor.Lapor")

# ── messages to people: each channel off until it is connected, see docs/operate/notices.md ──
SATUHADIR_NOTICE_KINDS = ["satuhadir.visits.kinds.KINDS"]
EMAIL_HOST = env.text("SATUHADIR_SMTP_HOST")
EMAIL_PORT = env.number("SATUHADIR_SMTP_PORT", 587, least=1, most=65_535)
EMAIL_HOST_USER = env.text("SATUHADIR_SMTP_USER")
EMAIL_HOST_PASSWORD = env.secret("SATUHADIR_SMTP_PASSWORD", least=1)
_smtp_security = env.choice("SATUHADIR_SMTP_SECURITY", ("starttls", "tls", "none"))
EMAIL_USE_TLS, EMAIL_USE_SSL = _smtp_security == "starttls", _smtp_security == "tls"
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.text("SATUHADIR_MAIL_FROM") or "satuhadir@localhost"
SATUHADIR_WHATSAPP_URL = env.text("SATUHADIR_WHATSAPP_URL", "https://graph.facebook.com/v23.0")
SATUHADIR_WHATSAPP_PHONE = env.text("SATUHADIR_WHATSAPP_PHONE")
SATUHADIR_WHATSAPP_TOKEN = env.secret("SATUHADIR_WHATSAPP_TOKEN", least=1)
SATUHADIR_WHATSAPP_APP_SECRET = env.secret("SATUHADIR_WHATSAPP_APP_SECRET", least=1)
SATUHADIR_WHATSAPP_VERIFY = env.secret("SATUHADIR_WHATSAPP_VERIFY", least=1)
SATUHADIR_SMS_URL = env.text("SATUHADIR_SMS_URL")
SATUHADIR_SMS_STATUS_URL = env.text("SATUHADIR_SMS_STATUS_URL")
SATUHADIR_SMS_TOKEN = env.secret("SATUHADIR_SMS_TOKEN", least=1)
SATUHADIR_SMS_SENDER = env.text("SATUHADIR_SMS_SENDER")
SATUHADIR_SMS_FIELDS = env.text("SATUHADIR_SMS_FIELDS")
SATUHADIR_SMS_FORMAT = env.choice("SATUHADIR_SMS_FORMAT", ("json", "form"))
SATUHADIR_PUSH_HOSTS = env.words("SATUHADIR_PUSH_HOSTS")
SATUHADIR_NOTICE_GATEWAYS = {
    "email": bool(EMAIL_HOST),
    "push": bool(env.text("SATUHADIR_MAIL_FROM")),
    "whatsapp": bool(SATUHADIR_WHATSAPP_PHONE and SATUHADIR_WHATSAPP_TOKEN),
    "sms": bool(SATUHADIR_SMS_URL),
}

# ── static files ──────────────────────────────────────────────────────────────────────────────
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing is uploaded
    "staticfiles": {"BACKEND": "satuhadir.shared.static_files.DigestStorage"},
}

# ── logs and metrics: lines on stderr, see satuhadir.shared.logs; shared.metrics ──────────────
SATUHADIR_METRICS_PORT = env.number("SATUHADIR_METRICS_PORT", 0, most=65_535)
SATUHADIR_ACCESS_LOG = env.flag("SATUHADIR_ACCESS_LOG")
LOG_LEVEL = env.choice("SATUHADIR_LOG_LEVEL", ("INFO", "DEBUG", "WARNING", "ERROR"))
LOG_FORMAT = env.choice("SATUHADIR_LOG_FORMAT", ("plain", "json"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"quieten": {"()": "satuhadir.shared.logs.Quieten"}},
    "formatters": {
        "plain": {"()": "satuhadir.shared.logs.PlainFormatter"},
        "json": {"()": "satuhadir.shared.logs.JsonFormatter"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["quieten"],
        }
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "django.db.backends": {"level": "WARNING"},  # never the SQL: it holds values
        "django.request": {"level": "ERROR"},  # refusals are no news
        "django.security": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # What strangers send that is no HTTP, or asks for another protocol, is no news either.
        "uvicorn.error": {"level": "ERROR"},
    },
}
