"""The forums a person has to do with, one forum's series of meetings, and what they could bring to it."""

from datetime import timedelta

from fastapi import APIRouter
from starlette.responses import Response

from avvikelse.core.dates import local_day
from avvikelse.core.deadlines import proposed_dates
from avvikelse.outbound.ics import series_ics
from avvikelse.services.forum_desk import forum_desk, series
from avvikelse.services.meeting_desk import forum_at
from avvikelse.services.meetings import MOST_MEETINGS
from avvikelse.services.planning import plan_and_invite
from avvikelse.services.preparation import preparation
from avvikelse.web.meeting_words import STATE_WORDS, TOLD, coming, typed
from avvikelse.web.visit import Visit, Visiting, sentences

router = APIRouter()

SHOWN = 12
"""How many meetings are shown ahead, and behind, before somebody asks for all."""
PROPOSED = 8
"""How many of the days that the rhythm gives are shown as a proposal."""


@router.get("/forum")
def show_forums(visit: Visiting) -> Response:
    """The person's forums, with what is next in each."""
    with visit.reading() as (session, actor):
        cards = forum_desk(session, actor, visit.now)
    return visit.page("forum/forums.html", cards=cards, state_words=STATE_WORDS, coming=coming)


@router.get("/forum/{forum}")
def show_series(visit: Visiting, forum: str, alla: str = "") -> Response:
    """The forum's meetings ahead and behind."""
    return _series(visit, forum, everything=bool(alla))


def _series(
    visit: Visit, address: str, *, everything: bool = False, faults: tuple[str, ...] = (), status: int = 200
) -> Response:
    with visit.reading() as (session, actor):
        ref = forum_at(session, address)
        found = series(session, actor, ref, visit.now)
        prepares = actor.coordinator or actor.manager
    planned = {local_day(one.frame.starts_at) for one in found.ahead if one.forum == ref.key}
    spec = ref.engine.routine.forums[ref.key]
    proposed = proposed_dates(spec, local_day(visit.now) - timedelta(days=1), PROPOSED) if found.writes else []
    return visit.page(
        "forum/series.html",
        status=status,
        faults=faults,
        series=found,
        ahead=found.ahead if everything else found.ahead[:SHOWN],
        behind=found.behind if everything else found.behind[:SHOWN],
        more=0 if everything else max(0, len(found.ahead) - SHOWN) + max(0, len(found.behind) - SHOWN),
        prepares=prepares,
        proposed=[(day, day in planned) for day in proposed],
        count=typed(visit, "count") or "4",
        state_words=STATE_WORDS,
        coming=coming,
    )


@router.post("/forum/{forum}/planera")
def plan(visit: Visiting, forum: str) -> Response:
    """Plans the next meetings by the routine's rhythm and invites the members."""
    given = typed(visit, "count")
    count = int(given) if given.isdecimal() and len(given) <= len(str(MOST_MEETINGS)) else 0
    try:
        with visit.writing("meeting plan") as (session, actor):
            ref = forum_at(session, forum)
            days = plan_and_invite(session, actor, ref, local_day(visit.now) - timedelta(days=1), count, now=visit.now)
    except TOLD as error:
        return _series(visit, forum, faults=tuple(sentences(error)), status=error.status)
    planned = "Nästa möte är planerat." if len(days) == 1 else f"De närmaste {len(days)} mötena är planerade."
    return visit.go(f"/forum/{forum}", f"{planned} De kallade får besked.")


@router.get("/forum/{forum}/kalender.ics")
def calendar(visit: Visiting, forum: str) -> Response:
    """The forum's meetings as a calendar file: no text of any case, and nobody but the organiser is named."""
    with visit.reading() as (session, actor):
        found = series(session, actor, forum_at(session, forum), visit.now)
    base = visit.installation.settings.base_url
    every = sorted((*found.ahead, *found.behind), key=lambda one: one.frame.starts_at)
    content = series_ics(found.forum.name, every, base, visit.now)
    return visit.file(content, "text/calendar; charset=utf-8; method=PUBLISH", f"{found.forum.key}.ics")


@router.get("/forum/{forum}/forbered")
def prepare(visit: Visiting, forum: str, dag: str = "next") -> Response:
    """What the person's organisation could bring to the next meeting, and what is missing for it (R12)."""
    with visit.reading() as (session, actor):
        found = preparation(session, actor, forum_at(session, forum), dag, visit.now)
    return visit.page("forum/prepare.html", found=found, today=local_day(visit.now))
