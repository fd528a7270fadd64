# SPDX-License-Identifier: Apache-2.0
"""What a policy does to people: compared day by day with taking one ticket after another."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from satuhadir.engines.simulate.compiling import Machine
from satuhadir.engines.simulate.days import Difference, Progress, paired, simulate_days
from satuhadir.engines.simulate.mall import MallDay, Outcome, Policy

THETAS = (1.0, 0.75, 0.5, 0.25, 0.1, 0.0)
"""Shares of a ticket's age that are tried, the kindest to visits of several services first."""
HARMLESS = 0.0
"""Minutes that the mean visit of one service may take longer than without any plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """What a theta changes against taking one ticket after another: minutes in the mall."""

    theta: float
    single: Difference
    multi: Difference
    all: Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The chosen theta, what each tried one changes, and the baseline they are compared with."""

    theta: float
    tried: tuple[Harm, ...]
    baseline: Outcome


def with_theta(day: MallDay, theta: float) -> MallDay:
    """Return the day with one theta for all lines."""
    return replace(day, lines=tuple(replace(line, theta=theta) for line in day.lines))


def with_usual_waits(day: MallDay, learned: Outcome) -> MallDay:
    """Return the day with usual waits as earlier days had them."""
    return replace(
        day,
        usual_waits={
            code: [half.mean or 0.0 for half in line.half_hours]
            for code, line in learned.lines.items()
        },
    )


def compared(outcome: Outcome, baseline: Outcome, theta: float) -> Harm:
    """Return what one outcome changes against another of equal days."""
    return Harm(
        theta=theta,
        single=paired(outcome.single.daily, baseline.single.daily),
        multi=paired(outcome.multi.daily, baseline.multi.daily),
        all=paired(outcome.all.daily, baseline.all.daily),
    )


def choose_theta(
    day: MallDay,
    *,
    days: int = 40,
    seed: int = 1,
    policy: Policy = "one_active",
    thetas: Sequence[float] = THETAS,
    harmless: float = HARMLESS,
    machine: Machine | None = None,
    progress: Progress | None = None,
) -> Choice:
    """Return the largest theta under which visits of one service do not take longer.

    Measured on the same days as the baseline, `own_order`; the mean decides, as an interval
    over few days would forbid every theta. 0 when all of them harm.

    Raises:
        ValueError: with fewer than two days with visits of one and of several services.
    """
    baseline = simulate_days(
        replace(day, policy="own_order"), days=days, seed=seed, machine=machine, progress=progress
    )
    tried = []
    for theta in sorted(thetas, reverse=True):
        changed = with_theta(replace(day, policy=policy), theta)
        outcome = simulate_days(changed, days=days, seed=seed, machine=machine, progress=progress)
        tried.append(compared(outcome, baseline, theta))
        if tried[-1].single.mean <= harmless:
            break
    found = tried[-1]
    chosen = found.theta if found.single.mean <= harmless else 0.0
    return Choice(theta=chosen, tried=tuple(tried), baseline=baseline)
