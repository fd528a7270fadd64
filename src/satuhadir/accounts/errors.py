# SPDX-License-Identifier: Apache-2.0
"""What the room of accounts may refuse."""

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.errors import Forbidden, Invalid, NotFound, NotSignedIn, Refused


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


class GrantTooHigh(Forbidden):
    code = "accounts.grant_too_high"
    message = _(
        "Anda hanya dapat memberi atau mencabut wewenang yang Anda miliki sendiri, di tempat Anda "
        "sendiri, dan tidak lebih lama dari wewenang Anda."
    )


class OwnGrant(Refused):
    code = "accounts.own_grant"
    message = _(
        "Wewenang Anda sendiri sebagai pengelola tidak dapat Anda ubah. Minta pengelola lain."
    )


class LastManager(Refused):
    code = "accounts.last_manager"
    message = _(
        "Ini pengelola terakhir mal ini. Beri wewenang pengelola kepada orang lain lebih dahulu."
    )


class UsernameTaken(Refused):
    code = "accounts.username_taken"
    message = _("Nama pengguna ini sudah dipakai. Pilih yang lain.")


class PersonNotFound(NotFound):
    code = "accounts.person_not_found"
    message = _("Tidak ada orang seperti itu di sini.")


class AccountTooHigh(Forbidden):
    code = "accounts.account_too_high"
    message = _(
        "Akun ini juga berwenang di luar wewenang Anda, jadi hanya dapat disetel ulang oleh "
        "pengelola yang lebih tinggi."
    )


class FactorUnreadable(Refused):
    code = "accounts.factor_unreadable"
    message = _(
        "Pengaman akun ini tidak dapat dibaca lagi. Minta pengelola mal menyetel ulang pengaman "
        "Anda."
    )
