# SPDX-License-Identifier: Apache-2.0
"""Addresses that people type, scan and share; see the contract in docs."""

from django.urls import URLPattern, URLResolver, path

from satuhadir.queue.citizen import events, my_ticket, standards, taking, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.chooser, name="chooser"),
    path("<mall:slug>/", views.home, name="mall_home"),
    path("<mall:slug>/layanan/", views.services, name="services"),
    path("<mall:slug>/layanan/<str:code>/", taking.service, name="service"),
    path("<mall:slug>/layanan/<str:code>/ambil/", taking.take, name="take_ticket"),
    path("<mall:slug>/layanan/<str:code>/perubahan/", standards.changes, name="service_changes"),
    path(
        "<mall:slug>/layanan/<str:code>/perubahan/<int:number>/",
        standards.version,
        name="service_version",
    ),
    path("<mall:slug>/peristiwa/", events.events, name="life_events"),
    path("<mall:slug>/peristiwa/<str:code>/", events.event, name="life_event"),
    path("<mall:slug>/peristiwa/<str:code>/daftar/", events.checklist, name="event_checklist"),
    path("<mall:slug>/peristiwa/<str:code>/daftar.pdf", events.paper, name="event_paper"),
    path("<mall:slug>/daftar-berkas/", events.chosen, name="papers_of_choice"),
    path("<mall:slug>/daftar-berkas.pdf", events.chosen_paper, name="paper_of_choice"),
    path("<mall:slug>/antrean/<str:track>/", my_ticket.ticket, name="my_ticket"),
    path("<mall:slug>/antrean/<str:track>/batal/", my_ticket.cancel, name="cancel_ticket"),
    path("<mall:slug>/antrean/<str:track>/kembali/", my_ticket.come_back, name="return_ticket"),
    path("<mall:slug>/antrean/<str:track>/hadir/", my_ticket.present, name="present_ticket"),
    path("<mall:slug>/antrean/<str:track>/lain/", my_ticket.another, name="another_ticket"),
    path("<mall:slug>/antrean/<str:track>/cetak/", my_ticket.slip, name="print_ticket"),
]
