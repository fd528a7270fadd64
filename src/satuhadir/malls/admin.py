# SPDX-License-Identifier: Apache-2.0
"""Windows for setting up malls: a superuser sees all, a manager the malls in their charge."""

from typing import Any, TypeVar

from django.contrib import admin
from django.db.models import ForeignKey, Model, QuerySet
from django.forms import ModelChoiceField, ModelForm
from django.http import HttpRequest

from satuhadir.malls import queries
from satuhadir.malls.models import (
    Agency,
    Booth,
    Closure,
    Mall,
    Region,
    Season,
    SpecialDay,
    WeeklyHours,
)
from satuhadir.malls.ports import malls_in_charge

Row = TypeVar("Row", bound=Model)


class MallScopedAdmin(admin.ModelAdmin[Row]):
    """Shows and changes only rows of malls in the visitor's charge. `mall_path` leads to the mall.

    Choices of foreign keys are narrowed the same way, so that nothing crosses between malls.
    """

    mall_path = "mall"
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Row]:
        rows = super().get_queryset(request)
        return rows.filter(**{f"{self.mall_path}__in": malls_in_charge(request.user)})

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        malls = malls_in_charge(request.user)
        choices: dict[object, QuerySet[Any]] = {
            Mall: malls,
            Agency: Agency.objects.filter(mall__in=malls),
            Booth: Booth.objects.filter(mall__in=malls),
            Season: Season.objects.filter(mall__in=malls),
        }
        if db_field.related_model in choices:
            kwargs.setdefault("queryset", choices[db_field.related_model])
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: Row, form: ModelForm[Row], change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        queries.forget()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._in_charge(request)

    def has_view_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return self._in_charge(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._in_charge(request)

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        # Rows of other malls are not in the queryset: they answer "not found" before this.
        return self._in_charge(request)

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return self._in_charge(request)

    def _in_charge(self, request: HttpRequest) -> bool:
        return malls_in_charge(request.user).exists()


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin[Region]):
    """To look up codes; the table is the decree's and changes with the program."""

    list_display = ["code", "name", "level", "timezone"]
    list_filter = ["level", "timezone"]
    search_fields = ["code", "name", "aliases__old_code"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Region | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Region | None = None) -> bool:
        return False


@admin.register(Mall)
class MallAdmin(MallScopedAdmin[Mall]):
    mall_path = "pk"
    list_display = ["name", "slug", "region", "timezone"]
    search_fields = ["name", "slug"]
    raw_id_fields = ["region"]

    def get_readonly_fields(self, request: HttpRequest, obj: Mall | None = None) -> list[str]:
        fixed = ["slug", "region", "timezone"]  # what authority and addresses hang on
        return ["is_demo"] if getattr(request.user, "is_superuser", False) else ["is_demo", *fixed]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(getattr(request.user, "is_superuser", False))

    def has_delete_permission(self, request: HttpRequest, obj: Mall | None = None) -> bool:
        return False  # a mall with a past is never deleted


@admin.register(Agency)
class AgencyAdmin(MallScopedAdmin[Agency]):
    list_display = ["name", "code", "kind", "mall"]
    list_filter = ["kind"]
    search_fields = ["name", "code"]


@admin.register(Booth)
class BoothAdmin(MallScopedAdmin[Booth]):
    list_display = ["name", "agency", "place", "mall"]
    list_select_related = ["agency", "mall"]
    search_fields = ["name", "agency__name"]


@admin.register(Season)
class SeasonAdmin(MallScopedAdmin[Season]):
    list_display = ["name", "first_day", "last_day", "mall"]


@admin.register(WeeklyHours)
class WeeklyHoursAdmin(MallScopedAdmin[WeeklyHours]):
    list_display = ["__str__", "booth", "season", "mall"]
    list_filter = ["weekday", "season"]
    list_select_related = ["booth", "season", "mall"]


@admin.register(Closure)
class ClosureAdmin(MallScopedAdmin[Closure]):
    list_display = ["reason", "first_day", "last_day", "booth", "mall"]
    list_select_related = ["booth", "mall"]


@admin.register(SpecialDay)
class SpecialDayAdmin(MallScopedAdmin[SpecialDay]):
    list_display = ["day", "reason", "intervals", "booth", "mall"]
    list_select_related = ["booth", "mall"]
