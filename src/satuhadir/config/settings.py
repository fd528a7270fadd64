# SPDX-License-Identifier: Apache-2.0
"""All settings, in one file. What an operator changes at run time is a row, not a setting.

What an operator may set (an unknown value stops the start with one line):

| variable | meaning | default |
|---|---|---|
| `DATABASE_URL` | `postgresql://user:password@host:port/name` of the application role | none: the database can't be used |
| `DATABASE_OWNER_URL` | the same for the role that owns the tables; migrations only | `DATABASE_URL` |
| `SATUHADIR_ROLE` | `app`, or `owner` to connect as the owner (`satuhadir_migrate`) | `app` |
| `SATUHADIR_SECRET` or `SATUHADIR_SECRET_FILE` | secret of this installation, 32 characters or more | required, except in the demonstration's checks |
| `SATUHADIR_ALLOWED_HOSTS` | host names served, separated by commas | loopback in the demonstration, else required |
| `SATUHADIR_TRUSTED_ORIGINS` | origins with scheme, for forms behind a proxy | none |
| `SATUHADIR_TRUSTED_PROXIES` | addresses or networks whose `X-Forwarded-For` and `-Proto` count | none |
| `SATUHADIR_DEMO` | `1`: the demonstration on loopback, plain HTTP | `0` |
| `SATUHADIR_DEBUG` | `1`: tracebacks in the browser; never in production | `0` |
| `SATUHADIR_DB_POOL` | most database connections of one process; `0` opens one per request | `20` |
| `SATUHADIR_LIMITS` | `0` switches the rate limits off (load tests) | `1` |
| `SATUHADIR_LOG_LEVEL` | `DEBUG`, `INFO`, `WARNING` or `ERROR` | `INFO` |
"""

import secrets
from pathlib import Path
from typing import Any

import django_stubs_ext
from django.core.exceptions import ImproperlyConfigured
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
SATUHADIR_TRUSTED_PROXIES = env.words("SATUHADIR_TRUSTED_PROXIES")
# Without one a process gets a secret that dies with it: enough for checks and tests. The server
# asks `satuhadir.config.wsgi` to refuse that.
SECRET_KEY = env.secret("SATUHADIR_SECRET") or secrets.token_hex(32)
SATUHADIR_SECRET_IS_SET = bool(env.secret("SATUHADIR_SECRET"))
ALLOWED_HOSTS = env.words(
    "SATUHADIR_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]" if SATUHADIR_DEMO else ""
)
CSRF_TRUSTED_ORIGINS = env.words("SATUHADIR_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "satuhadir.shared",
    "satuhadir.malls",
    "satuhadir.accounts",
    "satuhadir.catalogue",
    "satuhadir.queue",
    "satuhadir.demo",
    "allauth",
    "allauth.account",
    "django_htmx",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
]
ROOT_URLCONF = "satuhadir.config.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── the way of a request ──────────────────────────────────────────────────────────────────────
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
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
    _pool = env.number("SATUHADIR_DB_POOL", 20, most=500)
    if SATUHADIR_ROLE == "app" and _pool:
        _options["pool"] = {"min_size": 2 if _pool > 1 else 1, "max_size": _pool, "timeout": 5}
    DATABASES = {"default": {**_chosen, "OPTIONS": _options, "CONN_HEALTH_CHECKS": True}}

# Lock-outs hold across processes and restarts, so the cache is a table; see accounts/sign_in.
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
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True

# ── sign-in ───────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "/masuk/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# ── safety in the browser ─────────────────────────────────────────────────────────────────────
STATIC_URL = "/static/"
