"""Two people, or eight, at the same moment: exactly one wins, the others are told how things stand, nothing is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from itertools import chain
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from avvikelse.core.dates import local_day
from avvikelse.core.engine import Engine as RoutineEngine
from avvikelse.core.permissions import Actor
from avvikelse.db.session import Session, reading, unit_of_work
from avvikelse.db.tables import Deviation, DeviationParty, Event, table
from avvikelse.errors import BadInput, Stale
from avvikelse.services.agendas import freeze
from avvikelse.services.decisions import decide
from avvikelse.services.deidentification import attest, write_deidentified
from avvikelse.services.desk import show_case
from avvikelse.services.handling import add_measure, agree, log_contact, record_investigation
from avvikelse.services.handover import hand_over
from avvikelse.services.meetings import find_forum, find_meeting, plan_meetings
from avvikelse.services.moves import move
from avvikelse.services.reports import describe, report
from avvikelse.services.retention import register_decision, revoke_decision
from avvikelse.services.routines import active_engine
from tests.properties.invariants import Rows, chain_holds, everything_holds
from tests.services.retention import with_administrators
from tests.world import ATTESTED, CLEAN_TEXT, REGION, World, a_report

ROUNDS = 50
FEWER = 12
AT_MOST = 30
"""Seconds that anybody has to wait."""

Act = Callable[[World, str, int], Any]
_deviation, _party, _event = table(Deviation), table(DeviationParty), table(Event)


def routine_of(world: World) -> RoutineEngine:
    with reading(world.engine) as session:
        return active_engine(session)[1]


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Does the acts at the same moment, each in a thread of its own. Gives what each returned or raised."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait(AT_MOST)
        try:
            return act()
        except Exception as error:  # noqa: BLE001 (what it was is what the tests look at)
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(AT_MOST) for future in [pool.submit(run, act) for act in acts]]


def do(world: World, use_case: Any, who: str, *args: Any, **kwargs: Any) -> Any:
    """As World.do, but the clock stands still: it is not shared between threads."""
    with unit_of_work(world.engine) as session:
        return use_case(session, world.actor(who), *args, now=world.now, **kwargs)


def row(world: World, number: str) -> Any:
    with reading(world.engine) as session:
        return session.execute(select(_deviation).where(_deviation.c.number == number)).one()


def all_is_well(world: World) -> Rows:
    with reading(world.engine) as session:
        chain_holds(session)
        return everything_holds(session, routine_of(world).routine)


def one_won(world: World, number: str, rev: int, results: list[Any]) -> None:
    """One act was done and raised the revision by one; every other was told how the case now stands."""
    now = row(world, number)
    losers = [result for result in results if isinstance(result, Exception)]
    assert [type(error) for error in losers] == [Stale] * (len(results) - 1), losers
    assert now.rev == rev + 1
    for error in losers:
        assert error.status == 409
        assert error.current == {"number": number, "state": now.state, "rev": now.rev}


def stepping(trigger: str, who: str, **answers: str) -> Act:
    def act(world: World, number: str, rev: int) -> Any:
        return do(world, move, who, number, trigger, rev=rev, form=answers)

    return act


def doing(use_case: Any, who: str, *args: Any) -> Act:
    def act(world: World, number: str, rev: int) -> Any:
        return do(world, use_case, who, number, *args, rev=rev)

    return act


def raised(world: World) -> str:
    number: str = do(world, report, "fk.utredare", a_report())
    return number


def registered(world: World) -> str:
    number = raised(world)
    stepping("register", "fk.utredare", own_reference="FK-1", other_party_told="Telefon")(world, number, 1)
    return number


def with_managers(world: World) -> str:
    number = registered(world)
    stepping("contact_manager", "fk.chef", contact_logged="Telefon")(world, number, 2)
    return number


def investigated(world: World) -> str:
    number = with_managers(world)
    stepping("receive", "vc.chef", own_reference="P-1")(world, number, 3)
    found = {"investigation": "Mallen saknade fältet.", "no_measure_reason": "Ett enstaka misstag."}
    do(world, record_investigation, "vc.chef", number, found, rev=None)
    return number


def with_a_text(world: World) -> str:
    number = with_managers(world)
    do(world, write_deidentified, "fk.chef", number, {"text": CLEAN_TEXT}, rev=None)
    return number


MEASURE = {"what": "Mallen rättas.", "organisation": REGION, "due_on": "2030-01-01"}


def ready_to_agree(world: World) -> str:
    number = with_managers(world)
    stepping("receive", "vc.chef", own_reference="P-1")(world, number, 3)
    do(world, record_investigation, "vc.chef", number, {"investigation": "Mallen saknade fältet."}, rev=None)
    do(world, add_measure, "vc.chef", number, MEASURE, rev=None)
    return number


def ready_to_lift(world: World) -> str:
    number = with_a_text(world)
    stepping("receive", "vc.chef", own_reference="P-1")(world, number, 4)
    do(world, attest, "fk.samordnare", number, ATTESTED, rev=None)
    return number


def everybody_is_known(world: World) -> None:
    """The people are read before the race, as a signed-in person's are."""
    for who in ("fk.utredare", "fk.samordnare", "fk.chef", "vc.chef", "region.samordnare", "region.sekreterare"):
        world.actor(who)
    routine_of(world)


