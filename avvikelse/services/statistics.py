"""Figures on deviations for a period: for the own organisation in full, for the agreement without small ones (R16)."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import func, select

from avvikelse.core.dates import at_local
from avvikelse.core.permissions import Actor
from avvikelse.core.routine import Routine
from avvikelse.core.statistics import (
    Figures,
    Stay,
    Stays,
    count_up,
    days_on_levels,
    depths,
    hide_small,
    level_reached,
    levels,
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


def joint_figures(session: Session, actor: Actor, by: By, within: Period) -> Figures:
    """Figures of the whole agreement, small ones hidden. Raises Forbidden to people they aren't for.

    Raises BadInput for units: which units another organisation has is its own.
    """
    _require_joint(actor)
    if by is By.UNIT:
        raise BadInput("Enheter visas bara inom den egna organisationen. Välj en annan indelning.")
    routine = active_engine(session)[1].routine
    return hide_small(_figures(session, _within(visible_joint_figures(actor), within), by, routine))


def own_stays(session: Session, actor: Actor, within: Period, now: datetime) -> tuple[Stays, ...]:
    """How long what the person handles has stayed on each level. Raises Forbidden to others than handlers."""
    if not may_count_own(actor):
        raise Forbidden("Siffrorna i den egna organisationen är för chefer och samordnare.")
    return _stays(session, _within(visible_own_figures(actor), within), now, hide=False)


def joint_stays(session: Session, actor: Actor, within: Period, now: datetime) -> tuple[Stays, ...]:
    """The same for the whole agreement, without levels that fewer than five have been on. Raises Forbidden."""
    _require_joint(actor)
    return _stays(session, _within(visible_joint_figures(actor), within), now, hide=True)


def _require_joint(actor: Actor) -> None:
    if not may_count_jointly(actor):
        raise Forbidden("De gemensamma siffrorna är för samordnare och för forumens sekreterare och ledamöter.")


def _within(cases: Rows, within: Period) -> Rows:
    begins, ends = within.moments
    return cases.where(_deviation.c.reported_at >= begins, _deviation.c.reported_at < ends)


def _figures(session: Session, cases: Rows, by: By, routine: Routine) -> Figures:
    match by:
        case By.LEVEL:
            return count_up(by, levels(routine), _by_level(session, cases, routine))
        case By.GENDER:
            return count_up(
                by, {str(gender): label for gender, label in GENDER_LABELS.items()}, _counted(session, cases, "gender")
            )
        case By.CATEGORY:
            return count_up(by, routine.categories, _counted(session, cases, "category"))
        case _:
            return count_up(by, routine.parties, _counted(session, cases, "organisation"))


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


def _stays(session: Session, cases: Rows, now: datetime, *, hide: bool) -> tuple[Stays, ...]:
    routine = active_engine(session)[1].routine
    found = (stay for _, way in _ways(session, cases) for stay in days_on_levels(routine, way, now))
    return stays_on(levels(routine), found, hide=hide)


def plain_figures(figures: Figures) -> dict[str, Any]:
    """The figures as plain values for a file or another program; a hidden one is null."""
    rows = [
        {"key": row.key, "label": row.label, "total": row.total, **{str(g): n for g, n in row.by_gender.items()}}
        for row in (*figures.rows, figures.total)
    ]
    return {"by": figures.by, "rows": rows[:-1], "total": rows[-1], "hidden": figures.hidden}
