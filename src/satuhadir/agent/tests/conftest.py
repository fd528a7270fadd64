# SPDX-License-Identifier: Apache-2.0
from collections.abc import Iterator

import pytest

from satuhadir.agent.tests.simulator import Simulator


@pytest.fixture
def printer() -> Iterator[Simulator]:
    made = Simulator()
    yield made
    made.close()
