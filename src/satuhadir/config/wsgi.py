# SPDX-License-Identifier: Apache-2.0
"""The web application for a WSGI server: `satuhadir.config.wsgi:application`."""

import os

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from satuhadir.config.doors import Doors

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "satuhadir.config.settings")


def build() -> Doors:
    """Return the application; refuse to serve without what production needs."""
    django.setup(set_prefix=False)
    if not settings.SATUHADIR_SECRET_IS_SET:
        raise ImproperlyConfigured("Set SATUHADIR_SECRET_FILE or SATUHADIR_SECRET before serving.")
    if not settings.ALLOWED_HOSTS:
        raise ImproperlyConfigured("Set SATUHADIR_ALLOWED_HOSTS to the names this server has.")
    return Doors()


application = build()
