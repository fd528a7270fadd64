# SPDX-License-Identifier: Apache-2.0
"""What a manager says on every screen: who may, how many, until when, and that screens are told."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from satuhadir.queue import actions, queries
from satuhadir.queue.errors import TooManyAnnouncements
from satuhadir.queue.models import Announcement, Event
from satuhadir.queue.stream.messages import Row, message_of
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.desks import sign_in
from satuhadir.shared.errors import Invalid
from satuhadir.shared.tests.racing import together

TEXT = "Genset diuji pukul 10.00, lampu mati sebentar."


def announce(hall: Hall, text: str = TEXT, minutes: int = 30, **extra: Any) -> Announcement:
    until = hall.mall.local_now() + timedelta(minutes=minutes)
    return actions.announce(mall=hall.mall, text=text, until_at=until, actor="test", **extra)


def newest_message(hall: Hall) -> dict[str, Any]:
    row = Event.objects.filter(mall=hall.mall).order_by("-seq")[0]
    message = message_of(Row(row.day, row.seq, row.event, row.body))
    assert message is not None
    name, _id, data = message.decode().strip().split("\n")
    assert name == "event: announce"
    told: dict[str, Any] = json.loads(data.removeprefix("data: "))
    return told


def address(hall: Hall) -> str:
    return f"/kelola/{hall.mall.slug}/pengumuman/"


def test_an_announcement_stands_until_its_time(hall: Hall) -> None:
    one = announce(hall)
    later = announce(hall, "Nanti", from_at=hall.mall.local_now() + timedelta(minutes=5))
    assert [notice.id for notice in queries.announcements_now(hall.mall)] == [one.pk]
    past = hall.mall.local_now() - timedelta(seconds=1)
    Announcement.objects.filter(pk=one.pk).update(from_at=past - timedelta(1), until_at=past)
    assert queries.announcements_now(hall.mall) == []
    Announcement.objects.filter(pk=later.pk).update(from_at=past)
    assert [notice.id for notice in queries.announcements_now(hall.mall)] == [later.pk]


def test_the_urgent_come_first(hall: Hall) -> None:
    announce(hall, "biasa")
    announce(hall, "genting", level="urgent")
    assert [one.text for one in queries.announcements_now(hall.mall)] == ["genting", "biasa"]


def test_screens_are_told_and_told_when_it_is_taken_back(hall: Hall) -> None:
    one = announce(hall, level="urgent")
    told = newest_message(hall)
    assert (told["id"], told["text"], told["level"]) == (str(one.pk), TEXT, "urgent")
    assert told["from"] and told["until"] > told["from"]
    assert "test" not in json.dumps(told)  # nobody's doing
    assert actions.withdraw_announcement(mall=hall.mall, announcement_id=one.pk, actor="test")
    told = newest_message(hall)
    assert (told["id"], told["text"]) == (str(one.pk), None)
    assert not actions.withdraw_announcement(mall=hall.mall, announcement_id=one.pk, actor="t")
    assert queries.announcements_now(hall.mall) == []


def test_three_at_once_are_the_most_and_one_withdrawn_makes_room(hall: Hall) -> None:
    first = announce(hall)
    announce(hall)
    announce(hall)
    with pytest.raises(TooManyAnnouncements):
        announce(hall)
    actions.withdraw_announcement(mall=hall.mall, announcement_id=first.pk, actor="test")
    assert announce(hall)


@pytest.mark.race
def test_a_rush_of_managers_makes_three(busy_hall: Hall) -> None:
    def press(index: int) -> bool:
        try:
            announce(busy_hall, f"nomor {index}")
        except TooManyAnnouncements:
            return False
        return True

    assert sum(together(12, press)) == 3
    assert Announcement.objects.count() == 3


def test_what_is_over_before_it_begins_is_refused(hall: Hall) -> None:
    with pytest.raises(Invalid):
        announce(hall, minutes=-1)
    with pytest.raises(Invalid):
        announce(hall, minutes=5, from_at=hall.mall.local_now() + timedelta(minutes=6))
    assert not Announcement.objects.exists()


def test_a_manager_announces_and_every_screen_says_so(hall: Hall, client: Client) -> None:
    manager = sign_in("ahmad", "manager", hall)
    said = {"isi": f"  {TEXT} ", "lama": "60", "kunci": str(uuid4())}
    assert manager.post(address(hall), said).status_code == 302
    manager.post(address(hall), said)  # pressed twice: the same press
    one = Announcement.objects.get()
    assert one.text == TEXT and one.level == "info"
    assert timedelta(minutes=59) < one.until_at - one.from_at <= timedelta(minutes=60)
    mine = hall.issue()
    officer = sign_in("petugas", "officer", hall)
    for reader, page in (
        (client, f"/{hall.mall.slug}/"),
        (client, f"/{hall.mall.slug}/antrean/{mine.track}/"),
        (officer, f"/loket/{hall.counters[1].pk}/"),
        (officer, f"/{hall.mall.slug}/kios/"),
        (officer, f"/{hall.mall.slug}/layar/"),
        (manager, f"/kelola/{hall.mall.slug}/"),
    ):
        assert TEXT in reader.get(page).content.decode(), page
    pressed = {"tekan": f"cabut:{one.pk}"}
    assert manager.post(f"/kelola/{hall.mall.slug}/tindakan/", pressed).status_code == 302
    assert TEXT not in client.get(f"/{hall.mall.slug}/").content.decode()


def test_a_wrong_announcement_keeps_what_was_typed(hall: Hall) -> None:
    manager = sign_in("ahmad", "manager", hall)
    for said in ({"isi": ""}, {"isi": "x" * 201}, {"isi": "kabar", "sampai": "00.00"},
                 {"isi": "kabar", "lama": "4"}, {"isi": "kabar", "mulai": "sore"}):  # fmt: skip
        response = manager.post(address(hall), said)
        assert response.status_code == 422, said
        assert "Belum disimpan" in response.content.decode()
    assert not Announcement.objects.exists()
    for _ in range(3):
        announce(hall)
    assert manager.post(address(hall), {"isi": "kabar"}).status_code == 409


def test_only_who_manages_the_whole_mall_announces(hall: Hall, neighbour: Hall) -> None:
    of_agency = sign_in("dewi", "agency_manager", hall, agency="DUKCAPIL")
    assert of_agency.get(address(hall)).status_code == 403
    assert of_agency.post(address(hall), {"isi": "kabar"}).status_code == 403
    one = announce(hall)
    press = f"/kelola/{hall.mall.slug}/tindakan/"
    assert of_agency.post(press, {"tekan": f"cabut:{one.pk}"}).status_code == 403
    other = sign_in("tetangga", "manager", neighbour)
    assert other.post(address(hall), {"isi": "kabar"}).status_code == 404
    theirs = f"/kelola/{neighbour.mall.slug}/tindakan/"
    other.post(theirs, {"tekan": f"cabut:{one.pk}"})
    assert queries.announcements_now(hall.mall)
    assert queries.announcements_now(neighbour.mall) == []


def test_a_page_older_than_its_stream_reads_what_stands(hall: Hall, client: Client) -> None:
    one = announce(hall, level="urgent")
    answer = client.get(f"/api/v1/malls/{hall.mall.slug}/announcements").json()
    assert answer["next"] is None
    (told,) = answer["items"]
    assert (told["id"], told["text"], told["level"]) == (str(one.pk), TEXT, "urgent")
    assert set(told) == {"id", "text", "level", "from", "until"}
