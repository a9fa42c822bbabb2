"""What an organisation can bring to a forum's next meeting, and what is missing for it (R12), as plain values.

Which steps lead to a forum is read from the routine file: nothing here knows a state or a step by name.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from avvikelse.core.dates import add_working_days, swedish_date
from avvikelse.core.engine import Engine, MoveOption, role_label
from avvikelse.core.minutes import Earlier
from avvikelse.core.position import Position
from avvikelse.core.routine import Before, Routine
from avvikelse.core.similar import Similar
from avvikelse.core.vocabulary import DeidStatus, Nature, Purpose, Side

Line = TypeVar("Line")

FOR_GOOD = frozenset({"not_conduct_matter", "internal_matter", "between_parties"})
"""Conditions that no work on a case can meet: what fails one of them doesn't belong at the forum."""

OFTEN = 3
"""How many cases of a kind in a year are worth telling others of."""


@dataclass(frozen=True, slots=True)
class Lift:
    """A step that would put a case on the forum's table: what is missing for it, and who takes it.

    `missing` are the routine's own sentences on every unmet condition. `who` is empty when the person may take the
    step, else it names those who may.
    """

    trigger: str
    label: str
    missing: tuple[str, ...]
    who: str

    @property
    def ready(self) -> bool:
        """True when nothing but the step itself, with its questions, is left."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that could be brought. `title` is the own organisation's; `reasons` say why others may learn from it.

    `earlier` is what the forum said the last time, when the case would come back to it.
    """

    number: str
    title: str
    category: str
    state: str
    label: str
    days: int
    lift: Lift
    reasons: tuple[str, ...] = ()
    earlier: Earlier | None = None
    similar: tuple[Similar, ...] = ()
    """What the forum has concluded about cases like this one, as far as the reader may see it."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A case that the organisation has on the forum's table; `again` says what to do when its text doesn't hold now.

    `earlier` is what the forum said the last time, when it has taken the case up before.
    """

    number: str
    title: str
    purpose: Purpose
    status: DeidStatus
    again: str
    earlier: Earlier | None = None


@dataclass(frozen=True, slots=True)
class Listing(Generic[Line]):
    """The newest of what was found, and how many more there are."""

    lines: tuple[Line, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Preparation:
    """One organisation's work before a meeting. `planned` is False when the day is only the routine's proposal.

    `prepare_by` is the last day to bring something, `freeze_on` the day the agenda is fixed; None when the routine sets
    no such day. `when` says in Swedish how long is left.
    """

    forum: str
    name: str
    organisation: str
    held_on: date
    planned: bool
    prepare_by: date | None
    freeze_on: date | None
    days_left: int | None
    when: str
    positions: Listing[Candidate]
    learning: Listing[Candidate]
    on_table: Listing[Brought]


def day_before(before: Before | None, held_on: date) -> date | None:
    """The day that lies the routine's number of Swedish working days before a meeting; None when it sets none."""
    return add_working_days(held_on, -before.working_days_before) if before is not None else None


def time_left(last: date | None, today: date) -> str:
    """How long is left until the last day to bring something, as a Swedish sentence; empty without a last day."""
    if last is None:
        return ""
    day = swedish_date(last, weekday=True)
    match (last - today).days:
        case 0:
            return f"Ta med era ärenden senast i dag, {day}."
        case 1:
            return f"Ta med era ärenden senast i morgon, {day}."
        case days if days > 0:
            return f"Ta med era ärenden senast {day}. Det är {days} dagar kvar."
        case _:
            return f"Sista dagen att ta med ärenden var {day}."


def steps_to(routine: Routine, forum: str, *, learning: bool) -> dict[str, frozenset[str]]:
    """The steps that lead to the forum's table from elsewhere, by the state they are taken from.

    With `learning` those that are taken for learning, else those for a position. Between two forums the purpose
    follows with the case, so those steps count as for a position.
    """
    found: dict[str, set[str]] = {}
    for trigger, spec in routine.transitions.items():
        if spec.to is None or routine.states[spec.to].forum != forum:
            continue
        if (spec.purpose in (Purpose.LEARNING, Purpose.GOOD_EXAMPLE)) != learning:
            continue
        for source in spec.from_:
            if routine.states[source].forum != forum:
                found.setdefault(source, set()).add(trigger)
    return {source: frozenset(triggers) for source, triggers in found.items()}


def nearest_lift(engine: Engine, position: Position, triggers: Collection[str], side: Side) -> Lift | None:
    """The step among `triggers` that least is missing for, or None when the case doesn't belong at the forum.

    The conditions are those that whoever may take the step would meet; `side` is the person's own side of the case.
    """
    transitions = engine.routine.transitions
    takers = frozenset(role for trigger in triggers for role in transitions[trigger].who)
    as_taker = Position(position.state, position.facts, takers)
    options = [
        option
        for option in engine.available_moves(as_taker)
        if option.trigger in triggers and not any(refusal.code in FOR_GOOD for refusal in option.refusals)
    ]
    if not options:
        return None
    option = min(options, key=lambda found: len(found.refusals))
    missing = tuple(refusal.message for refusal in option.refusals)
    return Lift(option.trigger, option.label, missing, _who(engine.routine, option, position.roles, side))


def _who(routine: Routine, option: MoveOption, roles: frozenset[str], side: Side) -> str:
    """Who takes the step when the person may not: those on the person's own side where there are any."""
    takers = routine.transitions[option.trigger].who
    if roles & set(takers):
        return ""
    own = [role for role in takers if role.startswith(f"{side}.")]
    return " eller ".join(role_label(routine, role) for role in own or takers)


def reasons_to_learn(nature: str, *, measures: int, followed_up: bool, alike: int) -> tuple[str, ...]:
    """Why a solved case may be of principal importance (R10), as Swedish sentences.

    `alike` is how many cases of the same kind the organisation has had in the year, this one included.
    """
    reasons = []
    if nature == Nature.GOOD_EXAMPLE:
        reasons.append("Gott exempel.")
    if measures and followed_up:
        reasons.append("Effekten av åtgärderna är uppföljd.")
    if reasons and alike >= OFTEN:
        reasons.append(f"Samma sorts avvikelse har hänt {alike} gånger i år.")
    return tuple(reasons)
