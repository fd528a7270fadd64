# SPDX-License-Identifier: Apache-2.0
"""What planning keeps: measured days, calculations that were asked for, who may be rostered."""

from satuhadir.planning.models.measured import MeasuredDay
from satuhadir.planning.models.roster import RosterPerson
from satuhadir.planning.models.runs import Run

__all__ = ["MeasuredDay", "RosterPerson", "Run"]
