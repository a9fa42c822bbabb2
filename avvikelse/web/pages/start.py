"""The way in: everybody is sent to where their work is."""

from fastapi import APIRouter
from starlette.responses import Response

from avvikelse.web.navigation import places
from avvikelse.web.visit import Visiting

router = APIRouter()


@router.get("/")
def start(visit: Visiting) -> Response:
    """Sends the person to the first of their places."""
    with visit.reading() as (_, actor):
        address = places(actor)[0].address
    return visit.go(address)