def test_fifty_times_two_move_the_same_case(world: World) -> None:
    everybody_is_known(world)
    numbers = [raised(world) for _ in range(ROUNDS)]
    first = stepping("register", "fk.utredare", own_reference="FK-1", other_party_told="Telefon")
    second = stepping("withdraw", "fk.samordnare", why_withdrawn="Rapporterad två gånger.")
    winners = set()
    for number in numbers:
        results = at_once(lambda n=number: first(world, n, 1), lambda n=number: second(world, n, 1))
        one_won(world, number, 1, results)
        winners.add(row(world, number).state)
    rows = all_is_well(world)
    moved = [event.deviation_id for event in rows.events if event.kind == "moved"]
    assert len(moved) == len(set(moved)) == ROUNDS
    assert winners <= {"registered", "withdrawn"}


PAIRS: dict[str, tuple[Callable[[World], str], Act, Act]] = {
    "two receive for the same party": (
        with_managers,
        stepping("receive", "vc.chef", own_reference="P-1"),
        stepping("receive", "region.samordnare", own_reference="P-2"),
    ),
    "two investigate for the same party": (
        with_managers,
        doing(record_investigation, "vc.chef", {"investigation": "Mallen saknade fältet."}),
        doing(record_investigation, "region.samordnare", {"investigation": "Någon glömde."}),
    ),
    "one contacts the manager while another hands over": (
        registered,
        stepping("contact_manager", "fk.chef", contact_logged="Telefon"),
        doing(hand_over, "fk.samordnare", {"receiver": REGION, "text": "Se tidigare samtal."}),
    ),
    "one contacts the manager while another aims at a unit": (
        registered,
        stepping("contact_manager", "fk.chef", contact_logged="Telefon"),
        doing(describe, "fk.samordnare", {"concerned_unit": "Ortopedkliniken"}),
    ),
    "one agrees to what another rewrites": (
        investigated,
        doing(agree, "fk.chef"),
        doing(record_investigation, "vc.chef", {"investigation": "Någon glömde.", "no_measure_reason": "Enstaka."}),
    ),
    "one logs a contact while another receives": (
        with_managers,
        doing(log_contact, "vc.chef", {"text": "Telefon"}),
        stepping("receive", "region.samordnare", own_reference="P-2"),
    ),
    "one attests what another rewrites": (
        with_a_text,
        doing(attest, "fk.samordnare", ATTESTED),
        doing(write_deidentified, "fk.chef", {"text": "En annan text."}),
    ),
    "one lifts what another rewrites": (
        ready_to_lift,
        stepping("lift_to_forum", "fk.chef", why_unsolved="Felet kom tillbaka."),
        doing(write_deidentified, "fk.samordnare", {"text": "En annan text."}),
    ),
}


@pytest.mark.parametrize("pair", PAIRS)
def test_two_acts_on_one_case(world: World, pair: str) -> None:
    everybody_is_known(world)
    prepare, first, second = PAIRS[pair]
    numbers = [prepare(world) for _ in range(FEWER)]
    for number in numbers:
        rev = row(world, number).rev
        results = at_once(lambda n=number, r=rev: first(world, n, r), lambda n=number, r=rev: second(world, n, r))
        one_won(world, number, rev, results)
    all_is_well(world)


