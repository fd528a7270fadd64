# SPDX-License-Identifier: Apache-2.0
"""Every screen of the product, how to come to it, and the glass it is drawn for.

A structure test asks for a row here, or a reason, for each address that answers with a page.
"""

import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tests.journeys.browser import Glass, Scheme

Role = Literal["", "officer", "manager", "agency_manager", "applicant"]
Look = tuple[Glass, Scheme, str]  # the glass, its colours, the language of the page

PUBLIC: tuple[Glass, ...] = ("phone", "desk")
STAFF: tuple[Glass, ...] = ("desk", "phone")
KIOSK: tuple[Glass, ...] = ("kiosk", "desk")


@dataclass(frozen=True)
class Screen:
    """`url` is the name of its address. `path` may hold {mall}, {service}, {prefix}, {counter},
    {agency} and {event}; `through` is a link on it that leads on to the screen.
    """

    url: str
    path: str
    glasses: tuple[Glass, ...] = PUBLIC
    role: Role = ""
    through: str = ""

    def __str__(self) -> str:
        return f"{self.url} {self.path}{self.through}"


SCREENS: tuple[Screen, ...] = (
    Screen("chooser", "/"),
    Screen("mall_home", "/{mall}/"),
    Screen("services", "/{mall}/layanan/"),
    Screen("services", "/{mall}/layanan/?q=ktp"),
    Screen("services", "/{mall}/layanan/?q=zzzzzz"),
    Screen("service", "/{mall}/layanan/{service}/"),
    Screen("service_changes", "/{mall}/layanan/AKTA_LAHIR/perubahan/"),
    Screen("service_version", "/{mall}/layanan/AKTA_LAHIR/perubahan/1/"),
    Screen("life_events", "/{mall}/peristiwa/"),
    Screen("life_event", "/{mall}/peristiwa/LAHIR/"),
    Screen("event_checklist", "/{mall}/peristiwa/MENIKAH/daftar/"),
    Screen("papers_of_choice", "/{mall}/daftar-berkas/"),
    Screen("papers_of_choice", "/{mall}/daftar-berkas/?layanan=SKCK&layanan=PASPOR"),
    Screen("plan_visit", "/{mall}/rencana/"),
    Screen("plan_visit", "/{mall}/rencana/?q=paspor"),
    Screen("plan_visit", "/{mall}/rencana/?peristiwa=LAHIR"),
    Screen("plan_visit", "/{mall}/rencana/?layanan=SKCK&layanan=SIM_PANJANG&layanan=AK1"),
    Screen("figures", "/{mall}/angka/"),
    Screen("accuracy", "/{mall}/angka/ketepatan/"),
    Screen("data", "/{mall}/data/"),
    Screen("skm", "/{mall}/skm/"),
    Screen("skm", "/{mall}/skm/?bulan=2019-01"),  # refused
    Screen("skm_agency", "/{mall}/skm/DUKCAPIL/"),
    Screen("skm_service", "/{mall}/skm/DUKCAPIL/KTP_GANTI/"),
    Screen("survey", "/{mall}/antrean/23456789abcdefghjkmn/nilai/"),  # refused
    Screen("complaints", "/{mall}/pengaduan/"),
    Screen("new_complaint", "/{mall}/pengaduan/baru/?layanan={service}&bagian=biaya"),
    Screen("complaint_tracker", "/{mall}/pengaduan/23456789abcdefghjkmn/"),  # refused
    Screen("consultation", "/{mall}/konsultasi/"),
    # refused: an unknown mall, an unknown service, a number whose day is over
    Screen("mall_home", "/tidak-ada/"),
    Screen("service", "/{mall}/layanan/TIDAK_ADA/"),
    Screen("my_ticket", "/{mall}/antrean/23456789abcdefghjkmn/"),
    Screen("account_login", "/masuk/"),
    # the glass of the hall
    Screen("kiosk", "/{mall}/kios/", KIOSK),
    Screen("kiosk_line", "/{mall}/kios/antrean/{prefix}/", KIOSK),
    Screen("kiosk_service", "/{mall}/kios/layanan/{service}/", KIOSK),
    Screen("kiosk_complaint", "/{mall}/kios/pengaduan/", KIOSK),
    Screen("kiosk_search", "/{mall}/kios/cari/?q=ktp", KIOSK),
    Screen("kiosk_search", "/{mall}/kios/cari/?q=zzzzzz", KIOSK),
    Screen("kiosk_check_in", "/{mall}/kios/hadir/", KIOSK),
    Screen("kiosk_exit", "/{mall}/kios/nilai/", KIOSK),
    Screen("kiosk_thanks", "/{mall}/kios/nilai/selesai/", KIOSK),
    Screen("display", "/{mall}/layar/", ("tv",)),
    # booking
    Screen("book", "/{mall}/pesan/"),
    Screen("book", "/{mall}/pesan/?q=kk&layanan={service}"),
    Screen("book_day", "/{mall}/pesan/hari/?layanan={service}"),
    Screen("book_time", "/{mall}/pesan/hari/?layanan={service}", through=".days a"),
    # one of them issues the other's paper: told above the times
    Screen(
        "book_time", "/{mall}/pesan/hari/?layanan=ERATERANG&layanan=SKCK-BARU", through=".days a"
    ),
    Screen("book_wait", "/{mall}/pesan/tunggu/"),  # leads back to the services
    Screen("my_visit", "/{mall}/kunjungan/23456789abcdefghjkmn/"),  # refused
    Screen("waiting_place", "/{mall}/daftar-tunggu/23456789abcdefghjkmn/"),  # refused
    # behind sign-in
    Screen("desk_choose", "/loket/", STAFF, "officer"),
    Screen("desk_own", "/loket/{counter}/hari-ini/", STAFF, "officer"),
    Screen("manage", "/kelola/", STAFF, "officer"),  # refused
    Screen("manage_mall", "/kelola/{mall}/", STAFF, "manager"),
    Screen("manage_mall", "/kelola/{mall}/", STAFF, "agency_manager"),
    Screen("manage_announcements", "/kelola/{mall}/pengumuman/", STAFF, "manager"),
    Screen("manage_counter", "/kelola/{mall}/loket/{counter}/", STAFF, "manager"),
    Screen("manage_kiosk", "/kelola/{mall}/kios/", STAFF, "manager"),
    Screen("manage_bookings", "/kelola/{mall}/pemesanan/", STAFF, "manager"),
    Screen("manage_bookings", "/kelola/{mall}/pemesanan/?antrean=A", STAFF, "agency_manager"),
    Screen("manage_booking_rules", "/kelola/{mall}/pemesanan/aturan/", STAFF, "manager"),
    Screen(
        "manage_booking_line", "/kelola/{mall}/pemesanan/aturan/", STAFF, "manager", "tbody th a"
    ),
    Screen("manage_booking_patterns", "/kelola/{mall}/pemesanan/pola/", STAFF, "manager"),
    Screen(
        "manage_booking_new", "/kelola/{mall}/pemesanan/baru/?layanan=KK_GANTI", STAFF, "manager"
    ),
    Screen("manage_policy", "/kelola/{mall}/aturan/", STAFF, "manager"),
    Screen("manage_speech", "/kelola/{mall}/suara/", STAFF, "manager"),
    Screen("manage_closures", "/kelola/{mall}/hari-tutup/", STAFF, "manager"),
    Screen("manage_log", "/kelola/{mall}/catatan/", STAFF, "manager"),
    Screen("manage_services", "/kelola/{mall}/layanan/", STAFF, "manager"),
    Screen("manage_services", "/kelola/{mall}/layanan/?q=zzzz", STAFF, "agency_manager"),
    Screen("manage_service_add", "/kelola/{mall}/layanan/baru/", STAFF, "manager"),
    Screen("manage_service", "/kelola/{mall}/layanan/KK_GANTI/", STAFF, "manager"),
    Screen("manage_draft", "/kelola/{mall}/layanan/KK_GANTI/rancangan/", STAFF, "agency_manager"),
    Screen("manage_review", "/kelola/{mall}/layanan/KK_GANTI/rancangan/tinjau/", STAFF, "manager"),
    Screen("manage_review", "/kelola/{mall}/layanan/SIM_BARU/rancangan/tinjau/", STAFF, "manager"),
    Screen("manage_version", "/kelola/{mall}/layanan/KK_GANTI/versi/1/", STAFF, "manager"),
    Screen("manage_coverage", "/kelola/{mall}/layanan/cakupan/", STAFF, "manager"),
    Screen("manage_catalogue_files", "/kelola/{mall}/layanan/berkas/", STAFF, "manager"),
    Screen("manage_papers", "/kelola/{mall}/dokumen/", STAFF, "manager"),
    Screen("manage_paper_add", "/kelola/{mall}/dokumen/baru/", STAFF, "manager"),
    Screen("manage_paper", "/kelola/{mall}/dokumen/D_KTP/", STAFF, "manager"),
    Screen("manage_events", "/kelola/{mall}/peristiwa/", STAFF, "manager"),
    Screen("manage_event_add", "/kelola/{mall}/peristiwa/baru/", STAFF, "manager"),
    Screen("manage_event", "/kelola/{mall}/peristiwa/LAHIR/", STAFF, "manager"),
    Screen("manage_unanswered", "/kelola/{mall}/pencarian/", STAFF, "manager"),
    Screen("manage_printers", "/kelola/{mall}/pencetak/", STAFF, "manager"),
    Screen("manage_devices", "/kelola/{mall}/perangkat/", STAFF, "manager"),
    Screen("manage_device_pair", "/kelola/{mall}/perangkat/sambung/", STAFF, "manager"),
    Screen("manage_notices", "/kelola/{mall}/pemberitahuan/", STAFF, "manager"),
    Screen("manage_notice_channels", "/kelola/{mall}/pemberitahuan/saluran/", STAFF, "manager"),
    Screen("manage_notice_texts", "/kelola/{mall}/pemberitahuan/teks/", STAFF, "manager"),
    Screen(
        "manage_notice_text", "/kelola/{mall}/pemberitahuan/teks/notices.test/id/", STAFF, "manager"
    ),
    Screen("stop_notices", "/{mall}/kabar/berhenti/1-x/"),  # refused
    Screen("manage_sp4n", "/kelola/{mall}/pengaduan/sp4n/", STAFF, "manager"),
    Screen("manage_complaints", "/kelola/{mall}/pengaduan/", STAFF, "manager"),
    Screen("manage_complaints", "/kelola/{mall}/pengaduan/", STAFF, "agency_manager"),
    Screen("manage_complaint", "/kelola/{mall}/pengaduan/", STAFF, "manager", "tbody th a"),
    Screen("manage_complaint_rules", "/kelola/{mall}/pengaduan/aturan/", STAFF, "manager"),
    Screen("enter_complaint", "/kelola/{mall}/pengaduan/baru/", STAFF, "officer"),
    Screen("manage_figures", "/kelola/{mall}/angka/", STAFF, "manager"),
    Screen("manage_figures", "/kelola/{mall}/angka/?rentang=tahun", STAFF, "manager"),
    Screen("manage_figures", "/kelola/{mall}/angka/?tanggal=2019-01-01", STAFF, "manager"),
    Screen("manage_figures", "/kelola/{mall}/angka/?tanggal=kemarin", STAFF, "manager"),
    Screen("figures_agency", "/kelola/{mall}/angka/instansi/DUKCAPIL/", STAFF, "agency_manager"),
    Screen("figures_details", "/kelola/{mall}/angka/rincian/loket/", STAFF, "manager"),
    Screen("figures_details", "/kelola/{mall}/angka/rincian/ketepatan/", STAFF, "manager"),
    Screen("plan_home", "/kelola/{mall}/rencana-mal/", STAFF, "manager"),
    Screen("plan_what_if", "/kelola/{mall}/rencana-mal/bagaimana-jika/", STAFF, "manager"),
    Screen("plan_hours", "/kelola/{mall}/rencana-mal/jam-buka/", STAFF, "manager"),
    Screen("plan_fairness", "/kelola/{mall}/rencana-mal/giliran/", STAFF, "manager"),
    Screen("plan_roster", "/kelola/{mall}/rencana-mal/jadwal/", STAFF, "agency_manager"),
    Screen("plan_people", "/kelola/{mall}/rencana-mal/petugas/", STAFF, "manager"),
    Screen("manage_qualities", "/kelola/{mall}/angka/mutu/", STAFF, "manager"),
    Screen("manage_targets", "/kelola/{mall}/angka/sasaran/", STAFF, "manager"),
    Screen("manage_report", "/kelola/{mall}/angka/laporan/", STAFF, "manager"),
    Screen("manage_skm", "/kelola/{mall}/skm/", STAFF, "manager"),
    Screen("manage_skm", "/kelola/{mall}/skm/", STAFF, "agency_manager"),
    Screen("manage_skm_month", "/kelola/{mall}/skm/", STAFF, "manager", "a.month-row"),
    Screen("people", "/kelola/{mall}/orang/", STAFF, "manager"),
    Screen("people_add", "/kelola/{mall}/orang/baru/", STAFF, "manager"),
    Screen("person", "/kelola/{mall}/orang/", STAFF, "manager", "tbody th a"),
    Screen("keys", "/kelola/{mall}/kunci/", STAFF, "manager"),
    Screen("changes", "/kelola/{mall}/perubahan/", STAFF, "manager"),
    Screen("mfa_index", "/masuk/pengaman/", STAFF, "manager"),
    Screen("sign_ins", "/masuk/sesi/", STAFF, "manager"),
)

