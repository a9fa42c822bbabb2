"""Decisions, holds, years and runs in any order: nothing open or held is ever touched, nothing due is left, the history
stays (R19)."""

import json
from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from avvikelse.core.dates import local_day
from avvikelse.core.events import replay
from avvikelse.core.retention import BITS, RetentionKind, bits_of, cutoff
from avvikelse.db.session import reading
from avvikelse.db.tables import (
    Deidentification,
    Deviation,
    DeviationParty,
    Event,
    Measure,
    Message,
    Note,
    Outbox,
    Registration,
    RetentionDecision,
    User,
)
from avvikelse.errors import AvvikelseError
from avvikelse.services.members import add_user, grant
from avvikelse.services.retention import register_decision, revoke_decision
from avvikelse.services.retention_holds import place_hold, release_hold
from tests.properties.house import House, build_house
from tests.properties.invariants import chain_holds
from tests.services.retention import ADMINISTRATORS, closed, retained, withdrawn
from tests.services.steps import attested, received, rows, step
from tests.world import FK, REGION, START, World

HANDLER = {FK: "fk.chef", REGION: "vc.chef"}
OWN = {Registration: "registration", Note: "notes", Deidentification: "deidentified"}
"""What one party holds, and the kind that covers it."""
organisations = st.sampled_from([FK, REGION])
cases = st.integers(0, 4)
decide = st.tuples(
    st.just("decide"), organisations, st.lists(st.sampled_from([*RetentionKind]), min_size=1, unique=True),
    st.sampled_from([1, 6, 18]),
)  # fmt: skip
acts = st.one_of(
    decide,
    decide,
    st.tuples(st.just("revoke"), organisations),
    st.tuples(st.sampled_from(["hold", "release"]), organisations, cases),
    st.tuples(st.just("reopen"), cases),
    st.tuples(st.just("wait"), st.sampled_from([1, 20, 40, 200, 500])),
    st.tuples(st.just("run"), st.sampled_from([1, 2, 200])),
    st.tuples(st.just("run"), st.sampled_from([1, 2, 200])),
)


def begin(house: House) -> None:
    """A closed case and two open ones, with de-identified texts; one that was withdrawn, and such a conduct matter."""
    world = World(house.engine)
    world.plain(_administrator)
    for number in (closed(world), received(world), received(world)):
        attested(world, number)
    withdrawn(world)
    withdrawn(world, conduct_matter=True, category="beteende")


def _administrator(session: Any, now: Any) -> None:
    add_user(session, "fk.admin", "Fk", "fk.admin@example.se", FK, START)
    grant(session, "fk.admin", "administrator", now)


