"""Figures on deviations, split by gender (R16), and what of them may leave the organisation they are of.

A figure below five is hidden, and so that it can't be counted out either: a sum adds up only what is shown, and a
lone hidden group takes the smallest shown one with it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median

from avvikelse.core.routine import Routine
from avvikelse.core.vocabulary import Gender

FEWEST = 5
DAY = 86_400  # seconds


@dataclass(frozen=True, slots=True)
class Figure:
    """How many deviations a group has, and of which gender. None stands for a figure that isn't shown."""

    key: str
    label: str
    total: int | None
    by_gender: Mapping[Gender, int | None]
    depth: int = 0
    """How far down in a tree of units the group is."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Groups of deviations of a period, largest first or in their own order, and their sum as far as it is shown."""

    by: str
    rows: tuple[Figure, ...]
    total: Figure
    hidden: int = 0
    """How many groups have figures that aren't shown."""


@dataclass(frozen=True, slots=True)
class Stays:
    """How long deviations have stayed on a level: how many stays, and the middle and longest one in whole days."""

    key: str
    label: str
    count: int | None
    middle: int | None
    longest: int | None


def count_up(by: str, labels: Mapping[str, str], counted: Mapping[tuple[str, str], int]) -> Figures:
    """The figures of groups in the order of `labels`; `counted` is by group and gender. Empty groups are left out.

    A group that `labels` doesn't know stands last, under its own key.
    """
    keys = [*labels, *sorted({key for key, _ in counted} - set(labels))]
    rows = [
        _figure(key, labels.get(key, key), {gender: counted.get((key, gender), 0) for gender in Gender}) for key in keys
    ]
    kept = tuple(row for row in rows if row.total)
    return Figures(by, kept, _sum(kept))


def _figure(key: str, label: str, by_gender: Mapping[Gender, int]) -> Figure:
    return Figure(key, label, sum(by_gender.values()), by_gender)


def _sum(rows: Sequence[Figure]) -> Figure:
    """What the rows show together; split by gender only when every row is."""
    total = sum(row.total or 0 for row in rows)
    return Figure("", "Summa", total, {gender: _added([row.by_gender[gender] for row in rows]) for gender in Gender})


