# SPDX-License-Identifier: Apache-2.0
"""Addresses of open data, names of things, and what search engines read."""

from django.urls import URLPattern, URLResolver, path, re_path

from satuhadir.catalogue.linked import sitemap, views

_CODE = r"(?P<code>[A-Z0-9][A-Z0-9_-]*)"
_FILE = r"(?P<name>(?:layanan|katalog)\.(?:ttl|jsonld))"
_MALL = r"(?P<slug>[-a-zA-Z0-9_]+)"

urlpatterns: list[URLPattern | URLResolver] = [
    path("robots.txt", sitemap.robots, name="robots"),
    path("sitemap.xml", sitemap.sitemaps, name="sitemaps"),
    path("<mall:slug>/sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("<mall:slug>/data/", views.index, name="data"),
    path("<mall:slug>/data/layanan", views.choose, {"name": "layanan"}, name="data_services"),
    path("<mall:slug>/data/katalog", views.choose, {"name": "katalog"}, name="data_sets"),
    re_path(rf"^{_MALL}/data/{_FILE}\Z", views.file, name="data_file"),
    re_path(
        rf"^{_MALL}/data/layanan/{_CODE}\.(?P<form>ttl|jsonld)\Z",
        views.service_file,
        name="data_service",
    ),
    path("<mall:slug>/id/<slug:kind>", views.name, name="thing"),
    path("<mall:slug>/id/<slug:kind>/<path:rest>", views.name, name="thing_named"),
]
