# SPDX-License-Identifier: Apache-2.0
"""Addresses that people type, scan and keep."""

from django.urls import URLPattern, path

from satuhadir.feedback.citizen import filing, front, kiosk, tracker

urlpatterns: list[URLPattern] = [
    path("<mall:slug>/pengaduan/", front.front, name="complaints"),
    path("<mall:slug>/pengaduan/baru/", filing.new, name="new_complaint"),
    path("<mall:slug>/pengaduan/buka/", tracker.open_by_code, name="open_complaint"),
    path("<slug:slug>/kios/pengaduan/", kiosk.say, name="kiosk_complaint"),
    path("<mall:slug>/konsultasi/", filing.consult, name="consultation"),
    path("<mall:slug>/pengaduan/<str:track>/", tracker.tracker, name="complaint_tracker"),
    path(
        "<mall:slug>/pengaduan/<str:track>/lampiran/<uuid:attachment_id>/",
        tracker.attachment,
        name="complaint_attachment",
    ),
    path("<mall:slug>/pengaduan/<str:track>/<slug:word>/", tracker.press, name="complaint_press"),
]
