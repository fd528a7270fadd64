# SPDX-License-Identifier: Apache-2.0
"""Addresses of the kiosk and of the hall display."""

from django.urls import URLPattern, path

from satuhadir.queue.glass import hall, paper, speaking, upkeep, views

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/layar/", hall.display, name="display"),
    path("<slug:slug>/layar/kode/", hall.code_now, name="display_code"),
    path("<slug:slug>/layar/suara/", speaking.book, name="display_speech"),
    path(
        "<slug:slug>/layar/suara/<uuid:counter>/",
        speaking.counter_name,
        name="display_counter_clip",
    ),
    path("<slug:slug>/kios/", views.home, name="kiosk"),
    path("<slug:slug>/kios/suara/", upkeep.sound, name="kiosk_sound"),
    path("<slug:slug>/kios/penjaga.js", upkeep.worker, name="kiosk_worker"),
    path("<slug:slug>/kios/jaringan/", upkeep.waiting, name="kiosk_waiting"),
    path("<slug:slug>/kios/aplikasi.webmanifest", upkeep.manifest, name="kiosk_manifest"),
    path("<slug:slug>/kios/petugas/", upkeep.staff, name="kiosk_staff"),
    path("<slug:slug>/kios/awal/", views.start_over, name="kiosk_start_over"),
    path("<slug:slug>/kios/cari/", views.search, name="kiosk_search"),
    path("<slug:slug>/kios/hadir/", views.check_in, name="kiosk_check_in"),
    path("<slug:slug>/kios/tampilan/", views.change_look, name="kiosk_look"),
    path("<slug:slug>/kios/antrean/<slug:prefix>/", views.line, name="kiosk_line"),
    path("<slug:slug>/kios/layanan/<slug:code>/", views.service, name="kiosk_service"),
    path("<slug:slug>/kios/layanan/<slug:code>/ambil/", views.take_number, name="kiosk_take"),
    path("<slug:slug>/kios/nomor/<slug:code>/", views.number, name="kiosk_number"),
    path("<slug:slug>/kios/nomor/<slug:code>/kertas/", paper.paper, name="kiosk_paper"),
    path("<slug:slug>/kios/nomor/<slug:code>/kembali/", views.come_back, name="kiosk_come_back"),
]
