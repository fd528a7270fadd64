# SPDX-License-Identifier: Apache-2.0
"""Addresses behind sign-in; they go before `/{mall}/`."""

from django.urls import URLPattern, path

from satuhadir.feedback.staff import desk, relays, views

urlpatterns: list[URLPattern] = [
    path("kelola/<slug:slug>/pengaduan/", views.all_complaints, name="manage_complaints"),
    path("kelola/<slug:slug>/pengaduan/baru/", desk.enter, name="enter_complaint"),
    path("kelola/<slug:slug>/pengaduan/aturan/", views.rules, name="manage_complaint_rules"),
    path("kelola/<slug:slug>/pengaduan/sp4n/", relays.all_relays, name="manage_sp4n"),
    path(
        "kelola/<slug:slug>/pengaduan/<uuid:complaint_id>/",
        views.one_complaint,
        name="manage_complaint",
    ),
    path(
        "kelola/<slug:slug>/pengaduan/<uuid:complaint_id>/lampiran/<uuid:attachment_id>/",
        views.attachment,
        name="manage_complaint_attachment",
    ),
]
