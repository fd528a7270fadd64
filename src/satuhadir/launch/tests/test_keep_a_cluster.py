# SPDX-License-Identifier: Apache-2.0
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from satuhadir.launch import binaries, leftovers
from satuhadir.launch.errors import LaunchError
from satuhadir.launch.tests.conftest import MakeCluster

HOLD = """
import json, sys, time
from pathlib import Path
from satuhadir.launch.identity import identity_for
from satuhadir.launch.postgres import Cluster
home, secrets = Path(sys.argv[1]), json.loads(sys.argv[2])
cluster = Cluster(home, secrets, identity_for(home), durable=False)
cluster.start()
print(cluster.pid, cluster.owner_url, flush=True)
time.sleep(600)
"""


def write(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (number int)")
        connection.execute("INSERT INTO kept VALUES (7)")


def read(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT number FROM kept").fetchone()
    assert row is not None
    return int(row[0])


def test_data_and_port_are_kept_between_starts(make_cluster: MakeCluster) -> None:
    first = make_cluster(durable=True)
    first.start()
    write(first.owner_url)
    first.stop()
    assert not (first.data / "postmaster.pid").exists()
    second = make_cluster(durable=True)
    second.start(first.port)
    assert second.port == first.port
    assert read(second.owner_url) == 7


def test_a_killed_postgresql_comes_back_on_its_port(make_cluster: MakeCluster) -> None:
    cluster = make_cluster(durable=True)
    cluster.start()
    write(cluster.owner_url)
    port, pid = cluster.port, cluster.pid
    assert pid is not None
    assert not cluster.restart_if_dead()
    os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + 15
    while not cluster.restart_if_dead():
        assert time.monotonic() < until
        time.sleep(0.05)
    assert cluster.port == port
    assert read(cluster.owner_url) == 7


def test_a_killed_launcher_leaves_nothing_in_the_way(make_cluster: MakeCluster) -> None:
    cluster = make_cluster()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(cluster.home), json.dumps(cluster._secrets)],
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        postmaster, url = holder.stdout.readline().split()
        write(url)
        holder.kill()
    cluster.start()
    assert read(cluster.owner_url) == 7
    assert not leftovers._works_on(int(postmaster), cluster.data)


def test_a_pid_file_that_names_a_stranger_is_no_obstacle(make_cluster: MakeCluster) -> None:
    cluster = make_cluster()
    cluster.start()
    lines = (cluster.data / "postmaster.pid").read_text().splitlines()
    cluster.stop()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        (cluster.data / "postmaster.pid").write_text("\n".join([str(stranger.pid), *lines[1:], ""]))
        again = make_cluster()
        again.start()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_port_taken_meanwhile_is_replaced(make_cluster: MakeCluster) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        cluster = make_cluster()
        cluster.start(taken.getsockname()[1])
        assert cluster.port != taken.getsockname()[1]


def test_data_of_another_major_version_are_refused_with_the_way_out(
    make_cluster: MakeCluster,
) -> None:
    cluster = make_cluster()
    (cluster.data / "PG_VERSION").write_text("13\n")
    with pytest.raises(LaunchError, match=r"PostgreSQL 13, tetapi .* --data DIR"):
        cluster.start()
    assert (cluster.data / "PG_VERSION").read_text() == "13\n"


def test_a_half_made_database_is_made_again(make_cluster: MakeCluster) -> None:
    cluster = make_cluster()
    half_made = cluster.data.rename(cluster.home / "postgres.new")
    (cluster.home / "postgres.roles").unlink()
    (half_made / "PG_VERSION").write_text("15\n")
    cluster.start()
    assert not half_made.exists()


def test_the_application_role_owns_nothing_and_has_a_place_of_its_own(
    make_cluster: MakeCluster,
) -> None:
    cluster = make_cluster(durable=True)
    (cluster.home / "postgres.roles").unlink()  # the template's roles may create databases
    cluster.start()
    write(cluster.owner_url)
    with psycopg.connect(cluster.app_url, autocommit=True) as app:
        assert app.execute("SELECT number FROM kept").fetchone() == (7,)
        for forbidden in (
            "CREATE TABLE public.mine ()",
            "DROP TABLE kept",
            "TRUNCATE kept",
            "ALTER TABLE kept ADD COLUMN more int",
            "CREATE ROLE another",
            "CREATE DATABASE another",
            "SET ROLE satuhadir_owner",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(forbidden)
        app.execute("CREATE SCHEMA bench CREATE TABLE bench.mine (number int)")
        assert app.execute("SHOW search_path").fetchone() == ("public",)


def test_nobody_enters_without_the_password(make_cluster: MakeCluster) -> None:
    cluster = make_cluster()
    cluster.start()
    for user in ("satuhadir_admin", "satuhadir_owner", "satuhadir_app", "postgres"):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(
                host="127.0.0.1", port=cluster.port, user=user, password="x", dbname="satuhadir"
            )


def test_the_programs_in_the_package_are_enough(
    make_cluster: MakeCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SATUHADIR_POSTGRES", "package")
    cluster = make_cluster()
    shutil.rmtree(cluster.data)
    (cluster.home / "postgres.roles").unlink()
    cluster.start()
    with psycopg.connect(cluster.app_url) as app:
        row = app.execute("SELECT to_tsvector('indonesian', 'pelayanan')::text").fetchone()
    assert row == ("'layan':1",)


def test_a_wrong_choice_of_programs_is_one_plain_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SATUHADIR_POSTGRES", str(tmp_path))
    with pytest.raises(LaunchError, match="SATUHADIR_POSTGRES"):
        binaries.all_binaries()
