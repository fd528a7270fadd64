# SPDX-License-Identifier: Apache-2.0
"""What the room of accounts may refuse."""

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.errors import Forbidden, Invalid, NotFound, NotSignedIn


class WrongToken(NotSignedIn):
    code = "accounts.wrong_token"
    message = _("Kunci akses ini tidak berlaku.")


class SignInFirst(NotSignedIn):
    code = "accounts.sign_in_first"
    message = _("Silakan masuk lebih dahulu.")


class NotYours(Forbidden):
    code = "accounts.not_yours"
    message = _("Akun Anda tidak berwenang membuka halaman atau melakukan tindakan ini.")


class TokenNotFound(NotFound):
    code = "accounts.token_not_found"
    message = _("Kunci akses ini tidak ada.")


class GrantInvalid(Invalid):
    code = "accounts.grant_invalid"
    message = _("Wewenang ini tidak lengkap: peran dan tempatnya tidak cocok.")
