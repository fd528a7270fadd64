# SPDX-License-Identifier: Apache-2.0
"""How django-allauth is set up here: nobody signs up, locked out after failures, two steps."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from satuhadir.accounts import actions
from satuhadir.accounts.errors import FactorUnreadable
from satuhadir.accounts.models import User
from satuhadir.accounts.queries import caller_for_user
from satuhadir.shared.limits import client_address, counted_as
from satuhadir.shared.qr import qr_of

_RECORDS = "account_authentication_methods"  # where allauth keeps how a session signed in


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Our words, our client address, and a lock per account whatever host name was used."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _(
            "Terlalu banyak percobaan masuk yang gagal. Tunggu beberapa menit, lalu coba lagi."
        ),
        "rate_limited": _("Terlalu banyak percobaan. Tunggu beberapa menit, lalu coba lagi."),
        "username_password_mismatch": _("Nama pengguna atau kata sandi tidak cocok."),
        "incorrect_password": _("Kata sandi tidak cocok."),
        "account_inactive": _("Akun ini sudah tidak aktif. Hubungi pengelola mal Anda."),
        "temporary_password_expired": _(
            "Kata sandi sementara ini sudah tidak berlaku. Minta pengelola mal membuat yang baru."
        ),
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
        return counted_as(client_address(request))

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in; having just shown who they are, people need not do it again for a while."""
        super().login(request, user)
        records = request.session.get(_RECORDS, [])
        if records:
            records[-1]["reauthenticated"] = True
            request.session[_RECORDS] = records
        actions.record_sign_in(
            user=user,
            session_key=request.session.session_key or "",
            agent=request.META.get("HTTP_USER_AGENT", ""),
        )

    def logout(self, request: HttpRequest) -> None:
        actions.forget_sign_in(session_key=request.session.session_key or "")
        super().logout(request)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Ask an account with a second factor for that one: its password alone proves less."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [one for one in methods if one["id"] != "reauthenticate"] or methods

    def add_message(self, request: HttpRequest, level: int, *what: Any, **more: Any) -> None:
        """Say what became of a second factor; signing in and out needs no sentence."""
        template = str(more.get("message_template") or (what[0] if what else None) or "mfa/")
        if template.startswith("mfa/"):
            super().add_message(request, level, *what, **more)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return str(credentials.get("username", "")).casefold()


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: secrets encrypted with a key made of the installation's secret."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Kode tidak cocok. Tulis kode yang sekarang tampil di aplikasi."),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raise FactorUnreadable when the secret it was written under is gone."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            raise FactorUnreadable from None

    def build_totp_svg(self, url: str) -> str:
        return qr_of(url)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Kunci {number}").format(number=number)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": "SatuHadir"}


def _cipher() -> MultiFernet:
    """Return the cipher of now; what was written under an older secret can still be read."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key_of(secret)) for secret in secrets])


def _key_of(secret: str) -> bytes:
    made = HKDF(SHA256(), length=32, salt=None, info=b"satuhadir.accounts.factors.v1")
    return base64.urlsafe_b64encode(made.derive(secret.encode()))
