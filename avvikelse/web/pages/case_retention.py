"""The page on which those who handle a case stop its records from being destroyed, or let them go."""

from fastapi import APIRouter
from starlette.responses import Response

from avvikelse.errors import AvvikelseError, Forbidden, NotFound
from avvikelse.services.case_page import case_head
from avvikelse.services.forms import HoldForm, faults_in
from avvikelse.services.retention_holds import hold_on, place_hold, release_hold
from avvikelse.web.visit import Visit, Visiting, sentences

router = APIRouter()


@router.get("/avvikelser/{number}/gallringsstopp")
def ask(visit: Visiting, number: str) -> Response:
    """What a hold means, whether there is one and why."""
    return _page(visit, number)


def _page(visit: Visit, number: str, faults: object = (), status: int = 200) -> Response:
    with visit.reading() as (session, actor):
        head = case_head(session, actor, number)
        held = hold_on(session, actor, number)
    values = {"reason": ""} | visit.values()
    return visit.page(
        "case/retention.html", status=status, faults=faults, case=head.case, title=head.title, held=held, values=values
    )


@router.post("/avvikelser/{number}/gallringsstopp")
def hold(visit: Visiting, number: str) -> Response:
    """Stops the destruction, or with `do=slapp` lets it go on."""
    try:
        with visit.writing("retention hold") as (session, actor):
            if visit.form.get("do") == "slapp":
                shown, said = release_hold(session, actor, number, visit.now), "gallras när dess tid har gått ut."
            else:
                reason = {"reason": str(visit.form.get("reason", ""))}
                shown, said = place_hold(session, actor, number, reason, visit.now), "gallras inte hos er nu."
    except (NotFound, Forbidden):
        raise
    except AvvikelseError as error:
        given = {"reason": str(visit.form.get("reason", ""))}
        faults = [] if visit.form.get("do") == "slapp" else faults_in(HoldForm, given)
        return _page(visit, number, faults or sentences(error), error.status)
    return visit.go(f"/avvikelser/{shown}", f"{shown} {said}")
