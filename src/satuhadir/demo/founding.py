# SPDX-License-Identifier: Apache-2.0
"""Set the demonstration's malls up, through the same actions that any mall uses."""

from satuhadir.accounts import actions as accounts
from satuhadir.accounts.models import User
from satuhadir.catalogue import actions as catalogue
from satuhadir.catalogue import queries as services
from satuhadir.demo.content import Demonstration, HoursContent, MallContent
from satuhadir.malls import actions as malls
from satuhadir.malls import queries as places
from satuhadir.malls.calendars import Interval
from satuhadir.malls.models import Agency, Booth, Mall
from satuhadir.notices import actions as notices
from satuhadir.queue import actions as queue
from satuhadir.queue.models import Line

ACTOR = "demo"


def found(content: MallContent) -> Mall:
    """Make one mall with its agencies, booths, catalogue, lines and counters (closed)."""
    region = places.find_region(content.region)
    if region is None:
        raise LookupError(f"no region {content.region}")
    mall = malls.found_mall(
        slug=content.slug,
        name=content.name,
        region=region,
        timezone=content.timezone,
        address=content.address,
        hue=content.hue,
        notice=content.notice,
        keeps_holidays=content.keeps_holidays,
        is_demo=True,
    )
    malls.save_hours(mall=mall, week=_week(content.hours))
    agencies: dict[str, Agency] = {}
    for agency in content.agencies:
        agencies[agency.code] = malls.add_agency(
            mall=mall, code=agency.code, name=agency.name, kind=agency.kind
        )
    booths: dict[str, Booth] = {}
    for booth in content.booths:
        booths[booth.name] = malls.add_booth(
            mall=mall, agency=agencies[booth.agency], name=booth.name, place=booth.place
        )
    catalogue.import_catalogue(mall, content.catalogue, actor=ACTOR)
    _set_up_queue(mall, content, booths)
    notices.save_policy(mall=mall, whatsapp_on=True)  # codes and reminders, shown and not sent
    return mall


def _week(hours: tuple[HoursContent, ...]) -> dict[int, list[Interval]]:
    week: dict[int, list[Interval]] = {}
    for one in hours:
        week.setdefault(one.weekday, []).append(Interval(one.opens_minute, one.closes_minute))
    return week


def _set_up_queue(mall: Mall, content: MallContent, booths: dict[str, Booth]) -> None:
    """Lines and counters. The demonstration gives numbers at any hour and refuses none."""
    queue.set_policy(
        mall=mall, actor=ACTOR, refuses_too_late=False, closes_counters=False,
        opens_before_minutes=0,
    )  # fmt: skip
    lines: dict[str, Line] = {}
    for line in content.lines:
        lines[line.prefix] = queue.add_line(
            mall=mall,
            booth=booths[line.booth],
            prefix=line.prefix,
            name=line.name,
            services=[services.service_at(mall, code) for code in line.services],
            actor=ACTOR,
            daily_quota=content.daily_quota,
        )
    for position, counter in enumerate(content.counters):
        queue.add_counter(
            mall=mall,
            booth=booths[counter.booth],
            name=counter.name,
            lines=[lines[prefix] for prefix in counter.lines],
            position=position,
            actor=ACTOR,
        )


def make_accounts(mall: Mall, neighbour: Mall, password: str) -> list[dict[str, str]]:
    """Make one account of each role of the contract; they share one password made for this DIR."""
    agency = Agency.objects.filter(mall=mall, code="DUKCAPIL").first()
    if agency is None:
        agency = Agency.objects.filter(mall=mall).order_by("pk")[0]
    made = []

    def account(role: str, username: str, name: str) -> User:
        made.append({"role": role, "username": username, "password": password})
        return accounts.create_user(username=username, password=password, display_name=name)

    accounts.grant_role(
        user=account("officer", "petugas", "Rahmawati N."), role="officer", mall=mall
    )
    accounts.grant_role(
        user=account("agency_manager", "dukcapil", "Kepala Layanan Dukcapil"),
        role="agency_manager",
        agency=agency,
    )
    accounts.grant_role(
        user=account("manager", "pengelola", "Ahmad Fauzi"), role="manager", mall=mall
    )
    accounts.grant_role(user=account("ministry", "kementerian", "Pemantau"), role="ministry")
    accounts.grant_role(user=account("applicant", "pemohon", "Siti Contoh"), role="applicant")
    accounts.grant_role(
        user=accounts.create_user(
            username="pengelola-tetangga", password=password, display_name="Pengelola tetangga"
        ),
        role="manager",
        mall=neighbour,
    )
    return made


def make_tokens(mall: Mall, neighbour: Mall) -> dict[str, str]:
    """Make the API tokens of the contract, random for this DIR."""

    def token(role: str, place: Mall | None) -> str:
        return accounts.create_token(role=role, mall=place, label="demo", is_demo=True)

    return {
        "kiosk": token("kiosk", mall),
        "counter": token("counter", mall),
        "neighbour_counter": token("counter", neighbour),
        "manager": token("manager", mall),
        "ministry": token("ministry", None),
        "applicant": token("applicant", None),
        "stranger": token("stranger", None),
        "reporter": token("reporter", mall),
    }


def described(content: Demonstration, mall: Mall) -> dict[str, object]:
    """Return the part of demo.json that tells what the mall holds."""
    by_prefix = {line.prefix: line.services for line in content.mall.lines}
    counters = []
    for counter in mall.counters.select_related("booth").order_by("position"):
        prefixes = counter.served.order_by("line__prefix").values_list("line__prefix", flat=True)
        counters.append(
            {
                "id": str(counter.pk),
                "name": counter.name,
                "booth": counter.booth.name,
                "services": [code for prefix in prefixes for code in by_prefix[prefix]],
            }
        )
    return {
        "mall": content.mall.slug,
        "neighbour_mall": content.neighbour.slug,
        "counters": counters,
        "services": [service.code for service in content.mall.services],
    }
