"""The check of a text while it is written, for the pages' script. The text is neither kept nor logged."""

import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from avvikelse.errors import AvvikelseError, BadInput
from avvikelse.services.forms import LONG
from avvikelse.services.writing_check import look
from avvikelse.web.visit import Visiting

router = APIRouter()

LARGEST = 6 * LONG + 1_000
"""Bytes: a text of the longest kind with every character written out as an escape."""

_LONE = re.compile("[\ud800-\udfff]")
"""Half a character: JSON can name one, but no text holds it."""


class TooLong(AvvikelseError):
    """More was sent than any text box takes."""

    code = "too_long"
    status = 413

    def __init__(self) -> None:
        super().__init__(f"Texten är för lång för att kontrolleras. Korta den till högst {LONG} tecken.")


async def sent_text(request: Request) -> str:
    """The text in the body's JSON. Raises TooLong, or BadInput for what can't be read."""
    if int(request.headers.get("content-length") or LARGEST + 1) > LARGEST:
        raise TooLong
    try:
        sent: Any = await request.json()
    except (ValueError, RecursionError):
        sent = None
    text = sent.get("text") if isinstance(sent, dict) else None
    if not isinstance(text, str) or _LONE.search(text):
        raise BadInput('Skicka texten som JSON: {"text": "…"}.')
    if len(text) > LONG:
        raise TooLong
    return text


@router.post("/avidentifiering/kontroll")
def check_text(visit: Visiting, text: Annotated[str, Depends(sent_text)]) -> Response:
    """What in the text may point somebody out, and what to write instead. Offsets count Unicode code points."""
    with visit.reading():
        pass  # for those who are signed in; no transaction is open while the check works
    found = look(text)
    findings = [
        {
            "start": one.start,
            "end": one.end,
            "kind": one.kind,
            "level": one.level,
            "why": one.why,
            "replacement": one.replacement,
        }
        for one in found.suggestions
    ]
    return JSONResponse({"findings": findings, "masked": found.masked})