def _added(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def hide_small(figures: Figures) -> Figures:
    """The figures as they may leave the organisation (R16): none below five, none that can be counted out.

    Another table may tell the sum of all groups. So at least two groups are hidden, and together they are five or
    more; the same goes for the groups whose split by gender is hidden.
    """
    hidden = _cover({row.key: (row.total or 0,) for row in figures.rows})
    split = {row.key: tuple(row.by_gender[gender] or 0 for gender in Gender) for row in figures.rows}
    unsplit = _cover(split, hidden)
    rows = tuple(_hide(row, total=row.key in hidden, split=row.key in unsplit) for row in figures.rows)
    return replace(figures, rows=rows, total=_sum(rows), hidden=len(hidden))


def put_together(tables: Sequence[Figures], order: Collection[str] = ()) -> Figures:
    """Tables that have each been told, as one, with the groups in `order`.

    Nothing is added up but what every one of them shows by itself. So two periods put together from such tables differ
    by whole tables, and nobody can subtract one from the other to learn of a figure that none of them shows. A group is
    hidden when every table that has it hides it; it is split by gender when every table that shows it splits it.
    """
    found = {row.key: row.label for told in tables for row in told.rows}
    labels = {key: found[key] for key in [*(key for key in order if key in found), *sorted(set(found) - set(order))]}
    of_group = {key: [row for told in tables for row in told.rows if row.key == key] for key in labels}
    rows = tuple(_put_together(key, label, of_group[key]) for key, label in labels.items())
    hidden = sum(any(row.total is None for row in group) for group in of_group.values())
    return Figures(tables[0].by, rows, _sum(rows), hidden)


def _put_together(key: str, label: str, told: Sequence[Figure]) -> Figure:
    shown = [row for row in told if row.total is not None]
    split = {gender: _added([row.by_gender[gender] for row in shown]) for gender in Gender}
    whole = bool(shown) and None not in split.values()
    total = sum(row.total or 0 for row in shown) if shown else None
    return Figure(key, label, total, split if whole else dict.fromkeys(Gender))


def _cover(counts: Mapping[str, tuple[int, ...]], known: Collection[str] = ()) -> set[str]:
    """The groups to hide: those with a count of one to four, and the smallest others that they must hide among."""
    hidden = {key for key, row in counts.items() if key in known or _is_small(row)}
    for key in sorted(set(counts) - hidden, key=lambda key: (sum(counts[key]), key)):
        together = tuple(map(sum, zip(*(counts[one] for one in hidden), strict=True)))
        if not hidden or (len(hidden) > 1 and not _is_small(together)):
            break
        hidden.add(key)
    return hidden


def _is_small(counts: Iterable[int]) -> bool:
    return any(0 < count < FEWEST for count in counts)


def _hide(row: Figure, *, total: bool, split: bool) -> Figure:
    by_gender = dict.fromkeys(Gender) if split else row.by_gender
    return replace(row, total=None if total else row.total, by_gender=by_gender)


def levels(routine: Routine) -> dict[str, str]:
    """The levels a deviation can reach, in the routine's order, with their labels.

    Neither states that end it nor the one in which it is settled: that from which it is closed.
    """
    ended = {key for key, state in routine.states.items() if state.ends}
    closing = {key for key in ended if routine.states[key].ends == "closed"}
    settled = {key for step in routine.transitions.values() if step.to in closing for key in step.from_}
    return {key: state.label for key, state in routine.states.items() if key not in ended | settled}


def level_reached(routine: Routine, visited: Iterable[str]) -> str:
    """The highest level among the states a deviation has been in; '' when it has been on none."""
    been = set(visited)
    return next((key for key in reversed(levels(routine)) if key in been), "")


@dataclass(frozen=True, slots=True)
class Stay:
    """That a deviation came to a state at a moment (UTC)."""

    state: str
    at: datetime


def days_on_levels(routine: Routine, way: Sequence[Stay], now: datetime) -> list[tuple[str, int]]:
    """Each stay of one deviation on a level, with its length in whole days; the last one lasts until `now`."""
    known = levels(routine)
    ends = [*way[1:], Stay("", now)]
    pairs = zip(way, ends, strict=True)
    return [
        (here.state, int((there.at - here.at).total_seconds() // DAY)) for here, there in pairs if here.state in known
    ]


def stays_on(labels: Mapping[str, str], stays: Iterable[tuple[str, int]], *, hide: bool) -> tuple[Stays, ...]:
    """How long deviations stay on each level; with `hide`, levels with fewer than five stays get no figures."""
    found: dict[str, list[int]] = {}
    for key, days in stays:
        found.setdefault(key, []).append(days)
    return tuple(
        Stays(key, label, None, None, None)
        if hide and len(found[key]) < FEWEST
        else Stays(key, label, len(found[key]), int(median(found[key])), None if hide else max(found[key]))
        for key, label in labels.items()
        if key in found
    )


def roll_up(parents: Mapping[str, str | None], counted: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """Counts by unit and gender with those of every unit below added: each level of the tree has its own figure."""
    total: Counter[tuple[str, str]] = Counter()
    for (key, gender), count in counted.items():
        at: str | None = key
        seen: set[str] = set()
        while at is not None and at not in seen:
            seen.add(at)
            total[at, gender] += count
            at = parents.get(at)
    return dict(total)


def depths(parents: Mapping[str, str | None]) -> list[tuple[str, int]]:
    """The tree's units, each right under the one above it, with how far down it is."""
    below: dict[str | None, list[str]] = {}
    for key, parent in parents.items():
        below.setdefault(parent if parent in parents else None, []).append(key)
    found: list[tuple[str, int]] = []

    def walk(parent: str | None, depth: int) -> None:
        for key in below.get(parent, ()):
            found.append((key, depth))
            walk(key, depth + 1)

    walk(None, 0)
    return found
