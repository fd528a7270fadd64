# SPDX-License-Identifier: Apache-2.0
"""Addresses of the catalogue's editors."""

from django.urls import URLPattern, URLResolver, path

from satuhadir.catalogue.views import asked, coverage, events, files, papers, service, shelf

_OF = "kelola/<slug:slug>/layanan/"
_ONE = f"{_OF}<str:code>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_OF, shelf.everything, name="manage_services"),
    path(f"{_OF}baru/", shelf.add, name="manage_service_add"),
    path(f"{_OF}cakupan/", coverage.coverage, name="manage_coverage"),
    path(f"{_OF}cakupan/berkas.<str:form>", coverage.coverage_file, name="manage_coverage_file"),
    path(f"{_OF}berkas/", files.exchange, name="manage_catalogue_files"),
    path(f"{_OF}berkas/katalog.<str:form>", files.export, name="manage_catalogue_export"),
    path(_ONE, service.service, name="manage_service"),
    path(f"{_ONE}rancangan/", service.draft, name="manage_draft"),
    path(f"{_ONE}rancangan/tinjau/", service.review, name="manage_review"),
    path(f"{_ONE}versi/<int:number>/", service.version, name="manage_version"),
    path("kelola/<slug:slug>/dokumen/", papers.papers, name="manage_papers"),
    path("kelola/<slug:slug>/dokumen/baru/", papers.add, name="manage_paper_add"),
    path("kelola/<slug:slug>/dokumen/<str:code>/", papers.paper, name="manage_paper"),
    path("kelola/<slug:slug>/pencarian/", asked.unanswered, name="manage_unanswered"),
    path("kelola/<slug:slug>/peristiwa/", events.events, name="manage_events"),
    path("kelola/<slug:slug>/peristiwa/baru/", events.add, name="manage_event_add"),
    path("kelola/<slug:slug>/peristiwa/<str:code>/", events.event, name="manage_event"),
]
