# SPDX-License-Identifier: Apache-2.0
"""How django-allauth is set up here: password only, nobody signs up, locked out after failures."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from satuhadir.accounts.queries import caller_for_user
from satuhadir.shared.limits import client_address


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Our words, our client address, and a lock per account whatever host name was used."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _(
            "Terlalu banyak percobaan masuk yang gagal. Tunggu beberapa menit, lalu coba lagi."
        ),
        "username_password_mismatch": _("Nama pengguna atau kata sandi tidak cocok."),
        "account_inactive": _("Akun ini sudah tidak aktif. Hubungi pengelola mal Anda."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead people to their work when they did not come from a page of it."""
        caller = caller_for_user(request.user)
        if caller.may_somewhere("manage"):
            return "/kelola/"
        return "/loket/" if caller.may_somewhere("serve") else "/"

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return str(credentials.get("username", "")).casefold()
