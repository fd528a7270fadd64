# SPDX-License-Identifier: Apache-2.0
"""Addresses of planning: all of them the managers'."""

from django.urls import URLPattern, URLResolver, path

from satuhadir.planning.views import asking, roster, runs

_AT = "kelola/<slug:slug>/rencana-mal/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_AT, asking.home, name="plan_home"),
    path(f"{_AT}bagaimana-jika/", asking.what_if, name="plan_what_if"),
    path(f"{_AT}jam-buka/", asking.hours, name="plan_hours"),
    path(f"{_AT}giliran/", asking.fairness, name="plan_fairness"),
    path(f"{_AT}jadwal/", roster.roster, name="plan_roster"),
    path(f"{_AT}petugas/", roster.people, name="plan_people"),
    path(f"{_AT}petugas/<int:person>/", roster.person, name="plan_person"),
    path(f"{_AT}hitungan/<uuid:run>/", runs.run, name="plan_run"),
    path(f"{_AT}hitungan/<uuid:run>.<str:kind>", runs.run_file, name="plan_run_file"),
]
