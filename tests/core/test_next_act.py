"""Where a case has been and can go, and which act is proposed: by the routine file's own order."""

from datetime import UTC, datetime, timedelta

from avvikelse.core.engine import Engine
from avvikelse.core.load import load_routine
from avvikelse.core.next_act import MEETS, NextAct, next_act
from avvikelse.core.path import path_of
from avvikelse.core.permissions import ACTS
from avvikelse.core.position import Facts, Position
from avvikelse.core.routine import Routine
from avvikelse.settings import builtin_folder

FILE = builtin_folder("workflows") / "varmland.yaml"
ROUTINE: Routine = load_routine(FILE.read_bytes(), FILE.name)
ENGINE = Engine(ROUTINE)
DAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def at(days: int) -> datetime:
    return DAY + timedelta(days=days)


def proposed(state: str, role: str, facts: Facts, been: set[str] | None = None, **acts: bool) -> NextAct | None:
    moves = ENGINE.available_moves(Position(state, facts, frozenset({role})))
    return next_act(ROUTINE, moves, been or set(), dict.fromkeys(ACTS, True) | acts)


def test_a_case_that_goes_back_has_been_there_before() -> None:
    visits = [("raised", at(0)), ("registered", at(1)), ("registered", at(2)), ("manager_dialogue", at(3))]
    path = path_of(ROUTINE, [*visits, ("forum", at(9)), ("manager_dialogue", at(20))], "manager_dialogue")
    assert [stop.state for stop in path.done] == ["raised", "registered", "manager_dialogue", "forum"]
    assert path.done[1].at == at(1)
    assert (path.now.state, path.now.at) == ("manager_dialogue", at(20))
    assert [(stop.state, stop.by) for stop in path.possible] == [
        ("resolved", ("Markera som löst",)),
        ("forum", ("Lyft till avvikelseforum",)),
    ]


def test_a_step_that_is_closed_to_the_case_is_no_way_on() -> None:
    path = path_of(ROUTINE, [("manager_dialogue", at(0))], "manager_dialogue", {"lift_to_forum"})
    assert [stop.state for stop in path.possible] == ["resolved"]


def test_without_a_history_there_is_still_a_now() -> None:
    path = path_of(ROUTINE, [], "raised")
    assert (path.done, path.now.label, path.now.at) == ((), "Påtalad", None)


def test_a_state_of_another_version_is_called_by_its_key() -> None:
    assert path_of(ROUTINE, [("gone", at(0)), ("raised", at(1))], "raised").done[0].label == "gone"


def test_the_first_step_that_leads_on_is_proposed() -> None:
    assert proposed("raised", "reporting.reporter", Facts()) == NextAct(trigger="resolve_in_situation")
    assert proposed("registered", "reporting.manager", Facts()) == NextAct(trigger="contact_manager")
    assert proposed("manager_dialogue", "concerned.manager", Facts()) == NextAct(trigger="receive")


def test_what_a_step_lacks_is_proposed_before_it() -> None:
    received = Facts(received_here=True, received_by_all=True)
    found = proposed("manager_dialogue", "concerned.manager", received)
    assert found == NextAct(act="record_investigation", towards="Markera som löst")


def test_nothing_is_proposed_while_one_waits_for_the_other() -> None:
    ready = Facts(received_here=True, received_by_all=True, investigation=True, measures=1)
    assert proposed("manager_dialogue", "concerned.manager", ready, agree=False) is None


def test_learning_and_opening_again_are_never_what_is_most_likely() -> None:
    assert proposed("closed", "reporting.manager", Facts(), {"manager_dialogue"}) is None
    done = Facts(investigation=True, measures=1, effect_followed_up=True)
    assert proposed("resolved", "reporting.manager", done, {"manager_dialogue"}) == NextAct(trigger="close")


def test_somebody_else_s_step_is_not_proposed() -> None:
    assert proposed("registered", "reporting.reporter", Facts()) is None


def test_what_meets_a_guard_is_an_act_that_there_is() -> None:
    assert set(MEETS.values()) <= set(ACTS)
