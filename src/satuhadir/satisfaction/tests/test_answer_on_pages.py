# SPDX-License-Identifier: Apache-2.0
"""The survey on a phone and at the exit kiosk: answered once, kept as typed, telling nobody."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from satuhadir.catalogue.models import Service, ServiceStandard
from satuhadir.engines.skm import ELEMENTS
from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.queue.models import Ticket
from satuhadir.queue.tests.conftest import Hall
from satuhadir.satisfaction.models import Answer, ProfileTally, Remark, SampleShare
from satuhadir.satisfaction.queries import is_free
from satuhadir.satisfaction.tests.conftest import FINE, serve, served
from satuhadir.shared import limits

EXIT = "/batu/kios/nilai/"
THANKS = "Jawaban diterima"


@pytest.fixture
def kiosk(hall: Hall) -> Client:
    Mall.objects.filter(pk=hall.mall.pk).update(is_demo=True)
    malls.forget()
    return Client()


def survey_of(track: str) -> str:
    return f"/batu/antrean/{track}/nilai/"


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def invite(hall: Hall, percent: int) -> None:
    SampleShare.objects.create(mall=hall.mall, from_day="2020-01-01", percent=percent)


def test_a_finished_number_is_asked_on_its_own_page(hall: Hall) -> None:
    issued = hall.issue()
    page = text_of(Client().get(f"/batu/antrean/{issued.track}/"))
    assert "Nilai layanan ini" not in page
    track = serve(hall).track
    assert survey_of(track) in text_of(Client().get(f"/batu/antrean/{track}/"))
    Client().post(survey_of(track), FINE)
    after = text_of(Client().get(f"/batu/antrean/{track}/"))
    assert survey_of(track) not in after
    assert "Jawaban survei Anda sudah kami terima" in after


def test_who_was_drawn_is_told_so(hall: Hall) -> None:
    invite(hall, 100)
    track = serve(hall).track
    for path in (f"/batu/antrean/{track}/", survey_of(track)):
        assert "Anda terpilih" in text_of(Client().get(path))


def test_nine_answers_and_thanks(hall: Hall) -> None:
    track = serve(hall).track
    page = Client().get(survey_of(track))
    assert text_of(page).count('type="radio"') == 36
    assert "no-store" in page["Cache-Control"] and "noindex" in page["X-Robots-Tag"]
    form = {**FINE, "saran": "Baik.", "age": "30_39"}
    answer = Client().post(survey_of(track), form)
    assert (answer.status_code, answer["Location"]) == (302, survey_of(track))
    assert THANKS in text_of(Client().get(survey_of(track)))
    assert (Answer.objects.count(), Remark.objects.count()) == (1, 1)
    assert ProfileTally.objects.get().choice == "30_39"


def test_the_same_form_twice_counts_once(hall: Hall) -> None:
    track = serve(hall).track
    for _ in range(3):
        answer = Client().post(survey_of(track), FINE)
        assert answer.status_code in {200, 302}
    assert Answer.objects.count() == 1
    assert THANKS in text_of(Client().post(survey_of(track), FINE))


def test_what_is_missing_is_named_and_what_was_chosen_stays(hall: Hall) -> None:
    track = serve(hall).track
    form: dict[str, Any] = {**FINE, "saran": "Telepon saya 081234567890", "sex": "male"}
    del form["biaya"]
    form["waktu"] = "9"
    answer = Client().post(survey_of(track), form)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "3 isian perlu dilengkapi" in page
    assert 'id="biaya-e"' in page and 'id="waktu-e"' in page and 'id="saran-e"' in page
    assert "Telepon saya 081234567890" in page
    assert page.count(" checked") == 7
    assert '<option value="male" selected>' in page
    assert not Answer.objects.exists()
    assert not Ticket.objects.filter(answered=True).exists()


def test_a_number_that_waits_says_when_to_come_back(hall: Hall) -> None:
    issued = hall.issue()
    for answer in (
        Client().get(survey_of(issued.track)),
        Client().post(survey_of(issued.track), FINE),
    ):
        assert "Belum waktunya menilai" in text_of(answer)
    assert not Answer.objects.exists()


def test_a_wrong_and_a_neighbours_key_open_nothing(hall: Hall, neighbour: Hall) -> None:
    theirs = serve(neighbour).track
    for track in ("a" * 26, "x", theirs):
        assert Client().get(survey_of(track)).status_code == 404
        assert Client().post(survey_of(track), FINE).status_code == 404
    assert not Answer.objects.exists()


def test_what_is_free_by_its_standard_is_asked_otherwise(hall: Hall) -> None:
    service = Service.objects.get(mall=hall.mall, code="KTP")
    assert not is_free(None)
    assert not is_free(ServiceStandard(service=service, fees=[]))
    assert not is_free(ServiceStandard(fees=[{"kind": "free"}, {"kind": "charge"}]))
    assert is_free(ServiceStandard(fees=[{"kind": "free"}]))
    page = text_of(Client().get(survey_of(serve(hall).track)))
    assert "Bagaimana biaya yang Anda bayar?" in page


def test_the_page_is_read_in_english(hall: Hall) -> None:
    page = Client(headers={"accept-language": "en"}).get(survey_of(serve(hall).track))
    assert "Very easy" in text_of(page)


# ── the exit kiosk ──────────────────────────────────────────────────────────────────────────


def enter(kiosk: Client, code: str) -> Any:
    return kiosk.post(EXIT, {"kode": code})


def test_the_code_on_the_paper_leads_to_the_questions_and_home(kiosk: Client, hall: Hall) -> None:
    invite(hall, 100)
    _track, ticket = served(hall)
    answer = enter(kiosk, ticket.code.lower().replace("-0", " "))
    assert (answer.status_code, answer["Location"]) == (302, f"{EXIT}jawab/")
    page = text_of(kiosk.get(answer["Location"]))
    assert "KTP" not in page and "Dukcapil" not in page  # what somebody came for is their own
    assert "Anda terpilih" not in page
    done = kiosk.post(f"{EXIT}jawab/", FINE)
    assert done["Location"] == f"{EXIT}selesai/"
    assert 'data-idle="12"' in text_of(kiosk.get(done["Location"]))
    # by a printed code anybody could have answered: never for one who was drawn
    assert Answer.objects.get().sample == "exit_kiosk"
    assert kiosk.get(f"{EXIT}jawab/")["Location"] == EXIT


def test_the_key_in_the_qr_code_answers_for_who_was_drawn(kiosk: Client, hall: Hall) -> None:
    invite(hall, 100)
    track, _ticket = served(hall)
    answer = enter(kiosk, f"https://mpp.example/batu/antrean/{track}/")
    assert "Anda terpilih" in text_of(kiosk.get(answer["Location"]))
    kiosk.post(f"{EXIT}jawab/", FINE)
    assert Answer.objects.get().sample == "invited"


def test_a_code_tells_nothing_about_its_number(kiosk: Client, hall: Hall) -> None:
    """Unknown, waiting, and answered are one answer."""
    waiting = hall.issue("SKCK").ticket.code
    _track, ticket = served(hall)
    enter(kiosk, ticket.code)
    kiosk.post(f"{EXIT}jawab/", FINE)
    said = set()
    for code in ("Z-999", waiting, ticket.code, "apa ini"):
        answer = enter(kiosk, code)
        assert answer.status_code == 404
        page = text_of(answer).replace(code, "")
        said.add(page[page.index('id="kode-e"') : page.index('id="kode-e"') + 200])
    assert len(said) == 1


def test_guesses_are_limited(kiosk: Client, hall: Hall, settings: LazySettings) -> None:
    limits.forget()
    kiosk.get(EXIT)
    codes = [enter(kiosk, f"Z-{n:03d}").status_code for n in range(1, 16)]
    limits.forget()
    assert codes[:12] == [404] * 12
    assert codes[12:] == [429] * 3


def test_what_is_missing_at_the_kiosk_is_marked(kiosk: Client, hall: Hall) -> None:
    _track, ticket = served(hall)
    enter(kiosk, ticket.code)
    answer = kiosk.post(f"{EXIT}jawab/", {"waktu": "4"})
    assert answer.status_code == 422
    assert "8 pertanyaan belum dijawab" in text_of(answer)
    assert text_of(answer).count(" checked") == 1
    assert kiosk.post(f"{EXIT}jawab/", FINE).status_code == 302
    assert Answer.objects.count() == 1


def test_leaving_the_kiosk_leaves_nothing(kiosk: Client, hall: Hall) -> None:
    _track, ticket = served(hall)
    enter(kiosk, ticket.code)
    assert kiosk.get(f"{EXIT}awal/")["Location"] == EXIT
    assert kiosk.get(f"{EXIT}jawab/")["Location"] == EXIT
    assert kiosk.post(f"{EXIT}jawab/", FINE)["Location"] == EXIT
    assert not Answer.objects.exists()


def test_a_forged_visit_opens_nothing(kiosk: Client, hall: Hall) -> None:
    kiosk.cookies["sh_kios_nilai"] = "forged"
    assert kiosk.get(f"{EXIT}jawab/")["Location"] == EXIT


def test_no_browser_but_a_paired_one_is_an_exit_kiosk(hall: Hall) -> None:
    for path in (EXIT, f"{EXIT}jawab/", f"{EXIT}selesai/"):
        answer = Client().get(path)
        assert (answer.status_code, answer["Location"]) == (302, "/batu/kios/sambung/")


def test_every_element_is_asked_on_both(kiosk: Client, hall: Hall) -> None:
    track, ticket = served(hall)
    enter(kiosk, ticket.code)
    for page in (kiosk.get(f"{EXIT}jawab/"), Client().get(survey_of(track))):
        names = [name for name in ELEMENTS if f'name="{name}"' in text_of(page)]
        assert names == list(ELEMENTS)
