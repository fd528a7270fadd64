# SPDX-License-Identifier: Apache-2.0
from django.contrib import admin
from django.http import HttpRequest

from satuhadir.catalogue import queries
from satuhadir.catalogue.models import DocumentType, Service


@admin.register(Service)
class ServiceAdmin(admin.ModelAdmin[Service]):
    """Names, words and minutes are mended here; standards on the pages below /kelola/."""

    list_display = ["code", "name", "agency", "desk_minutes", "mall"]
    list_filter = ["mall", "audience"]
    list_select_related = ["agency", "mall"]
    search_fields = ["code", "name", "name_en", "agency__name"]
    readonly_fields = ["mall", "agency", "code", "variant_of"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Service, form: object, change: bool) -> None:
        super().save_model(request, obj, form, change)
        queries.forget()


@admin.register(DocumentType)
class DocumentTypeAdmin(admin.ModelAdmin[DocumentType]):
    """A window on the kinds of papers; only their names are mended here."""

    list_display = ["code", "label", "mall"]
    list_filter = ["mall"]
    list_select_related = ["mall"]
    search_fields = ["code", "label"]
    readonly_fields = ["mall", "code"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
