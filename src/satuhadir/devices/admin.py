# SPDX-License-Identifier: Apache-2.0
"""A window on devices: to see them all and shut them out; letting in has a page of its own."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from satuhadir.devices import actions
from satuhadir.devices.models import Device
from satuhadir.malls.admin import MallScopedAdmin


@admin.register(Device)
class DeviceAdmin(MallScopedAdmin[Device]):
    """Devices of the malls in the visitor's charge; nobody is let in from here."""

    list_display = ["name", "kind", "mall", "place", "last_seen_at", "paired_at", "revoked_at"]
    list_filter = ["kind"]
    list_select_related = ["mall"]
    search_fields = ["name", "place"]
    fields = [
        "mall", "kind", "name", "place", "paper_mm", "note", "software", "paired_at", "paired_by",
        "last_seen_at", "revoked_at",
    ]  # fmt: skip
    actions = ["revoke"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Device | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Device | None = None) -> bool:
        return False

    @admin.action(description=_("Putuskan perangkat yang dipilih"), permissions=["view"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Device]) -> None:
        for device in queryset.select_related("mall"):
            actions.revoke_device(mall=device.mall, device_id=device.pk)
