# SPDX-License-Identifier: Apache-2.0
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import reverse

from satuhadir.catalogue import actions
from satuhadir.catalogue.models import DocumentType, Service
from satuhadir.malls.models import Mall


def test_the_admin_makes_no_services_and_no_papers() -> None:
    request = RequestFactory().get("/")
    for model in (Service, DocumentType):
        page = admin.site._registry[model]
        assert not page.has_add_permission(request)
        assert "code" in page.get_readonly_fields(request)


def test_words_are_mended_in_the_admin(mall: Mall, text: str, admin_client: Client) -> None:
    document = actions.read_catalogue(text.encode(), file="x.yaml")
    actions.import_catalogue(mall, document, actor="test")
    listed = admin_client.get(reverse("admin:catalogue_service_changelist"), {"q": "keluarga"})
    assert "Kartu Keluarga" in listed.content.decode()
    service = Service.objects.get(code="KK")
    page = reverse("admin:catalogue_service_change", args=[service.pk])
    assert admin_client.get(page).status_code == 200
    form = {
        "name": "Kartu Keluarga", "name_en": "", "audience": "person", "desk_minutes": "12",
        "words": "kk,kartu keluarga", "note": "",
    }  # fmt: skip
    assert admin_client.post(page, form).status_code == 302
    service.refresh_from_db()
    assert (service.words, service.desk_minutes) == (["kk", "kartu keluarga"], 12)
