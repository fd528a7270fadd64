# SPDX-License-Identifier: Apache-2.0
"""What people type to sign in, about their own account, and about the people of a mall."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm
from allauth.mfa.adapter import get_adapter as get_factor_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from satuhadir.accounts.models import ApiToken, Grant, SignInPolicy, User
from satuhadir.malls.calendars import MallCalendar

# A code counts once. It is right for three half minutes; allauth remembers it for one of them.
_REMEMBERED_SECONDS = 180


class SignInForm(LoginForm):  # type: ignore[misc]
    """Name and password; a temporary password that nobody used in time opens nothing."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        until = self.user.temporary_until if isinstance(self.user, User) else None
        if until is not None and until <= timezone.now():
            raise get_adapter().validation_error("temporary_password_expired")
        return cleaned


class SecondStepForm(AuthenticateForm):  # type: ignore[misc]
    """The code asked for after the password."""

    def clean_code(self) -> str:
        return used_once(self.user, super().clean_code())


class ConfirmByCodeForm(ReauthenticateForm):  # type: ignore[misc]
    """The code asked for again before something sensitive."""

    def clean_code(self) -> str:
        return used_once(self.user, super().clean_code())


def used_once(user: User, code: str) -> str:
    """Return a code that was right; refuse it when it was already taken a moment ago."""
    digits = "".join(one for one in code if one.isdigit())
    if not cache.add(f"accounts.code.{user.pk}.{digits}", 1, timeout=_REMEMBERED_SECONDS):
        raise get_factor_adapter().validation_error("incorrect_code")
    return code


class ChoosePasswordForm(forms.Form):
    """A password of one's own. The old one is asked for, but not after a temporary one."""

    lama = forms.CharField(label=_("Kata sandi sekarang"), strip=False)
    baru = forms.CharField(label=_("Kata sandi baru"), strip=False, max_length=200)
    lagi = forms.CharField(label=_("Kata sandi baru, sekali lagi"), strip=False)

    def __init__(self, *args: Any, user: User, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if is_first:
            del self.fields["lama"]

    def clean_lama(self) -> str:
        old: str = self.cleaned_data["lama"]
        if not self.user.check_password(old):
            raise ValidationError(_("Bukan kata sandi Anda sekarang."))
        return old

    def clean_baru(self) -> str:
        new: str = self.cleaned_data["baru"]
        validate_password(new, self.user)
        if self.user.check_password(new):
            raise ValidationError(_("Pilih kata sandi lain dari yang sekarang."))
        return new

    def clean_lagi(self) -> str:
        again: str = self.cleaned_data["lagi"]
        if again != self.cleaned_data.get("baru", again):
            raise ValidationError(_("Kedua isian tidak sama."))
        return again


class RoleForm(forms.Form):
    """A role at a mall, or at one of its agencies, with its last day."""

    peran = forms.ChoiceField(label=_("Peran"), choices=())
    instansi = forms.TypedChoiceField(
        label=_("Instansi"), choices=(), coerce=int, empty_value=None, required=False
    )
    sampai = forms.DateField(
        label=_("Hari terakhir"),
        required=False,
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        help_text=_("Kosongkan bila tidak dibatasi."),
    )

    def __init__(
        self,
        *args: Any,
        calendar: MallCalendar,
        agencies: list[tuple[int, str]],
        is_whole: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.calendar = calendar
        roles = [Grant.Role.OFFICER]
        if is_whole:
            roles += [Grant.Role.AGENCY_MANAGER, Grant.Role.MANAGER]
        first = [("", _("Seluruh mal"))] if is_whole else []
        self.fields["peran"] = forms.ChoiceField(
            label=_("Peran"), choices=[(one.value, one.label) for one in roles]
        )
        self.fields["instansi"] = forms.TypedChoiceField(
            label=_("Instansi"),
            choices=[*first, *agencies],
            coerce=int,
            empty_value=None,
            required=not is_whole,
        )

    def clean_sampai(self) -> Any:
        day = self.cleaned_data["sampai"]
        if day is None:
            return None
        if day < timezone.now().astimezone(self.calendar.timezone).date():
            raise ValidationError(_("Hari itu sudah lewat."))
        return self.calendar.instant(day, 24 * 60)  # its last minute belongs to it

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        role, agency = cleaned.get("peran"), cleaned.get("instansi")
        if role == Grant.Role.AGENCY_MANAGER and agency is None and "instansi" not in self.errors:
            self.add_error("instansi", _("Pilih instansi yang dikelola."))
        if role == Grant.Role.MANAGER and agency is not None:
            self.add_error("instansi", _("Pengelola mal mengelola seluruh mal."))
        return cleaned


class PersonForm(RoleForm):
    """Somebody new with their first role; or an account that exists, by its exact name."""

    sudah_ada = forms.BooleanField(label=_("Orang ini sudah punya akun"), required=False)
    pengguna = forms.CharField(
        label=_("Nama pengguna"),
        max_length=60,
        validators=[UnicodeUsernameValidator()],
        help_text=_("Untuk masuk: huruf, angka, titik, dan tanda hubung, tanpa spasi."),
    )
    nama = forms.CharField(
        label=_("Nama yang ditampilkan"),
        max_length=120,
        required=False,
        help_text=_("Seperti dikenal rekan kerjanya."),
    )
    field_order = ("pengguna", "sudah_ada", "nama", "peran", "instansi", "sampai")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("sudah_ada") and not cleaned.get("nama"):
            self.add_error("nama", _("Tulis nama orangnya."))
        return cleaned


class PolicyForm(forms.Form):
    """Whom the mall asks for a second factor."""

    wajib = forms.ChoiceField(choices=SignInPolicy.NeededBy, widget=forms.RadioSelect)


class KeyForm(forms.Form):
    """A new key for a program or a device."""

    peran = forms.ChoiceField(
        label=_("Untuk"),
        choices=[
            (ApiToken.Role.KIOSK, _("kios: mengambil nomor")),
            (ApiToken.Role.COUNTER, _("loket: memanggil dan melayani")),
            (ApiToken.Role.MANAGER, _("pengelola: semua urusan mal ini")),
            (ApiToken.Role.REPORTER, _("program lain: menyampaikan pengaduan (Open311)")),
        ],
    )
    keterangan = forms.CharField(
        label=_("Keterangan"),
        max_length=120,
        help_text=_("Program atau alat apa yang memakainya, dan di mana."),
    )
    sampai = forms.DateField(
        label=_("Hari terakhir"),
        required=False,
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        help_text=_("Kosongkan bila tidak dibatasi."),
    )
