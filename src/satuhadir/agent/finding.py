# SPDX-License-Identifier: Apache-2.0
"""Which printers are plugged in at this PC."""

import re
from pathlib import Path
from typing import NamedTuple


class Found(NamedTuple):
    """Something that may be a receipt printer, with the address to reach it."""

    address: str
    about: str
    is_sure: bool


def find_printers() -> list[Found]:
    """Return printers at USB, then serial ports, at which a printer may or may not be."""
    files = [Found(f"file:{one}", "pencetak USB", True) for one in sorted(_usb_files())]
    return [*(files or _usb_devices()), *_serial_ports()]


def name_for(found: Found, taken: set[str]) -> str:
    """Return a name for a printer, of letters people can say."""
    base = "serial" if found.address.startswith("serial:") else "usb"
    names = (base, *(f"{base}-{number}" for number in range(2, 100)))
    return next(one for one in names if one not in taken)


def _usb_files() -> list[Path]:
    """The files of Linux's own printer driver: they need no libusb and no right to detach."""
    return [one for one in Path("/dev/usb").glob("lp*") if re.fullmatch(r"lp\d+", one.name)]


def _usb_devices() -> list[Found]:
    try:
        import usb.core

        devices = list(usb.core.find(find_all=True))
    except (ImportError, OSError, ValueError):  # no libusb on this machine
        return []
    return [
        Found(f"usb:{one.idVendor:04x}:{one.idProduct:04x}", "pencetak USB", True)
        for one in devices
        if _is_printer(one)
    ]


def _is_printer(device: object) -> bool:
    try:
        configurations = list(device)  # type: ignore[call-overload]
        return any(one.bInterfaceClass == 7 for each in configurations for one in each)
    except (OSError, RuntimeError):
        return False


def _serial_ports() -> list[Found]:
    from serial.tools import list_ports

    return [
        Found(f"serial:{one.device}:9600", one.description or "port serial", False)
        for one in sorted(list_ports.comports(), key=lambda one: str(one.device))
        if not str(one.device).startswith("/dev/ttyS")  # ports on the board: nearly never used
    ]
