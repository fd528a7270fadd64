# SPDX-License-Identifier: Apache-2.0
"""Kept changes of the set-up, in the words of the tables' own labels: who, what, before, after."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db.models import Field, ForeignKey, Model
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from satuhadir.accounts.models import User
from satuhadir.malls.models import SetupRecord, clock

# The tables whose changes the database keeps: each has a trigger, made by `record_changes` in a
# migration, and a test holds the two against each other.
KEPT = (
    "malls_mall", "malls_agency", "malls_booth", "malls_season", "malls_weeklyhours",
    "malls_closure", "malls_specialday", "accounts_user", "accounts_grant", "accounts_apitoken",
    "accounts_signinpolicy", "mfa_authenticator", "catalogue_service", "catalogue_documenttype",
    "catalogue_servicestandard", "catalogue_lifeevent",
    "queue_line", "queue_lineservice", "queue_counter", "queue_counterline", "queue_policy",
    "queue_agekept",
    "devices_device", "printing_printer", "satisfaction_surveypolicy",
    "satisfaction_sampleshare", "satisfaction_followup", "insights_target", "planning_rosterperson",
    "feedback_complaintclock", "feedback_complaintrules",
    "visits_bookingpolicy", "visits_bookedline",
    "notices_noticepolicy", "notices_noticetext",
)  # fmt: skip
# From so many alike at once on, they are told as one.
MANY = 4
_EXAMPLES = 3
_LONGEST = 160


class Difference(NamedTuple):
    """One column as people call it, before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What one person did at once to `count` rows of one kind, told by some of their names."""

    id: int
    at: datetime
    who: str
    kind: str
    what: str
    did: str
    names: str
    count: int
    differences: list[Difference] = field(default_factory=list)


def kinds() -> dict[str, tuple[str, str]]:
    """Return what is kept: a word for the address, the table and the label of each kind."""
    tables = {model._meta.db_table: model for model in apps.get_models()}
    return {
        table.partition("_")[2]: (table, _label_of(tables[table]))
        for table in KEPT
        if table in tables
    }


def changes_of(
    records: Iterable[SetupRecord], timezone: str, *, apart: bool = False
) -> list[Change]:
    """Return records, the newest first, as changes in words.

    Alike ones of one go become one, unless they are asked for `apart`.
    """
    rows = list(records)
    words = _Words(rows, ZoneInfo(timezone))
    told: list[Change] = []
    for _key, group in groupby(rows, key=lambda one: (one.batch, one.table_name, one.kind)):
        alike = list(group)
        if len(alike) >= MANY and not apart:
            told.append(words.many(alike))
        else:
            told.extend(words.one(record) for record in alike)
    return told


class _Words:
    """Turns ids into names, with one query for each table that is named anywhere."""

    def __init__(self, records: list[SetupRecord], zone: ZoneInfo) -> None:
        self.zone = zone
        self.models = {model._meta.db_table: model for model in apps.get_models()}
        wanted: dict[type[Model], set[Any]] = defaultdict(set)
        for record in records:
            for values in (record.about, record.before, record.after):
                for column, value in (values or {}).items():
                    to = self._leads_to(record.table_name, column)
                    if to is not None and value is not None:
                        wanted[to].add(value)
            kind, _colon, number = record.actor.partition(":")
            if kind == "user" and number.isdecimal():
                wanted[User].add(int(number))
        self.names = {
            model: {str(one.pk): str(one) for one in model._default_manager.filter(pk__in=ids)}
            for model, ids in wanted.items()
        }

    def one(self, record: SetupRecord) -> Change:
        return Change(**self._head(record), names=self._name(record), count=1,
                      differences=self._differences(record))  # fmt: skip

    def many(self, records: list[SetupRecord]) -> Change:
        names = ", ".join(self._name(one) for one in records[:_EXAMPLES])
        return Change(**self._head(records[0]), names=f"{names}, …", count=len(records))

    def _head(self, record: SetupRecord) -> dict[str, Any]:
        model = self.models.get(record.table_name)
        return {
            "id": record.pk,
            "at": record.at.astimezone(self.zone),
            "who": self._who(record.actor),
            "kind": record.kind,
            "what": _label_of(model) if model else record.table_name,
            "did": str(record.get_kind_display()),
        }

    def _who(self, actor: str) -> str:
        kind, _colon, rest = actor.partition(":")
        if kind == "user":
            return self.names.get(User, {}).get(rest, _("akun yang sudah dihapus"))
        if kind == "command":
            return _("perintah {name}").format(name=rest)
        if kind == "demo":
            return _("pemuat mal contoh")
        return _("langsung di basis data")

    def _name(self, record: SetupRecord) -> str:
        said = [
            self._value(record.table_name, column, value)
            for column, value in record.about.items()
            if value not in (None, "")
        ]
        return ", ".join(said)

    def _differences(self, record: SetupRecord) -> list[Difference]:
        before, after = record.before or {}, record.after or {}
        table = record.table_name
        columns = list(dict.fromkeys((*before, *after)))
        return [
            Difference(
                self._column(table, column),
                self._value(table, column, before.get(column)) if record.before else "",
                self._value(table, column, after.get(column)) if record.after else "",
            )
            for column in columns
            if record.kind == "update"
            or (before.get(column) or after.get(column)) not in (None, "")
        ]

    def _field(self, table: str, column: str) -> "Field[Any, Any] | None":
        model = self.models.get(table)
        fields = model._meta.concrete_fields if model else ()
        return next((one for one in fields if one.column == column), None)

    def _leads_to(self, table: str, column: str) -> type[Model] | None:
        known = self._field(table, column)
        if isinstance(known, ForeignKey):
            to = known.related_model
            return to if isinstance(to, type) else None
        return None

    def _column(self, table: str, column: str) -> str:
        known = self._field(table, column)
        if known is None:
            return column
        name = str(known.verbose_name)
        if isinstance(known, ForeignKey) and isinstance(known.related_model, type):
            own_words = str(known.name).replace("_", " ")
            name = _label_of(known.related_model) if name == own_words else name
        return capfirst(name) or column

    def _value(self, table: str, column: str, value: Any) -> str:
        to = self._leads_to(table, column)
        if value is None or value == "":
            return "–"
        if to is not None:
            return self.names.get(to, {}).get(str(value), _("(sudah dihapus)"))
        if isinstance(value, bool):
            return _("ya") if value else _("tidak")
        known = self._field(table, column)
        if known is not None and known.flatchoices:
            return str(dict(known.flatchoices).get(value, value))
        if column.endswith("_minute") and isinstance(value, int):
            return clock(value)
        return _short(self._moment(value) if isinstance(value, str) else value)

    def _moment(self, text: str) -> str:
        """Return a day or an instant as people write it; other text as it is."""
        try:
            at, day = parse_datetime(text), parse_date(text)
        except ValueError:
            return text
        if at is not None and at.tzinfo is not None:
            return date_format(at.astimezone(self.zone), "j F Y H.i")
        return date_format(day, "j F Y") if day is not None else text


def _label_of(model: type[Model]) -> str:
    return capfirst(str(model._meta.verbose_name))


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
