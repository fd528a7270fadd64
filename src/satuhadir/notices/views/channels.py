# SPDX-License-Identifier: Apache-2.0
"""`/kelola/{mall}/pemberitahuan/saluran/`: channels on and off, each with a test."""

from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from satuhadir.accounts.http import MallAsk, staff_only
from satuhadir.notices import actions, queries
from satuhadir.notices.errors import AddressInvalid
from satuhadir.notices.forms import AddressForm, PolicyForm
from satuhadir.notices.kinds import TEST
from satuhadir.notices.values import recipient
from satuhadir.notices.views.outbox import whole_mall
from satuhadir.shared import limits

TESTS = "10/hour"
# A push can be tried only from the browser that allowed it.
TESTABLE = ("email", "whatsapp", "sms")


@staff_only("manage")
@require_http_methods(["GET", "HEAD", "POST"])
def all_channels(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the channels; switch them, or send a test message by one."""
    ask = whole_mall(request, slug)
    if request.method != "POST":
        return _page(request, ask)
    channel = request.POST.get("uji", "")
    if channel in TESTABLE:
        return _test(request, ask, channel)
    form = PolicyForm(request.POST, instance=queries.policy_of(ask.mall))
    if not form.is_valid():
        return _page(request, ask, form=form, status=422)
    actions.save_policy(mall=ask.mall, **form.cleaned_data)
    messages.success(request, _("Aturan disimpan."), extra_tags="kelola")
    return redirect("manage_notice_channels", slug)


def _test(request: HttpRequest, ask: MallAsk, channel: str) -> HttpResponse:
    form = AddressForm(request.POST, auto_id=f"{channel}-%s")
    if not form.is_valid():
        return _page(request, ask, tested=(channel, form), status=422)
    try:
        to = recipient(channel, form.cleaned_data["alamat"])
    except AddressInvalid as error:
        for problem in error.errors:
            form.add_error(problem.field, str(problem.detail))
        return _page(request, ask, tested=(channel, form), status=422)
    limits.hit("notices.test", str(request.user.pk), TESTS)
    at = f"{timezone.now().astimezone(ZoneInfo(ask.mall.timezone)):%H.%M}"
    actions.send(
        mall=ask.mall, kind=TEST.code, to=to, key=f"test:{uuid4()}", values={"time": at},
        language=get_language() or "id",
    )  # fmt: skip
    said = _("Pesan uji dikirim ke {hint}. Lihat hasilnya di kotak keluar.")
    messages.success(request, said.format(hint=to.hint), extra_tags="kelola")
    return redirect("manage_notices", ask.mall.slug)


def _page(
    request: HttpRequest,
    ask: MallAsk,
    *,
    form: PolicyForm | None = None,
    tested: tuple[str, AddressForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    form = form or PolicyForm(instance=queries.policy_of(ask.mall))
    troubles = queries.recent_troubles(ask.mall)
    rows: list[dict[str, Any]] = []
    for channel in queries.channels_of(ask.mall):
        mine = tested is not None and tested[0] == channel.code
        rows.append(
            {
                "channel": channel,
                "field": form[f"{channel.code}_on"],
                "test": tested[1] if tested and mine else AddressForm(auto_id=f"{channel.code}-%s"),
                "may_test": channel.code in TESTABLE and channel.is_open,
                "failed": sum(troubles.get(channel.code, {}).values()),
            }
        )
    wrong: list[Any] = [one for one in (form, tested[1] if tested else None) if one and one.errors]
    context = {"ask": ask, "form": form, "rows": rows, "wrong": wrong}
    return render(request, "notices/manage_channels.html", context, status=status)
