# SPDX-License-Identifier: Apache-2.0
"""Windows on the queue. Set-up changes through actions, so that the log tells of it; numbers,
people and the log itself can only be looked at, and most of them not even that: who runs the
day does it at /kelola/.
"""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm, ModelForm, ModelMultipleChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from satuhadir.accounts.http import caller_of
from satuhadir.catalogue.models import Service
from satuhadir.malls.admin import MallScopedAdmin, Row
from satuhadir.malls.ports import malls_in_charge
from satuhadir.queue import actions
from satuhadir.queue.actions.lines import QUOTAS
from satuhadir.queue.models import Attendance, Counter, Line, LineWait, Policy, Ticket


class Window(MallScopedAdmin[Row]):
    """Rows to look at, of the malls in the visitor's charge."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False


class SetUp(MallScopedAdmin[Row]):
    """Set-up that a day hangs on: added and changed through actions, never deleted.

    `fixed` are the fields that stay as they were when the row was added.
    """

    fixed: tuple[str, ...] = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Row | None = None) -> tuple[str, ...]:
        return self.fixed if obj is not None else ()

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False

    def save_related(
        self, request: HttpRequest, form: BaseForm, formsets: BaseForm, change: bool
    ) -> None:
        """Leave it: the action has written what belongs to the row."""


class LineForm(ModelForm[Line]):
    """A line with the services that are waited for in it, which no other line has yet."""

    offers = ModelMultipleChoiceField(Service.objects.none(), label=_("layanan"))

    class Meta:
        model = Line
        fields = ("mall", "booth", "prefix", "name", *QUOTAS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        mall, booth = cleaned.get("mall"), cleaned.get("booth")
        if mall and booth and booth.mall_id != mall.pk:
            raise ValidationError(_("Gerai ini ada di mal lain."))
        if mall and any(one.mall_id != mall.pk for one in cleaned.get("offers") or ()):
            raise ValidationError(_("Ada layanan dari mal lain."))
        return cleaned


@admin.register(Line)
class LineAdmin(SetUp[Line]):
    list_display = ["prefix", "name", "booth", "mall", "is_open", "daily_quota"]
    list_display_links = ["prefix", "name"]
    list_select_related = ["booth", "mall"]
    search_fields = ["prefix", "name", "booth__agency__name"]
    fixed = ("mall", "booth", "prefix", "name")

    def get_form(
        self, request: HttpRequest, obj: Line | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm[Line]]:
        if obj is not None:
            return super().get_form(request, obj, change=change, fields=[*self.fixed, *QUOTAS])
        form = super().get_form(request, obj, change=change, form=LineForm, **kwargs)
        free = Service.objects.filter(mall__in=malls_in_charge(request.user), line_service=None)
        form.base_fields["offers"].queryset = free  # type: ignore[attr-defined]
        return form

    def get_fields(self, request: HttpRequest, obj: Line | None = None) -> list[Any]:
        return [*self.fixed, *QUOTAS] if obj else [*self.fixed, "offers", *QUOTAS]

    def save_model(
        self, request: HttpRequest, obj: Line, form: ModelForm[Line], change: bool
    ) -> None:
        actor = caller_of(request).actor
        quotas = {name: form.cleaned_data[name] for name in QUOTAS}
        if change:
            actions.set_quotas(mall=obj.mall, line_id=obj.pk, quotas=quotas, actor=actor)
            return
        line = actions.add_line(
            mall=obj.mall,
            booth=obj.booth,
            prefix=obj.prefix,
            name=obj.name,
            services=list(form.cleaned_data["offers"]),
            actor=actor,
            **quotas,
        )
        obj.pk = line.pk


class CounterForm(ModelForm[Counter]):
    """A counter with the lines it serves."""

    serves = ModelMultipleChoiceField(Line.objects.none(), label=_("antrean yang dilayani"))

    class Meta:
        model = Counter
        fields = ("mall", "booth", "name", "position")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        mall, booth = cleaned.get("mall"), cleaned.get("booth")
        if mall and booth and booth.mall_id != mall.pk:
            raise ValidationError(_("Gerai ini ada di mal lain."))
        if mall and any(one.mall_id != mall.pk for one in cleaned.get("serves") or ()):
            raise ValidationError(_("Ada antrean dari mal lain."))
        return cleaned


@admin.register(Counter)
class CounterAdmin(SetUp[Counter]):
    list_display = ["name", "booth", "mall", "state"]
    list_filter = ["state"]
    list_select_related = ["booth", "mall"]
    search_fields = ["name", "booth__agency__name"]
    fixed = ("mall", "booth", "position")

    def get_form(
        self, request: HttpRequest, obj: Counter | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm[Counter]]:
        if obj is not None:
            return super().get_form(request, obj, change=change, fields=[*self.fixed, "name"])
        form = super().get_form(request, obj, change=change, form=CounterForm, **kwargs)
        lines = Line.objects.filter(mall__in=malls_in_charge(request.user))
        form.base_fields["serves"].queryset = lines  # type: ignore[attr-defined]
        return form

    def get_fields(self, request: HttpRequest, obj: Counter | None = None) -> list[Any]:
        return ["mall", "booth", "name", "position", *([] if obj else ["serves"])]

    def save_model(
        self, request: HttpRequest, obj: Counter, form: ModelForm[Counter], change: bool
    ) -> None:
        actor = caller_of(request).actor
        if change:
            actions.rename_counter(
                mall=obj.mall, counter_id=obj.pk, name=form.cleaned_data["name"], actor=actor
            )
            return
        counter = actions.add_counter(
            mall=obj.mall,
            booth=obj.booth,
            name=obj.name,
            position=obj.position,
            lines=list(form.cleaned_data["serves"]),
            actor=actor,
        )
        obj.pk = counter.pk


@admin.register(Policy)
class PolicyAdmin(SetUp[Policy]):
    list_display = ["mall", "head_start_minutes", "no_show_minutes", "refuses_too_late"]
    list_select_related = ["mall"]
    fixed = ("mall",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # each mall gets its rules with its first line

    def save_model(
        self, request: HttpRequest, obj: Policy, form: ModelForm[Policy], change: bool
    ) -> None:
        changed = {name: form.cleaned_data[name] for name in form.changed_data}
        if changed:
            actions.set_policy(mall=obj.mall, actor=caller_of(request).actor, **changed)
        else:
            messages.info(request, _("Tidak ada yang diubah."))


@admin.register(Ticket)
class TicketAdmin(Window[Ticket]):
    """Numbers, without the people: names and phones have no window here."""

    list_display = ["code", "day", "line", "state", "channel", "issued_at", "counter", "mall"]
    list_filter = ["state", "channel"]
    list_select_related = ["line", "counter", "mall"]
    search_fields = ["code"]
    ordering = ["-day", "line", "number"]
    exclude = ["track_hash"]


@admin.register(Attendance)
class AttendanceAdmin(Window[Attendance]):
    list_display = ["id", "day", "created_at", "present_at", "mall"]
    list_select_related = ["mall"]
    ordering = ["-day", "-created_at"]


@admin.register(LineWait)
class LineWaitAdmin(Window[LineWait]):
    mall_path = "line__mall"
    list_display = ["line", "day", "at", "waiting", "counters", "room"]
    list_select_related = ["line"]


# Events, chains, tallies and kept answers have keys of several columns, which Django's admin
# cannot show; the log is read at /kelola/ and checked with `satuhadir queue verify`.
