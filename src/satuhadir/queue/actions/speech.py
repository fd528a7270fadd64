# SPDX-License-Identifier: Apache-2.0
"""How a mall's hall displays speak: what a manager sets."""

from django.db import transaction

from satuhadir.malls.models import Mall
from satuhadir.queue.actions.log import log_today
from satuhadir.queue.models import SpeechPolicy


def set_speech_policy(*, mall: Mall, actor: str, **values: int | bool | str) -> SpeechPolicy:
    """Change how calls are spoken (fields of SpeechPolicy); logged with before and after.

    Displays that are open take it within a minute.
    """
    with transaction.atomic():
        policy, _made = SpeechPolicy.objects.select_for_update().get_or_create(mall=mall)
        before = {name: getattr(policy, name) for name in values}
        for name, value in values.items():
            setattr(policy, name, value)
        policy.full_clean()
        policy.save()
        log_today(mall, "speech.changed", actor, {"before": before, "after": values})
    return policy
