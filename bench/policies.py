# SPDX-License-Identifier: Apache-2.0
"""Policies for visits of several services, on invented days: minutes in the mall, day by day."""

from dataclasses import replace

from bench.figures import Report, Row
from bench.malls import CLOSES, OPENS, mall
from satuhadir.engines.dispatch import AGE_KEPT_PERCENT
from satuhadir.engines.simulate.compiling import Machine, can_compile, compiled, plain
from satuhadir.engines.simulate.days import Difference, simulate_days
from satuhadir.engines.simulate.mall import MallDay, Outcome
from satuhadir.engines.simulate.policies import (
    Harm,
    choose_theta,
    compared,
    with_theta,
    with_usual_waits,
)

SHIPPED = AGE_KEPT_PERCENT / 100
LOAD = 0.8
DAYS = 60
QUICK_DAYS = 12
LATE = (0.0, 0.2, 0.4)
SIMPLE_THETAS = (0.0, 0.1, 0.25, 1.0)
LEAST_SAVED = 0.05
LEARNED_SEED, CHOSEN_SEED, MEASURED_SEED = 11, 12, 13


def run(days: int = DAYS) -> Report:
    """Measure the shipped rule with usual waits learned on other days; the theta that would be
    chosen on yet other days is told beside."""
    machine = compiled() if can_compile() else plain()
    day = mall(LOAD)
    learned = simulate_days(day, days=days // 2, seed=LEARNED_SEED, machine=machine)
    planned = with_usual_waits(day, learned)
    chosen = choose_theta(planned, days=days, seed=CHOSEN_SEED, machine=machine)
    baseline = _simulated(replace(day, policy="own_order"), days, machine)
    default = with_theta(planned, SHIPPED)
    outcome = _simulated(default, days, machine)
    harm = compared(outcome, baseline, SHIPPED)
    rows = [_saved_row(harm, baseline), _single_row(harm, baseline)]
    remarks = [
        _described(day, baseline),
        f"theta {SHIPPED} as shipped; on other days {chosen.theta} would be chosen: "
        + "; ".join(f"{one.theta}: single {_told(one.single)}" for one in chosen.tried),
        f"all visits {_told(harm.all)}; finished the same day, of several services:"
        f" {_finished(outcome)}, own order {_finished(baseline)}",
    ]
    for theta in SIMPLE_THETAS:
        simple = _simulated(with_theta(day, theta), days, machine)
        other = compared(simple, baseline, theta)
        remarks.append(
            f"shortest expected finish alone, without usual waits, theta {theta}: several services"
            f" {_told(other.multi)}, one {_told(other.single)}"
        )
    for late in LATE:
        summoned = replace(default, policy="summon", late_share=late)
        rows.append(_summon_row(_simulated(summoned, days, machine), outcome, baseline, late))
    values = {
        "theta": SHIPPED,
        "chosen": chosen.theta,
        "multi": harm.multi.mean,
        "single": harm.single.mean,
    }
    return Report(rows, remarks, values)


def quick() -> Report:
    """The same on a sixth of the days."""
    return run(QUICK_DAYS)


def _simulated(day: MallDay, days: int, machine: Machine) -> Outcome:
    return simulate_days(day, days=days, seed=MEASURED_SEED, machine=machine)


def _saved_row(harm: Harm, baseline: Outcome) -> Row:
    mean = baseline.multi.mean or 0.0
    share = -harm.multi.mean / mean
    return Row(
        name="policies",
        what=f"several services: minutes in the mall, default policy, {SHIPPED:.0%} of age kept",
        figure=_told(harm.multi),
        beside=f"own order, one after another {mean:.1f} min",
        ratio=f"-{share:.1%} [{-harm.multi.high / mean:.1%}, {-harm.multi.low / mean:.1%}]",
        wanted=f"≥ {LEAST_SAVED:.0%} less",
        is_met=share >= LEAST_SAVED and harm.multi.high < 0,
    )


def _single_row(harm: Harm, baseline: Outcome) -> Row:
    return Row(
        name="policies",
        what=f"one service: minutes in the mall, default policy, {SHIPPED:.0%} of age kept",
        figure=_told(harm.single),
        beside=f"own order {baseline.single.mean or 0:.1f} min",
        ratio=f"{harm.single.mean / (baseline.single.mean or 1):+.1%}",
        wanted="not worse",
        is_met=harm.single.mean <= 0 or harm.single.low <= 0,
    )


def _summon_row(outcome: Outcome, default: Outcome, baseline: Outcome, late: float) -> Row:
    """Whole-mall mean of summoning against the default; a report, not a limit."""
    change = compared(outcome, default, 0.0)
    own = compared(outcome, baseline, 0.0)
    return Row(
        name="policies",
        what=f"summon, {late:.0%} react late: all visits",
        figure=f"{_told(change.all)} vs default",
        beside=f"several services {_told(change.multi)}, one {_told(change.single)};"
        f" vs own order {_told(own.all)}",
        ratio=f"{change.all.mean / (default.all.mean or 1):+.1%}",
        wanted="reported",
        is_met=True,
    )


def _told(gap: Difference) -> str:
    return f"{gap.mean:+.2f} [{gap.low:+.2f}, {gap.high:+.2f}] min"


def _finished(outcome: Outcome) -> str:
    return f"{outcome.multi.finished / outcome.multi.visits:.2%}"


def _described(day: MallDay, baseline: Outcome) -> str:
    return (
        f"{len(day.lines)} agencies, {len(day.counters)} counters, {OPENS // 60}:00 to"
        f" {CLOSES // 60}:00, {baseline.all.visits / baseline.days:.0f} visitors a day,"
        f" {baseline.multi.visits / baseline.all.visits:.0%} with several services,"
        f" counters busy {baseline.busy_share or 0:.0%} of the day; {baseline.days} days, the"
        f" same for every policy; in own order {baseline.all.mean or 0:.1f} min, one service"
        f" {baseline.single.mean or 0:.1f}, several {baseline.multi.mean or 0:.1f}"
    )
