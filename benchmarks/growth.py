"""5. Whether a move costs more when there are more cases: the same move among 1,000 deviations and among 100,000."""

import statistics
import time
from collections.abc import Iterator

from benchmarks.cases import CopiedCase, House, build_house
from benchmarks.databases import KINDS, Databases
from benchmarks.report import Line, at_most, milliseconds

FEW, MANY = 1_000, 100_000
MOVES, TURN, WARM = 400, 20, 40
TARGET = 1.2


def run(databases: Databases) -> Iterator[Line]:
    """Compares a small house and a large one, moved in turns, on each database."""
    for kind in KINDS:
        houses = [build_house(databases.fresh(kind)) for _ in range(2)]
        waiting = [_spread(house, count) for house, count in zip(houses, (FEW, MANY), strict=True)]
        spent: list[list[float]] = [[], []]
        for start in range(0, MOVES, TURN):
            for house, cases, figures in zip(houses, waiting, spent, strict=True):
                figures += [_timed(house, case) for case in cases[start : start + TURN]]
        few, many = (statistics.median(figures[WARM:]) for figures in spent)
        what = f"a move, {kind}: 100,000 to 1,000 cases"
        yield at_most(what, milliseconds(many), f"1,000 cases {milliseconds(few)}", many / few, TARGET)
        for house in houses:
            house.engine.dispose()


def _spread(house: House, count: int) -> list[CopiedCase]:
    """Lays in so many cases, and picks those to move from all over them."""
    cases = house.add(count)
    house.settle()
    return cases[:: count // MOVES][:MOVES]


def _timed(house: House, case: CopiedCase) -> float:
    started = time.perf_counter()
    house.register(case)
    return time.perf_counter() - started
