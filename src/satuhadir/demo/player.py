# SPDX-License-Identifier: Apache-2.0
"""The background player: invented people go on through the demonstration's malls."""

import random
from dataclasses import dataclass, field

from satuhadir.demo.content import load_demonstration
from satuhadir.demo.troupe import Troupe
from satuhadir.malls import queries as malls
from satuhadir.malls.errors import MallNotFound
from satuhadir.shared.jobs import Job


@dataclass
class Player:
    """The troupes of both malls, made at the first turn from the hall as it then stands."""

    troupes: list[Troupe] = field(default_factory=list)

    def turn(self) -> None:
        """Do what is due by now; what a long sleep of the machine left due is done at once."""
        if not self.troupes:
            self._enter()
        for troupe in self.troupes:
            troupe.play(troupe.mall.local_now())

    def _enter(self) -> None:
        content = load_demonstration()
        for told in (content.mall, content.neighbour):
            try:
                mall = malls.mall_by_slug(told.slug)
            except MallNotFound:
                continue
            troupe = Troupe(mall, told, random.Random())
            troupe.enter(mall.local_now())
            self.troupes.append(troupe)


JOBS = (Job("demo.player", 0.5, Player().turn),)
