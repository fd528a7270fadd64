# SPDX-License-Identifier: Apache-2.0
"""What invented people said to the demonstration's mall, told as it would have happened."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

import yaml
from django.utils import timezone

from satuhadir.catalogue import queries as catalogue
from satuhadir.feedback import actions
from satuhadir.feedback.actions import outbox
from satuhadir.feedback.values import Contact
from satuhadir.malls.models import Agency, Mall

ACTOR = "demo"
_HOURS = (9, 10, 11, 13, 14, 15)


def tell_complaints(mall: Mall) -> int:
    """File what the file tells, with every step on its day; return how many."""
    text = resources.files("satuhadir.demo").joinpath("data/pengaduan.yaml").read_text("utf-8")
    told: list[dict[str, Any]] = yaml.safe_load(text)
    agencies = {one.code: one for one in mall.agencies.all()}
    services = {one.code: one for one in catalogue.services_of(mall)}
    now = timezone.now()
    for index, one in enumerate(told):
        came_at = _at(mall, now, one["lalu"], index)
        with actions.telling_the_past(came_at):
            filed = actions.file_complaint(
                mall=mall,
                kind=one["jenis"],
                identity=one["identitas"],
                channel=("phone", "kiosk", "desk")[index % 3],
                text=one["isi"],
                actor="public",
                contact=Contact(
                    one.get("nama", ""), one.get("ponsel", ""), one.get("surel", ""),
                    one.get("jam", ""),
                ),
                agency=agencies.get(one.get("instansi", "")),
                service=services.get(one.get("layanan", "")),
                clause=one.get("bagian", ""),
                place=one.get("tempat", ""),
                wish=one.get("wish", "written"),
            )  # fmt: skip
        at = came_at
        for step in one.get("langkah", ()):
            at = min(came_at + timedelta(days=step["hari"], minutes=17), now)
            with actions.telling_the_past(at):
                _take(mall, filed.id, step, agencies)
        if "lapor" in one:
            with actions.telling_the_past(min(at + timedelta(hours=5), now)):
                _pass_on(mall, filed.id, one["lapor"])
        if "papan" in one:
            with actions.telling_the_past(min(at + timedelta(days=1), now)):
                actions.publish_on_wall(
                    mall=mall, complaint_id=filed.id, summary=one["papan"]["ringkasan"],
                    answer=one["papan"]["jawaban"], actor=ACTOR,
                )  # fmt: skip
    return len(told)


def _at(mall: Mall, now: datetime, days_ago: int, index: int) -> datetime:
    """Return an office hour so many days ago, never later than now."""
    day = now.astimezone(mall.local_now().tzinfo) - timedelta(days=days_ago)
    at = day.replace(hour=_HOURS[index % len(_HOURS)], minute=(index * 7) % 60, second=0)
    return min(at, now - timedelta(minutes=20))


def _take(mall: Mall, complaint_id: Any, step: dict[str, Any], agencies: dict[str, Agency]) -> None:
    """Take the one step that a line of the file tells."""
    about: dict[str, Any] = {"mall": mall, "complaint_id": complaint_id}
    words: Iterable[str] = step.keys() - {"hari", "catatan", "oleh"}
    verb = next(iter(words))
    said = step[verb]
    if verb == "teruskan":
        note = step.get("catatan", "")
        actions.forward_complaint(agency=agencies[said], note=note, actor=ACTOR, **about)
    elif verb == "jawab":
        by = "agency" if _is_with_agency(mall, complaint_id) else "mall"
        actions.answer_complaint(text=said, by=by, actor=ACTOR, **about)
    elif verb == "tanya":
        actions.ask_citizen(text=said, by=step.get("oleh", "mall"), actor=ACTOR, **about)
    elif verb == "balas":
        actions.reply_to_question(text=said, **about)
    elif verb == "keberatan":
        actions.object_to_answer(text=said, **about)
    elif verb == "golongan":
        actions.classify_complaint(matter=said, actor=ACTOR, **about)
    else:
        actions.accept_answer(rating=said, **about)


def _pass_on(mall: Mall, complaint_id: Any, told: dict[str, Any]) -> None:
    """Pass a complaint on to SP4N-LAPOR!, as far as a line of the file tells; nothing is sent."""
    relay = outbox.relay_complaint(mall=mall, complaint_id=complaint_id, actor=ACTOR)
    if told.get("tangan"):
        outbox.mark_by_hand(mall=mall, relay_id=relay.pk, reference=told["nomor"], actor=ACTOR)
    elif "nomor" in told:
        outbox.end_sent(relay_id=relay.pk, reference=told["nomor"], status=told["di_sana"])
    elif "gagal" in told:
        taken = outbox.take_relay()
        if taken is not None and taken.relay.pk == relay.pk:
            outbox.give_up(taken=taken, reason=told["gagal"])


def _is_with_agency(mall: Mall, complaint_id: Any) -> bool:
    return mall.complaints.filter(pk=complaint_id, state="forwarded").exists()
