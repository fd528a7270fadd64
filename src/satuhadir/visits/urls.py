# SPDX-License-Identifier: Apache-2.0
"""Every address of bookings; what begins with `kelola/` goes before `/{mall}/`."""

from django.urls import URLPattern, URLResolver, path

from satuhadir.queue.api.doors import routes_of
from satuhadir.visits.api import (  # importing them declares their operations
    doors,  # noqa: F401
    plans,  # noqa: F401
)
from satuhadir.visits.citizen import booking, choosing, mine, planning, reminding, waiting
from satuhadir.visits.views import kiosk, manage

api_urlpatterns: list[URLPattern] = routes_of("satuhadir.visits")

citizen: list[URLPattern] = [
    path("<mall:mall>/rencana/", planning.plan, name="plan_visit"),
    path("<mall:mall>/rencana/pesan/", planning.book, name="book_plan"),
    path("<mall:mall>/pesan/", choosing.services, name="book"),
    path("<mall:mall>/pesan/hari/", choosing.day, name="book_day"),
    path("<mall:mall>/pesan/waktu/", choosing.time, name="book_time"),
    path("<mall:mall>/pesan/diri/", booking.person, name="book_person"),
    path("<mall:mall>/pesan/tunggu/", waiting.join, name="book_wait"),
    path("<mall:mall>/daftar-tunggu/<str:track>/", waiting.waiting, name="waiting_place"),
    path("<mall:mall>/kunjungan/<str:track>/", mine.visit, name="my_visit"),
    path("<mall:mall>/kunjungan/<str:track>/jadwal.ics", mine.calendar, name="visit_calendar"),
    path("<mall:mall>/kunjungan/<str:track>/tekan/", mine.press, name="visit_press"),
    path("<mall:mall>/kunjungan/<str:track>/batal/", mine.cancel, name="cancel_visit"),
    path("<mall:mall>/kunjungan/<str:track>/ganti/", mine.change, name="change_visit"),
    path("<mall:mall>/kunjungan/<str:track>/pengingat/", reminding.remind, name="visit_reminders"),
]

manage_urls: list[URLPattern] = [
    path("kelola/<slug:slug>/pemesanan/", manage.bookings, name="manage_bookings"),
    path("kelola/<slug:slug>/pemesanan/aturan/", manage.rules, name="manage_booking_rules"),
    path(
        "kelola/<slug:slug>/pemesanan/antrean/<uuid:line>/",
        manage.line,
        name="manage_booking_line",
    ),
    path("kelola/<slug:slug>/pemesanan/pola/", manage.patterns, name="manage_booking_patterns"),
    path("kelola/<slug:slug>/pemesanan/baru/", manage.book, name="manage_booking_new"),
    path(
        "kelola/<slug:slug>/pemesanan/baru/<str:code>/", manage.booked, name="manage_booking_made"
    ),
]

glass: list[URLPattern] = [
    path("<slug:slug>/kios/kunjungan/", kiosk.check_in, name="kiosk_visit"),
    path("<slug:slug>/kios/kunjungan/nomor/", kiosk.numbers, name="kiosk_visit_numbers"),
    path("<slug:slug>/kios/kunjungan/kertas/", kiosk.print_numbers, name="kiosk_visit_paper"),
    path("<slug:slug>/kios/kunjungan/kunci/", kiosk.keys, name="kiosk_visit_keys"),
    path("<slug:slug>/kios/kunjungan/susulan/", kiosk.hand_in, name="kiosk_visit_late"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *glass,
    *manage_urls,
    *citizen,
]
