# SPDX-License-Identifier: Apache-2.0
"""What pages and the API count of a request that books or plans."""

from django.http import HttpRequest

from satuhadir.shared import limits
from satuhadir.shared.errors import Limited
from satuhadir.shared.http import DEVICE_COOKIE

PER_DEVICE, PER_ADDRESS = "30/hour", "300/hour"
"""So many visits one device and one address book, by pages and API together."""
PLANS_PER_DEVICE, PLANS_PER_ADDRESS = "60/minute", "3000/minute"
"""So many plans one device and one address have calculated, by pages and API together."""


def count_booking(request: HttpRequest) -> None:
    """Count a visit booked on a page, or a place on a waiting list, by device and by address.

    Raises:
        Limited: one of both booked enough for an hour.
    """
    limits.hit_request(request, "visits.booked", device=PER_DEVICE, address=PER_ADDRESS)


def count_plan(request: HttpRequest) -> None:
    """Count one plan calculated. Raises Limited."""
    limits.hit_request(request, "visits.plan", device=PLANS_PER_DEVICE, address=PLANS_PER_ADDRESS)


def kept_for(request: HttpRequest, device: str) -> str:
    """Return the device whose plan counts in the load of its day; "" where nothing is kept: nobody
    is known, or the address was given many plans this hour, as who invents devices is.
    """
    try:
        if device:
            limits.hit_request(request, "visits.advice", device="60/hour", address="120/hour")
    except Limited:
        return ""
    return device


def known_device(request: HttpRequest) -> str:
    """Return the device that a request names by its cookie, "" for none."""
    known = request.COOKIES.get(DEVICE_COOKIE, "")
    return known if len(known) == 32 and not set(known) - set("0123456789abcdef") else ""
