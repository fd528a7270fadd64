# SPDX-License-Identifier: Apache-2.0
"""The same queueing networks for our simulator, Ciw and SimPy, with the textbook's answers."""

import random
from bisect import bisect
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, NamedTuple

from satuhadir.engines.simulate import drawing as d
from satuhadir.engines.simulate import fields as at
from satuhadir.engines.simulate.chance import logarithm, seeded, uniform
from satuhadir.engines.simulate.compiling import OPTIONS, Machine
from satuhadir.engines.simulate.counting import BINS, JOINED, LINE_WIDTH, WAITED
from satuhadir.engines.simulate.drawing import pick
from satuhadir.engines.simulate.laying import Plan, lay_out, plan_of
from satuhadir.engines.simulate.mall import Counter, Line, MallDay

NODES = 26
FOREVER = 10_000_000


@dataclass(frozen=True)
class Open:
    """An open Jackson network: arrivals from outside, mean service, servers, ways on."""

    rates: tuple[float, ...]
    means: tuple[float, ...]
    servers: tuple[int, ...]
    ways: tuple[tuple[float, ...], ...]

    @property
    def flows(self) -> list[float]:
        """Return each node's arrivals a minute: gamma = outside + P' gamma, by repetition."""
        flows = list(self.rates)
        for _ in range(2_000):
            flows = [
                rate + sum(flow * row[node] for flow, row in zip(flows, self.ways, strict=True))
                for node, rate in enumerate(self.rates)
            ]
        return flows

    @property
    def waits(self) -> list[float]:
        """Return each node's mean wait: M/M/c, by Jackson's theorem."""
        return [
            erlang_wait(flow, mean, count)
            for flow, mean, count in zip(self.flows, self.means, self.servers, strict=True)
        ]


def erlang_wait(rate: float, mean: float, servers: int) -> float:
    """Return the mean wait of M/M/c (Erlang C)."""
    load, blocked = rate * mean, 1.0
    for count in range(1, servers + 1):
        blocked = load * blocked / (count + load * blocked)
    busy = load / servers
    delayed = blocked / (1.0 - busy + busy * blocked)
    return delayed * mean / (servers - load)


ONE_STATION = Open((9.0,), (1.0,), (10,), ((0.0,),))


def hall(seed: int = 7, busy: float = 0.8) -> Open:
    """Return 26 nodes of one to five servers, people going on with six in ten."""
    chance = random.Random(seed)
    rates = tuple(chance.uniform(0.05, 0.2) for _ in range(NODES))
    ways = []
    for node in range(NODES):
        row = [0.0] * NODES
        for other in chance.sample([one for one in range(NODES) if one != node], 4):
            row[other] = 0.15
        ways.append(tuple(row))
    servers = tuple(chance.randint(1, 5) for _ in range(NODES))
    flows = Open(rates, (1.0,) * NODES, servers, tuple(ways)).flows
    means = tuple(busy * count / flow for count, flow in zip(servers, flows, strict=True))
    return Open(rates, means, servers, tuple(ways))


class Sample(NamedTuple):
    """One run: events (arrivals at a node and ends of service), each node's mean wait."""

    events: int
    waits: list[float]


def people(
    r: Any,
    entries: Any,
    ways: Any,
    nodes: int,
    rate: float,
    moment: Any,
    steps_of: Any,
    line: Any,
    kind: Any,
    slot: Any,
) -> int:
    """Draw who comes from outside and the nodes they visit; return how many steps."""
    steps = 0
    minute = 0.0
    total = entries[nodes - 1]
    for v in range(len(moment)):
        minute += -logarithm(uniform(r, 0)) / rate
        moment[v] = minute
        kind[v] = v
        slot[v] = -1.0
        steps_of[v] = steps
        node = pick(entries, 0, nodes, uniform(r, 0) * total)
        while node < nodes and steps < len(line):
            line[steps] = node
            steps += 1
            value = uniform(r, 0)
            first = node * nodes
            node = nodes
            if value < ways[first + nodes - 1]:
                node = pick(ways, first, nodes, value)
    steps_of[len(moment)] = steps
    return steps


def compiled_people() -> Callable[..., int]:
    """Return `people` compiled, with what it calls."""
    import types

    import numba

    scope = dict(globals())
    for function in (uniform, logarithm, pick):
        scope[function.__name__] = numba.njit(function, **OPTIONS)
    made: Callable[..., int] = numba.njit(types.FunctionType(people.__code__, scope), **OPTIONS)
    return made


