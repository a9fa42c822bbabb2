"""Attesting a de-identified text: another person reads the new text, and the original only if they ask (R13)."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from avvikelse.errors import BadInput, Forbidden, RefusedMove, Stale
from avvikelse.services.deid_desk import attestation, read_original
from avvikelse.services.deid_review import REASONS
from avvikelse.services.deidentification import attest
from avvikelse.services.forms import AttestForm, faults_in
from avvikelse.web.case_forms import Refused, answer, head_of, hindered, refused, taken
from avvikelse.web.visit import Visit, Visiting

router = APIRouter()

NOT_WRITTEN = "Det finns ingen avidentifierad text från er än. Skriv en först."


@router.get("/avvikelser/{number}/intyga")
def show(visit: Visiting, number: str, original: str = "") -> Response:
    """The text and the questions. With `original=ja` the original too; that reading is written in the trail."""
    return _page(visit, number, None, original == "ja")


@router.post("/avvikelser/{number}/intyga")
def decide(visit: Visiting, number: str) -> Response:
    """Attests, or says that somebody can be recognised."""
    rev, values = taken(visit.values())
    try:
        with visit.writing("attest") as (session, actor):
            attest(session, actor, number, values, rev=rev, now=visit.now)
    except (BadInput, RefusedMove, Stale, Forbidden) as error:
        faults = faults_in(AttestForm, values) if isinstance(error, BadInput) else ()
        return _page(visit, number, refused(error, values, rev, faults), False)
    return visit.go(f"/avvikelser/{number}", "Texten är intygad och kan läggas på ett forums bord.")


def _page(visit: Visit, number: str, again: Refused | None, wants_original: bool) -> Response:
    with visit.reading() as (session, actor):
        given = head_of(session, actor, number, again)
        given |= {"heading": "Läs och intyga", **hindered(given["head"].acts["attest_deidentified"])}
        found = attestation(session, actor, number) if not given["why_not"] else None
    if not given["why_not"] and found is None:
        given |= {"why_not": [NOT_WRITTEN]}
    if found is None:
        return answer(visit, "case/act.html", given, again)
    original = ""
    if wants_original:
        with visit.writing("read original") as (session, actor):
            original = read_original(session, actor, number, visit.now)
    given |= {"found": found, "original": original, "wants_original": wants_original, "reasons": REASONS}
    return answer(visit, "deid/attest.html", given | _state(found.checked.unanswered, found.why_not), again)


def _state(unanswered: bool, why_not: str) -> dict[str, Any]:
    """Why there is no form, when there is none."""
    if unanswered:
        return {"hinder": "Kontrollen har fynd kvar. Den som skrev texten behöver skriva om dem, eller svara på dem."}
    return {"hinder": why_not}
