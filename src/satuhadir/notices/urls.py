# SPDX-License-Identifier: Apache-2.0
"""The addresses of this room; those behind sign-in go before `/{mall}/`."""

from django.urls import URLPattern, path

from satuhadir.notices.views import anyone, channels, outbox, texts

whatsapp_reports = anyone.whatsapp_reports

urlpatterns: list[URLPattern] = [
    path("kelola/<slug:slug>/pemberitahuan/", outbox.all_notices, name="manage_notices"),
    path(
        "kelola/<slug:slug>/pemberitahuan/saluran/",
        channels.all_channels,
        name="manage_notice_channels",
    ),
    path("kelola/<slug:slug>/pemberitahuan/teks/", texts.all_texts, name="manage_notice_texts"),
    path(
        "kelola/<slug:slug>/pemberitahuan/teks/<str:kind>/<str:language>/",
        texts.one_text,
        name="manage_notice_text",
    ),
    path("<mall:mall>/kabar/berhenti/<str:token>/", anyone.stop_notices, name="stop_notices"),
]
