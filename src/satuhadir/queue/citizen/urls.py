# SPDX-License-Identifier: Apache-2.0
"""Addresses that people type, scan and share; see the contract in docs."""

from django.urls import URLPattern, URLResolver, path

from satuhadir.queue.citizen import my_ticket, taking, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.chooser, name="chooser"),
    path("<mall:slug>/", views.home, name="mall_home"),
    path("<mall:slug>/layanan/", views.services, name="services"),
    path("<mall:slug>/layanan/<str:code>/", taking.service, name="service"),
    path("<mall:slug>/layanan/<str:code>/ambil/", taking.take, name="take_ticket"),
    path("<mall:slug>/antrean/<str:track>/", my_ticket.ticket, name="my_ticket"),
    path("<mall:slug>/antrean/<str:track>/batal/", my_ticket.cancel, name="cancel_ticket"),
    path("<mall:slug>/antrean/<str:track>/kembali/", my_ticket.come_back, name="return_ticket"),
    path("<mall:slug>/antrean/<str:track>/hadir/", my_ticket.present, name="present_ticket"),
    path("<mall:slug>/antrean/<str:track>/lain/", my_ticket.another, name="another_ticket"),
    path("<mall:slug>/antrean/<str:track>/cetak/", my_ticket.slip, name="print_ticket"),
    path("<mall:slug>/angka/", views.figures, name="figures"),
    path("<mall:slug>/angka/catatan.json", views.figures_json, name="figures_json"),
]
