"""Figures on deviations for a period: for the own organisation in full, for the agreement without small ones (R16)."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import case, func, select

from avvikelse.core.dates import at_local, local_day, swedish_date
from avvikelse.core.permissions import Actor
from avvikelse.core.routine import Routine
from avvikelse.core.statistics import (
    FEWEST,
    Figures,
    Stay,
    Stays,
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
from avvikelse.core.vocabulary import GENDER_LABELS
from avvikelse.db.access import Rows, moves_of, visible_joint_figures, visible_own_figures
from avvikelse.db.session import Session
from avvikelse.db.tables import Deviation, Unit, table
from avvikelse.errors import BadInput, Forbidden
from avvikelse.services.routines import active_engine

_deviation, _unit = table(Deviation), table(Unit)
LONGEST_PERIOD = timedelta(days=3660)
JUNE = 6
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)


class By(StrEnum):
    """What the figures are split by."""

    ORGANISATION = "organisation"
    UNIT = "unit"
    CATEGORY = "category"
    GENDER = "gender"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Period:
    """The Swedish days on which the deviations were reported, both included."""

    first: date
    last: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From the first day's beginning to the last day's end, in UTC."""
        return at_local(self.first, time(0)), at_local(self.last + timedelta(days=1), time(0))


def period(first: date, last: date) -> Period:
    """The period from a day to another.

    Raises BadInput when it ends before it begins, is longer than ten years, or lies outside EARLIEST and LATEST.
    """
    if last < first:
        raise BadInput("Perioden slutar innan den börjar. Byt plats på dagarna.")
    if first < EARLIEST or last > LATEST:
        raise BadInput(f"Välj dagar mellan {EARLIEST} och {LATEST}.")
    if last - first > LONGEST_PERIOD:
        raise BadInput("Perioden är längre än tio år. Välj en kortare.")
    return Period(first, last)


def joint_period(actor: Actor, within: Period, now: datetime) -> tuple[Period, str]:
    """The whole half-years that the agreement's figures are told for, and a Swedish sentence when that isn't `within`.

    Days that anybody may choose could be chosen a day apart, and one table subtracted from the other. So the figures
    come in the half-years they are reported for (R16), and a half-year is told when it has ended: until then it would
    grow by a case at a time. The installation's own command (an operator, who reads the database anyway) is told of
    the present one too. Raises BadInput when none of the half-years has ended.
    """
    today = local_day(now)
    halves = [one for one in _half_years(within) if one.last < today or actor.user_id is None]
    if not halves:
        raise BadInput("Gemensamma siffror visas för hela halvår, när halvåret har gått ut. Välj ett tidigare halvår.")
    told = Period(halves[0].first, halves[-1].last)
    if told == within:
        return told, ""
    days = f"{swedish_date(told.first)} – {swedish_date(told.last)}"
    return told, f"Gemensamma siffror visas för hela halvår som har gått ut: {days}."


def last_half_year(now: datetime) -> Period:
    """The half-year that has ended last."""
    today = local_day(now)
    return _half_year(today.year, later=False) if today.month > JUNE else _half_year(today.year - 1, later=True)


def _half_year(year: int, *, later: bool) -> Period:
    return Period(date(year, 7, 1), date(year, 12, 31)) if later else Period(date(year, 1, 1), date(year, 6, 30))


def _half_years(within: Period) -> list[Period]:
    """The half-years that the period touches, the first one first."""
    years = range(within.first.year, within.last.year + 1)
    every = [_half_year(year, later=later) for year in years for later in (False, True)]
    return [one for one in every if one.last >= within.first and one.first <= within.last]


def may_count_own(actor: Actor) -> bool:
    """True for those who handle deviations in their organisation."""
    return actor.manager or actor.coordinator


def may_count_jointly(actor: Actor) -> bool:
    """True for those whom the agreement's common figures are for."""
    return bool(actor.coordinator or actor.secretary_of or actor.member_of)


def own_figures(session: Session, actor: Actor, by: By, within: Period) -> Figures:
    """Figures of what the person handles in their own organisation, none hidden. Raises Forbidden to other people."""
    if not may_count_own(actor):
        raise Forbidden("Siffrorna i den egna organisationen är för chefer och samordnare.")
    routine = active_engine(session)[1].routine
    cases = _within(visible_own_figures(actor), within)
    if by is By.UNIT:
        return _by_unit(session, actor, cases)
    return _figures(session, cases, by, routine)


def joint_figures(session: Session, actor: Actor, by: By, within: Period, now: datetime) -> Figures:
    """Figures of the whole agreement, small ones hidden in each half-year. Raises Forbidden to people they aren't for.

    Raises BadInput for units, as which units another organisation has is its own, and as `joint_period`.
    """
    _require_joint(actor)
    if by is By.UNIT:
        raise BadInput("Enheter visas bara inom den egna organisationen. Välj en annan indelning.")
    routine = active_engine(session)[1].routine
    halves = _half_years(joint_period(actor, within, now)[0])
    cases = _within(visible_joint_figures(actor), Period(halves[0].first, halves[-1].last))
    counted = _by_half_year(session, cases, by, routine, halves)
    labels = _labels(by, routine)
    return put_together([hide_small(count_up(by, labels, one)) for one in counted], labels)


def own_stays(session: Session, actor: Actor, within: Period, now: datetime) -> tuple[Stays, ...]:
    """How long what the person handles has stayed on each level. Raises Forbidden to others than handlers."""
    if not may_count_own(actor):
        raise Forbidden("Siffrorna i den egna organisationen är för chefer och samordnare.")
    routine = active_engine(session)[1].routine
    found = _days(session, _within(visible_own_figures(actor), within), routine, now)
    return stays_on(levels(routine), found, hide=False)


