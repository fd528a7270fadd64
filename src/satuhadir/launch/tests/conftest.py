# SPDX-License-Identifier: Apache-2.0
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from satuhadir.launch.identity import identity_for
from satuhadir.launch.postgres import Cluster
from satuhadir.launch.secrets_file import new_secrets

MakeCluster = Callable[..., Cluster]


@pytest.fixture
def room() -> Iterator[Path]:
    """A directory that PostgreSQL's user may enter, unlike pytest's own when we are root."""
    place = Path(tempfile.mkdtemp(prefix="satuhadir-launch-"))
    place.chmod(0o755)
    yield place
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture(scope="session")
def template() -> Iterator[tuple[Path, dict[str, str]]]:
    """A database already made: initdb is the slow part, and one test of it is enough."""
    with tempfile.TemporaryDirectory(prefix="satuhadir-launch-") as name:
        home, secrets = Path(name), new_secrets()
        identity = identity_for(home)
        identity.own(home)
        cluster = Cluster(home, secrets, identity, durable=False)
        cluster.start()
        cluster.stop()
        yield home, secrets


@pytest.fixture
def make_cluster(room: Path, template: tuple[Path, dict[str, str]]) -> Iterator[MakeCluster]:
    """Clusters of one directory, which begins as a copy of the template; stopped at the end."""
    made: list[Cluster] = []
    home = room / "data"
    shutil.copytree(template[0], home)
    identity = identity_for(template[0])
    for path in (home, *home.rglob("*")):
        identity.own(path)

    def make(*, durable: bool = False) -> Cluster:
        cluster = Cluster(home, template[1], identity, durable=durable, outside=room / "outside")
        made.append(cluster)
        return cluster

    yield make
    for cluster in made:
        cluster.stop()
