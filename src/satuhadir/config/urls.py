# SPDX-License-Identifier: Apache-2.0
"""Every address. Each view says who may enter; Django admin asks for itself."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from satuhadir.accounts.http import lead_to_sign_in
from satuhadir.config.health import healthz, readyz
from satuhadir.feedback.urls import api_urlpatterns as feedback
from satuhadir.notices.urls import whatsapp_reports
from satuhadir.satisfaction.urls import api_urlpatterns as satisfaction
from satuhadir.shared.http import public
from satuhadir.shared.static_files import serve_static
from satuhadir.visits.urls import api_urlpatterns as visits

handler400 = "satuhadir.shared.http.malformed"
handler403 = "satuhadir.shared.http.forbidden"
handler404 = "satuhadir.shared.http.not_found"
handler500 = "satuhadir.shared.http.failure"

admin.site.site_header = admin.site.site_title = "SatuHadir"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("readyz", readyz),
    path("api/v1/", include("satuhadir.queue.api.urls")),
    path("api/v1/", include(satisfaction)),
    path("api/v1/", include(feedback)),
    path("api/v1/", include(visits)),
    path("api/kabar/whatsapp/", whatsapp_reports),
    path("open311/", include("satuhadir.feedback.open311.urls")),
    path("", include("satuhadir.shared.urls")),
    path("", include("satuhadir.speech.urls")),
    path("static/<path:path>", serve_static),
    path("masuk/bahasa/", public(set_language), name="set_language"),
    path("admin/login/", lead_to_sign_in),
    path("admin/", admin.site.urls),
    path("", include("satuhadir.accounts.urls")),
    path("", include("satuhadir.devices.urls")),
    path("", include("satuhadir.notices.urls")),
    path("", include("satuhadir.catalogue.urls")),
    path("", include("satuhadir.catalogue.linked.urls")),
    path("", include("satuhadir.satisfaction.urls")),
    path("", include("satuhadir.feedback.urls")),
    path("", include("satuhadir.insights.urls")),
    path("", include("satuhadir.planning.urls")),
    path("", include("satuhadir.visits.urls")),
    path("", include("satuhadir.queue.urls")),
]
