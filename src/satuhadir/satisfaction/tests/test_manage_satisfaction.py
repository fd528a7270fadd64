# SPDX-License-Identifier: Apache-2.0
"""The manager's pages: how the month goes, who may decide, what people wrote, what follows."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from satuhadir.catalogue.models import Service
from satuhadir.malls.models import Agency, SetupRecord
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.desks import sign_in
from satuhadir.satisfaction import health, queries
from satuhadir.satisfaction.models import Answer, FollowUp, Remark, SampleShare, SurveyPolicy
from satuhadir.satisfaction.tests.conftest import FINE, a_month_ago, keep, on_day, serve, served
from satuhadir.shared.memory import Brief

HERE = "/kelola/batu/skm/"


@pytest.fixture
def manager(hall: Hall) -> Client:
    return sign_in("ahmad", "manager", hall)


@pytest.fixture
def of_dukcapil(hall: Hall) -> Client:
    return sign_in("dewi", "agency_manager", hall, agency="DUKCAPIL")


@pytest.fixture
def month(hall: Hall) -> date:
    first = a_month_ago(hall.mall)
    keep(hall.mall, "KTP", first, 20, waktu=1, sarana=2, pengaduan=2)
    return first


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def pages(month: date) -> list[str]:
    return [HERE, f"{HERE}{month:%Y-%m}/", f"{HERE}{month:%Y-%m}/waktu/"]


def form(**change: Any) -> dict[str, Any]:
    return {
        "rencana": "Loket tambahan pagi.", "penanggung": "", "tenggat": "2027-01-31",
        "keadaan": "planned", "catatan": "", "versi": "0", **change,
    }  # fmt: skip


def test_the_public_is_led_to_sign_in(month: date) -> None:
    for path in pages(month):
        assert Client().get(path)["Location"] == f"/masuk/?next={path}"


def test_strangers_and_neighbours_are_kept_out(month: date, hall: Hall, neighbour: Hall) -> None:
    stranger, officer = sign_in("warga"), sign_in("petugas", "officer", hall)
    other = sign_in("tetangga", "manager", neighbour)
    for path in pages(month):
        assert stranger.get(path).status_code == 403
        assert officer.get(path).status_code == 403
        assert other.get(path).status_code == 404


def test_the_running_month_stands_against_what_is_needed(manager: Client, hall: Hall) -> None:
    SampleShare.objects.create(mall=hall.mall, from_day="2020-01-01", percent=100)
    serve(hall)
    page = text_of(manager.get(HERE))
    assert "dari 1 undangan" in page
    assert "Hari ini 100 dari 100 diundang" in page


def test_no_value_of_the_running_month_is_shown(manager: Client, hall: Hall) -> None:
    keep(hall.mall, "KTP", hall.mall.today(), 50, waktu=1)
    page = text_of(manager.get(HERE))
    assert "50" in page and "IKM" not in page


def test_the_share_is_set_from_tomorrow(manager: Client, hall: Hall) -> None:
    assert manager.post(HERE, {"aksi": "bagian", "bagian": "35"}).status_code == 302
    share = SampleShare.objects.get()
    assert (share.percent, share.from_day) == (35, hall.mall.today() + timedelta(days=1))
    for wrong in ("101", "-1", "", "abc"):
        answer = manager.post(HERE, {"aksi": "bagian", "bagian": wrong})
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in text_of(answer)
    assert SampleShare.objects.get().percent == 35


def test_the_printed_weight_is_shown_beside_the_exact_one(manager: Client, month: date) -> None:
    public = "/batu/skm/"
    assert "Bobot 0,11" not in text_of(Client().get(public))
    manager.post(HERE, {"aksi": "bobot", "bandingkan": "1"})
    assert SurveyPolicy.objects.get().compares_printed
    assert "Bobot 0,11" in text_of(Client().get(public))
    manager.post(HERE, {"aksi": "bobot"})
    assert "Bobot 0,11" not in text_of(Client().get(public))
    rows = SetupRecord.objects.filter(table_name="satisfaction_surveypolicy")
    assert rows.count() == 2
    assert all(row.actor.startswith("user:") for row in rows)


def test_an_agencys_manager_decides_nothing_for_the_mall(of_dukcapil: Client) -> None:
    page = text_of(of_dukcapil.get(HERE))
    assert "Simpan undian" not in page
    for does in ("bagian", "bobot"):
        assert of_dukcapil.post(HERE, {"aksi": does, "bagian": "3"}).status_code == 403
    assert not SampleShare.objects.exists()


def test_a_plan_is_written_and_read_by_everybody(manager: Client, month: date) -> None:
    path = f"{HERE}{month:%Y-%m}/waktu/"
    assert manager.post(path, form()).status_code == 302
    assert "Loket tambahan pagi." in text_of(manager.get(f"{HERE}{month:%Y-%m}/"))
    assert "Loket tambahan pagi." in text_of(Client().get("/batu/skm/"))
    assert manager.post(path, form(keadaan="done", versi="1")).status_code == 302
    plan = FollowUp.objects.get()
    assert (plan.status, plan.version) == ("done", 2)
    kept = SetupRecord.objects.filter(table_name="satisfaction_followup").order_by("pk")
    assert [(row.after or {})["status"] for row in kept] == ["planned", "done"]


def test_who_writes_over_an_unseen_plan_is_refused(manager: Client, month: date) -> None:
    path = f"{HERE}{month:%Y-%m}/waktu/"
    manager.post(path, form())
    answer = manager.post(path, form(rencana="Lain."))
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Lain." in page and "Loket tambahan pagi." in page
    assert FollowUp.objects.get().plan == "Loket tambahan pagi."


@pytest.mark.parametrize(
    "change",
    [
        {"rencana": ""}, {"rencana": "a" * 501}, {"tenggat": "besok"}, {"tenggat": ""},
        {"keadaan": "x"}, {"penanggung": "999999"},
    ],
)  # fmt: skip
def test_a_bad_plan_keeps_what_was_typed(
    manager: Client, month: date, change: dict[str, Any]
) -> None:
    answer = manager.post(f"{HERE}{month:%Y-%m}/waktu/", form(**{"catatan": "ingat"} | change))
    assert answer.status_code == 422
    assert "ingat" in text_of(answer)
    assert not FollowUp.objects.exists()


def test_an_agency_reports_on_its_own_plan_only(
    manager: Client, of_dukcapil: Client, month: date, hall: Hall
) -> None:
    path = f"{HERE}{month:%Y-%m}/waktu/"
    assert of_dukcapil.get(path).status_code == 403
    dukcapil = Agency.objects.get(mall=hall.mall, code="DUKCAPIL")
    manager.post(path, form(penanggung=str(dukcapil.pk)))
    sent = {"keadaan": "started", "catatan": "Mulai.", "versi": "1", "rencana": "Diganti!"}
    assert of_dukcapil.post(path, sent).status_code == 302
    plan = FollowUp.objects.get()
    assert (plan.status, plan.note, plan.plan) == ("started", "Mulai.", "Loket tambahan pagi.")
    polres = Agency.objects.get(mall=hall.mall, code="POLRES")
    manager.post(path, form(penanggung=str(polres.pk), versi="2"))
    assert of_dukcapil.post(path, sent).status_code == 403


def test_a_month_or_an_element_that_is_none_is_404(manager: Client, month: date) -> None:
    for path in ("2020-01/", "besok/", f"{month:%Y-%m}/harga/", "2020-01/waktu/"):
        assert manager.get(f"{HERE}{path}").status_code == 404


def test_words_wait_for_ten_answers_about_the_agency(
    manager: Client, of_dukcapil: Client, hall: Hall
) -> None:
    for code in ("KTP", "SKCK"):
        service = Service.objects.get(mall=hall.mall, code=code)
        Remark.objects.create(
            mall=hall.mall, agency=service.agency, service=service,
            month=hall.mall.today().replace(day=1), text=f"Saran {code}",
        )  # fmt: skip
    keep(hall.mall, "KTP", hall.mall.today(), 9)
    page = text_of(manager.get(HERE))
    assert "Saran KTP" not in page and "2 saran menunggu" in page
    keep(hall.mall, "KTP", hall.mall.today(), 1)
    keep(hall.mall, "SKCK", hall.mall.today(), 12)
    assert "Saran KTP" in text_of(manager.get(HERE))
    own = text_of(of_dukcapil.get(HERE))
    assert "Saran KTP" in own and "Saran SKCK" not in own
    assert "Saran KTP" not in text_of(Client().get("/batu/skm/"))


def test_old_words_are_forgotten(hall: Hall) -> None:
    from satuhadir.satisfaction.actions import forget_old

    service = Service.objects.get(mall=hall.mall, code="KTP")
    for months in (1, 20):
        Remark.objects.create(
            mall=hall.mall, agency=service.agency, service=service, text=str(months),
            month=(hall.mall.today() - timedelta(days=30 * months)).replace(day=1),
        )  # fmt: skip
    forget_old(hall.mall)
    assert [row.text for row in Remark.objects.all()] == ["1"]


def test_the_doctor_sees_days_that_were_not_counted(hall: Hall) -> None:
    served(hall)
    assert [one.state for one in health.check_counted_days()] == ["ok"]
    with on_day(hall.mall, hall.mall.today() + timedelta(days=3)):
        Brief.forget_everything()
        assert [one.state for one in health.check_counted_days()] == ["problem"]
        from satuhadir.satisfaction.jobs import look_after_surveys

        look_after_surveys()
        assert [one.state for one in health.check_counted_days()] == ["ok"]


def test_the_figures_of_a_copy_count_answers(hall: Hall) -> None:
    keep(hall.mall, "KTP", hall.mall.today(), 3)
    assert health.all_figures()["satisfaction"]["batu"]["answers"] == 3
    assert [one.value for one in health.gauges()] == [3]
    assert queries.published_months(hall.mall) == []
    assert Answer.objects.count() == 3
    assert FINE["biaya"] == 3
