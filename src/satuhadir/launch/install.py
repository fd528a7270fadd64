# SPDX-License-Identifier: Apache-2.0
"""Make or repair `.venv` from the lock files; run by `./satuhadir` with the system's Python.

Standard library only, and nothing of ours: none of it is installed yet. Two starts at once wait
for each other; an interrupted install is begun again from nothing.
"""

import contextlib
import errno
import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NO_NETWORK = (
    "Temporary failure in name resolution",
    "Failed to establish a new connection",
    "Max retries exceeded",
    "Network is unreachable",
    "Connection refused",
    "Connection reset",
    "timed out",
    "ProxyError",
    "SSLError",
    "No matching distribution found",
)


class InstallError(Exception):
    """One plain line for the person at the terminal."""


def main(here: Path, kind: str, stamps: dict[str, str]) -> int:
    """Bring `.venv` to the state of the lock files; 0 when it is."""
    venv = here / ".venv"
    try:
        if not os.access(here, os.W_OK):
            raise InstallError(
                f"{here} tidak dapat ditulis oleh pengguna ini. "
                "Salin ke direktori milik sendiri, lalu jalankan lagi dari sana."
            )
        with _alone(here / "requirements"):
            if not _is_current(venv, kind, stamps):
                _install(here, venv, kind, stamps)
    except InstallError as error:
        return _say_and_fail(str(error), 1)
    except OSError as error:
        return _say_and_fail(str(_os_trouble(error, here)), 1)
    except KeyboardInterrupt:
        return _say_and_fail("dihentikan. Jalankan lagi untuk memasang dari awal.", 130)
    return 0


def _install(here: Path, venv: Path, kind: str, stamps: dict[str, str]) -> None:
    kinds = ["run", "test"] if kind == "test" else ["run"]
    first = not (venv / "stamp.run").exists()
    if first:
        _say("Pemasangan pertama: satu sampai beberapa menit, sekali saja.")
        _say("First start: installing, once (one to a few minutes).")
    else:
        _say(f"Daftar paket berubah: memperbarui {venv.name} …")
    if not _is_sound(venv, here):
        _make_venv(venv)
    marker = venv / "installing"
    marker.touch()
    for name in ("run", "test"):
        (venv / f"stamp.{name}").unlink(missing_ok=True)
    locks = [here / "requirements" / f"{name}.txt" for name in kinds]
    options = ["--require-hashes", "--only-binary", ":all:"]
    for lock in locks:
        options += ["-r", str(lock)]
    names = {line.split("==")[0] for lock in locks for line in _pins(lock)}
    _pip(venv, options, total=len(names))
    _pip(venv, ["--no-index", "--no-deps", "--no-build-isolation", "--editable", str(here)])
    for name in kinds:
        (venv / f"stamp.{name}").write_text(stamps[name] + "\n")
    marker.unlink()
    _say("Siap.")


def _make_venv(venv: Path) -> None:
    shutil.rmtree(venv, ignore_errors=True)
    done = subprocess.run(
        [sys.executable, "-m", "venv", str(venv)], capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        return
    said = done.stdout + done.stderr
    shutil.rmtree(venv, ignore_errors=True)
    if "No space left" in said:
        raise OSError(errno.ENOSPC, "No space left on device")
    version = ".".join(str(part) for part in sys.version_info[:2])
    raise InstallError(
        f"Python {version} ({sys.executable}) tidak dapat membuat .venv. "
        f"Pasang dahulu, misalnya: sudo apt install python{version}-venv"
    )


def _pip(venv: Path, options: list[str], total: int = 0) -> None:
    """Run pip, show how far it is, keep all it says in `.venv/install.log`."""
    command = [str(venv / "bin" / "python"), "-I", "-m", "pip", "install"]
    command += ["--disable-pip-version-check", "--no-input", "--progress-bar", "off", *options]
    environment = {
        name: value for name, value in os.environ.items() if name != "PIP_REQUIRE_VIRTUALENV"
    }
    log = venv / "install.log"
    with (
        log.open("w") as kept,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            env=environment,
        ) as pip,
    ):
        assert pip.stdout is not None
        seen = 0
        for line in pip.stdout:
            kept.write(line)
            match = re.match(r"Collecting ([A-Za-z0-9._-]+)", line)
            if match and total:
                seen += 1
                _progress(seen, total, match.group(1))
            elif total and line.startswith("Installing collected packages"):
                _end_progress()
                _say("Memasang paket yang sudah diunduh …")
    _end_progress()
    if pip.returncode != 0:
        raise _pip_trouble(log)


