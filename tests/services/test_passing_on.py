"""Somebody leaves: their cases become a colleague's, by an act that is written down."""

import pytest

from avvikelse.db.session import reading
from avvikelse.db.tables import Deviation, DeviationParty, Event
from avvikelse.errors import BadInput, Forbidden, NotFound
from avvikelse.services.absences import list_absences, set_absence
from avvikelse.services.holes import list_holes
from avvikelse.services.lists import list_cases
from avvikelse.services.members import deactivate, grant, revoke, sign_in
from avvikelse.services.moves import move
from avvikelse.services.passing_on import hand_over_cases
from avvikelse.services.routines import active_engine
from tests.properties.invariants import chain_holds, everything_holds
from tests.services.reminding import Desk
from tests.services.steps import as_operator, contacted, reported, rows, step, told
from tests.world import World

UNIT = "Vårdcentralen Granåsen"
TEAM = "Sjukpenning team 1"


def new_manager(world: World) -> None:
    """The health centre's manager leaves, and a colleague becomes manager."""
    as_operator(world, deactivate, "vc.chef")
    as_operator(world, grant, "vc.kollega", "manager", unit=UNIT)


def managers(world: World) -> list[int | None]:
    return [row.manager_id for row in rows(world, DeviationParty) if row.organisation == "region-varmland"]


def test_all_open_cases_of_a_manager_who_leaves(world: World) -> None:
    desk = Desk(world)
    numbers = [contacted(world) for _ in range(3)]
    conduct = contacted(world, conduct_matter=True, category="beteende")
    ended = reported(world)
    step(world, "fk.utredare", ended, "withdraw", why_withdrawn="Dubbel.")
    reported(world)  # at the other party, which hasn't told yet
    new_manager(world)
    before = [row.rev for row in rows(world, Deviation)]
    counted = world.do(hand_over_cases, "region.samordnare", "vc.chef", "vc.kollega", dry_run=True)
    assert [row.rev for row in rows(world, Deviation)] == before
    done = world.do(hand_over_cases, "region.samordnare", "vc.chef", "vc.kollega")
    assert done == counted
    assert (done.passed, done.left) == (3, 0), "neither a conduct matter (R8) nor what isn't told yet"
    heir = world.actor("vc.kollega")
    assert [who == heir.user_id for who in managers(world)] == [True] * 4 + [False, True], "all but the ended one"
    assert {case.number for case in world.ask(list_cases, "vc.kollega")} == {*numbers, conduct}
    told = [row for row in desk.rows() if row["message"] == "cases_handed_over"]
    assert [(row["who"], row["count"]) for row in told] == [("vc.kollega", 4)]
    assert sum(event.kind == "passed_on" for event in rows(world, Event)) == 5
    with reading(world.engine) as session:
        chain_holds(session)
        everything_holds(session, active_engine(session)[1].routine)
    assert world.do(hand_over_cases, "region.samordnare", "vc.chef", "vc.kollega").passed == 0


def test_a_reporter_s_cases_go_to_a_colleague_but_never_a_conduct_matter(world: World) -> None:
    plain = reported(world)
    conduct = reported(world, conduct_matter=True, category="beteende")
    as_operator(world, grant, "fk.samordnare", "reporter", unit=TEAM)
    done = world.do(hand_over_cases, "fk.chef", "fk.utredare", "fk.samordnare")
    assert (done.passed, done.left) == (1, 0)
    assert step(world, "fk.samordnare", plain, "withdraw", why_withdrawn="Dubbel.") == "withdrawn"
    assert [case.number for case in world.ask(list_cases, "fk.utredare")] == [conduct]


def test_a_conduct_matter_goes_only_to_whoever_is_its_nearest_manager_now(world: World) -> None:
    conduct = contacted(world, conduct_matter=True, category="beteende")
    as_operator(world, deactivate, "vc.chef")
    done = world.do(hand_over_cases, "administrator", "vc.chef", "ort.chef")
    assert (done.passed, done.left) == (0, 0)
    assert conduct not in {case.number for case in world.ask(list_cases, "ort.chef")}
    assert conduct not in {case.number for case in world.ask(list_cases, "region.direktor")}
    world.do(hand_over_cases, "administrator", "vc.chef", "region.direktor")
    assert {case.number for case in world.ask(list_cases, "region.direktor")} == {conduct}


