# SPDX-License-Identifier: Apache-2.0
"""Addresses of a glass that is not paired yet, and of its pulse; they go before the queue's."""

from django.urls import URLPattern, path

from satuhadir.devices import views

urlpatterns: list[URLPattern] = [
    pattern
    for kind, word in (("kiosk", "kios"), ("display", "layar"))
    for pattern in (
        path(f"<slug:slug>/{word}/sambung/", views.show_code, {"kind": kind}, f"pair_{kind}"),
        path(f"<slug:slug>/{word}/sambung/keadaan/", views.tell_state, {"kind": kind}),
        path(f"<slug:slug>/{word}/denyut/", views.PULSES[kind], name=f"pulse_{kind}"),
    )
]
