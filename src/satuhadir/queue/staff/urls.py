# SPDX-License-Identifier: Apache-2.0
"""Addresses behind sign-in; they go before `/{mall}/`."""

from django.urls import path

from satuhadir.queue.staff.desk import views as desk
from satuhadir.queue.staff.devices import views as devices
from satuhadir.queue.staff.manage import floor, kiosks, printers, sound
from satuhadir.queue.staff.manage import views as manage

urlpatterns = [
    path("loket/", desk.choose_counter, name="desk_choose"),
    path("loket/<uuid:counter>/", desk.work_counter, name="desk"),
    path("loket/<uuid:counter>/tujuan/", desk.find_target, name="desk_targets"),
    path("loket/<uuid:counter>/hari-ini/", desk.own_figures, name="desk_own"),
    path("loket/<uuid:counter>/<slug:word>/", desk.press_at_counter, name="desk_press"),
    path("kelola/", floor.choose_mall, name="manage"),
    path("kelola/<slug:slug>/", floor.overview, name="manage_mall"),
    path("kelola/<slug:slug>/tindakan/", floor.press_on_floor, name="manage_press"),
    path("kelola/<slug:slug>/pengumuman/", floor.announcements, name="manage_announcements"),
    path("kelola/<slug:slug>/antrean/<uuid:line>/", manage.line, name="manage_line"),
    path("kelola/<slug:slug>/loket/<uuid:counter>/", manage.counter, name="manage_counter"),
    path("kelola/<slug:slug>/kios/", kiosks.kiosk_code, name="manage_kiosk"),
    path("kelola/<slug:slug>/pencetak/", printers.all_printers, name="manage_printers"),
    path(
        "kelola/<slug:slug>/pencetak/<uuid:printer>/", printers.one_printer, name="manage_printer"
    ),
    path("kelola/<slug:slug>/aturan/", manage.policy, name="manage_policy"),
    path("kelola/<slug:slug>/suara/", sound.speech_policy, name="manage_speech"),
    path("kelola/<slug:slug>/hari-tutup/", manage.closures, name="manage_closures"),
    path("kelola/<slug:slug>/catatan/", manage.log_days, name="manage_log"),
    path("kelola/<slug:slug>/perangkat/", devices.all_devices, name="manage_devices"),
    path("kelola/<slug:slug>/perangkat/sambung/", devices.pair, name="manage_device_pair"),
    path("kelola/<slug:slug>/perangkat/di-sini/", devices.pair_here, name="manage_device_here"),
    path("kelola/<slug:slug>/perangkat/<uuid:device>/", devices.one_device, name="manage_device"),
]