def joint_stays(session: Session, actor: Actor, within: Period, now: datetime) -> tuple[Stays, ...]:
    """The same for the whole agreement, of half-years in which five or more have been on the level.

    Raises as `joint_figures` does.
    """
    _require_joint(actor)
    routine = active_engine(session)[1].routine
    told: list[tuple[str, int]] = []
    small: list[tuple[str, int]] = []
    for half in _half_years(joint_period(actor, within, now)[0]):
        found = _days(session, _within(visible_joint_figures(actor), half), routine, now)
        times = Counter(level for level, _ in found)
        told += [stay for stay in found if times[stay[0]] >= FEWEST]
        small += [stay for stay in found if times[stay[0]] < FEWEST]
    shown = {level for level, _ in told}
    # A level that is told of in no half-year stands there without figures, however many stays it has had in all.
    hidden = dict.fromkeys(level for level, _ in small if level not in shown)
    return stays_on(levels(routine), [*told, *((level, 0) for level in hidden)], hide=True)


def _require_joint(actor: Actor) -> None:
    if not may_count_jointly(actor):
        raise Forbidden("De gemensamma siffrorna är för samordnare och för forumens sekreterare och ledamöter.")


def _within(cases: Rows, within: Period) -> Rows:
    begins, ends = within.moments
    return cases.where(_deviation.c.reported_at >= begins, _deviation.c.reported_at < ends)


def _figures(session: Session, cases: Rows, by: By, routine: Routine) -> Figures:
    found = _by_level(session, cases, routine) if by is By.LEVEL else _counted(session, cases, by)
    return count_up(by, _labels(by, routine), found)


def _labels(by: By, routine: Routine) -> Mapping[str, str]:
    """The groups in their own order, with what they are called."""
    match by:
        case By.LEVEL:
            return levels(routine)
        case By.GENDER:
            return {str(gender): label for gender, label in GENDER_LABELS.items()}
        case By.CATEGORY:
            return routine.categories
        case _:
            return routine.parties


def _by_half_year(
    session: Session, cases: Rows, by: By, routine: Routine, halves: Sequence[Period]
) -> list[dict[tuple[str, str], int]]:
    """The counts of each half-year by group and gender: one question for all of them, but for levels."""
    if by is By.LEVEL:
        return [_by_level(session, _within(cases, half), routine) for half in halves]
    found = cases.subquery()
    half = case(*((found.c.reported_at < one.moments[1], n) for n, one in enumerate(halves))).label("half")
    grouped: Any = select(found.c[by].label("key"), found.c.gender, half, func.count().label("cases"))
    counted: list[dict[tuple[str, str], int]] = [{} for _ in halves]
    for row in session.execute(grouped.group_by(found.c[by], found.c.gender, half)):
        counted[row.half][str(row.key), row.gender] = row.cases
    return counted


def _counted(session: Session, cases: Rows, column: str) -> dict[tuple[str, str], int]:
    found = cases.subquery()
    grouped: Any = select(found.c[column].label("key"), found.c.gender, func.count().label("cases"))
    rows = session.execute(grouped.group_by(found.c[column], found.c.gender))
    return {(str(row.key), row.gender): row.cases for row in rows}


def _by_unit(session: Session, actor: Actor, cases: Rows) -> Figures:
    """The own organisation's units as a tree: each with what the units below it have."""
    units = session.execute(select(_unit).where(_unit.c.organisation == actor.organisation).order_by(_unit.c.id)).all()
    parents = {str(row.id): str(row.parent_id) if row.parent_id else None for row in units}
    names = {str(row.id): row.name for row in units}
    deep = dict(depths(parents))
    counted = {key: count for key, count in _counted(session, cases, "unit_id").items() if key[0] in names}
    known = sum(counted.values())
    figures = count_up(By.UNIT, {key: names[key] for key in deep}, roll_up(parents, counted))
    rows = tuple(replace(row, depth=deep[row.key]) for row in figures.rows)
    genders = {gender: sum(count for (_, one), count in counted.items() if one == gender) for gender in GENDER_LABELS}
    return replace(figures, rows=rows, total=replace(figures.total, total=known, by_gender=genders))


def _ways(session: Session, cases: Rows) -> Iterator[tuple[int, list[Stay]]]:
    """The way of each case through the routine, as its history has it."""
    rows = session.execute(moves_of(cases))
    for case_id, moves in groupby(rows, key=lambda row: row.deviation_id):
        steps = ((json.loads(row.data), row.at) for row in moves)
        way = [Stay(data["to"], at) for data, at in steps]
        yield case_id, [here for n, here in enumerate(way) if n == 0 or way[n - 1].state != here.state]


def _by_level(session: Session, cases: Rows, routine: Routine) -> dict[tuple[str, str], int]:
    genders = {row.id: row.gender for row in session.execute(cases)}
    counted: Counter[tuple[str, str]] = Counter()
    for case_id, way in _ways(session, cases):
        counted[level_reached(routine, (here.state for here in way)), genders[case_id]] += 1
    return dict(counted)


def _days(session: Session, cases: Rows, routine: Routine, now: datetime) -> list[tuple[str, int]]:
    """Each stay on a level with its days, for every one of the cases."""
    return [stay for _, way in _ways(session, cases) for stay in days_on_levels(routine, way, now)]


def plain_figures(figures: Figures, within: Period) -> dict[str, Any]:
    """The figures of a period as plain values for a file or another program; a hidden one is null."""
    rows = [
        {"key": row.key, "label": row.label, "total": row.total, **{str(g): n for g, n in row.by_gender.items()}}
        for row in (*figures.rows, figures.total)
    ]
    days = {"from": within.first, "to": within.last}
    return {"by": figures.by, **days, "rows": rows[:-1], "total": rows[-1], "hidden": figures.hidden}
