# SPDX-License-Identifier: Apache-2.0
"""Take the pictures of the README from the real screens: `python docs/pictures/take.py`.

Starts a demonstration with its invented people, opens each screen at the size of its glass in
Indonesian, and writes docs/pictures/*.png. Needs what the journeys need.
"""

import base64
import json
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parents[1] / "src")]

from selenium.webdriver import Chrome  # noqa: E402 - the paths come first
from tests.journeys import browser as chromium  # noqa: E402
from tests.journeys.browser import put_on, shown, touch  # noqa: E402
from tests.journeys.people import A_HAND, Desk, all_services, sign_in, take_on_phone  # noqa: E402
from tests.journeys.running import Demonstration, demonstration  # noqa: E402

LARGEST_BYTES = 200_000
READ_ON_A_PHONE = {
    "service": "/layanan/KTP_GANTI/",
    "life-event": "/peristiwa/LAHIR/",
    "satisfaction": "/skm/",
}
A_PLAN = "/rencana/?layanan=SKCK&layanan=SIM_PANJANG&layanan=AK1&tahu=1&datang=480&hari="
ANSWERED_FOR = {
    "figures": "/angka/",
    "complaints": "/pengaduan/",
    "standards": "/layanan/",
    "planning": "/rencana-mal/",
}
MOST_PRESSES = 60


def save(driver: Chrome, name: str, scale: float) -> None:
    """Write what the glass shows now."""
    time.sleep(1)  # the first answers of the stream
    width, height = driver.execute_script("return [innerWidth, innerHeight]")
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": scale}
    answer = driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png", "clip": clip})
    picture = base64.b64decode(answer["data"])
    if len(picture) >= LARGEST_BYTES:
        raise SystemExit(f"{name}.png: {len(picture)} bytes; make it smaller")
    (HERE / f"{name}.png").write_bytes(picture)
    sys.stdout.write(f"{name}.png, {len(picture) // 1000} kB\n")


def usual_desk(demo: Demonstration) -> Desk:
    """Return a counter with some people waiting: not a bored one, nor one with a long morning."""
    services = all_services(demo)
    with urlopen(f"{demo.url}/api/v1/malls/{demo.facts['mall']}/board") as answer:  # noqa: S310
        waiting = {one["line"]: one["waiting"] for one in json.load(answer)["lines"]}
    desks = []
    for counter in demo.facts["counters"]:
        service = services[counter["services"][0]]
        desk = Desk(counter["id"], counter["name"], service["code"], service["prefix"])
        desks.append((abs(waiting.get(service["line"], 0) - 6), desk))
    return min(desks, key=lambda one: one[0])[1]


def serve_until(officer: Chrome, state: str, phone: Chrome | None = None) -> None:
    """Press the main button until somebody here, or the phone's number, is in this state."""
    watched, css = (
        (phone, f"article.ticket[data-state-of={state}]")
        if phone
        else (officer, f".person .now .state[data-state={state}]")
    )
    for _ in range(MOST_PRESSES):
        if watched.find_elements("css selector", css):
            return
        touch(officer, "form[data-main] button")
        time.sleep(2 * A_HAND)
    raise SystemExit(f"nobody is {state}")


def take_pictures(demo: Demonstration, phone: Chrome, wide: Chrome) -> None:
    """Walk past every screen."""
    put_on(phone, "phone")
    phone.get(f"{demo.mall}/")
    save(phone, "home", 1.5)
    for name, path in READ_ON_A_PHONE.items():
        phone.get(f"{demo.mall}{path}")
        save(phone, name, 1.5)
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    phone.get(f"{demo.mall}{A_PLAN}{tomorrow}")
    save(phone, "plan", 1.5)
    put_on(wide, "kiosk")
    wide.get(f"{demo.mall}/kios/")
    save(wide, "kiosk", 0.5)

    put_on(wide, "tv", "dark")
    wide.get(f"{demo.mall}/layar/")
    shown(wide, "#nomor")
    time.sleep(10)  # calls go on
    save(wide, "display", 0.6)
    put_on(wide, "desk")
    sign_in(wide, demo, "manager", "/kelola/")
    wide.get(f"{demo.url}/kelola/{demo.facts['mall']}/")
    save(wide, "manager", 0.8)
    for name, path in ANSWERED_FOR.items():
        wide.get(f"{demo.url}/kelola/{demo.facts['mall']}{path}")
        save(wide, name, 0.8)

    chromium.forget(wide)
    put_on(wide, "desk")
    desk = usual_desk(demo)
    sign_in(wide, demo, "officer", "/loket/")
    wide.get(f"{demo.url}/loket/{desk.id}/")
    serve_until(wide, "serving")
    save(wide, "counter", 0.8)
    code = take_on_phone(phone, demo, desk)
    if wide.find_elements("css selector", "#sisanya:not([open])"):
        touch(wide, "#sisanya summary")
    wide.execute_script("scrollTo(0, document.body.scrollHeight)")  # clear of the foot of the list
    touch(wide, f".queue form[action$='/hadir/'] button[aria-label$='{code}']")
    serve_until(wide, "called", phone)
    save(phone, "ticket-called", 1.5)


def main() -> None:
    """Start what is needed, take them all, stop it."""
    if chromium.missing():
        raise SystemExit(chromium.missing())
    phone, wide = chromium.start(), chromium.start()
    try:
        with demonstration(still=False) as demo:
            take_pictures(demo, phone, wide)
    finally:
        phone.quit()
        wide.quit()


if __name__ == "__main__":
    main()
