# SPDX-License-Identifier: Apache-2.0
"""What comes round again is done for every mall, whatever happens at one of them."""

import pytest

from satuhadir.malls.models import Mall
from satuhadir.queue import jobs
from satuhadir.queue.tests.conftest import Hall


def test_a_fault_at_one_mall_keeps_no_other_from_its_turn(
    hall: Hall, neighbour: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def close(mall: Mall) -> int:
        seen.append(mall.pk)
        if len(seen) == 1:
            raise ValueError("a fault of this mall")
        return 0

    monkeypatch.setattr("satuhadir.queue.actions.close_days", close)
    with pytest.raises(ValueError, match="of this mall"):  # the job still counts as failed
        jobs.close_past_days()
    assert sorted(seen) == sorted([hall.mall.pk, neighbour.mall.pk])