def _pip_trouble(log: Path) -> Exception:
    said = log.read_text(errors="replace")
    if "No space left" in said:
        return OSError(errno.ENOSPC, "No space left on device")
    if "DO NOT MATCH THE HASHES" in said:
        return InstallError(
            "paket yang diunduh tidak sama dengan requirements/*.txt; tidak dipasang. "
            f"Coba jaringan lain, atau lihat {log}."
        )
    if any(word in said for word in NO_NETWORK):
        return InstallError(
            "paket Python tidak dapat diunduh. Periksa sambungan internet (atau pengaturan proksi "
            f"dan pip), lalu jalankan lagi. Rincian: {log}"
        )
    if "Permission denied" in said:
        return OSError(errno.EACCES, "Permission denied")
    errors = [line for line in said.splitlines() if line.startswith("ERROR:")]
    last = errors[-1].removeprefix("ERROR: ") if errors else "pip berhenti."
    return InstallError(f"pemasangan gagal: {last} Rincian: {log}")


def _is_current(venv: Path, kind: str, stamps: dict[str, str]) -> bool:
    if (venv / "installing").exists() or not (venv / "bin" / "satuhadir").exists():
        return False
    wanted = ["run", "test"] if kind == "test" else ["run"]
    return all(_stamp(venv, name) == stamps[name] for name in wanted)


def _stamp(venv: Path, name: str) -> str:
    try:
        return (venv / f"stamp.{name}").read_text().strip()
    except FileNotFoundError:
        return ""


def _is_sound(venv: Path, here: Path) -> bool:
    """Whether pip may go on in this .venv: it runs, was not interrupted, and has not moved."""
    stamp = _stamp(venv, "run")
    if (venv / "installing").exists() or (stamp and not stamp.startswith(f"{here} ")):
        return False
    test = "import sys, pip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"
    try:
        done = subprocess.run(
            [str(venv / "bin" / "python"), "-I", "-c", test], capture_output=True, check=False
        )
    except OSError:
        return False
    return done.returncode == 0


def _pins(lock: Path) -> list[str]:
    return [line for line in lock.read_text().splitlines() if re.match(r"[A-Za-z0-9]", line)]


@contextlib.contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Hold `directory` for ourselves; the system lets go of it even when we are killed."""
    held = os.open(directory, os.O_RDONLY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("Pemasangan lain sedang berjalan; menunggu …")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _os_trouble(error: OSError, here: Path) -> InstallError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return InstallError(
            f"disk penuh. Sediakan sedikitnya 1 GB di {here} dan di direktori sementara, "
            "lalu jalankan lagi."
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return InstallError(
            f"{error.filename or here} tidak dapat ditulis oleh pengguna ini. "
            "Salin ke direktori milik sendiri, atau perbaiki pemiliknya, lalu jalankan lagi."
        )
    return InstallError(f"pemasangan gagal: {error}.")


def _progress(seen: int, total: int, name: str) -> None:
    line = f"Mengunduh paket {seen} dari {total}: {name}"
    if sys.stderr.isatty():
        print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)
    elif seen % 10 == 1 or seen == total:
        print(line, file=sys.stderr, flush=True)


def _end_progress() -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _say_and_fail(line: str, code: int) -> int:
    _end_progress()
    print(f"satuhadir: {line}", file=sys.stderr, flush=True)
    return code


if __name__ == "__main__":
    place, wanted_kind, run_stamp, test_stamp = sys.argv[1:]
    sys.exit(main(Path(place), wanted_kind, {"run": run_stamp, "test": test_stamp}))
