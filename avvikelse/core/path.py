"""The way of a case through its routine: where it has been, where it is, where it can go next. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from avvikelse.core.routine import Routine


@dataclass(frozen=True, slots=True)
class Stop:
    """A state on the way. `at` is when the case came there; `by` names the steps that lead there from where it is."""

    state: str
    label: str
    at: datetime | None = None
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """The states the case has left, in order; the one it is in; and those it can come to by one step."""

    done: tuple[Stop, ...]
    now: Stop
    possible: tuple[Stop, ...]


def path_of(routine: Routine, visits: Iterable[tuple[str, datetime]], state: str, closed: Collection[str] = ()) -> Path:
    """The way made from the routine and the case's history. `visits` are the states come to, in order, with when.

    An act that leaves the case where it is, is no visit; the last visit is the present state. `closed` are the
    triggers of steps that this case can never take.
    """
    stops: list[Stop] = []
    for visited, at in visits:
        if not stops or stops[-1].state != visited:
            stops.append(Stop(visited, _label(routine, visited), at))
    now = stops.pop() if stops and stops[-1].state == state else Stop(state, _label(routine, state))
    return Path(tuple(stops), now, tuple(_possible(routine, state, closed)))


def _possible(routine: Routine, state: str, closed: Collection[str]) -> Sequence[Stop]:
    by: dict[str, list[str]] = {}
    for trigger, step in routine.transitions.items():
        if trigger not in closed and state in step.from_ and step.to not in (None, state):
            by.setdefault(str(step.to), []).append(step.label)
    return [Stop(to, _label(routine, to), by=tuple(labels)) for to, labels in by.items()]


def _label(routine: Routine, state: str) -> str:
    """The state's label; its key for a state that a newer version of the routine no longer has."""
    known = routine.states.get(state)
    return known.label if known is not None else state
