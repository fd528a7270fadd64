# SPDX-License-Identifier: Apache-2.0
"""How every cookie of ours is kept: not for scripts, not sent along from other sites."""

from django.conf import settings
from django.http.response import HttpResponseBase


def keep_cookie(
    response: HttpResponseBase, name: str, value: str, *, seconds: int, path: str = "/"
) -> None:
    """Keep a value in the browser for so many seconds, for addresses below `path`.

    Over HTTPS alone where the installation has it.
    """
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
