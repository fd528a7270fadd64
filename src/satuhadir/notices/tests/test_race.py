# SPDX-License-Identifier: Apache-2.0
"""Two workers at once, and one that is killed: each message leaves once."""

import os
import signal
import subprocess
import sys
import threading
import time
from urllib.parse import quote

import pytest
from django.db import connection
from pytest_django import Settings

from satuhadir.accounts.tests.conftest import region_of
from satuhadir.malls.models import Mall
from satuhadir.notices import actions, jobs
from satuhadir.notices.gateways.simulator import PHONE, SECRET, TOKEN, Simulator
from satuhadir.notices.gateways.smtp_simulator import PASSWORD, USER
from satuhadir.notices.models import Notice
from satuhadir.notices.tests.conftest import MAIL, connect, queue, taken, to, wait_until_due

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

WORK = """
import django
django.setup()
from satuhadir.notices import jobs
jobs.send_waiting("{channel}")
"""


@pytest.fixture
def busy(transactional_db: None) -> Mall:
    mall = Mall.objects.create(slug="mpp-uji", name="MPP Uji", region=region_of("35.79"))
    actions.save_policy(mall=mall, whatsapp_on=True, sms_on=True)
    return mall


def test_four_workers_send_each_message_once(
    busy: Mall, there: Simulator, settings: Settings
) -> None:
    for _ in range(60):
        queue(busy, to("sms", there))

    def work() -> None:
        try:
            jobs.send_waiting("sms")
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    references = [one["body"]["reference"] for one in there.taken]
    assert len(references) == len(set(references)) == 60
    assert Notice.objects.filter(state="sent", attempts=1).count() == 60


@pytest.mark.parametrize(("channel", "ends"), [("email", "failed"), ("sms", "sent")])
def test_killed_between_sending_and_writing_it_down_it_is_not_sent_again(
    busy: Mall, settings: Settings, channel: str, ends: str
) -> None:
    there = Simulator(["slow"], slow_seconds=20.0).start()
    connect(settings, there)
    one = queue(busy, MAIL if channel == "email" else to("sms", there))
    worker = subprocess.Popen([sys.executable, "-c", WORK.format(channel=channel)],
                              env=_environment(there))  # fmt: skip
    until = time.monotonic() + 30
    while not taken(there, channel) and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    one.refresh_from_db()
    assert (one.state, one.is_unsure, one.attempts) == ("sending", True, 1)
    there.behave("ok")
    wait_until_due()
    jobs.send_waiting(channel)
    one.refresh_from_db()
    there.stop()
    assert (one.state, taken(there, channel)) == (ends, 1)


def _environment(there: Simulator) -> dict[str, str]:
    at = connection.settings_dict
    url = (
        f"postgresql://{at['USER']}:{quote(str(at['PASSWORD']), safe='')}"
        f"@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    )
    from django.conf import settings

    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "satuhadir.config.settings",
        "DATABASE_URL": url,
        "SATUHADIR_ROLE": "app", "SATUHADIR_SECRET": settings.SECRET_KEY,
        "SATUHADIR_SMTP_HOST": "127.0.0.1", "SATUHADIR_SMTP_PORT": str(there.smtp_port),
        "SATUHADIR_SMTP_SECURITY": "none", "SATUHADIR_SMTP_USER": USER,
        "SATUHADIR_SMTP_PASSWORD": PASSWORD, "SATUHADIR_MAIL_FROM": "mpp@contoh.go.id",
        "SATUHADIR_WHATSAPP_PHONE": PHONE, "SATUHADIR_WHATSAPP_TOKEN": TOKEN,
        "SATUHADIR_WHATSAPP_APP_SECRET": SECRET, "SATUHADIR_SMS_URL": f"{there.url}/sms",
        "SATUHADIR_SMS_TOKEN": TOKEN,
        "SATUHADIR_SMS_STATUS_URL": f"{there.url}/sms/{{reference}}",
    }  # fmt: skip
