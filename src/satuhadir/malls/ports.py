# SPDX-License-Identifier: Apache-2.0
"""What the room of malls needs from above: who may change the set-up of which malls."""

from typing import Protocol, cast

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from satuhadir.malls.models import Mall


class MallsInCharge(Protocol):
    """Answers which malls an account may set up."""

    def __call__(self, user: AbstractBaseUser | AnonymousUser) -> QuerySet[Mall]:
        """Return the malls the account manages as a whole; none for everybody else."""
        ...


def malls_in_charge(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Mall]:
    """Ask the answerer this installation chose with the setting MALLS_IN_CHARGE."""
    answer = cast(MallsInCharge, import_string(settings.MALLS_IN_CHARGE))
    return answer(user)
