# SPDX-License-Identifier: Apache-2.0
"""Ways to a printer: network, serial line, USB, a device file. Each sends bytes and hears some."""

import contextlib
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Protocol

CONNECT_SECONDS: Final = 2.5
SEND_SECONDS: Final = 5.0


class LinkBroken(Exception):
    """The printer cannot be reached, or the way to it broke off. `reached` is False when not one
    byte went out."""

    def __init__(self, reason: str, *, reached: bool = True) -> None:
        super().__init__(reason)
        self.reached = reached


class Link(Protocol):
    """An open way to one printer."""

    def send(self, data: bytes) -> None:
        """Send all of it; raise LinkBroken."""

    def hear(self, seconds: float, fits: Callable[[int], bool]) -> int | None:
        """Return the next byte that `fits`, or None when none came in time."""

    def close(self) -> None: ...


class SocketLink:
    """A printer on the network that takes raw bytes, usually at port 9100."""

    def __init__(self, host: str, port: int) -> None:
        try:
            self._socket = socket.create_connection((host, port), CONNECT_SECONDS)
        except OSError as error:
            raise LinkBroken(type(error).__name__, reached=False) from None
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, data: bytes) -> None:
        self._socket.settimeout(SEND_SECONDS)
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise LinkBroken(type(error).__name__) from None

    def hear(self, seconds: float, fits: Callable[[int], bool]) -> int | None:
        return _hear(self._read, seconds, fits)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)  # what is under way still arrives
        self._socket.close()

    def _read(self, seconds: float) -> bytes:
        self._socket.settimeout(max(seconds, 0.01))
        try:
            heard = self._socket.recv(64)
        except TimeoutError:
            return b""
        except OSError as error:
            raise LinkBroken(type(error).__name__) from None
        if not heard:
            raise LinkBroken("closed")
        return heard


class FileLink:
    """A device file such as /dev/usb/lp0, or a plain file for trying."""

    def __init__(self, path: str) -> None:
        self._speaks = path.startswith("/dev/")
        flags = os.O_RDWR if self._speaks else os.O_WRONLY | os.O_CREAT | os.O_APPEND
        # The driver of Linux waits for ever for a printer without paper, unless told not to.
        flags |= getattr(os, "O_NONBLOCK", 0) if self._speaks else getattr(os, "O_BINARY", 0)
        try:
            self._file = os.open(path, flags, 0o600)
        except OSError as error:
            raise LinkBroken(type(error).__name__, reached=False) from None

    def send(self, data: bytes) -> None:
        until = time.monotonic() + SEND_SECONDS
        while data:
            try:
                data = data[os.write(self._file, data) :]
            except BlockingIOError:
                if time.monotonic() > until:
                    raise LinkBroken("timeout") from None
                time.sleep(0.02)
            except OSError as error:
                raise LinkBroken(type(error).__name__) from None

    def hear(self, seconds: float, fits: Callable[[int], bool]) -> int | None:
        return _hear(self._read, seconds, fits) if self._speaks else None

    def close(self) -> None:
        os.close(self._file)

    def _read(self, _seconds: float) -> bytes:
        try:
            heard = os.read(self._file, 64)
        except BlockingIOError:
            heard = b""
        except OSError as error:
            raise LinkBroken(type(error).__name__) from None
        if not heard:
            time.sleep(0.02)
        return heard


class SerialLink:
    """A printer at a serial port, also Bluetooth's: /dev/ttyUSB0, /dev/rfcomm0, COM3."""

    def __init__(self, port: str, baud: int) -> None:
        import serial

        try:
            self._port: Any = serial.Serial(
                port, baud, timeout=0.2, write_timeout=SEND_SECONDS * 4, dsrdtr=False
            )
        except (OSError, ValueError) as error:
            raise LinkBroken(type(error).__name__, reached=False) from None

    def send(self, data: bytes) -> None:
        try:
            self._port.write(data)
            self._port.flush()
        except OSError as error:
            raise LinkBroken(type(error).__name__) from None

    def hear(self, seconds: float, fits: Callable[[int], bool]) -> int | None:
        return _hear(self._read, seconds, fits)

    def close(self) -> None:
        self._port.close()

    def _read(self, seconds: float) -> bytes:
        self._port.timeout = max(seconds, 0.01)
        try:
            return bytes(self._port.read(1))
        except OSError as error:
            raise LinkBroken(type(error).__name__) from None


