# SPDX-License-Identifier: Apache-2.0
"""Six digits sent to a phone, so that whoever books with it has it in hand."""

import hmac
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from satuhadir.malls.models import Mall
from satuhadir.shared.errors import FieldProblem, Limited
from satuhadir.shared.keyed import mac_of
from satuhadir.visits import hotpath, telling, tracks
from satuhadir.visits.errors import WrongOneTimeCode
from satuhadir.visits.models import OneTimeCode

GOOD_MINUTES = 10
MOST_TRIES = 5
MOST_AN_HOUR = 3


def send_code(*, mall: Mall, phone: str, language: str = "id") -> bool:
    """Send a new code to a phone (+62…); the one before is good no more. False when this mall has
    no way to send one.

    Raises:
        Limited: three in an hour are enough.
    """
    digest = tracks.digest_of("phone", phone) or b""
    code = f"{secrets.randbelow(1_000_000):06d}"
    now = timezone.now()
    with transaction.atomic():
        hotpath.wait_for_turn(digest)  # many at once are counted one after the other
        of_phone = OneTimeCode.objects.filter(mall=mall, phone_digest=digest)
        if of_phone.filter(made_at__gt=now - timedelta(hours=1)).count() >= MOST_AN_HOUR:
            raise Limited(retry_after=1800)
        of_phone.filter(used_at=None).update(used_at=now)
        made = OneTimeCode.objects.create(
            mall=mall,
            phone_digest=digest,
            code_hash=_hash(mall, digest, code),
            expires_at=now + timedelta(minutes=GOOD_MINUTES),
        )
        return telling.code(mall, phone, code, language, key=f"visits.code:{made.pk}")


def check_code(*, mall: Mall, phone: str, code: str, field: str = "kode") -> None:
    """Spend a code; raise WrongOneTimeCode of `field` for one that is wrong, old or used.

    Each try is counted before it is compared, so that many at once are no more than five.
    """
    digest = tracks.digest_of("phone", phone) or b""
    now = timezone.now()
    live = OneTimeCode.objects.filter(
        mall=mall, phone_digest=digest, used_at=None, expires_at__gt=now, tries__lt=MOST_TRIES
    )
    newest = live.order_by("-pk").first()
    problem = FieldProblem(field, WrongOneTimeCode.code, WrongOneTimeCode.message)
    if newest is None or not live.filter(pk=newest.pk).update(tries=F("tries") + 1):
        raise WrongOneTimeCode(errors=[problem])
    if not hmac.compare_digest(bytes(newest.code_hash), _hash(mall, digest, code.strip())):
        raise WrongOneTimeCode(errors=[problem])
    if not OneTimeCode.objects.filter(pk=newest.pk, used_at=None).update(used_at=now):
        raise WrongOneTimeCode(errors=[problem])


def _hash(mall: Mall, digest: bytes, code: str) -> bytes:
    return mac_of("visits.code", f"{mall.pk}:{digest.hex()}:{code}".encode())[:16]
