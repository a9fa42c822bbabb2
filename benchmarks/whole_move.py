"""2. A whole move in one transaction, against its own statements run raw on the driver, and against Django's ORM.

All three move cases of the same database and write the same history, which is verified at the end.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial

from avvikelse.db.session import reading
from avvikelse.services.audit import verify
from avvikelse.services.routines import active_engine
from benchmarks import django_peer
from benchmarks.cases import House, build_house
from benchmarks.databases import KINDS, Databases
from benchmarks.raw_peer import RawPeer
from benchmarks.report import Line, at_least, milliseconds

MOVES, TURN, WARM = 600, 20, 40
RAW_TARGET = {"sqlite": 0.35, "postgresql": 0.6}
DRIVER = {"sqlite": "sqlite3", "postgresql": "psycopg"}


def run(databases: Databases) -> Iterator[Line]:
    """Compares the three on each database."""
    urls = {kind: databases.fresh(kind) for kind in KINDS}
    django_peer.configure(urls)
    for kind, url in urls.items():
        house = build_house(url)
        raw = RawPeer(house, url)
        yield Line(f"a move, {kind}: statements", str(len(raw.statements)), "the same, recorded")
        ours, floor, django = _measure(house, raw, kind)
        what = f"a move, {kind}: throughput"
        figure = milliseconds(ours)
        yield at_least(what, figure, f"{DRIVER[kind]}, raw {milliseconds(floor)}", floor / ours, RAW_TARGET[kind])
        yield at_least(what, figure, f"Django's ORM {milliseconds(django)}", django / ours, 1)
        raw.close()
        django_peer.close(kind)
        _check_history(house)
        house.engine.dispose()


def _measure(house: House, raw: RawPeer, kind: str) -> list[float]:
    """The median seconds per move of ours, raw and Django, which take turns."""
    with reading(house.engine) as session:
        _, engine = active_engine(session)
    django = django_peer.DjangoPeer(kind, house.actor, engine)
    planned = [(case.id, raw.plan(case)) for case in house.add(MOVES)]
    moves: list[list[Callable[[], object]]] = [
        [partial(house.register, case) for case in house.add(MOVES)],
        [partial(raw.move, id_, plan) for id_, plan in planned],
        [partial(django.register, case.number) for case in house.add(MOVES)],
    ]
    house.settle()
    spent: list[list[float]] = [[] for _ in moves]
    for start in range(0, MOVES, TURN):
        for figures, waiting in zip(spent, moves, strict=True):
            figures += [_timed(move) for move in waiting[start : start + TURN]]
    return [statistics.median(figures[WARM:]) for figures in spent]


def _timed(move: Callable[[], object]) -> float:
    started = time.perf_counter()
    move()
    return time.perf_counter() - started


def _check_history(house: House) -> None:
    with reading(house.engine) as session:
        _, _, broken = verify(session)
    if broken is not None:
        raise LookupError(f"the history doesn't hold: {broken.message}")
