# SPDX-License-Identifier: Apache-2.0
"""Counts for those who run an installation."""

from datetime import timedelta

from django.db.models import Count, Sum

from satuhadir.malls import queries as malls
from satuhadir.queue.models import Ticket
from satuhadir.satisfaction.models import Answer, ProfileTally, Remark, ServedDay


def answer_counts(*, this_month: bool = False) -> dict[str, dict[str, int]]:
    """Return by mall how many answers, words and people of the profile there are."""
    found: dict[str, dict[str, int]] = {}
    for mall in malls.all_malls():
        answers = Answer.objects.filter(mall=mall)
        if this_month:
            first = mall.today().replace(day=1)
            found[mall.slug] = {"answers": answers.filter(day__gte=first).count()}
            continue
        people = ProfileTally.objects.filter(mall=mall).aggregate(all=Sum("count"))["all"]
        served = ServedDay.objects.filter(mall=mall).aggregate(all=Sum("finished"))["all"]
        found[mall.slug] = {
            "answers": answers.aggregate(n=Count("pk"))["n"],
            "remarks": Remark.objects.filter(mall=mall).count(),
            "profile": people or 0,
            "served": served or 0,
        }
    return found


def forgotten_marks() -> int:
    """Return how many tickets still say that they were answered though their tracks died before
    yesterday: the worker should have forgotten that.
    """
    left = 0
    for mall in malls.all_malls():
        oldest = mall.today() - timedelta(days=2)
        left += Ticket.objects.filter(mall=mall, day__lt=oldest, answered=True).count()
    return left
