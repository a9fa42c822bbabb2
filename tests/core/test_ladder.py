"""The ladder: somebody is always reached if anybody may be, never somebody who may not know (R8)."""

from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from avvikelse.core.ladder import climb, climb_forum
from avvikelse.core.permissions import CaseParty
from avvikelse.core.reminding import WHY_SENTENCES, Why
from avvikelse.core.vocabulary import Side

PEOPLE = range(1, 8)
UNITS = (1, 2, 3)
"""Each unit lies under the one before it."""


@dataclass
class Town:
    """People as somebody made them up; `over` are the managers of each unit."""

    working: frozenset[int]
    absent: dict[int, int | None]
    over: dict[int, tuple[int, ...]]
    coordinating: tuple[int, ...]

    def works(self, person: int) -> bool:
        return person in self.working

    def manages(self, person: int) -> bool:
        return any(person in managers for managers in self.over.values())

    def away(self, person: int) -> bool:
        return person in self.absent

    def deputy(self, person: int) -> int | None:
        found = self.absent.get(person)
        return found if found is not None and self.works(found) and not self.away(found) else None

    def managers_over(self, unit_id: int) -> Iterator[int]:
        return (who for unit in range(unit_id, 0, -1) for who in self.over[unit] if self.works(who))

    def coordinators(self, organisation: str) -> tuple[int, ...]:
        return tuple(who for who in self.coordinating if self.works(who))


person = st.sampled_from(PEOPLE)
maybe = st.one_of(st.none(), person)
some = st.lists(person, max_size=2, unique=True).map(tuple)
towns = st.builds(
    Town,
    st.frozensets(person),
    st.dictionaries(person, maybe),
    st.fixed_dictionaries(dict.fromkeys(UNITS, some)),
    some,
)
parties = st.builds(
    CaseParty,
    organisation=st.just("a"),
    side=st.sampled_from(Side),
    unit_id=st.one_of(st.none(), st.sampled_from(UNITS)),
    reporter_id=maybe,
    manager_id=maybe,
    visible=st.just(True),
    received=st.booleans(),
    agreed=st.booleans(),
)
parts = st.sampled_from(["reporter", "manager", "coordinator"])


@given(parts, parties, towns)
def test_only_people_who_work_are_reached_and_each_once(part: str, party: CaseParty, town: Town) -> None:
    for conduct in (False, True):
        found = climb(part, party, town, conduct_matter=conduct)
        assert all(town.works(who) for who in found.people)
        assert len(set(found.people)) == len(found.people)
        assert found.why in WHY_SENTENCES
        assert found.role.startswith(f"{party.side}.")


@given(st.sampled_from(["reporter", "manager"]), parties, towns)
def test_nobody_is_reached_only_when_nobody_may_be(part: str, party: CaseParty, town: Town) -> None:
    found = climb(part, party, town, conduct_matter=False)
    if not found.people:
        assert found.hole
        assert not town.coordinators("a")
        assert party.manager_id is None or not town.works(party.manager_id) or part == "reporter"
        over = [] if party.unit_id is None else town.managers_over(party.unit_id)
        assert all(town.away(who) or who == party.manager_id for who in over)


@given(parts, parties, towns)
def test_whoever_is_there_and_has_the_step_is_reached_and_nobody_else(part: str, party: CaseParty, town: Town) -> None:
    owner = {"reporter": party.reporter_id, "manager": party.manager_id}.get(part)
    found = climb(part, party, town, conduct_matter=False)
    if owner is not None and town.works(owner) and not town.away(owner) and (part == "reporter" or town.manages(owner)):
        assert (found.people, found.why) == ((owner,), Why.TURN)


@given(parts, parties, towns)
def test_somebody_away_is_passed_by_when_anybody_else_is_there(part: str, party: CaseParty, town: Town) -> None:
    found = climb(part, party, town, conduct_matter=False)
    there = [who for who in town.coordinators("a") if not town.away(who)]
    if there:
        assert not any(town.away(who) for who in found.people)


@given(parts, parties, towns)
def test_a_conduct_matter_stays_with_its_reporter_and_nearest_manager(part: str, party: CaseParty, town: Town) -> None:
    found = climb(part, party, town, conduct_matter=True)
    assert set(found.people) <= {party.reporter_id, party.manager_id}
    if part != "reporter":
        assert set(found.people) <= {party.manager_id}
    manager = party.manager_id
    if part == "manager" and manager is not None and town.works(manager) and town.manages(manager):
        assert found.people == (manager,), "away or not: nobody else may know"


@given(some, towns)
def test_a_forum_s_cases_are_known_to_its_secretaries_and_their_deputies(people: tuple[int, ...], town: Town) -> None:
    working = tuple(who for who in people if town.works(who))
    found = climb_forum("forum.secretary", working, town)
    assert bool(found.people) == bool(working)
    assert set(found.people) <= {*working, *(town.deputy(who) for who in working)}
