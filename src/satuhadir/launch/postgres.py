# SPDX-License-Identifier: Apache-2.0
"""One PostgreSQL of our own: made, started, watched and stopped."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from satuhadir.launch import leftovers, roles
from satuhadir.launch.binaries import Binaries, binaries_for, within_reach
from satuhadir.launch.errors import LaunchError, os_trouble
from satuhadir.launch.identity import Identity, identity_for
from satuhadir.launch.lifeline import dies_with_parent
from satuhadir.launch.secrets_file import new_secrets

READY_SECONDS = 180
RETRY_SECONDS = 20
STOP_SECONDS = 8
LOG_BYTES = 8_000_000

# Small memory, nothing lost: the demonstration shares a laptop with a browser, and an answered
# request must survive a power cut.
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # TCP only: a deep directory would overrun a socket's 107 bytes
    "max_connections": "60",
    "superuser_reserved_connections": "3",
    "shared_buffers": "48MB",
    "work_mem": "4MB",
    "maintenance_work_mem": "32MB",
    "max_worker_processes": "4",
    "max_logical_replication_workers": "0",
    "max_parallel_workers_per_gather": "0",
    "autovacuum_max_workers": "2",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "min_wal_size": "32MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
    # A statement or a key in the log could carry somebody's name or number.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "password_encryption": "scram-sha-256",
}
NOT_DURABLE: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


def say_nothing(_line: str) -> None:
    """For those who want no progress lines."""


class Cluster:
    """PostgreSQL in `home`/postgres, a child of this process.

    It stops when we stop it and when we die (Linux); one left behind by a killed launcher is
    stopped before the next start.
    """

    def __init__(
        self,
        home: Path,
        secrets: Mapping[str, str],
        identity: Identity,
        *,
        durable: bool = True,
        say: Callable[[str], None] = say_nothing,
        outside: Path = Path("/var/lib/satuhadir"),
    ) -> None:
        self.home = home
        self.data = home / "postgres"
        self.log = home / "postgres.log"
        self.port = 0
        self._secrets = secrets
        self._identity = identity
        self._durable = durable
        self._say = say
        self._outside = outside
        self._process: subprocess.Popen[bytes] | None = None

    # -- addresses

    def url(self, role: str, database: str = roles.DATABASE) -> str:
        """The address of `database` for one of the three roles, password included."""
        password = self._secrets[role]
        return f"postgresql://{role}:{password}@127.0.0.1:{self.port}/{database}"

    @property
    def owner_url(self) -> str:
        """For migrations."""
        return self.url(roles.OWNER)

    @property
    def app_url(self) -> str:
        """For everything else."""
        return self.url(roles.APP)

    # -- life

    def start(self, port: int = 0) -> None:
        """Create on first use, start, and return once connections are accepted.

        `port` is kept when it is free. Takes 0.2 s for an existing directory, 1 to 4 s for a new
        one, longer after a crash. Raises LaunchError with the reason and the way out.
        """
        try:
            binaries = self._binaries()
            if not (self.data / "PG_VERSION").exists():
                self._create(binaries)
            else:
                leftovers.stop_postmaster(self.data, binaries.program("pg_ctl"), self._identity)
            self._start(binaries, port)
        except OSError as error:
            raise os_trouble(error, self.home) from error
        self._prepare()

    def has_died(self) -> bool:
        """Whether the PostgreSQL that we started runs no more."""
        return self._process is not None and self._process.poll() is not None

    def restart_if_dead(self) -> bool:
        """Start again on the same port when PostgreSQL has died; True when it had."""
        if not self.has_died():
            return False
        binaries = self._binaries()
        leftovers.stop_postmaster(self.data, binaries.program("pg_ctl"), self._identity)
        self._start(binaries, self.port, same_port=True)
        return True

    @property
    def pid(self) -> int | None:
        """The postmaster's process id while it is our child."""
        return self._process.pid if self._process else None

    def stop(self) -> None:
        """Stop cleanly (fast shutdown), by force after some seconds. Safe to call twice."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        for stop_signal, seconds in leftovers.STOP_SIGNALS:
            process.send_signal(stop_signal)
            try:
                process.wait(timeout=seconds)
            except subprocess.TimeoutExpired:
                continue
            return

    # -- steps

    def _binaries(self) -> Binaries:
        version = self.data / "PG_VERSION"
        try:
            major = int(version.read_text().strip()) if version.exists() else None
        except ValueError as error:
            raise LaunchError(
                f"{version} rusak. Pulihkan dari cadangan, atau mulai dengan --data DIR yang lain."
            ) from error
        binaries = binaries_for(major, self.home, self._identity)
        return within_reach(binaries, self._identity, self._outside)

    def _create(self, binaries: Binaries) -> None:
        """initdb beside the final place and rename, so that a half-made one is never used."""
        self._say(f"Membuat basis data PostgreSQL {binaries.major} …")
        half_made = self.home / "postgres.new"
        shutil.rmtree(half_made, ignore_errors=True)
        half_made.mkdir(mode=0o700)
        self._identity.own(half_made)
        with tempfile.NamedTemporaryFile("w", prefix="satuhadir-") as password:
            password.write(self._secrets[roles.ADMIN] + "\n")
            password.flush()
            self._identity.own(Path(password.name))
            command = [binaries.program("initdb"), "-D", str(half_made), "-U", roles.ADMIN]
            command += ["--auth=scram-sha-256", f"--pwfile={password.name}", "--encoding=UTF8"]
            command += ["--no-locale", "--no-instructions"]
            if not self._durable:
                command += ["--no-sync"]
            done = subprocess.run(
                command,
                cwd="/",
                env=_plain_environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                **self._identity.run_as(),
            )
        if done.returncode != 0:
            shutil.rmtree(half_made, ignore_errors=True)
            raise self._trouble(done.stderr)
        half_made.rename(self.data)

    def _start(self, binaries: Binaries, port: int, *, same_port: bool = False) -> None:
        until = time.monotonic() + RETRY_SECONDS
        while True:
            self.port = port if port and (same_port or port_is_free(port)) else free_port()
            said = self._attempt(binaries)
            if said is None:
                return
            # After a kill the old backends need a moment to let go; a port can be lost in between.
            passing = any(
                word in said
                for word in ("shared memory block", "already exists", "in use", "could not create")
            )
            if not passing or "No space left" in said or time.monotonic() > until:
                raise self._trouble(said)
            time.sleep(0.3)

    def _attempt(self, binaries: Binaries) -> str | None:
        """None once ready, else what PostgreSQL said before it gave up."""
        settings = dict(SETTINGS) | {"port": str(self.port)}
        if binaries.major >= 18:
            settings["io_method"] = "sync"
        if not self._durable:
            settings |= NOT_DURABLE
        command = [binaries.program("postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            began = log.tell()
            self._identity.own(self.log)
            self._process = subprocess.Popen(
                command,
                cwd="/",
                env=_plain_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=dies_with_parent("SIGINT"),  # noqa: PLW1509 - one thread here
                **self._identity.run_as(),
            )
        return self._await_ready(began)

    def _await_ready(self, log_began: int) -> str | None:
        process = self._process
        assert process is not None
        began = time.monotonic()
        told = False
        while process.poll() is None:
            if leftovers.postmaster_is_ready(self.data, process.pid):
                return None
            waited = time.monotonic() - began
            if waited > READY_SECONDS:
                self.stop()
                raise LaunchError(
                    f"PostgreSQL tidak siap setelah {READY_SECONDS} detik: {self.log}"
                )
            if waited > 3 and not told:
                told = True
                self._say("Menunggu PostgreSQL memulihkan diri …")
            time.sleep(0.02)
        with self.log.open("rb") as log:
            log.seek(log_began)
            return log.read().decode(errors="replace")

    def _prepare(self) -> None:
        done = self.home / "postgres.roles"
        if done.exists():
            return
        roles.prepare_roles(
            self.url(roles.ADMIN, "postgres"),
            owner_password=self._secrets[roles.OWNER],
            app_password=self._secrets[roles.APP],
            may_create_databases=not self._durable,
        )
        done.touch(mode=0o600)
        self._identity.own(done)

    def _trouble(self, said: str) -> LaunchError:
        if "No space left" in said:
            return LaunchError(f"Disk penuh di {self.home}. Kosongkan ruang, lalu jalankan lagi.")
        if "Permission denied" in said:
            return LaunchError(
                f"PostgreSQL (pengguna {self._identity.name}) tidak dapat membaca atau menulis "
                f"{self.home}. Perbaiki izinnya, atau pilih direktori lain dengan --data DIR."
            )
        lines = [line.strip() for line in said.splitlines() if line.strip()]
        last = next((line for line in reversed(lines) if "FATAL" in line or "error" in line), "")
        return LaunchError(
            f"PostgreSQL tidak mau berjalan: {last or (lines or ['tanpa pesan'])[-1]} "
            f"Lihat {self.log}."
        )


def _plain_environment() -> dict[str, str]:
    """No PG*, no locale and no library path of the person who starts us."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_is_free(port: int) -> bool:
    """Whether we could listen on this port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@contextlib.contextmanager
def throwaway_cluster() -> Iterator[tuple[str, str]]:
    """A new PostgreSQL in a temporary directory for as long as the block runs.

    Gives (owner_url, app_url). Not durable; both roles may create databases. Takes 1 to 3 s.
    """
    with tempfile.TemporaryDirectory(prefix="satuhadir-test-") as name:
        home = Path(name)
        identity = identity_for(home)
        identity.own(home)
        cluster = Cluster(home, new_secrets(), identity, durable=False)
        try:
            cluster.start()
            yield cluster.owner_url, cluster.app_url
        finally:
            cluster.stop()