def test_who_may_hand_over_and_to_whom(world: World) -> None:
    contacted(world)
    for who in ("vc.medarbetare", "ort.chef", "vc.chef", "granskare"):
        with pytest.raises(Forbidden):
            world.do(hand_over_cases, who, "vc.chef", "region.direktor")
    for who in ("fk.samordnare", "af.chef"):
        with pytest.raises(NotFound):
            world.do(hand_over_cases, who, "vc.chef", "region.direktor")
    for receiver in ("vc.medarbetare", "ort.chef", "fk.chef", "vc.chef", "finns.inte"):
        with pytest.raises(BadInput):
            world.do(hand_over_cases, "region.samordnare", "vc.chef", receiver)
    assert world.do(hand_over_cases, "region.direktor", "vc.chef", "region.direktor").passed == 1


def test_a_deputy_acts_while_somebody_is_away_and_not_after(world: World) -> None:
    """As manager, with what any manager may; never in the absent one's conduct matters (R8)."""
    number = reported(world)
    step(world, "fk.utredare", number, "register", own_reference="FK-1", other_party_told="Telefon.")
    conduct = reported(world, conduct_matter=True, category="beteende")
    form = {"from_day": "2026-03-03", "to_day": "2026-03-06", "deputy": "fk.utredare"}
    world.do(set_absence, "fk.chef", "fk.chef", form)
    with reading(world.engine) as session:
        before, during, after = (
            sign_in(session, "fk.utredare", world.now.date().replace(day=day)) for day in (2, 4, 7)
        )
        assert not before.manager
        assert during.manager
        assert not after.manager
        other = sign_in(session, "fk.utredare")
        assert not other.manager
    done = as_operator(
        world,
        lambda session, now: move(
            session, during, number, "contact_manager", rev=None, form={"contact_logged": "Chefen, telefon."}, now=now
        ),
    )
    assert done.state == "manager_dialogue"
    with reading(world.engine) as session:
        seen = {case.number for case in list_cases(session, during)}
    assert seen == {number, conduct}, "the conduct matter is the deputy's own report"


def test_a_deputy_is_told_at_once_and_never_of_a_conduct_matter(world: World) -> None:
    form = {"from_day": "2026-03-02", "to_day": "2026-03-31", "deputy": "ort.chef"}
    world.do(set_absence, "vc.chef", "vc.chef", form)
    contacted(world)
    assert told(world, "your_turn")[-2:] == [("vc.chef", "your_turn"), ("ort.chef", "your_turn")]
    before = len(told(world))
    contacted(world, conduct_matter=True, category="beteende")
    assert "ort.chef" not in {who for who, _ in told(world)[before:]}
    world.wait(working_days=22)
    before = len(told(world))
    contacted(world)
    assert "ort.chef" not in {who for who, _ in told(world)[before:]}, "the manager is back"


def test_a_deputy_sees_no_conduct_matter_of_the_absent_manager(world: World) -> None:
    conduct = contacted(world, conduct_matter=True, category="beteende")
    number = contacted(world)
    world.do(set_absence, "vc.chef", "vc.chef", {"from_day": "2026-03-02", "deputy": "ort.chef"})
    with reading(world.engine) as session:
        deputy = sign_in(session, "ort.chef", world.now.date())
        assert {case.number for case in list_cases(session, deputy)} == {number}, conduct


