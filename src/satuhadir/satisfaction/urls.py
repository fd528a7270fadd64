# SPDX-License-Identifier: Apache-2.0
"""Every page of the survey; what begins with `kelola/` goes before `/{mall}/`."""

from django.urls import URLPattern, URLResolver, path

from satuhadir.queue.api.doors import routes_of
from satuhadir.queue.glass.views import change_look
from satuhadir.satisfaction import api  # noqa: F401 - importing it declares its operations
from satuhadir.satisfaction.views import kiosk, manage, phone, published

api_urlpatterns: list[URLPattern] = routes_of("satuhadir.satisfaction")

urlpatterns: list[URLPattern | URLResolver] = [
    path("kelola/<slug:slug>/skm/", manage.overview, name="manage_skm"),
    path("kelola/<slug:slug>/skm/<str:month>/", manage.month, name="manage_skm_month"),
    path(
        "kelola/<slug:slug>/skm/<str:month>/<slug:element>/",
        manage.follow_up,
        name="manage_skm_follow_up",
    ),
    path("<mall:slug>/antrean/<str:track>/nilai/", phone.survey, name="survey"),
    path("<slug:slug>/kios/nilai/", kiosk.enter, name="kiosk_exit"),
    path("<slug:slug>/kios/nilai/jawab/", kiosk.survey, name="kiosk_survey"),
    path("<slug:slug>/kios/nilai/selesai/", kiosk.thanks, name="kiosk_thanks"),
    path("<slug:slug>/kios/nilai/awal/", kiosk.start_over, name="kiosk_exit_over"),
    path("<slug:slug>/kios/nilai/tampilan/", change_look, name="kiosk_exit_look"),
    path("<mall:slug>/skm/", published.mall, name="skm"),
    path("<mall:slug>/skm/laporan.pdf", published.report_pdf, name="skm_pdf"),
    path("<mall:slug>/skm/laporan.xlsx", published.report_xlsx, name="skm_xlsx"),
    path("<mall:slug>/skm/<str:agency>/", published.agency, name="skm_agency"),
    path("<mall:slug>/skm/<str:agency>/<str:service>/", published.service, name="skm_service"),
]
