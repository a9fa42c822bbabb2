"""My desk: one list, my turn first, with what to do, by when and why."""

from fastapi import APIRouter
from starlette.responses import Response

from avvikelse.core.permissions import Actor
from avvikelse.core.routine import Routine
from avvikelse.db.desk import Part
from avvikelse.services.desk_filter import VIEWS, DeskFilter, read_filter
from avvikelse.services.drafts import drafts
from avvikelse.services.lists import CasePage, ListedCase, page_of_cases
from avvikelse.services.routines import active_routines
from avvikelse.web.visit import Visiting

router = APIRouter()

PAGE = 50
HEADINGS = {Part.TURN: "Min tur", Part.OPEN: "Väntar på andra", Part.ENDED: "Avslutade"}


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
        groups=_groups(page),
        drafts=begun,
        chosen=chosen,
        handles=actor.manager or actor.coordinator,
        views=_views(actor, chosen),
        choices=_choices(routines),
        following=f"/avvikelser?{chosen.address(efter=page.after)}" if page.after else "",
        first=not after,
    )


def _groups(page: CasePage) -> list[tuple[Part, str, list[ListedCase]]]:
    """The lines under their headings, in the list's order."""
    groups = [(part, heading, [line for line in page.lines if line.part is part]) for part, heading in HEADINGS.items()]
    return [group for group in groups if group[2]]


def _views(actor: Actor, chosen: DeskFilter) -> list[tuple[str, str, bool]]:
    """The ways to look at the list, each with its address and whether it is the one shown."""
    handles = actor.manager or actor.coordinator
    keys = [key for key in VIEWS if key != "larande" or handles]
    here = chosen.given["urval"]
    return [(f"/avvikelser?{chosen.address(urval=key)}".rstrip("?"), VIEWS[key], key == here) for key in keys]


def _choices(routines: list[Routine]) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer, by their name in the address."""
    states = {key: state.label for routine in routines for key, state in routine.states.items()}
    categories = {key: label for routine in routines for key, label in routine.categories.items()}
    parties = {key: name for routine in routines for key, name in routine.parties.items()}
    return {
        "lage": [("", "Alla lägen"), *states.items()],
        "kategori": [("", "Alla kategorier"), *categories.items()],
        "organisation": [("", "Alla organisationer"), *parties.items()],
    }
