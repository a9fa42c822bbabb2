"""Figures that may leave an organisation: none below five, and none that can be counted out from the others (R16)."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from avvikelse.core.load import load_routine
from avvikelse.core.statistics import (
    FEWEST,
    Figures,
    Stay,
    count_up,
    days_on_levels,
    depths,
    hide_small,
    level_reached,
    levels,
    put_together,
    roll_up,
    stays_on,
)
from avvikelse.core.vocabulary import Gender
from avvikelse.settings import builtin_folder

COUNTED = st.dictionaries(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from([str(gender) for gender in Gender])),
    st.integers(1, 12),
    max_size=18,
)
LABELS = {key: key.upper() for key in "abcdef"}
START = datetime(2026, 3, 2, 8, tzinfo=UTC)


def routine(name: str) -> object:
    path = builtin_folder("workflows") / f"{name}.yaml"
    return load_routine(path.read_bytes(), path.name)


def shown(figures: Figures) -> list[int]:
    """Every figure that can be read off the table."""
    rows = [*figures.rows, figures.total]
    every = [count for row in rows for count in (row.total, *row.by_gender.values())]
    return [count for count in every if count is not None]


@given(COUNTED)
def test_no_small_figure_is_shown(counted: dict[tuple[str, str], int]) -> None:
    assert not [count for count in shown(hide_small(count_up("category", LABELS, counted))) if 0 < count < FEWEST]


@given(COUNTED)
def test_no_small_total_can_be_counted_out(counted: dict[tuple[str, str], int]) -> None:
    """Whoever knows the sum of all groups learns of the hidden ones only what they are together: five or more."""
    figures = count_up("category", LABELS, counted)
    hidden = [row.key for row in hide_small(figures).rows if row.total is None]
    totals = {row.key: row.total or 0 for row in figures.rows}
    if hidden and len(hidden) < len(totals):
        assert len(hidden) > 1
        assert sum(totals[key] for key in hidden) >= FEWEST


@given(COUNTED)
def test_no_small_split_can_be_counted_out(counted: dict[tuple[str, str], int]) -> None:
    """The table by gender tells each column's sum: of the hidden splits it tells no figure from one to four."""
    figures = count_up("category", LABELS, counted)
    hidden = [row.key for row in hide_small(figures).rows if None in row.by_gender.values()]
    split = {row.key: row.by_gender for row in figures.rows}
    if hidden and len(hidden) < len(split):
        assert len(hidden) > 1
        for gender in Gender:
            assert not 0 < sum(split[key][gender] or 0 for key in hidden) < FEWEST


HALVES = st.lists(COUNTED, min_size=1, max_size=5)


@given(HALVES, st.data())
def test_no_two_periods_can_be_subtracted(halves: list[dict[tuple[str, str], int]], data: st.DataObject) -> None:
    """Whatever half-years two periods are of, what one shows more than the other is nothing, or five or more."""
    told = [hide_small(count_up("category", LABELS, counted)) for counted in halves]
    last = len(told) - 1
    first = data.draw(st.integers(0, last))
    inner_first = data.draw(st.integers(first, last))
    inner_last = data.draw(st.integers(inner_first, last))
    longer = _cells(put_together(told[first:], tuple(LABELS)))
    shorter = _cells(put_together(told[inner_first : inner_last + 1], tuple(LABELS)))
    for cell in longer.keys() & shorter.keys():
        assert not 0 < longer[cell] - shorter[cell] < FEWEST, cell


def _cells(figures: Figures) -> dict[tuple[str, str], int]:
    """Every figure that is shown, by group and gender; '' is the whole group."""
    every = {(row.key, ""): row.total for row in figures.rows}
    every |= {(row.key, str(gender)): count for row in figures.rows for gender, count in row.by_gender.items()}
    return {cell: count for cell, count in every.items() if count is not None}


def test_half_years_are_put_together_from_what_each_shows() -> None:
    spring = {("a", "kvinna"): 20, ("b", "man"): 3, ("c", "man"): 9}
    autumn = {("a", "kvinna"): 2, ("a", "man"): 5, ("c", "man"): 7, ("d", "kvinna"): 8}
    tables = [hide_small(count_up("category", LABELS, counted)) for counted in (spring, autumn)]
    found = put_together(tables, tuple(LABELS))
    assert [(row.key, row.total) for row in found.rows] == [("a", 27), ("b", None), ("c", 7), ("d", 8)]
    assert found.total.total == 42
    assert put_together(tables[:1], tuple(LABELS)) == tables[0]


@given(COUNTED)
def test_without_hiding_the_figures_add_up(counted: dict[tuple[str, str], int]) -> None:
    figures = count_up("category", LABELS, counted)
    assert figures.total.total == sum(counted.values())
    assert all(row.total == sum(count or 0 for count in row.by_gender.values()) for row in figures.rows)
    assert [row.key for row in figures.rows] == sorted(row.key for row in figures.rows)


def test_a_group_that_nobody_knows_stands_last_under_its_own_key() -> None:
    figures = count_up("category", {"a": "Första"}, {("z", "man"): 1, ("a", "kvinna"): 2})
    assert [row.label for row in figures.rows] == ["Första", "z"]


def test_levels_come_from_the_routine_file() -> None:
    assert list(levels(routine("varmland"))) == [
        "raised", "registered", "manager_dialogue", "forum", "steering", "national",
    ]  # fmt: skip
    assert "resolved" not in levels(routine("orebro"))
    assert level_reached(routine("varmland"), ["raised", "registered", "manager_dialogue", "resolved"]) == (
        "manager_dialogue"
    )
    assert level_reached(routine("varmland"), ["forum", "manager_dialogue", "resolved", "closed"]) == "forum"
    assert level_reached(routine("varmland"), ["closed"]) == ""


def test_time_on_each_level_is_counted_to_now_for_the_last() -> None:
    days = timedelta(days=1)
    way = [Stay("raised", START), Stay("registered", START + 3 * days), Stay("resolved", START + 10 * days)]
    now = START + 30 * days
    assert days_on_levels(routine("varmland"), way, now) == [("raised", 3), ("registered", 7)]
    assert days_on_levels(routine("varmland"), way[:2], now) == [("raised", 3), ("registered", 27)]


def test_few_stays_are_hidden_outside_the_organisation() -> None:
    stays = [("forum", day) for day in (1, 2, 3, 10, 40)] + [("steering", 9)]
    known = {"forum": "Forumet", "steering": "Gruppen", "national": "Nationellt"}
    inside = stays_on(known, stays, hide=False)
    assert [(one.label, one.count, one.middle, one.longest) for one in inside] == [
        ("Forumet", 5, 3, 40), ("Gruppen", 1, 9, 9),
    ]  # fmt: skip
    outside = stays_on(known, stays, hide=True)
    assert [(one.count, one.middle, one.longest) for one in outside] == [(5, 3, None), (None, None, None)]


def test_a_unit_has_what_the_units_below_it_have() -> None:
    parents = {"region": None, "area": "region", "unit": "area", "other": "region"}
    counted = {("unit", "man"): 2, ("area", "man"): 1, ("other", "kvinna"): 4}
    assert roll_up(parents, counted) == {
        ("unit", "man"): 2,
        ("area", "man"): 3,
        ("region", "man"): 3,
        ("other", "kvinna"): 4,
        ("region", "kvinna"): 4,
    }
    assert depths(parents) == [("region", 0), ("area", 1), ("unit", 2), ("other", 1)]
