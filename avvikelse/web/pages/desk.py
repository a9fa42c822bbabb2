"""My desk: one list, my turn first, with what to do, by when and why."""

from typing import NamedTuple

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from avvikelse.core.permissions import Actor
from avvikelse.core.routine import Routine
from avvikelse.db.desk import Part
from avvikelse.services.desk_filter import VIEWS, DeskFilter, read_filter
from avvikelse.services.drafts import drafts
from avvikelse.services.lists import CasePage, ListedCase, page_of_cases
from avvikelse.services.routines import active_routines
from avvikelse.web.rendering import joined
from avvikelse.web.visit import Visit, Visiting

router = APIRouter()

PAGE = 50
HEADINGS = {Part.TURN: "Min tur", Part.OPEN: "Väntar på andra", Part.ENDED: "Avslutade"}


class _Line(NamedTuple):
    """What a line of the list shows: the case, and whether its day has passed."""

    case: ListedCase
    late: bool


class _Filters(NamedTuple):
    """What the filters offer, as pairs of key and name, and what is chosen."""

    states: tuple[tuple[str, str], ...]
    categories: tuple[tuple[str, str], ...]
    parties: tuple[tuple[str, str], ...]
    lage: str
    kategori: str
    organisation: str
    fran: str
    till: str


@router.get("/avvikelser")
def desk(visit: Visiting) -> Response:
    """The person's cases, and the reports they have begun."""
    asked = dict(visit.request.query_params)
    after = asked.get("efter", "")
    with visit.reading() as (session, actor):
        routines = active_routines(session)
        chosen = read_filter(asked, routines, visit.now)
        page = page_of_cases(session, actor, chosen.wanted, parts=chosen.parts, after=after, limit=PAGE)
        begun = drafts(session, actor) if not chosen.narrows and not after else []
    return visit.page(
        "desk/list.html",
        groups=_groups(visit, page),
        drafts=begun,
        chosen=chosen,
        handles=actor.manager or actor.coordinator,
        views=_views(actor, chosen),
        filters=visit.pieces.draw("desk/filters.html", _filters(routines, chosen)),
        following=f"/avvikelser?{chosen.address(efter=page.after)}" if page.after else "",
        first=not after,
    )


def _groups(visit: Visit, page: CasePage) -> list[tuple[Part, str, int, Markup]]:
    """The parts that have lines: heading, how many they are, and the lines, in the list's order."""
    draw, now = visit.pieces.draw, visit.now
    drawn: dict[Part, list[Markup]] = {part: [] for part in HEADINGS}
    for case in page.lines:
        late = case.due_at is not None and case.due_at < now
        drawn[case.part].append(draw("desk/line.html", _Line(case, late)))
    return [(part, HEADINGS[part], len(lines), joined(lines)) for part, lines in drawn.items() if lines]


def _views(actor: Actor, chosen: DeskFilter) -> list[tuple[str, str, bool]]:
    """The ways to look at the list, each with its address and whether it is the one shown."""
    handles = actor.manager or actor.coordinator
    keys = [key for key in VIEWS if key != "larande" or handles]
    here = chosen.given["urval"]
    return [(f"/avvikelser?{chosen.address(urval=key)}".rstrip("?"), VIEWS[key], key == here) for key in keys]


def _filters(routines: list[Routine], chosen: DeskFilter) -> _Filters:
    states = {key: state.label for routine in routines for key, state in routine.states.items()}
    categories = {key: label for routine in routines for key, label in routine.categories.items()}
    parties = {key: name for routine in routines for key, name in routine.parties.items()}
    given = ("lage", "kategori", "organisation", "fran", "till")
    return _Filters(
        (("", "Alla lägen"), *states.items()),
        (("", "Alla kategorier"), *categories.items()),
        (("", "Alla organisationer"), *parties.items()),
        *(chosen.given[name] for name in given),
    )
