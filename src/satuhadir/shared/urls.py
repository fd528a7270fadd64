# SPDX-License-Identifier: Apache-2.0
"""Addresses of `shared`; config includes them before anything that serves /static/ by path."""

from django.urls import path

from satuhadir.shared import views

urlpatterns = [
    path("favicon.ico", views.mark, name="mark"),
    path("static/hue-<int:hue>.css", views.hue_stylesheet, name="hue_stylesheet"),
    path("static/worker.js", views.service_worker, name="service_worker"),
    path("static/offline/", views.offline, name="offline"),
]
