# SPDX-License-Identifier: Apache-2.0
"""Where a network printer may stand: in the hall's own network, at the port of raw printing.

A manager types the address and this server connects to it, so that it must not become a way to
other machines: only numbers (a name could point elsewhere a moment later), only networks that are
nobody's on the internet, no link-local ones (where clouds keep their keys), and only printers'
ports. This machine itself is allowed in a demonstration, for trying with a simulated printer.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

from django.conf import settings

NETWORKS: Final = tuple(
    ip_network(one)
    for one in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)
PORTS: Final = range(9100, 9110)


def checked_host(text: str, *, loopback: bool) -> str:
    """Return an address as it is kept; raise ValueError when no printer may stand there."""
    found = ip_address(text.strip())
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if not (is_inside(found) or (loopback and found.is_loopback)):
        raise ValueError(text)
    return str(found)


def is_inside(found: IPv4Address | IPv6Address) -> bool:
    """Say whether an address lies in a private network."""
    return any(found.version == one.version and found in one for one in NETWORKS)


def loopback_allowed() -> bool:
    """Say whether this machine itself may be a printer."""
    return bool(settings.SATUHADIR_DEMO)
