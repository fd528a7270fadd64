# SPDX-License-Identifier: Apache-2.0
"""`/masuk/…`: what an account's owner does about it: password, second factors, where signed in."""

from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from satuhadir.accounts import actions
from satuhadir.accounts.forms import ChoosePasswordForm
from satuhadir.accounts.http import AIM, caller_of, signed_in
from satuhadir.accounts.models import User
from satuhadir.accounts.queries import sign_ins_of

_FORM = ["GET", "HEAD", "POST"]


@signed_in
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show the account's second factors, and what is still to be set up."""
    user = _user(request)
    kept = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    codes = next((one for one in kept if one.type == Authenticator.Type.RECOVERY_CODES), None)
    context = {
        "app": next((one for one in kept if one.type == Authenticator.Type.TOTP), None),
        "passkeys": [one for one in kept if one.type == Authenticator.Type.WEBAUTHN],
        "codes": codes,
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "owes": caller_of(request).owes,
        "is_local": _is_without_name(request),
        "work": _work(request),
    }
    return render(request, "accounts/overview.html", context)


@signed_in
@never_cache
@require_safe
def recovery_codes(request: HttpRequest) -> HttpResponseBase:
    """Show the spare codes, after the set-up or a fresh sign-in, and lead on to work."""
    view = ViewRecoveryCodesView.as_view(template_name="accounts/codes.html")
    more = {"work": _work(request)}
    return cast(HttpResponseBase, view(request, **more))


@signed_in
@sensitive_post_parameters()
@never_cache
@require_http_methods(_FORM)
def choose_password(request: HttpRequest) -> HttpResponse:
    """Choose one's own password: at the first sign-in, or another one later."""
    user = _user(request)
    is_first = user.temporary_until is not None
    form = ChoosePasswordForm(request.POST or None, user=user, is_first=is_first)
    if request.method == "POST" and form.is_valid():
        key = request.session.session_key or ""
        actions.choose_password(user=user, password=form.cleaned_data["baru"], session_key=key)
        update_session_auth_hash(request, user)  # this browser stays, under a new key
        actions.record_sign_in(
            user=user,
            session_key=request.session.session_key or "",
            agent=request.META.get("HTTP_USER_AGENT", ""),
        )
        actions.forget_sign_in(session_key=key)
        if is_first:
            return HttpResponseRedirect(_work(request))
        messages.success(request, _("Kata sandi baru disimpan."), extra_tags="kelola")
        return redirect("mfa_index")
    context = {"form": form, "is_first": is_first}
    return render(request, "accounts/password.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(_FORM)
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Show where the account is signed in; sign one browser out, or all others."""
    user, here = _user(request), request.session.session_key or ""
    if request.method == "POST":
        chosen = request.POST.get("sesi", "")
        if chosen.isdecimal() and len(chosen) < 19:
            if actions.end_sign_in(user=user, sign_in_id=int(chosen)):
                messages.success(request, _("Peramban itu sudah dikeluarkan."), extra_tags="kelola")
        else:
            count = actions.end_other_sign_ins(user=user, session_key=here)
            said = _("{n} peramban lain dikeluarkan.").format(n=count)
            messages.success(request, said, extra_tags="kelola")
        return redirect("sign_ins")
    rows = [(one, one.session_key == here) for one in sign_ins_of(user)]
    return render(request, "accounts/sign_ins.html", {"rows": rows, "user_name": str(user)})


def fresh(view: Any) -> Any:
    """Ask people to show again who they are before this, when their sign-in is not quite new."""
    return reauthentication_required(view, app="satuhadir.accounts")


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _work(request: HttpRequest) -> str:
    """Return where somebody was going before they were led here, else where they work."""
    caller = caller_of(request)
    aim = str(request.session.get(AIM, ""))
    if aim.startswith("/") and not aim.startswith("//"):
        return aim
    if caller.may_somewhere("manage"):
        return "/kelola/"
    return "/loket/" if caller.may_somewhere("serve") else "/"


def _is_without_name(request: HttpRequest) -> bool:
    """Say whether the page was opened by a bare address, for which browsers make no passkeys."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    return host.replace(".", "").isdigit() or host.startswith("[")
