"""Which steps lead to a forum, what is missing for them, and how long is left: from the routine file alone (R12)."""

from datetime import date

import pytest

from avvikelse.core.engine import Engine
from avvikelse.core.load import load_routine
from avvikelse.core.position import Facts, Position
from avvikelse.core.preparation import Lift, day_before, nearest_lift, reasons_to_learn, steps_to, time_left
from avvikelse.core.routine import Before
from avvikelse.core.vocabulary import DeidStatus, Side
from avvikelse.settings import builtin_folder

ENGINES = {
    name: Engine(load_routine((builtin_folder("workflows") / f"{name}.yaml").read_bytes(), name))
    for name in ("varmland", "orebro")
}

SOLVED = {state: {"lift_for_learning"} for state in ("resolved", "closed")}


@pytest.mark.parametrize(
    ("routine", "forum", "learning", "steps"),
    [
        ("varmland", "avvikelseforum", False, {"manager_dialogue": {"lift_to_forum"}}),
        ("varmland", "avvikelseforum", True, SOLVED),
        ("varmland", "samverkansgrupp", False, {"forum": {"lift_to_steering"}}),
        ("varmland", "samverkansgrupp", True, {}),
        ("varmland", "veckoavstamning", False, {}),
        ("orebro", "au", False, {"manager_dialogue": {"lift_to_au"}}),
        ("orebro", "au", True, SOLVED),
        ("orebro", "formote", False, {"au": {"to_formote"}}),
        ("orebro", "sjukskrivningskommitte", False, {"au": {"to_kommitte"}}),
    ],
)
def test_the_steps_to_a_forum_stand_in_the_file(routine: str, forum: str, learning: bool, steps: object) -> None:
    assert steps_to(ENGINES[routine].routine, forum, learning=learning) == steps


def lift(facts: Facts, *roles: str, side: Side = Side.REPORTING) -> Lift | None:
    position = Position("manager_dialogue", facts, frozenset(roles))
    return nearest_lift(ENGINES["varmland"], position, {"lift_to_forum"}, side)


def test_what_is_missing_is_said_in_the_routine_s_own_sentences() -> None:
    found = lift(Facts(), "reporting.manager")
    assert found is not None
    assert not found.ready
    assert found.missing == (
        "Minst en berörd part har inte tagit emot avvikelsen. Be dem registrera den hos sig.",
        "Det finns ingen avidentifierad text. Skriv en och be en kollega läsa den.",
    )
    assert found.who == ""


def test_who_lifts_is_said_to_the_one_who_may_not() -> None:
    done = Facts(received_by_all=True, deidentification=DeidStatus.VALID)
    ready = lift(done, "reporting.coordinator")
    assert ready == Lift("lift_to_forum", "Lyft till avvikelseforum", (), "chefen för den som rapporterade")
    theirs = lift(done, "concerned.coordinator", side=Side.CONCERNED)
    assert theirs is not None
    assert theirs.who == "chefen hos den berörda parten"


def test_what_never_can_come_is_left_out() -> None:
    assert lift(Facts(conduct_matter=True), "reporting.manager") is None
    for forum, internal in (("formote", False), ("sjukskrivningskommitte", True)):
        triggers = steps_to(ENGINES["orebro"].routine, forum, learning=False)["au"]
        position = Position("au", Facts(internal=internal), frozenset({"reporting.manager"}))
        assert nearest_lift(ENGINES["orebro"], position, triggers, Side.REPORTING) is None
        position.facts.internal = not internal
        found = nearest_lift(ENGINES["orebro"], position, triggers, Side.REPORTING)
        assert found is not None
        assert found.who == "sekreteraren i Arbetsutskottet (AU)"


def test_the_last_day_counts_swedish_working_days() -> None:
    tuesday_after_easter = date(2026, 4, 7)  # Good Friday and Easter Monday lie before it
    assert day_before(Before(working_days_before=2), tuesday_after_easter) == date(2026, 4, 1)
    assert day_before(None, tuesday_after_easter) is None


@pytest.mark.parametrize(
    ("last", "says"),
    [
        (date(2026, 3, 30), "Ta med era ärenden senast måndag 30 mars 2026. Det är 28 dagar kvar."),
        (date(2026, 3, 3), "Ta med era ärenden senast i morgon, tisdag 3 mars 2026."),
        (date(2026, 3, 2), "Ta med era ärenden senast i dag, måndag 2 mars 2026."),
        (date(2026, 2, 27), "Sista dagen att ta med ärenden var fredag 27 februari 2026."),
        (None, ""),
    ],
)
def test_how_long_is_left(last: date | None, says: str) -> None:
    assert time_left(last, date(2026, 3, 2)) == says


def test_why_others_may_learn_from_it() -> None:
    assert reasons_to_learn("gott-exempel", measures=0, followed_up=True, alike=1) == ("Gott exempel.",)
    followed = ("Effekten av åtgärderna är uppföljd.",)
    assert reasons_to_learn("handelse", measures=2, followed_up=True, alike=2) == followed
    often = (*followed, "Samma sorts avvikelse har hänt 4 gånger i år.")
    assert reasons_to_learn("handelse", measures=2, followed_up=True, alike=4) == often
    assert reasons_to_learn("handelse", measures=0, followed_up=True, alike=4) == ()
