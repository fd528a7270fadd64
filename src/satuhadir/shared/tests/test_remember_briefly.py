# SPDX-License-Identifier: Apache-2.0
import time

import pytest

from satuhadir.shared.memory import Brief


def test_a_value_is_made_once_while_it_is_young(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    made: list[int] = []
    memory: Brief[int] = Brief(3)

    def make() -> int:
        made.append(1)
        return len(made)

    assert [memory.get("a", make), memory.get("a", make)] == [1, 1]
    now[0] += 3
    assert memory.get("a", make) == 2
    memory.forget()
    assert memory.get("a", make) == 3


def test_a_refusal_is_not_remembered() -> None:
    memory: Brief[int] = Brief(3)
    with pytest.raises(ZeroDivisionError):
        memory.get("a", lambda: 1 // 0)
    assert memory.get("a", lambda: 7) == 7


def test_a_full_memory_starts_afresh() -> None:
    memory: Brief[int] = Brief(3, most=10)
    for number in range(1_000):
        memory.get(number, lambda: 1)
    assert memory.get(5, lambda: 2) == 2


def test_everything_is_forgotten_at_once() -> None:
    memory: Brief[int] = Brief(60)
    memory.get("a", lambda: 1)
    Brief.forget_everything()
    assert memory.get("a", lambda: 2) == 2
