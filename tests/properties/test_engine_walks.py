"""Random walks through every routine file: whatever people do, the core keeps R1, R8, R13 and R20."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avvikelse.core.check import check_routine
from avvikelse.core.engine import Engine, Move, Refused
from avvikelse.core.guards import GUARDS
from avvikelse.core.permissions import owning_party
from avvikelse.core.position import Facts, Position
from avvikelse.core.routine import Routine, Transition
from avvikelse.core.vocabulary import DeidStatus
from tests.properties.invariants import whose_turn
from tests.properties.routines import (
    ROUTINES,
    answers,
    as_tree,
    but,
    case_parties,
    damaged,
    facts,
    roles,
    roles_of,
)

ENGINES = {name: Engine(routine) for name, routine in ROUTINES.items()}
NAMES = sorted(ROUTINES)
each_routine = pytest.mark.parametrize("name", NAMES)
FLOORS = {"forum": {"not_conduct_matter", "deidentified_and_attested"}, "closed": {"investigation_recorded",
          "measures_recorded"}}  # fmt: skip


def test_every_file_is_walked() -> None:
    assert {"varmland", "orebro"} <= set(NAMES)


def unmet(spec: Transition, known: Facts, parts: frozenset[str], given_answers: dict[str, str]) -> list[str]:
    """What stands in the way of a step, worked out anew from the file and the guards alone."""
    codes = [] if set(spec.who) & parts else ["not_yours"]
    for name in spec.needs:
        guard = GUARDS[name]
        answered = guard.answerable and name in spec.ask and bool(given_answers.get(name))
        if not guard.test(known) and not answered:
            codes.append(name)
    for question in spec.ask:
        by_guard = question in spec.needs and GUARDS[question].answerable
        if not by_guard and not given_answers.get(question):
            codes.append(f"answer_missing:{question}")
    return codes


@st.composite
def attempts(draw: st.DrawFn, name: str, state: str, conduct: bool) -> tuple[str, Position]:
    """Somebody tries something from a state: mostly a step that goes from there."""
    routine = ROUTINES[name]
    here = [trigger for trigger, step in routine.transitions.items() if state in step.from_]
    anything = st.sampled_from([*routine.transitions, "stanga", ""])
    trigger = draw(st.one_of(st.sampled_from(here), st.sampled_from(here), anything) if here else anything)
    known = draw(facts(conduct_matter=conduct))
    return trigger, Position(state, known, draw(roles(name, trigger)), draw(answers(name, trigger)))


@each_routine
@settings(max_examples=70, deadline=None)
@given(data=st.data())
def test_a_walk_never_breaks_the_routine(name: str, data: st.DataObject) -> None:
    routine, engine = ROUTINES[name], ENGINES[name]
    state, conduct = routine.start, data.draw(st.booleans())
    for _ in range(data.draw(st.integers(1, 25))):
        trigger, position = data.draw(attempts(name, state, conduct))
        result = engine.try_move(position, trigger)
        assert position.state == state, "trying changes nothing"
        step = routine.transitions.get(trigger)
        if step is None or state not in step.from_:
            assert isinstance(result, Refused)
            assert [r.code for r in result.refusals] == ["unknown_move" if step is None else "wrong_state"]
            continue
        wanted = unmet(step, position.facts, position.roles, position.answers)
        if wanted:
            assert isinstance(result, Refused)
            assert [r.code for r in result.refusals] == wanted
            assert result.forbidden == ("not_yours" in wanted)
            assert all(r.message.strip() and r.message.strip()[-1] in ".?" for r in result.refusals)
            continue
        assert isinstance(result, Move)
        assert (result.from_state, result.to_state) == (state, step.to or state)
        keeps_the_rules(routine, result, position)
        state = result.to_state
        has_one_owner(data, routine, state)


def keeps_the_rules(routine: Routine, move: Move, position: Position) -> None:
    source, target = routine.states[move.from_state], routine.states[move.to_state]
    known, step = position.facts, routine.transitions[move.trigger]
    if target.forum is not None:
        assert not known.conduct_matter or move.from_state == move.to_state, "R8"
        if source.forum is None:
            assert known.deidentification is DeidStatus.VALID, "R13"
    if target.ends == "closed" and source.ends is None:
        answered = "investigation_recorded" in step.ask and position.answers.get("investigation_recorded")
        assert known.investigation or answered, "R1"
        assert known.measures > 0 or known.no_measure_reason, "R1"


def has_one_owner(data: st.DataObject, routine: Routine, state: str) -> None:
    """R20: a known role, and one party, whoever the parties of the case are."""
    owner = routine.states[state].owner
    assert owner in roles_of(routine)
    parties = data.draw(case_parties(routine))
    stamps = [(party.side, party.organisation, party.received) for party in parties]
    assert owning_party(owner, parties, routine) == whose_turn(owner, stamps, routine)
    assert whose_turn(owner, stamps, routine) in routine.parties


@each_routine
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_the_button_says_what_the_step_does(name: str, data: st.DataObject) -> None:
    routine, engine = ROUTINES[name], ENGINES[name]
    state = data.draw(st.sampled_from(sorted(routine.states)))
    known = data.draw(facts())
    parts = data.draw(st.frozensets(st.sampled_from(roles_of(routine)), max_size=4))
    options = engine.available_moves(Position(state, known, parts))
    assert [o.trigger for o in options] == [t for t, step in routine.transitions.items() if state in step.from_]
    for option in options:
        answered = {key: "Ja." for key, _ in option.ask}
        result = engine.try_move(Position(state, known, parts, answered), option.trigger)
        assert isinstance(result, Move) == option.allowed
        if isinstance(result, Refused):
            assert result.refusals == option.refusals
        else:
            assert result.to_state == option.to_state
            assert (result.label, result.ask) == (option.label, option.ask)


@each_routine
def test_a_walk_reaches_every_state(name: str) -> None:
    """The walks above would prove nothing if they never left the start."""
    routine = ROUTINES[name]
    assert reached(routine, [but(), but(internal=True)]) >= set(routine.states)


def reached(routine: Routine, worlds: list[Facts]) -> set[str]:
    """Every state that somebody with all roles, who answers everything, comes to when the facts are one of `worlds`."""
    return {state for edge in edges_taken(routine, worlds) for state in edge} | {routine.start}


def edges_taken(routine: Routine, worlds: list[Facts]) -> set[tuple[str, str]]:
    """Every change of state that is possible in the `worlds`, from the start on."""
    engine, everyone = Engine(routine), frozenset(roles_of(routine))
    stray = dict.fromkeys(GUARDS, "Ja.")
    taken: set[tuple[str, str]] = set()
    seen, waiting = {routine.start}, [routine.start]
    while waiting:
        state = waiting.pop()
        here = [trigger for trigger, step in routine.transitions.items() if state in step.from_]
        for trigger, known in product(here, worlds):
            asked = routine.transitions[trigger].ask
            answered = dict.fromkeys(asked, "Ja.") | stray
            if "investigation_recorded" in asked:
                del answered["investigation_recorded"]  # an answer that was asked for is an investigation
            result = engine.try_move(Position(state, known, everyone, answered), trigger)
            if isinstance(result, Move):
                taken.add((state, result.to_state))
                if result.to_state not in seen:
                    seen.add(result.to_state)
                    waiting.append(result.to_state)
    return taken


def rules_broken(routine: Routine) -> set[str]:
    """The rules that somebody could break under this routine, found by walking it with one thing wrong at a time."""
    forums = {key for key, state in routine.states.items() if state.forum}
    closed = {key for key, state in routine.states.items() if state.ends == "closed"}
    broken = set()
    if forums & reached(routine, [but(conduct_matter=True), but(conduct_matter=True, internal=True)]):
        broken.add("R8")
    for status in set(DeidStatus) - {DeidStatus.VALID}:
        if forums & reached(routine, [but(deidentification=status), but(deidentification=status, internal=True)]):
            broken.add("R13")
    for wrong in ({"investigation": False}, {"measures": 0, "no_measure_reason": False}):
        if closed & reached(routine, [but(**wrong), but(**wrong, internal=True)]):
            broken.add("R1")
    return broken


@each_routine
def test_the_files_keep_the_rules(name: str) -> None:
    assert not rules_broken(ROUTINES[name])
    assert not [*check_routine(ROUTINES[name])]


@each_routine
@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_damaged_routine_that_would_break_a_rule_is_refused(name: str, data: st.DataObject) -> None:
    routine = Routine.model_validate(data.draw(damaged(ROUTINES[name])))
    faults = [*check_routine(routine)]
    if not faults:
        assert not rules_broken(routine)


def floor_guards() -> list[tuple[str, str, str]]:
    """Every guard that R1, R8 and R13 ask for, on every step of every file that must have it."""
    found = []
    for name, routine in ROUTINES.items():
        for trigger, step in routine.transitions.items():
            end = routine.states.get(step.to or "")
            if end is not None:
                needed = (FLOORS["forum"] if end.forum else set()) | FLOORS.get(end.ends or "", set())
                found += [(name, trigger, guard) for guard in sorted(needed)]
    return found


@pytest.mark.parametrize(("name", "trigger", "guard"), floor_guards())
def test_no_floor_guard_can_be_left_out(name: str, trigger: str, guard: str) -> None:
    tree = as_tree(ROUTINES[name])
    tree["transitions"][trigger]["needs"].remove(guard)
    faults = [*check_routine(Routine.model_validate(tree))]
    assert {path for path, sentence in faults if guard in sentence} == {("transitions", trigger, "needs")}


@each_routine
def test_a_shortcut_past_the_guards_is_refused(name: str) -> None:
    """A new unguarded step, from any state to any forum or end, is refused whoever may take it."""
    routine = ROUTINES[name]
    ends = [key for key, state in routine.states.items() if state.forum or state.ends == "closed"]
    for source, target in product(routine.states, ends):
        shortcut: dict[str, Any] = {"label": "Genväg", "from": [source], "to": target, "who": ["reporting.reporter"]}
        tree = as_tree(routine)
        tree["transitions"]["genvag"] = shortcut | {"purpose": "position"}
        faults = [*check_routine(Routine.model_validate(tree))]
        assert {path for path, _ in faults} == {("transitions", "genvag", "needs")}, (source, target)
