# SPDX-License-Identifier: Apache-2.0
"""Where accounts are signed in: noted, seen again, ended."""

import re
import time

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from satuhadir.accounts.models import SignIn, User
from satuhadir.shared.memory import Brief

# Told apart by words of the User-Agent; the first that fits. Only these two words are kept of it.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/|FxiOS", "Firefox"), ("Chrome/|CriOS", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone|iPad", "iOS"), ("Windows", "Windows"),
    ("CrOS", "ChromeOS"), ("Mac OS", "macOS"), ("Linux|X11", "Linux"),
)  # fmt: skip
_seen: Brief[float] = Brief(60, most=20_000)


def record_sign_in(*, user: User, session_key: str, agent: str) -> None:
    """Note that an account signed in with a browser, of which only its kind is kept."""
    ours = SignIn.objects.filter(user=user)
    living = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    ours.exclude(session_key__in=living).delete()
    SignIn.objects.update_or_create(
        session_key=session_key, defaults={"user": user, "browser": browser_words(agent)}
    )


def forget_sign_in(*, session_key: str) -> None:
    """Note that a browser signed out."""
    SignIn.objects.filter(session_key=session_key).delete()


def note_seen(*, session_key: str) -> None:
    """Note that a signed-in browser was used now: at most one write a minute in each process."""
    asked_at = time.monotonic()
    if _seen.get(session_key, lambda: asked_at) == asked_at:
        SignIn.objects.filter(session_key=session_key).update(last_seen_at=timezone.now())


@transaction.atomic
def end_sign_in(*, user: User, sign_in_id: int) -> bool:
    """Sign one browser of an account out; False when the account has no such browser."""
    found = SignIn.objects.filter(user=user, pk=sign_in_id).first()
    if found is None:
        return False
    Session.objects.filter(session_key=found.session_key).delete()
    found.delete()
    return True


@transaction.atomic
def end_other_sign_ins(*, user: User, session_key: str = "") -> int:
    """Sign an account out everywhere but in `session_key`; return how many browsers those were."""
    others = SignIn.objects.filter(user=user).exclude(session_key=session_key)
    keys = list(others.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    others.delete()
    return len(keys)


def browser_words(agent: str) -> str:
    """Return a browser in two words, such as `Chrome, Windows`."""
    browser = next((name for words, name in _BROWSERS if re.search(words, agent)), "")
    system = next((name for words, name in _SYSTEMS if re.search(words, agent)), "")
    return ", ".join(one for one in (browser, system) if one) or gettext("Peramban lain")
