"""The auditor's pages: the chain's last check, unusual reads, and the trail itself, without texts."""

import json
from collections.abc import Iterator

from fastapi import APIRouter
from starlette.responses import Response

from avvikelse.core.numbers import read_case_number
from avvikelse.services.audit import export, require_auditor, trail, unusual_reads, verify
from avvikelse.web.trail_words import said
from avvikelse.web.visit import Visiting, row_id

router = APIRouter()


@router.get("/granskning")
def audit(visit: Visiting, nummer: str = "", fore: str = "") -> Response:
    """The trail, newest first; of one case when its number is given."""
    before = row_id(fore)
    number = read_case_number(nummer) or "" if nummer else ""
    faults = ["Numret går inte att läsa. Skriv det som AVV-2026-0042."] if nummer and not number else []
    with visit.reading() as (session, actor):
        lines = trail(session, actor, before=before, number=number)
        reads = unusual_reads(session, actor, visit.now)
    return visit.page(
        "audit/trail.html",
        faults=faults,
        lines=lines,
        reads=reads,
        number=number or nummer,
        before=before,
        said_of=said,
    )


@router.get("/granskning/kedjan")
def chain(visit: Visiting) -> Response:
    """Walks the whole chain and says whether it holds."""
    with visit.reading() as (session, actor):
        count, digest, broken = verify(session, actor=actor)
    return visit.page("audit/chain.html", count=count, digest=digest, broken=broken)


@router.get("/granskning/handelser.json")
def events(visit: Visiting) -> Response:
    """The whole trail as a file, an event a line."""
    with visit.reading() as (session, actor):
        require_auditor(actor)
        content = "".join(_lines(export(session, actor=actor)))
    return visit.file(content.encode(), "application/jsonl", f"handelser-{visit.now:%Y-%m-%d}.jsonl")


def _lines(found: Iterator[dict[str, object]]) -> Iterator[str]:
    return (json.dumps(event, ensure_ascii=False) + "\n" for event in found)
