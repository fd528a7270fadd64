# SPDX-License-Identifier: Apache-2.0
"""Addresses of signing in, of one's own account, and of the people of a mall."""

from allauth.account.views import AccountInactiveView, LoginView, LogoutView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ConfirmByCodeView
from allauth.mfa.recovery_codes.views import DownloadRecoveryCodesView, GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.urls import path, reverse_lazy

from satuhadir.accounts.http import public, signed_in
from satuhadir.accounts.views import changes, factors, keys, people

_OVERVIEW = reverse_lazy("mfa_index")

# The names are those allauth looks for. Its views ask for a fresh sign-in by themselves.
sign_in = [
    path("masuk/", public(LoginView.as_view()), name="account_login"),
    path("masuk/keluar/", public(LogoutView.as_view()), name="account_logout"),
    path("masuk/tidak-aktif/", public(AccountInactiveView.as_view()), name="account_inactive"),
    path(
        "masuk/kode/",
        public(AuthenticateView.as_view(template_name="accounts/second_step.html")),
        name="mfa_authenticate",
    ),
    path("masuk/kunci-sandi/", public(LoginWebAuthnView.as_view()), name="mfa_login_webauthn"),
    path(
        "masuk/ulang/",
        signed_in(ReauthenticateView.as_view(template_name="accounts/again_password.html")),
        name="account_reauthenticate",
    ),
    path(
        "masuk/ulang/kode/",
        signed_in(ConfirmByCodeView.as_view(template_name="accounts/again_code.html")),
        name="mfa_reauthenticate",
    ),
    path(
        "masuk/ulang/kunci/",
        signed_in(ReauthenticateWebAuthnView.as_view(template_name="accounts/again_passkey.html")),
        name="mfa_reauthenticate_webauthn",
    ),
]
own_account = [
    path("masuk/kata-sandi/", factors.choose_password, name="choose_password"),
    path("masuk/sesi/", factors.sign_ins, name="sign_ins"),
    path("masuk/pengaman/", factors.overview, name="mfa_index"),
    path(
        "masuk/pengaman/aplikasi/",
        signed_in(ActivateTOTPView.as_view(template_name="accounts/app.html")),
        name="mfa_activate_totp",
    ),
    path(
        "masuk/pengaman/aplikasi/lepas/",
        signed_in(
            DeactivateTOTPView.as_view(
                template_name="accounts/app_remove.html", success_url=_OVERVIEW
            )
        ),
        name="mfa_deactivate_totp",
    ),
    path(
        "masuk/pengaman/kunci/",
        signed_in(AddWebAuthnView.as_view(template_name="accounts/passkey.html")),
        name="mfa_add_webauthn",
    ),
    path(
        "masuk/pengaman/kunci/<int:pk>/lepas/",
        signed_in(
            RemoveWebAuthnView.as_view(
                template_name="accounts/passkey_remove.html", success_url=_OVERVIEW
            )
        ),
        name="mfa_remove_webauthn",
    ),
    path("masuk/pengaman/cadangan/", factors.recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "masuk/pengaman/cadangan/baru/",
        signed_in(GenerateRecoveryCodesView.as_view(template_name="accounts/codes_new.html")),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "masuk/pengaman/cadangan/unduh/",
        signed_in(DownloadRecoveryCodesView.as_view(template_name="accounts/codes.txt")),
        name="mfa_download_recovery_codes",
    ),
]
of_a_mall = [
    path("kelola/<slug:slug>/orang/", people.everybody, name="people"),
    path("kelola/<slug:slug>/orang/baru/", people.add, name="people_add"),
    path("kelola/<slug:slug>/orang/<int:account>/", people.person, name="person"),
    path("kelola/<slug:slug>/kunci/", keys.keys, name="keys"),
    path("kelola/<slug:slug>/perubahan/", changes.changes, name="changes"),
    path("kelola/<slug:slug>/perubahan/berkas.csv", changes.changes_file, name="changes_file"),
]
urlpatterns = [*sign_in, *own_account, *of_a_mall]