class Archive:
    """The cases, what has been done with them, and what must be true of the rows."""

    def __init__(self, house: House) -> None:
        self.world = house.renew()
        self.world.now = START + timedelta(days=10)
        self.numbers = [row.number for row in rows(self.world, Deviation)]

    def act(self, name: str, *more: Any) -> None:
        """Somebody does something; what is refused changes nothing."""
        if name == "run":
            return self.run(*more)
        before = rows(self.world, Event)
        try:
            getattr(self, name)(*more)
        except AvvikelseError:
            assert rows(self.world, Event) == before
        return None

    def decide(self, organisation: str, kinds: list[str], months: int) -> None:
        form = {"diary_number": "D 1", "period": months, "period_in": "months", "kinds": kinds}
        form["from_day"] = "2026-06-01"
        self.world.do(register_decision, ADMINISTRATORS[organisation], form)

    def revoke(self, organisation: str) -> None:
        for row in rows(self.world, RetentionDecision):
            if row.organisation == organisation and row.revoked_at is None:
                self.world.do(revoke_decision, ADMINISTRATORS[organisation], row.id)
                return

    def hold(self, organisation: str, case: int) -> None:
        self.world.do(place_hold, HANDLER[organisation], self.numbers[case], {"reason": "Tillsyn."})

    def release(self, organisation: str, case: int) -> None:
        self.world.do(release_hold, HANDLER[organisation], self.numbers[case])

    def reopen(self, case: int) -> None:
        step(self.world, "fk.chef", self.numbers[case], "reopen", why_reopened="Igen.")

    def wait(self, days: int) -> None:
        self.world.now += timedelta(days=days)

    def run(self, batch: int) -> None:
        """The worker's job: nothing that must stay is touched, nothing that must go is left."""
        before, history = self.everything(), rows(self.world, Event)
        may = self.may_go()
        retained(self.world, batch)
        assert self.everything(but=may) == {key: found for key, found in before.items() if key not in may}
        assert rows(self.world, Event)[: len(history)] == history
        self.nothing_due_is_left()
        assert not retained(self.world, batch), "run again it does nothing"
        self.history_holds()

    def may_go(self) -> set[tuple[Any, ...]]:
        """What the decisions in force cover, worked out from the parties' rows: (kind, case, organisation)."""
        today = local_day(self.world.now)
        working = [row for row in rows(self.world, RetentionDecision) if row.revoked_at is None]
        working = [row for row in working if row.works_from is not None and row.works_from <= today]
        due: dict[tuple[int, str], set[str]] = defaultdict(set)
        known: dict[int, set[str]] = defaultdict(set)
        for party in rows(self.world, DeviationParty):
            if party.visible_from is not None:
                known[party.deviation_id].add(party.organisation)
            if not party.ended or party.held:
                continue
            for row in working:
                if row.organisation == party.organisation and party.sort_at < cutoff(today, row.months):
                    due[party.deviation_id, party.organisation] |= set(row.kinds.split(","))
            if party.destroyed & BITS[RetentionKind.SHARED]:
                due[party.deviation_id, party.organisation].add("shared")
        own = {(kind, *key) for key, kinds in due.items() for kind in kinds - {"shared"}}
        shared = {("shared", case) for case, of in known.items() if all("shared" in due[case, each] for each in of)}
        return own | shared

    def everything(self, but: Collection[tuple[Any, ...]] = ()) -> dict[tuple[Any, ...], list[Any]]:
        """Every text there is, by what covers it."""
        found: dict[tuple[Any, ...], list[Any]] = {}
        for model, kind in OWN.items():
            for row in rows(self.world, model):
                found.setdefault((kind, row.deviation_id, row.organisation), []).append(row)
        for model in (Message, Measure):
            for row in rows(self.world, model):
                found.setdefault(("shared", row.deviation_id), []).append(row)
        works_at = {row.id: row.organisation for row in rows(self.world, User)}
        for row in rows(self.world, Outbox):
            if row.deviation_id is not None:
                found.setdefault(("traces", row.deviation_id, works_at[row.recipient_id]), []).append(row)
        return {key: lines for key, lines in found.items() if key not in but}

    def nothing_due_is_left(self) -> None:
        today = local_day(self.world.now)
        for row in rows(self.world, RetentionDecision):
            if row.revoked_at is not None or row.works_from is None or row.works_from > today:
                continue
            bits = bits_of([RetentionKind(kind) for kind in row.kinds.split(",")])
            for party in rows(self.world, DeviationParty):
                mine = party.organisation == row.organisation and party.ended and not party.held
                if mine and party.sort_at < cutoff(today, row.months):
                    assert party.destroyed & bits == bits

    def history_holds(self) -> None:
        with reading(self.world.engine) as session:
            chain_holds(session)
        events = rows(self.world, Event)
        for case in rows(self.world, Deviation):
            told = replay((row.kind, row.data) for row in events if row.deviation_id == case.id)
            assert (told.state, told.rev) == (case.state, case.rev)
        assert not [row for row in events if "Hemlig" in row.data]
        assert all("decision" in json.loads(row.data) for row in events if row.kind == "destroyed")


def keep(house: House, examples: int) -> None:
    @settings(
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        max_examples=examples,
    )
    @given(st.lists(acts, min_size=8, max_size=16))
    def years(done: list[tuple[Any, ...]]) -> None:
        archive = Archive(house)
        # A start that lets something be due, so that no example is idle.
        archive.decide(FK, [*RetentionKind], 1)
        archive.wait(120)
        archive.run(200)
        for one in done:
            archive.act(*one)

    years()
    house.engine.dispose()


def test_years_on_sqlite(sqlite_url: str) -> None:
    keep(build_house(sqlite_url, begin), 15)


def test_years_on_postgresql(fresh_postgres_url: str) -> None:
    keep(build_house(fresh_postgres_url, begin), 5)
