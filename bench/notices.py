# SPDX-License-Identifier: Apache-2.0
"""E-mails a second through the outbox; its worker killed (kill -9) between: none leaves twice."""

import os
import smtplib
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage

import psycopg

from bench.demonstration import DemonstrationError
from bench.figures import Report, Row
from satuhadir.launch.postgres import throwaway_cluster
from satuhadir.notices.gateways.simulator import Simulator
from satuhadir.notices.gateways.smtp_simulator import PASSWORD, USER

MESSAGES = 400
KILLED = 300
KILLS = 6
PATIENCE_SECONDS = 180.0
SET_UP = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from satuhadir.malls.models import Mall, Region
Mall.objects.create(slug="mpp-uji", name="MPP Uji", region=Region.objects.order_by("pk")[0])
"""
QUEUE = """
import sys, django
django.setup()
from satuhadir.malls.models import Mall
from satuhadir.notices import actions
from satuhadir.notices.values import Recipient
mall = Mall.objects.get()
for n in range(int(sys.argv[1])):
    actions.send(mall=mall, kind="notices.test", to=Recipient("email", f"warga{n}@contoh.id"),
                 key=f"{sys.argv[2]}:{n}", values={"time": "09.30"})
"""
WORK = """
import time, django
django.setup()
from satuhadir.notices import jobs
print("ready", flush=True)
while True:
    jobs.send_waiting("email")
    time.sleep(0.05)
"""
OPEN = "SELECT count(*) FROM notices_notice WHERE state IN ('queued', 'sending')"
DUE = "UPDATE notices_notice SET leased_until = now() WHERE state = 'sending'"
LEFT = "SELECT count(*) FROM notices_notice WHERE state = 'failed' AND trouble = 'unsure'"


def run() -> Report:
    """Count a second of it, then kill -9 the worker while it sends, again and again."""
    there = Simulator().start()
    with throwaway_cluster() as (owner_url, app_url):
        env = _environment(there, app_url)
        _do(env | {"DATABASE_URL": owner_url, "SATUHADIR_ROLE": "owner"}, SET_UP)
        with psycopg.connect(owner_url, autocommit=True) as database:
            ours = _rate(there, env, database)
            alone = _rate_alone(there)
            before = len(there.postbox.texts)
            kills, left = _kill(there, env, database)
    there.stop()
    ids = Counter(_message_id(one) for one in there.postbox.texts[before:])
    twice, never = sum(n - 1 for n in ids.values()), KILLED - len(ids)
    rows = [
        Row(
            "notices", "e-mails a second through the outbox, one worker", f"{ours:.0f}/s",
            f"SMTP alone {alone:.0f}/s", f"{ours / alone:.2f}", "reported", ours > 0,
        ),
        Row(
            "notices", f"{KILLED} e-mails, the worker killed (kill -9) {kills} times",
            f"{twice} twice, {never} not sent, {left} left to a person", "0 twice", "–",
            "0 twice; not sent only what is left to a person",
            twice == 0 and never <= left <= kills and kills == KILLS,
        ),
    ]  # fmt: skip
    values = {"per_second": ours, "alone": alone, "kills": kills, "twice": twice,
              "never": never, "left": left}  # fmt: skip
    return Report(rows, [], values)


def _rate(
    there: Simulator, env: dict[str, str], database: "psycopg.Connection[tuple[int]]"
) -> float:
    """Return messages a second of one worker that has them all before it."""
    _do(env, QUEUE, str(MESSAGES), "rate")
    worker = _worker(env)
    began = time.monotonic()
    _until(lambda: _count(database, OPEN) == 0)
    seconds = time.monotonic() - began
    _end(worker)
    return MESSAGES / seconds


def _rate_alone(there: Simulator) -> float:
    """Return e-mails a second handed to the same post office, a connection each, nothing kept."""
    began = time.monotonic()
    for n in range(MESSAGES):
        message = EmailMessage()
        message["From"], message["To"] = "mpp@contoh.go.id", f"warga{n}@contoh.id"
        message["Message-ID"], message["Subject"] = f"<alone-{n}@contoh.go.id>", "MPP"
        message.set_content("Ini pesan percobaan.")
        with smtplib.SMTP("127.0.0.1", there.smtp_port) as post:
            post.login(USER, PASSWORD)
            post.send_message(message)
    return MESSAGES / (time.monotonic() - began)


def _kill(
    there: Simulator, env: dict[str, str], database: "psycopg.Connection[tuple[int]]"
) -> tuple[int, int]:
    """Kill the worker in the midst of the messages, start another; return kills and what is left.

    A lease of one that died is ended at once instead of after its minutes.
    """
    _do(env, QUEUE, str(KILLED), "kill")
    sent, kills = len(there.postbox.texts), 0
    worker = _worker(env)
    while _count(database, OPEN):
        if kills < KILLS:
            sent += KILLED // (KILLS + 2)
            _until(lambda goal=sent: len(there.postbox.texts) >= goal)  # type: ignore[misc]
            _end(worker)
            kills += 1
            database.execute(DUE)
            worker = _worker(env)
        time.sleep(0.05)
    _end(worker)
    return kills, _count(database, LEFT)


def _worker(env: dict[str, str]) -> "subprocess.Popen[str]":
    made = subprocess.Popen(
        [sys.executable, "-c", WORK], env=env, stdout=subprocess.PIPE, text=True
    )
    assert made.stdout is not None
    made.stdout.readline()
    return made


def _end(worker: "subprocess.Popen[str]") -> None:
    worker.kill()
    worker.communicate()


def _do(env: dict[str, str], script: str, *words: str) -> None:
    subprocess.run([sys.executable, "-c", script, *words], env=env, check=True)


def _count(database: "psycopg.Connection[tuple[int]]", query: str) -> int:
    row = database.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def _until(is_so: Callable[[], bool]) -> None:
    """Wait for something; after a while say that it never came."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > end:
            raise DemonstrationError("the outbox does not move")
        time.sleep(0.005)


def _message_id(text: str) -> str:
    return next(line for line in text.splitlines() if line.lower().startswith("message-id:"))


def _environment(there: Simulator, url: str) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "satuhadir.config.settings",
        "DATABASE_URL": url, "SATUHADIR_ROLE": "app",
        "SATUHADIR_SECRET": "only-for-measuring-" + "0" * 40,
        "SATUHADIR_SMTP_HOST": "127.0.0.1", "SATUHADIR_SMTP_PORT": str(there.smtp_port),
        "SATUHADIR_SMTP_SECURITY": "none", "SATUHADIR_SMTP_USER": USER,
        "SATUHADIR_SMTP_PASSWORD": PASSWORD, "SATUHADIR_MAIL_FROM": "mpp@contoh.go.id",
    }  # fmt: skip
