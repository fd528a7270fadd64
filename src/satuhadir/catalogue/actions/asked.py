# SPDX-License-Identifier: Apache-2.0
"""What people ask for: counted, learned from, forgotten."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from satuhadir.catalogue import queries
from satuhadir.catalogue.errors import ServiceNotFound, UnansweredNotFound, WordsFull
from satuhadir.catalogue.models import Service, ServiceDemand, UnansweredQuery
from satuhadir.malls.models import Mall

KEPT_DAYS: Final = 90
"""How long a question nothing was found for is kept."""
DAYS_UNTIL_SHOWN: Final = 3
"""On how many days a question with an unknown word must have been asked before it is readable."""
MOST_A_DAY: Final = 2_000
MOST_LETTERS, MOST_WORDS = 60, 8
MOST_WORDS_OF_A_SERVICE: Final = 200


def note_unanswered(*, mall: Mall, text: str) -> None:
    """Count a question that found nothing, without keeping anything about a person.

    People type names and numbers of theirs into search boxes, so:

    - dropped altogether: four digits or more (also with blanks or dots between them), `@`, an
      address of the web, more than 60 letters or 8 words;
    - readable at once: every word is one of the language file or of this mall's services, and so
      no name;
    - anything else is counted under a keyed hash only. A text that three different days bring is
      no longer one person's slip: from the third day on its words are kept, too;
    - kept are the day and a count: no hour, no device, no place. After 90 days it is gone.

    A name typed on three days by the one who bears it can be read by the mall's manager; we accept
    that, for without it no new word of the people would ever be learned. Two or three statements;
    beyond 2,000 different questions a day nothing new is noted.
    """
    folded = " ".join(queries.fold(text))
    if not folded or queries.may_be_personal(text) or len(text) > MOST_LETTERS:
        return
    if len(folded.split()) > MOST_WORDS or len(folded) > MOST_LETTERS:
        return
    day = mall.today()
    key = salted_hmac("catalogue.unanswered", folded, algorithm="sha256").hexdigest()
    rows = UnansweredQuery.objects.filter(mall=mall, key=key)
    if rows.filter(day=day).update(times=F("times") + 1):
        return
    if UnansweredQuery.objects.filter(mall=mall, day=day).count() >= MOST_A_DAY:
        return
    days = rows.filter(day__gt=day - timedelta(days=KEPT_DAYS)).count() + 1
    is_shown = days >= DAYS_UNTIL_SHOWN or queries.knows_words(mall, folded)
    made = UnansweredQuery(mall=mall, day=day, key=key, text=folded if is_shown else "")
    UnansweredQuery.objects.bulk_create([made], ignore_conflicts=True)


@transaction.atomic
def add_word(*, mall: Mall, query: UnansweredQuery, service_code: str) -> Service:
    """Add a question as an everyday word of a service; it is unanswered no longer.

    Raises:
        ServiceNotFound: the mall has no such service.
        UnansweredNotFound: the question is another mall's, or not readable.
        WordsFull: the service has 200 words.
    """
    if query.mall_id != mall.pk or not query.text:
        raise UnansweredNotFound
    rows = Service.objects.select_for_update(of=("self",)).filter(mall=mall, code=service_code)
    service = rows.first()
    if service is None:
        raise ServiceNotFound
    if query.text not in service.words:
        if len(service.words) >= MOST_WORDS_OF_A_SERVICE:
            raise WordsFull
        service.words = [*service.words, query.text]
        service.save(update_fields=["words"])
    drop_unanswered(mall=mall, query=query)
    transaction.on_commit(queries.forget)
    return service


def drop_unanswered(*, mall: Mall, query: UnansweredQuery) -> None:
    """Forget a question of every day; asked again, it is counted again."""
    UnansweredQuery.objects.filter(mall=mall, key=query.key).delete()


def forget_old_unanswered(*, mall: Mall) -> int:
    """Delete what was asked more than 90 days ago and return how many rows that were."""
    last_day = mall.today() - timedelta(days=KEPT_DAYS)
    return UnansweredQuery.objects.filter(mall=mall, day__lt=last_day).delete()[0]


@transaction.atomic
def keep_demand(*, mall: Mall, asked: Mapping[str, int]) -> None:
    """Note how often each service was asked for lately, by code; what is not named was not."""
    known = dict(Service.objects.filter(mall=mall).values_list("code", "pk"))
    wanted = {known[code]: many for code, many in asked.items() if code in known and many > 0}
    before = dict(
        ServiceDemand.objects.filter(service__mall=mall).values_list("service_id", "asked")
    )
    if wanted == before:
        return
    ServiceDemand.objects.filter(service__mall=mall).exclude(pk__in=wanted).delete()
    rows = [ServiceDemand(service_id=pk, asked=many) for pk, many in sorted(wanted.items())]
    ServiceDemand.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["service"], update_fields=["asked"]
    )