class UsbLink:
    """A printer at USB by its vendor and product, without a driver of the system."""

    def __init__(self, vendor: int, product: int) -> None:
        import usb.core
        import usb.util

        try:
            device: Any = usb.core.find(idVendor=vendor, idProduct=product)
        except (usb.core.NoBackendError, usb.core.USBError) as error:
            raise LinkBroken(type(error).__name__, reached=False) from None
        if device is None:
            raise LinkBroken("not plugged in", reached=False)
        try:
            self._open(device, usb.util)
        except (OSError, RuntimeError) as error:  # USBError is an OSError
            raise LinkBroken(type(error).__name__, reached=False) from None

    def send(self, data: bytes) -> None:
        try:
            for start in range(0, len(data), 4096):
                self._out.write(data[start : start + 4096], timeout=int(SEND_SECONDS * 1000))
        except OSError as error:
            raise LinkBroken(type(error).__name__) from None

    def hear(self, seconds: float, fits: Callable[[int], bool]) -> int | None:
        return _hear(self._read, seconds, fits) if self._in is not None else None

    def close(self) -> None:
        self._util.dispose_resources(self._device)

    def _open(self, device: Any, util: Any) -> None:
        for interface in device.get_active_configuration():
            if interface.bInterfaceClass == 7:  # printers
                break
        else:
            raise LinkBroken("no printer there", reached=False)
        with contextlib.suppress(RuntimeError):  # where the system has no such thing
            if device.is_kernel_driver_active(interface.bInterfaceNumber):
                device.detach_kernel_driver(interface.bInterfaceNumber)
        ends = {util.endpoint_direction(one.bEndpointAddress): one for one in interface}
        self._device, self._util = device, util
        self._out: Any = ends[util.ENDPOINT_OUT]
        self._in: Any = ends.get(util.ENDPOINT_IN)

    def _read(self, seconds: float) -> bytes:
        try:
            return bytes(self._in.read(64, timeout=max(int(seconds * 1000), 10)))
        except OSError:  # also when nothing came in time
            return b""


def open_link(address: str) -> Link:
    """Open the way that an address names: `net:HOST:PORT`, `serial:PORT[:BAUD]`,
    `usb:VENDOR:PRODUCT` in hexadecimal, `file:PATH`.

    Raises:
        LinkBroken: nobody answers there.
        ValueError: it is no address.
    """
    kind, _, rest = address.partition(":")
    if kind == "net":
        host, _, port = rest.rpartition(":")
        if not host:
            host, port = rest, "9100"
        if not host:
            raise ValueError(address)
        return SocketLink(host.strip("[]"), _number(port, 65535))
    if kind == "serial":
        port, _, baud = rest.rpartition(":")
        return SerialLink(port, _number(baud, 4_000_000)) if port else SerialLink(rest, 9600)
    if kind == "usb":
        vendor, _, product = rest.partition(":")
        return UsbLink(int(vendor, 16), int(product, 16))
    if kind == "file" and rest:
        return FileLink(str(Path(rest).expanduser()))
    raise ValueError(address)


def _number(text: str, most: int) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= most:
        raise ValueError(text)
    return int(text)


def _hear(
    read: Callable[[float], bytes], seconds: float, fits: Callable[[int], bool]
) -> int | None:
    until = time.monotonic() + seconds
    while (rest := until - time.monotonic()) > 0:
        for one in read(rest):
            if fits(one):
                return one
    return None