# Pages that no table can open: the journey that comes there, or the reason.
ELSEWHERE: dict[str, str] = {
    "manage_booking_made": "comes after a press: visits/tests/test_manage_bookings",
    "account_inactive": "an account that was locked comes here; the page of a refusal",
    "account_logout": "answers with the way out",
    "account_reauthenticate": "test_sign_in_with_two_steps",
    "another_ticket": "a press",
    "cancel_ticket": "a press",
    "choose_password": "test_sign_in_with_two_steps",
    "complaint_attachment": "a file",
    "complaint_press": "a press; its pages: test_complain_to_the_end",
    "data_file": "data for programs",
    "data_service": "data for programs",
    "data_services": "leads to a form of the data",
    "data_sets": "leads to a form of the data",
    "desk": "test_work_at_a_counter",
    "manage_catalogue_export": "a file",
    "manage_coverage_file": "a file",
    "desk_press": "a press; its page is that of the counter",
    "desk_targets": "a part of the counter's page",
    "figures_data": "a file",
    "accuracy_data": "a file",
    "figures_table": "a file",
    "kiosk_number": "test_a_number_on_the_kiosk_and_on_paper_is_well_made",
    "kiosk_paper": "a press",
    "kiosk_staff": "test_lock_the_kiosk",
    "kiosk_visit": "a press",
    "kiosk_visit_keys": "data for programs",
    "kiosk_visit_late": "a press",
    "kiosk_visit_paper": "a press",
    "kiosk_visit_numbers": "test_check_in_with_a_visit",
    "kiosk_exit_look": "a press",
    "kiosk_survey": "test_answer_the_survey",
    "kiosk_take": "a press",
    "manage_skm_follow_up": "test_answer_the_survey",
    "kiosk_waiting": "test_lose_the_network",
    "manage_complaint_attachment": "a file",
    "manage_device": "test_pair_a_glass",
    "manage_device_here": "test_pair_a_glass",
    "manage_line": "test_run_the_floor",
    "manage_press": "a press; its page is the floor",
    "manage_printer": "the same form as that of all printers, filled",
    "my_ticket": "test_every_state_of_a_number_and_of_its_counter_is_well_made",
    "pair_display": "test_pair_a_glass",
    "pair_kiosk": "test_pair_a_glass",
    "plan_person": "the same form as that of all people, filled",
    "plan_run": "test_plan_the_mall",
    "plan_run_file": "a file",
    "present_ticket": "a press",
    "print_ticket": "test_a_number_on_the_kiosk_and_on_paper_is_well_made",
    "report_file": "a file",
    "return_ticket": "a press",
    "thing": "a name, which leads to a page or to data",
    "thing_named": "a name, which leads to a page or to data",
    "book_person": "test_book_a_visit",
    "cancel_visit": "test_book_a_visit",
    "change_visit": "test_book_a_visit",
    "visit_calendar": "a file",
    "visit_press": "a press; its page is that of the visit",
    "visit_reminders": "a press; its page is that of the visit",
    "take_ticket": "a press; refused: test_a_form_that_is_refused_is_well_made",
}


def looks_of(screen: Screen) -> Iterator[Look]:
    """Yield how a screen is looked at: so that each two of glass, colours and language meet once.

    With SATUHADIR_SCREENS=all in the environment every three of them meet.
    """
    if os.environ.get("SATUHADIR_SCREENS") == "all" or len(screen.glasses) == 1:
        yield from itertools.product(screen.glasses, ("light", "dark"), ("id", "en"))
        return
    for place, glass in enumerate(screen.glasses):
        languages = ("id", "en") if place % 2 == 0 else ("en", "id")
        yield glass, "light", languages[0]
        yield glass, "dark", languages[1]