def test_two_secretaries_at_the_same_meeting(world: World) -> None:
    everybody_is_known(world)
    who = "region.sekreterare"
    numbers = [ready_to_lift(world) for _ in range(FEWER)]
    for number in numbers:
        stepping("lift_to_forum", "fk.chef", why_unsolved="Felet kom tillbaka.")(world, number, row(world, number).rev)
    with reading(world.engine) as session:
        forum = find_forum(session, "avvikelseforum")
    for count in range(1, 2 * FEWER, 2):
        planned = at_once(*[lambda c=count: do(world, plan_meetings, who, forum, local_day(world.now), c)] * 2)
        assert planned[0] == planned[1]
        assert len(planned[0]) == count
    results = at_once(*[lambda: do(world, freeze, who, forum, "next") for _ in range(2)])
    [frozen] = [result for result in results if not isinstance(result, Exception)]
    [error] = [result for result in results if isinstance(result, Exception)]
    assert isinstance(error, Stale) or error.refusals[0].code == "meeting_frozen", error
    meeting = world.ask(find_meeting, who, forum, "next", world.now)
    items = [line.item_id for line in frozen.lines if line.item_id is not None]
    assert len(items) == FEWER
    for n, item in enumerate(items):
        kept = {"outcome": "next_meeting", "position": "Tas upp igen."}
        lifted = {"outcome": "return_to_managers", "position": "Cheferna prövar igen."}
        choices = [kept, kept] if n % 2 else [kept, lifted]
        rev = world.ask(find_meeting, who, forum, "next", world.now).rev
        acts = [
            lambda i=item, v=values, r=rev: do(world, decide, who, forum, meeting, i, v, rev=r) for values in choices
        ]
        results = at_once(*acts)
        errors = [result for result in results if isinstance(result, Exception)]
        assert [type(error) for error in errors] == [Stale], errors
        assert "beslut" in errors[0].message
    rows = all_is_well(world)
    assert len(rows.decisions) == FEWER


def test_eight_work_on_cases_of_their_own(world: World) -> None:
    everybody_is_known(world)
    numbers = [raised(world) for _ in range(8)]

    def work(number: str) -> str:
        stepping("register", "fk.utredare", own_reference="FK-1", other_party_told="Telefon")(world, number, 1)
        stepping("contact_manager", "fk.chef", contact_logged="Telefon")(world, number, 2)
        stepping("receive", "vc.chef", own_reference="P-1")(world, number, 3)
        for n in range(4):
            doing(log_contact, "vc.chef", {"text": f"Samtal {n}"})(world, number, 4 + n)
            do(world, show_case, "fk.chef", number)
        return number

    assert at_once(*[lambda n=number: work(n) for number in numbers]) == numbers
    assert {(case.state, case.rev) for case in all_is_well(world).deviations} == {("manager_dialogue", 8)}


def test_eight_report_at_once(world: World) -> None:
    """The very first reports of the year too: the numbers have no gaps, and nobody gets another's."""
    everybody_is_known(world)
    found = at_once(*[lambda: [raised(world) for _ in range(5)] for _ in range(8)])
    assert not [result for result in found if isinstance(result, Exception)]
    assert sorted(chain(*found)) == [f"AVV-2026-{n:04d}" for n in range(1, 41)]
    all_is_well(world)


def test_readers_never_wait_for_a_writer(world: World) -> None:
    """Somebody writes and doesn't finish; the others read on, and see what was there before."""
    everybody_is_known(world)
    number = raised(world)
    with unit_of_work(world.engine) as session:
        move(session, world.actor("fk.samordnare"), number, "withdraw", rev=1, form={"why_withdrawn": "Dubbel."},
             now=world.now)  # fmt: skip
        seen = at_once(*[lambda: row(world, number).state for _ in range(4)])
    assert seen == ["raised"] * 4
    assert row(world, number).state == "withdrawn"


def test_an_error_on_the_way_leaves_no_trace(world: World) -> None:
    """A transaction that fails after its writes, but before its history is written, leaves nothing of either."""
    number = raised(world)
    before = row(world, number)

    class Unplugged(Exception): ...

    def register_and_fail(session: Session, actor: Actor, now: datetime) -> None:
        move(
            session, actor, number, "register", rev=1, form={"own_reference": "FK-1", "other_party_told": "Ja"}, now=now
        )
        raise Unplugged

    with pytest.raises(Unplugged):
        do(world, register_and_fail, "fk.utredare")
    assert row(world, number) == before
    rows = all_is_well(world)
    assert not rows.notes


def test_one_of_two_decisions_to_destroy_the_same_is_registered(world: World) -> None:
    with_administrators(world)
    form = {"period": 5, "kinds": ["notes"], "from_day": "2026-01-01"}
    results: list[Any] = []
    for n in range(FEWER):
        twice = [{**form, "diary_number": f"D {n}/{who}"} for who in range(2)]
        results = at_once(*(partial(do, world, register_decision, "fk.admin", values) for values in twice))
        assert sorted(isinstance(result, BadInput) for result in results) == [False, True], results
        [number] = [result for result in results if isinstance(result, int)]
        do(world, revoke_decision, "fk.admin", number)
