# SPDX-License-Identifier: Apache-2.0
"""A day or a year of a whole mall, simulated.

`mall.MallDay` says what a day is like, `days.simulate_days(day, days=…, seed=…)` answers with a
`mall.Outcome`; `days.simulate_day` is one of them. `answer` is `satuhadir engine simulate`.
"""

from satuhadir.engines.simulate.command import answer

__all__ = ["answer"]
