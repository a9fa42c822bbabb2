"""Figures on deviations: tables with a bar beside each row, for any period (R16)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from avvikelse.core.dates import local_day
from avvikelse.core.permissions import Actor
from avvikelse.core.statistics import Figures
from avvikelse.db.session import Session
from avvikelse.errors import BadInput, NotFound
from avvikelse.services.statistics import (
    By,
    Period,
    joint_figures,
    joint_period,
    joint_stays,
    last_half_year,
    may_count_jointly,
    may_count_own,
    own_figures,
    own_stays,
    period,
)
from avvikelse.web.visit import Visiting

router = APIRouter()

HEADINGS = {
    By.ORGANISATION: "Vem som rapporterade",
    By.UNIT: "Enheter",
    By.CATEGORY: "Vad det gällde",
    By.GENDER: "Kvinnor och män",
    By.LEVEL: "Hur långt de gick",
}
BAR = 240
"""The longest bar's width in the drawing's own units."""


@dataclass(frozen=True, slots=True)
class Chart:
    """One table of the page, and the largest figure in it, which its bars are drawn against."""

    by: By
    heading: str
    figures: Figures
    largest: int

    def bar(self, count: int | None) -> int:
        """How long a row's bar is."""
        return round(BAR * (count or 0) / self.largest) if self.largest else 0


@router.get("/overblick")
def overview(visit: Visiting, fran: str = "", till: str = "", vilka: str = "") -> Response:
    """The figures of a period: the own organisation's, or the whole agreement's for those they are for."""
    today = local_day(visit.now)
    with visit.reading() as (session, actor):
        jointly = _jointly(actor, vilka)
        within, said, faults = _within(actor, fran, till, visit.now, jointly=jointly)
        kinds = [by for by in By if not (jointly and by is By.UNIT)]
        charts = [_chart(session, actor, by, within, visit.now, jointly=jointly) for by in kinds]
        stays = (joint_stays if jointly else own_stays)(session, actor, within, visit.now)
    return visit.page(
        "overview/figures.html",
        faults=faults,
        within=within,
        rounded=said,
        jointly=jointly,
        both=may_count_own(actor) and may_count_jointly(actor),
        charts=charts,
        stays=stays,
        shortcuts=_shortcuts(today, jointly=jointly),
        whole=BAR,
    )


def _within(actor: Actor, first: str, last: str, now: datetime, *, jointly: bool) -> tuple[Period, str, list[str]]:
    """The period that is shown, what is said about it, and what was wrong with the days that were asked for."""
    today = local_day(now)
    usual = last_half_year(now) if jointly else period(today.replace(month=1, day=1), today)
    try:
        wanted = period(_day(first, usual.first), _day(last, usual.last))
        return (*joint_period(actor, wanted, now), []) if jointly else (wanted, "", [])
    except BadInput as error:
        return usual, "", [error.message]


def _jointly(actor: Actor, which: str) -> bool:
    """Which figures are shown: what was asked for, as far as the person may see it. Raises NotFound to the rest."""
    if not (may_count_own(actor) or may_count_jointly(actor)):
        raise NotFound("Det finns ingen sådan sida. Gå till startsidan och leta därifrån.")
    return may_count_jointly(actor) and (which == "alla" or not may_count_own(actor))


def _chart(session: Session, actor: Actor, by: By, within: Period, now: datetime, *, jointly: bool) -> Chart:
    figures = joint_figures(session, actor, by, within, now) if jointly else own_figures(session, actor, by, within)
    return Chart(by, HEADINGS[by], figures, max((row.total or 0 for row in figures.rows), default=0))


def _shortcuts(today: date, *, jointly: bool) -> list[dict[str, Any]]:
    """The half-years that the agreement's figures are reported for (R16), and whole years; jointly those ended."""
    year = today.year
    spring, autumn = (date(year, 1, 1), date(year, 6, 30)), (date(year, 7, 1), date(year, 12, 31))
    past = (date(year - 1, 1, 1), date(year - 1, 12, 31))
    named = ((f"första halvåret {year}", spring), (f"andra halvåret {year}", autumn), (f"hela {year - 1}", past))
    shown = ((name, *days) for name, days in named if days[1] < today or not jointly)
    return [{"name": name, "first": first, "last": last} for name, first, last in shown]


def _day(text: str, otherwise: date) -> date:
    if not text:
        return otherwise
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{text[:20]} är inget datum. Skriv det som 2026-11-24.") from None
