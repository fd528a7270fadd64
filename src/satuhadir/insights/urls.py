# SPDX-License-Identifier: Apache-2.0
"""Addresses of figures: the manager's, and those open to everybody."""

from django.urls import URLPattern, URLResolver, path

from satuhadir.insights.views import accuracy, manage, public, reports, targets

urlpatterns: list[URLPattern | URLResolver] = [
    path("kelola/<slug:slug>/angka/", manage.overview, name="manage_figures"),
    path("kelola/<slug:slug>/angka/mutu/", targets.qualities, name="manage_qualities"),
    path("kelola/<slug:slug>/angka/sasaran/", targets.target, name="manage_targets"),
    path("kelola/<slug:slug>/angka/laporan/", reports.report, name="manage_report"),
    path(
        "kelola/<slug:slug>/angka/laporan/<str:month>.<str:kind>",
        reports.report_file,
        name="report_file",
    ),
    path("kelola/<slug:slug>/angka/instansi/<str:code>/", manage.agency, name="figures_agency"),
    path("kelola/<slug:slug>/angka/rincian/<str:name>/", manage.details, name="figures_details"),
    path(
        "kelola/<slug:slug>/angka/tabel/<str:name>.<str:kind>",
        manage.table_file,
        name="figures_table",
    ),
    path("<mall:slug>/angka/", public.figures, name="figures"),
    path("<mall:slug>/angka/ketepatan/", accuracy.accuracy, name="accuracy"),
    path("<mall:slug>/angka/ketepatan.<str:kind>", accuracy.accuracy_data, name="accuracy_data"),
    path("<mall:slug>/angka/catatan.json", public.digests_json, name="figures_json"),
    path("<mall:slug>/angka/data.<str:kind>", public.open_data, name="figures_data"),
]
