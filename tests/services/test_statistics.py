"""The agreement's figures come in half-years that have ended: no two periods can be subtracted (R16)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, update

from avvikelse.core.permissions import Actor
from avvikelse.core.statistics import FEWEST, Figures
from avvikelse.db.session import unit_of_work
from avvikelse.db.tables import Deviation, DeviationParty, table
from avvikelse.errors import BadInput
from avvikelse.services.statistics import (
    By,
    Period,
    joint_figures,
    joint_period,
    joint_stays,
    last_half_year,
    own_figures,
    period,
)
from tests.services.steps import contacted, rows
from tests.world import FK, World

READER = "fk.samordnare"
NOW = datetime(2027, 2, 15, 9, tzinfo=UTC)
SPRING, AUTUMN = Period(date(2026, 1, 1), date(2026, 6, 30)), Period(date(2026, 7, 1), date(2026, 12, 31))
OPERATOR = Actor(None, "operatör", FK, coordinator=True)


def cases(world: World, *days: date) -> None:
    """A case that all its parties know of, reported at noon on each of the days."""
    if not rows(world, Deviation):
        contacted(world)
    deviation, party = table(Deviation), table(DeviationParty)
    [known], parties = rows(world, Deviation)[:1], [row for row in rows(world, DeviationParty) if row.deviation_id == 1]
    with unit_of_work(world.engine) as session:
        session.execute(
            update(deviation).where(deviation.c.id == 1).values(reported_at=datetime(2020, 1, 1, tzinfo=UTC))
        )
        for n, day in enumerate(days, len(rows(world, Deviation)) + 1):
            copy = {c.key: getattr(known, c.key) for c in deviation.c if c.key != "id"}
            noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
            new = insert(deviation).values(copy | {"number": f"AVV-2026-{n:04}", "reported_at": noon})
            found = session.execute(new.returning(deviation.c.id)).scalar_one()
            copies = [
                {c.key: getattr(row, c.key) for c in party.c if c.key != "id"} | {"deviation_id": found}
                for row in parties
            ]
            session.execute(insert(party), copies)


def total(world: World, within: Period, now: datetime = NOW) -> int | None:
    figures: Figures = world.ask(joint_figures, READER, By.CATEGORY, within, now)
    return figures.total.total


def test_a_day_more_or_less_tells_nothing(world: World) -> None:
    """Six cases in spring, two of them on the same day: a period without that day shows the same."""
    cases(world, *(date(2026, 3, day) for day in (2, 3, 4, 5, 6, 6)))
    for first, last in (
        (date(2026, 3, 1), date(2026, 3, 6)),
        (date(2026, 3, 1), date(2026, 3, 5)),
        (date(2026, 1, 1), date(2026, 6, 30)),
    ):
        assert total(world, period(first, last)) == 6
        told, said = joint_period(world.actor(READER), period(first, last), NOW)
        assert told == SPRING
        assert bool(said) is (Period(first, last) != SPRING)
    own = world.ask(own_figures, READER, By.CATEGORY, period(date(2026, 3, 1), date(2026, 3, 5)))
    assert own.total.total == 4, "one's own are counted by the day"


def test_a_half_year_with_few_is_hidden_in_every_longer_period_too(world: World) -> None:
    cases(world, *[date(2026, 4, 1)] * 7, *[date(2026, 9, 1)] * 3)
    assert total(world, SPRING) == 7
    assert total(world, AUTUMN) == 0
    assert total(world, Period(SPRING.first, AUTUMN.last)) == 7, "ten would tell of the three"
    cases(world, *[date(2026, 12, 31)] * 2)
    assert total(world, AUTUMN) == 5
    assert total(world, Period(SPRING.first, AUTUMN.last)) == 12


def test_each_half_year_begins_and_ends_by_swedish_time(world: World) -> None:
    cases(world, *[date(2026, 6, 30)] * FEWEST)
    with unit_of_work(world.engine) as session:
        late = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)  # half past midnight, the first of July
        session.execute(update(table(Deviation)).where(table(Deviation).c.id > 1).values(reported_at=late))
    assert total(world, SPRING) == 0
    assert total(world, AUTUMN) == FEWEST


@pytest.mark.parametrize("by", [By.ORGANISATION, By.CATEGORY, By.GENDER])
def test_what_goes_on_is_told_when_it_has_ended(world: World, by: By) -> None:
    """Otherwise the table of each day, less that of the day before, would be the cases of a day."""
    cases(world, *[date(2027, 1, 20)] * 6)
    spring = period(date(2027, 1, 1), date(2027, 2, 15))
    with pytest.raises(BadInput, match="när halvåret har gått ut"):
        world.ask(joint_figures, READER, by, spring, NOW)
    with pytest.raises(BadInput):
        world.ask(joint_stays, READER, spring, NOW)
    later = datetime(2027, 7, 1, 6, tzinfo=UTC)
    figures: Figures = world.ask(joint_figures, READER, by, spring, later)
    assert figures.total.total == 6
    by_operator: Figures = world.ask(lambda s, _: joint_figures(s, OPERATOR, by, spring, NOW), READER)
    assert by_operator.total.total == 6


def test_time_on_a_level_is_hidden_by_half_year(world: World) -> None:
    cases(world)
    year = Period(SPRING.first, AUTUMN.last)
    assert world.ask(joint_stays, READER, year, NOW) == ()
    with unit_of_work(world.engine) as session:
        session.execute(update(table(Deviation)).values(reported_at=datetime(2026, 4, 1, tzinfo=UTC)))
    assert {stay.count for stay in world.ask(joint_stays, READER, year, NOW)} == {None}


def test_the_last_half_year_is_the_one_that_has_ended() -> None:
    assert last_half_year(NOW) == AUTUMN
    assert last_half_year(datetime(2026, 6, 30, 12, tzinfo=UTC)) == Period(date(2025, 7, 1), date(2025, 12, 31))
    assert last_half_year(datetime(2026, 12, 31, 12, tzinfo=UTC)) == SPRING
    assert last_half_year(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == AUTUMN


def test_a_period_is_rounded_outwards_to_the_half_years_that_have_ended(world: World) -> None:
    actor = world.actor(READER)
    told, said = joint_period(actor, period(date(2025, 11, 3), date(2027, 2, 1)), NOW)
    assert told == Period(date(2025, 7, 1), date(2026, 12, 31))
    assert said == "Gemensamma siffror visas för hela halvår som har gått ut: 1 juli 2025 – 31 december 2026."
    for days in (1, 200, 3000):
        wide, _ = joint_period(actor, period(date(2026, 12, 31) - timedelta(days=days), date(2026, 12, 31)), NOW)
        assert (wide.first.day, wide.first.month in (1, 7), wide.last) == (1, True, date(2026, 12, 31))
