# SPDX-License-Identifier: Apache-2.0
"""Windows on accounts: a superuser sets them up; a manager sees and gives roles in their malls."""

from typing import Any, cast

from allauth.account.admin import EmailAddress
from allauth.mfa.admin import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import ChoiceField, ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from satuhadir.accounts import actions, queries
from satuhadir.accounts.errors import GrantInvalid, GrantTooHigh
from satuhadir.accounts.models import ApiToken, Grant, User
from satuhadir.malls.admin import MallScopedAdmin

admin.site.unregister(Group)  # authority is a Grant here: a role in a place
for secret in (Authenticator, EmailAddress):  # set up by their owners; nobody signs in by e-mail
    if admin.site.is_registered(secret):
        admin.site.unregister(secret)


class GrantInline(admin.TabularInline[Grant, User]):
    model = Grant
    extra = 0
    raw_id_fields = ["region", "mall", "agency"]


class GrantForm(ModelForm[Grant]):
    """A role at one mall: of staff, so a mall is always named. `by` gives it, below their own."""

    by: User

    class Meta:
        model = Grant
        fields = ("user", "role", "mall", "agency", "expires_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mall"].required = True
        of_staff = [Grant.Role.OFFICER, Grant.Role.AGENCY_MANAGER, Grant.Role.MANAGER]
        self.fields["role"] = ChoiceField(
            label=self.fields["role"].label, choices=[(one.value, one.label) for one in of_staff]
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        agency, mall = cleaned.get("agency"), cleaned.get("mall")
        if agency is not None and mall is not None and agency.mall_id != mall.pk:
            raise ValidationError(GrantInvalid.message)
        if cleaned.get("role") == Grant.Role.AGENCY_MANAGER and agency is None:
            raise ValidationError(GrantInvalid.message)
        user, role = cleaned.get("user"), cleaned.get("role")
        if user is not None and role and mall is not None:
            wanted = Grant(user=user, role=role, mall=mall, agency=agency)
            if not queries.may_give(self.by, wanted, cleaned.get("expires_at")):
                raise ValidationError(GrantTooHigh.message)
        return cleaned


@admin.register(User)
class AccountAdmin(UserAdmin[User]):
    """Accounts with their roles; for superusers."""

    list_display = ["username", "display_name", "is_active", "is_staff", "last_login"]
    search_fields = ["username", "display_name"]
    list_filter = ["is_active", "grants__role"]
    fieldsets = [
        (None, {"fields": ["username", "password", "display_name"]}),
        (_("Wewenang"), {"fields": ["is_active", "is_staff", "is_superuser"]}),
        (_("Waktu"), {"fields": ["last_login", "date_joined"]}),
    ]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]
    inlines = [GrantInline]


@admin.register(Grant)
class GrantAdmin(MallScopedAdmin[Grant]):
    """Roles at the malls in the visitor's charge: given and taken back, never rewritten."""

    list_display = ["user", "role", "mall", "agency", "expires_at"]
    list_filter = ["role"]
    list_select_related = ["user", "mall", "agency"]
    search_fields = ["user__username", "user__display_name"]
    fields = ["user", "role", "mall", "agency", "expires_at"]
    raw_id_fields = ["user"]
    form = GrantForm

    def has_change_permission(self, request: HttpRequest, obj: Grant | None = None) -> bool:
        return False

    def get_form(
        self, request: HttpRequest, obj: Grant | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm[Grant]]:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.by = _by(request)  # type: ignore[attr-defined]
        return form

    def save_model(
        self, request: HttpRequest, obj: Grant, form: ModelForm[Grant], change: bool
    ) -> None:
        obj.pk = actions.grant_role(
            user=obj.user,
            role=obj.role,
            mall=obj.mall,
            agency=obj.agency,
            expires_at=obj.expires_at,
            by=_by(request),
        ).pk

    def delete_model(self, request: HttpRequest, obj: Grant) -> None:
        actions.withdraw_role(grant=obj, by=_by(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Grant]) -> None:
        for grant in queryset:
            actions.withdraw_role(grant=grant, by=_by(request))


@admin.register(ApiToken)
class ApiTokenAdmin(MallScopedAdmin[ApiToken]):
    """A window on keys: see whose they are, withdraw them. A key is shown once, when it is made."""

    list_display = ["__str__", "role", "mall", "created_at", "expires_at", "revoked_at"]
    list_filter = ["role"]
    actions = ["withdraw"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False

    @admin.action(description=_("Cabut kunci yang dipilih"), permissions=["view"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        for token in queryset:
            actions.revoke_token(token_id=token.pk)


def _by(request: HttpRequest) -> User:
    return cast(User, request.user)
