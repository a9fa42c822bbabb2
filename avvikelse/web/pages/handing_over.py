"""Handing over to another party: chosen field by field, shown exactly as it will be read, then sent (R7)."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from avvikelse.core.permissions import Actor
from avvikelse.db.session import Session
from avvikelse.errors import BadInput, Forbidden, RefusedMove, Stale
from avvikelse.services.case_page import case_page
from avvikelse.services.forms import HandoverForm, faults_in
from avvikelse.services.handover import CHOOSABLE, hand_over, preview_handover
from avvikelse.web.case_forms import Refused, answer, head_of, hindered, refused, taken
from avvikelse.web.marking import Piece, pieces
from avvikelse.web.visit import Visit, Visiting

router = APIRouter()

LISTS = frozenset({"fields"})


@router.get("/avvikelser/{number}/lamna-over")
def choose(visit: Visiting, number: str) -> Response:
    """The fields of the own registration, none of them ticked, and room for a text."""
    return _page(visit, number, None)


@router.post("/avvikelser/{number}/lamna-over")
def send(visit: Visiting, number: str) -> Response:
    """Shows what the other party would read; a press on 'send' there sends it."""
    rev, values = taken(visit.values(lists=LISTS))
    do = str(visit.form.get("do", ""))
    try:
        if do == "send":
            with visit.writing("hand over") as (session, actor):
                hand_over(session, actor, number, values, rev=rev, now=visit.now)
            return visit.go(f"/avvikelser/{number}", "Överlämningen är skickad. Den andra partens chef får veta det.")
        if do == "change":
            return _page(visit, number, Refused(values))
        return _preview(visit, number, values)
    except (BadInput, RefusedMove, Stale, Forbidden) as error:
        faults = faults_in(HandoverForm, values) if isinstance(error, BadInput) else ()
        return _page(visit, number, refused(error, values, rev, faults))


def _preview(visit: Visit, number: str, values: dict[str, Any]) -> Response:
    with visit.writing("preview handover") as (session, actor):
        given = _given(session, actor, visit, number, Refused(values))
        found = preview_handover(session, actor, number, values)
    marks = [(finding.start, finding.end, index, "") for index, finding in enumerate(found.findings, 1)]
    body: list[Piece] = pieces(found.body, marks)
    whys = list(enumerate((finding.why for finding in found.findings), 1))
    return answer(visit, "case/handover_preview.html", given | {"preview": found, "body": body, "whys": whys}, None)


def _page(visit: Visit, number: str, again: Refused | None) -> Response:
    with visit.writing("read for hand_over") as (session, actor):
        given = _given(session, actor, visit, number, again)
    return answer(visit, "case/handover.html", given, again)


def _given(session: Session, actor: Actor, visit: Visit, number: str, again: Refused | None) -> dict[str, Any]:
    given = head_of(session, actor, number, again)
    given |= hindered(given["head"].acts["hand_over"])
    if given["why_not"]:
        return given | {"heading": "Lämna över", "choosable": ()}
    own = case_page(session, actor, number, visit.now).shown.registration
    held = {field: getattr(own, field, "") for field in CHOOSABLE}
    return given | {
        "heading": "Lämna över",
        "choosable": [(field, CHOOSABLE[field], text) for field, text in held.items() if text],
    }
