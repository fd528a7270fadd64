# SPDX-License-Identifier: Apache-2.0
from django.contrib import admin
from django.http import HttpRequest

from satuhadir.catalogue import queries
from satuhadir.catalogue.models import DocumentType, Service

_STANDARD = [
    "requirements", "any_of", "procedure", "duration", "fee", "products", "legal", "certainty",
    "sources",
]  # fmt: skip


@admin.register(Service)
class ServiceAdmin(admin.ModelAdmin[Service]):
    """Names, words and minutes are mended here; the standard comes by file (catalogue import)."""

    list_display = ["code", "name", "agency", "desk_minutes", "certainty", "mall"]
    list_filter = ["mall", "certainty", "audience"]
    list_select_related = ["agency", "mall"]
    search_fields = ["code", "name", "name_en", "agency__name"]
    readonly_fields = ["mall", "agency", "code", *_STANDARD]

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
    readonly_fields = ["mall", "code", "origin"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
