"""The coordinators' weekly list: open cases between the parties, de-identified (R15)."""

from fastapi import APIRouter
from starlette.responses import Response

from avvikelse.core.dates import local_day
from avvikelse.errors import NotFound
from avvikelse.outbound.documents import WeeklyList
from avvikelse.services.weekly import weekly_list
from avvikelse.web.papers import FORM_NAMES, answered
from avvikelse.web.visit import Visit, Visiting

router = APIRouter()


def _list(visit: Visit) -> WeeklyList:
    """The list of today. Raises NotFound to others than coordinators, for whom it would be empty."""
    with visit.reading() as (session, actor):
        if not actor.coordinator:
            raise NotFound("Det finns ingen sådan sida.")
        return WeeklyList(local_day(visit.now), tuple(weekly_list(session, actor, visit.now)))


@router.get("/veckolista")
def show_weekly(visit: Visiting) -> Response:
    """The list, the longest waiting first."""
    return visit.page("forum/weekly.html", weekly=_list(visit), form_names=FORM_NAMES)


@router.get("/veckolista/dokument/{form}")
def download(visit: Visiting, form: str) -> Response:
    """The list as a file, or as a document in the browser."""
    found = _list(visit)
    return answered(visit, found, form, f"veckolista-{found.day}")
