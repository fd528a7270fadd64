# SPDX-License-Identifier: Apache-2.0
"""Addresses of the region's recordings."""

from django.urls import URLPattern, path

from satuhadir.speech import views

urlpatterns: list[URLPattern] = [
    path(
        "static/suara/<slug:language>/<slug:digest>/<slug:clip>",
        views.recording,
        name="speech_recording",
    ),
]
