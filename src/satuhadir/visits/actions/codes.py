# SPDX-License-Identifier: Apache-2.0
"""Six digits sent to a phone or an e-mail address, so that whoever names it has it in hand."""

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


def send_code(*, mall: Mall, address: str, language: str = "id") -> bool:
    """Send a new code to a phone (+62…) or an e-mail address; the one before is good no more.
    False when this mall has no way to send one.

    Raises:
        Limited: three in an hour are enough.
    """
    digest = _digest(address)
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
        return telling.code(mall, address, code, language, key=f"visits.code:{made.pk}")


def check_code(*, mall: Mall, address: str, code: str, field: str = "kode") -> None:
    """Spend a code; raise WrongOneTimeCode of `field` for one that is wrong, old or used.

    Each try is counted before it is compared, so that many at once are no more than five.
    """
    digest = _digest(address)
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


def _digest(address: str) -> bytes:
    """Return what a code is kept under; a phone's is the one that limits know it by."""
    kind, said = ("email", address.lower()) if "@" in address else ("phone", address)
    return tracks.digest_of(kind, said) or b""


def _hash(mall: Mall, digest: bytes, code: str) -> bytes:
    return mac_of("visits.code", f"{mall.pk}:{digest.hex()}:{code}".encode())[:16]