@pytest.mark.parametrize(
    ("who", "whom", "form", "error"),
    [
        ("vc.chef", "vc.chef", {"from_day": "2026-03-05", "to_day": "2026-03-04"}, BadInput),
        ("vc.chef", "vc.chef", {"from_day": "2026-02-01", "to_day": "2026-02-02"}, BadInput),
        ("vc.chef", "vc.chef", {"from_day": "i går"}, BadInput),
        ("vc.chef", "vc.chef", {"from_day": "2026-03-05", "deputy": "fk.chef"}, BadInput),
        ("vc.chef", "vc.chef", {"from_day": "2026-03-05", "deputy": "vc.chef"}, BadInput),
        (
            "region.samordnare",
            "region.sekreterare",
            {"from_day": "2026-03-05", "deputy": "region.samordnare"},
            BadInput,
        ),
        ("fk.chef", "vc.chef", {"from_day": "2026-03-05"}, NotFound),
        ("vc.kollega", "vc.chef", {"from_day": "2026-03-05"}, Forbidden),
        ("vc.chef", "region.direktor", {"from_day": "2026-03-05"}, Forbidden),
        ("ort.chef", "vc.chef", {"from_day": "2026-03-05"}, Forbidden),
    ],
)
def test_absence_that_cannot_be(world: World, who: str, whom: str, form: dict[str, str], error: type) -> None:
    with pytest.raises(error):
        world.do(set_absence, who, whom, form)


def test_absence_is_seen_by_those_who_may_set_it(world: World) -> None:
    form = {"from_day": "2026-03-05", "to_day": "2026-03-20"}
    world.do(set_absence, "region.direktor", "vc.chef", form)
    world.do(set_absence, "region.samordnare", "vc.kollega", form)
    with pytest.raises(BadInput, match="redan borta"):
        world.do(set_absence, "vc.chef", "vc.chef", {"from_day": "2026-03-20"})
    seen = {
        who: [away.username for away in world.ask(list_absences, who, world.now)]
        for who in ("vc.chef", "vc.kollega", "region.direktor", "region.samordnare", "ort.chef", "fk.samordnare")
    }
    assert seen == {
        "vc.chef": ["vc.chef", "vc.kollega"],
        "vc.kollega": ["vc.kollega"],
        "region.direktor": ["vc.chef", "vc.kollega"],
        "region.samordnare": ["vc.chef", "vc.kollega"],
        "ort.chef": [],
        "fk.samordnare": [],
    }
    world.wait(working_days=20)
    assert world.ask(list_absences, "region.samordnare", world.now) == []


def test_holes_are_listed_until_somebody_fills_them(world: World) -> None:
    desk = Desk(world)
    number = contacted(world)
    contacted(world, conduct_matter=True, category="beteende")
    as_operator(world, deactivate, "vc.chef")
    as_operator(world, revoke, "region.direktor", "manager", unit="Hälso- och sjukvården")
    world.wait(working_days=10)
    told = desk.now()
    assert ("region.samordnare", "hole") in told
    assert ("administrator", "holes") in told
    desk.seen = 0
    [mail] = [row for row in desk.rows() if row["message"] == "holes"]
    assert mail["count"] == 2, "no number: the conduct matter looks as the other (R8)"
    assert "number" not in mail
    world.wait(working_days=5)
    assert not [pair for pair in desk.now() if pair[1] == "holes"], "it is no news any more"
    [line] = world.ask(list_holes, "administrator", world.now)
    assert (line.organisation, line.unit, line.cases, line.numbers) == ("Region Värmland", UNIT, 2, ())
    assert line.role == "chefen hos den berörda parten"
    [own] = world.ask(list_holes, "region.samordnare", world.now)
    assert own.numbers == (number,)
    assert world.ask(list_holes, "fk.samordnare", world.now) == []
    with pytest.raises(Forbidden):
        world.ask(list_holes, "fk.chef", world.now)
    as_operator(world, grant, "vc.kollega", "manager", unit=UNIT)
    [left] = world.ask(list_holes, "administrator", world.now)
    assert left.cases == 1, "the conduct matter waits until it is handed over"
    world.do(hand_over_cases, "administrator", "vc.chef", "vc.kollega")
    assert world.ask(list_holes, "administrator", world.now) == []
    assert world.ask(list_holes, "region.samordnare", world.now) == []
