"""Decides which steps a routine allows. Pure; the only place that knows the `transitions` library.

One machine per routine version, built once. Who may act and which guards hold is decided here on plain facts;
the machine holds the graph: each step is driven through it once from each of its states when the engine is built,
so that deciding only looks up where the step arrives.
"""

import difflib
from dataclasses import dataclass
from typing import Protocol

from transitions import Machine

from avvikelse.core.guards import GUARDS, Guard
from avvikelse.core.position import Position
from avvikelse.core.routine import Routine, Transition
from avvikelse.core.vocabulary import CASE_ROLE_LABELS, SECRETARY, Purpose


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a step can't be taken: a stable code, and a Swedish sentence that says what to do."""

    code: str
    message: str

    @property
    def forbidden(self) -> bool:
        """True when the step is somebody else's to take, not merely too early."""
        return self.code == "not_yours"


@dataclass(frozen=True, slots=True)
class Move:
    """A step that may be taken. `to_state` equals `from_state` for an act that leaves the deviation in place."""

    trigger: str
    from_state: str
    to_state: str
    label: str
    ask: tuple[tuple[str, str], ...]
    tell: tuple[tuple[str, str], ...]
    purpose: Purpose | None


@dataclass(frozen=True, slots=True)
class Refused:
    """A step that may not be taken, with every reason at once."""

    trigger: str
    refusals: tuple[Refusal, ...]

    @property
    def forbidden(self) -> bool:
        """True when the person may not take the step at all, whatever else is missing."""
        return any(refusal.forbidden for refusal in self.refusals)


@dataclass(frozen=True, slots=True)
class MoveOption:
    """A step from the present state as a button shows it: allowed or not, and why not."""

    trigger: str
    label: str
    help: str | None
    to_state: str
    ask: tuple[tuple[str, str], ...]
    refusals: tuple[Refusal, ...]

    @property
    def allowed(self) -> bool:
        """True when nothing but the answers to `ask` is wanted."""
        return not self.refusals


class _Light:
    """The least that `transitions` asks of a model."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


class _Event(Protocol):
    """The part of a `transitions` event used here."""

    def trigger(self, model: _Light) -> bool: ...


@dataclass(frozen=True, slots=True)
class _Step:
    """A transition with its guards and ends looked up, so that deciding does no searching.

    `arrives` gives, for each state the step can be taken from, the state it comes to.
    """

    trigger: str
    spec: Transition
    arrives: dict[str, str]
    who: frozenset[str]
    guards: tuple[Guard, ...]
    met_by_answer: frozenset[str]
    questions: tuple[tuple[str, str], ...]
    ask: tuple[tuple[str, str], ...]
    tell: tuple[tuple[str, str], ...]


class Engine:
    """A routine made ready to decide. Holds no case; safe to share between threads once built."""

    def __init__(self, routine: Routine) -> None:
        self.routine = routine
        machine = Machine(
            model=None, states=list(routine.states), initial=routine.start, auto_transitions=False, send_event=False
        )
        for trigger, spec in routine.transitions.items():
            machine.add_transition(trigger, list(spec.from_), spec.to)
        self._steps = {name: _step(name, spec, machine) for name, spec in routine.transitions.items()}
        self._by_state = {
            state: tuple(step for step in self._steps.values() if state in step.arrives) for state in routine.states
        }
        self._labels = {state: spec.label for state, spec in routine.states.items()}

    def try_move(self, position: Position, trigger: str) -> Move | Refused:
        """The move `trigger` makes from `position`, or every reason why it can't be made (R1-R14)."""
        step = self._steps.get(trigger)
        if step is None:
            return Refused(trigger, (self._unknown(trigger),))
        arrival = step.arrives.get(position.state)
        if arrival is None:
            return Refused(trigger, (self._elsewhere(step, position.state),))
        refusals = self._refusals(step, position)
        refusals += [
            Refusal(f"answer_missing:{key}", f"Svara på frågan: {question}")
            for key, question in step.questions
            if not position.answers.get(key)
        ]
        if refusals:
            return Refused(trigger, tuple(refusals))
        spec = step.spec
        return Move(trigger, position.state, arrival, spec.label, step.ask, step.tell, spec.purpose)

    def available_moves(self, position: Position) -> list[MoveOption]:
        """Each step from the present state, in the order of the file, allowed or with every reason why not.

        Questions of the step are not counted as missing: they are asked when the step is taken.
        """
        return [self._option(step, position) for step in self._by_state[position.state]]

    def _option(self, step: _Step, position: Position) -> MoveOption:
        asked = position.answers | {key: "…" for key, _ in step.ask}
        refusals = self._refusals(step, Position(position.state, position.facts, position.roles, asked))
        spec = step.spec
        arrival = step.arrives[position.state]
        return MoveOption(step.trigger, spec.label, spec.help, arrival, step.ask, tuple(refusals))

    def _refusals(self, step: _Step, position: Position) -> list[Refusal]:
        facts, answers = position.facts, position.answers
        refusals = [] if step.who & position.roles else [self._not_yours(step)]
        refusals += [
            Refusal(guard.name, guard.sentence(facts))
            for guard in step.guards
            if not guard.test(facts) and not (guard.name in step.met_by_answer and answers.get(guard.name))
        ]
        return refusals

    def _not_yours(self, step: _Step) -> Refusal:
        who = " eller ".join(role_label(self.routine, role) for role in step.spec.who)
        return Refusal("not_yours", f"Det gör {who}.")

    def _elsewhere(self, step: _Step, state: str) -> Refusal:
        sources = " eller ".join(self._labels[source] for source in step.spec.from_)
        here = self._labels.get(state, state)
        return Refusal(
            "wrong_state", f"Avvikelsen är i läget {here}. ”{step.spec.label}” går bara att göra i läget {sources}."
        )

    def _unknown(self, trigger: str) -> Refusal:
        close = difflib.get_close_matches(trigger, list(self._steps), n=1)
        hint = f" Menade du {close[0]}?" if close else " Stegen är: " + ", ".join(self._steps) + "."
        return Refusal("unknown_move", f"Rutinen har inget steg som heter {trigger}.{hint}")


def role_label(routine: Routine, role: str) -> str:
    """The role as a Swedish sentence names it: 'chefen hos den berörda parten', 'sekreteraren i Avvikelseforum …'."""
    forum, _, part = role.partition(".")
    if part == SECRETARY and forum in routine.forums:
        return f"sekreteraren i {routine.forums[forum].name}"
    return CASE_ROLE_LABELS.get(role, role)


def _step(trigger: str, spec: Transition, machine: Machine) -> _Step:
    guards = tuple(GUARDS[name] for name in spec.needs)
    # Only what the step asks for can be answered: nobody meets a guard by an answer that nobody wanted.
    met_by_answer = frozenset(guard.name for guard in guards if guard.answerable and guard.name in spec.ask)
    ask = tuple(spec.ask.items())
    return _Step(
        trigger=trigger,
        spec=spec,
        arrives={state: _arrival(machine.events[trigger], state) for state in spec.from_},
        who=frozenset(spec.who),
        guards=guards,
        met_by_answer=met_by_answer,
        questions=tuple((key, question) for key, question in ask if key not in met_by_answer),
        ask=ask,
        tell=tuple(spec.tell.items()),
    )


def _arrival(event: _Event, state: str) -> str:
    """The state that the machine is in after the event. Raises MachineError when it can't happen from `state`."""
    model = _Light(state)
    event.trigger(model)
    return model.state
