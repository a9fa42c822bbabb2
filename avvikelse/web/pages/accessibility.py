"""The accessibility statement, as lag (2018:1937) om tillgänglighet till digital offentlig service asks; for all."""

from fastapi import APIRouter
from starlette.responses import Response

from avvikelse.web.visit import NotSignedIn, Visiting

router = APIRouter()


@router.get("/tillganglighet")
def accessibility(visit: Visiting) -> Response:
    """The statement; whoever is signed in keeps their menu."""
    try:
        with visit.reading():
            pass
    except NotSignedIn:
        pass
    return visit.page("accessibility.html", contact=visit.installation.settings.accessibility_contact)
