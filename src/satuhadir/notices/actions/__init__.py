# SPDX-License-Identifier: Apache-2.0
"""Every change of this room has a verb here."""

from satuhadir.notices.actions.following import (
    follow_until,
    forget,
    stop,
    subscribe,
    tell,
    unsubscribe,
)
from satuhadir.notices.actions.outbox import cancel, send, send_again
from satuhadir.notices.actions.setting import save_policy, save_text, use_default_text
from satuhadir.notices.actions.upkeep import erase_old, expire_late

__all__ = [
    "cancel",
    "erase_old",
    "expire_late",
    "follow_until",
    "forget",
    "save_policy",
    "save_text",
    "send",
    "send_again",
    "stop",
    "subscribe",
    "tell",
    "unsubscribe",
    "use_default_text",
]