class Ours:
    """A network laid out for our simulator; each run draws its people anew."""

    def __init__(self, network: Open, machine: Machine, draw: Callable[..., int]) -> None:
        count = len(network.servers)
        self.network, self.machine, self.draw, self.count = network, machine, draw, count
        codes = [str(node) for node in range(count)]
        self.day = MallDay(
            lines=tuple(Line(code=code, minutes=1.0) for code in codes),
            counters=tuple(
                Counter(lines=(code,), duty=((0, FOREVER),))
                for code, servers in zip(codes, network.servers, strict=True)
                for _ in range(servers)
            ),
            errands=(), opens=0, closes=FOREVER, policy="own_order", day_spread=0.0,
        )  # fmt: skip
        self.plan: Plan = plan_of(self.day, open_ended=True)
        self.entries = _floats(machine, list(accumulate(network.rates)))
        self.ways = _floats(machine, [one for row in network.ways for one in accumulate(row)])
        self.pace = _floats(machine, network.means)
        self.ones, self.ones_f = machine.ints(0), machine.floats(0)

    def run(self, customers: int, number: int, seed: int = 1) -> tuple[list[int], list[float]]:
        """Draw so many people, let them through and return the lists of the run."""
        machine = self.machine
        r = machine.ints(24)
        for place in range(4):
            r[6 * place : 6 * place + 6] = seeded(seed, number, place)
        moment, steps_of = machine.floats(customers), machine.ints(customers + 1)
        line = machine.ints(8 * customers + 1_000)
        if len(self.ones) < len(line):
            self.ones, self.ones_f = machine.ints(len(line)), machine.floats(len(line))
            self.ones[:], self.ones_f[:] = [1] * len(line), [1.0] * len(line)
        kind, slot = machine.ints(customers), machine.floats(customers)
        steps = self.draw(
            r, self.entries, self.ways, self.count, sum(self.network.rates), moment, steps_of,
            line, kind, slot,
        )  # fmt: skip
        assert steps < len(line)
        pn, pf = self._plan(customers, steps, steps_of, line)
        per_line = machine.ints(self.count)
        machine.call.tickets_of(pn, customers, kind, per_line)
        n, f = lay_out(
            self.plan, self.day, customers, [int(one) for one in per_line], machine.ints,
            machine.floats,
        )  # fmt: skip
        machine.call.fill(r, pn, pf, self.pace, 0.0, moment, kind, slot, n, f)
        machine.call.run(n, f)
        return n, f

    def _plan(self, customers: int, steps: int, steps_of: Any, line: Any) -> tuple[Any, Any]:
        """Return the lists that `drawing.fill` reads: each person is a kind of their own."""
        pn, pf = (
            self.machine.ints(d.PLAN + 2 * customers + 3 * steps + 1),
            self.machine.floats(3 * steps + 2 * customers),
        )
        place = d.PLAN
        pn[d.STEPS_OF] = place
        pn[place : place + customers + 1] = steps_of
        place += customers + 1
        pn[d.STEP_LINE] = place
        pn[place : place + steps] = line[:steps]
        pn[d.STEP_NEEDS] = place + steps
        pn[d.STEP_SHAPE] = place + 2 * steps
        pn[place + 2 * steps : place + 3 * steps] = self.ones[:steps]
        pn[d.KIND_MODE] = place + 3 * steps
        pf[0:steps] = self.ones_f[:steps]
        pn[d.STEP_SCALE], pn[d.STEP_SIGMA], pn[d.STEP_MEAN] = 0, steps, 2 * steps
        pn[d.KIND_START] = pn[d.KIND_LEAVES] = 3 * steps
        return pn, pf

    def sample(self, customers: int, number: int, skip: float = 0.0) -> Sample:
        """Run, and return the mean waits of those who entered after the first `skip`."""
        n, f = self.run(customers, number)
        since = f[n[at.ENTERS] + int(skip * customers)]
        last = f[n[at.ENTERS] + customers - 1]
        count = self.count * LINE_WIDTH
        lines_n, lines_f = self.machine.ints(count), self.machine.floats(count)
        none_n, none_f = self.machine.ints(1), self.machine.floats(1)
        self.machine.call.count_tickets(
            n, f, 0.0, since, last, 0, self.machine.floats(self.count), lines_n, lines_f, none_n,
            none_f, self.machine.ints(self.count * BINS),
        )  # fmt: skip
        waits = [
            float(lines_f[node * LINE_WIDTH + WAITED]) / int(lines_n[node * LINE_WIDTH + JOINED])
            for node in range(self.count)
        ]
        return Sample(2 * int(n[at.TICKETS]), waits)


def _floats(machine: Machine, values: Sequence[float]) -> list[float]:
    made = machine.floats(len(values))
    made[:] = list(values)
    return made


def with_simpy(network: Open, customers: int, seed: int) -> int:
    """Let so many people through the network in SimPy; return the events."""
    import simpy

    chance = random.Random(seed)
    world = simpy.Environment()
    desks = [simpy.Resource(world, count) for count in network.servers]
    nodes = range(len(network.servers))
    ways = [(list(accumulate(row)), sum(row)) for row in network.ways]
    waits: list[float] = []
    events = 0

    def person(node: int) -> Generator[Any, Any, None]:
        nonlocal events
        while True:
            joined = world.now
            with desks[node].request() as turn:
                yield turn
                waits.append(world.now - joined)
                yield world.timeout(chance.expovariate(1.0 / network.means[node]))
            events += 2
            sums, total = ways[node]
            value = chance.random()
            if value >= total:
                return
            node = bisect(sums, value)

    def door() -> Generator[Any, Any, None]:
        for _ in range(customers):
            yield world.timeout(chance.expovariate(sum(network.rates)))
            world.process(person(chance.choices(nodes, network.rates)[0]))

    world.process(door())
    world.run()
    return events


def with_ciw(network: Open, customers: int, seed: int) -> int:
    """Let about so many people through the network in Ciw; return the events."""
    import ciw

    ciw.seed(seed)
    made = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate) for rate in network.rates],
        service_distributions=[ciw.dists.Exponential(1.0 / mean) for mean in network.means],
        number_of_servers=list(network.servers),
        routing=[list(row) for row in network.ways],
    )
    simulation = ciw.Simulation(made)
    simulation.simulate_until_max_customers(customers)
    return 2 * len(simulation.get_all_records())
