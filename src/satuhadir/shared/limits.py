# SPDX-License-Identifier: Apache-2.0
"""How often one device, and one address, may ask. Counted in this process.

A whole hall shares one address, so addresses get a high ceiling and devices the real one. Of IPv6
the network of a household or hall counts, /64: each of its machines has as many addresses as it
likes.
"""

import math
import time
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from satuhadir.shared.errors import Limited
from satuhadir.shared.http import device_of

_limiter = FixedWindowRateLimiter(MemoryStorage())
_rule = lru_cache(maxsize=64)(parse)


def hit(scope: str, identity: str, rule: str) -> None:
    """Count one use of `scope` by `identity` against a rule such as `30/minute`.

    Raises:
        Limited: the rule is used up; it carries the seconds until it is fresh again.
    """
    item: RateLimitItem = _rule(rule)
    if not _limiter.hit(item, scope, identity):
        left = _limiter.get_window_stats(item, scope, identity).reset_time - time.time()
        raise Limited(retry_after=max(1, math.ceil(left)))


def hit_request(
    request: HttpRequest, scope: str, *, device: str, address: str, exempt: bool = False
) -> None:
    """Count one use by this request's device and by its address, each against its rule.

    `exempt` is for callers a demonstration lets through, loopback there is exempt by itself.

    Raises:
        Limited: one of both rules is used up.
    """
    if exempt or not settings.SATUHADIR_LIMITS:
        return
    client = client_address(request)
    if settings.SATUHADIR_DEMO and is_loopback(client):
        return
    hit(f"{scope}.address", counted_as(client), address)
    hit(f"{scope}.device", device_of(request), device)


def client_address(request: HttpRequest) -> str:
    """Return the address that asks, as `ProxyMiddleware` left it."""
    return str(request.META.get("REMOTE_ADDR", ""))


def counted_as(address: str) -> str:
    """Return what an address is counted under: itself, or its network of IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network((int(found) >> 64 << 64, 64)))


def is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def forget() -> None:
    """Begin every count afresh; for tests."""
    _limiter.storage.reset()
