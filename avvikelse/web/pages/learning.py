"""The learning library: what the forums have learnt, de-identified, with a forgiving search (R10)."""

from datetime import timedelta

from fastapi import APIRouter
from starlette.responses import Response

from avvikelse.core.dates import local_day
from avvikelse.core.learning import LearningDigest
from avvikelse.core.vocabulary import PURPOSE_LABELS
from avvikelse.services.learning import digest_forums, learning_digest, search_library
from avvikelse.services.meeting_desk import address_of, forum_at
from avvikelse.web.papers import FORM_NAMES, answered
from avvikelse.web.visit import Visit, Visiting

router = APIRouter()

YEAR = timedelta(days=365)
LONGEST_SEARCH = 200


@router.get("/larande")
def show_library(visit: Visiting, sok: str = "", sida: str = "1") -> Response:
    """The cases that the person may learn from, the newest first; by search and page."""
    page = min(max(int(sida), 1), 1000) if sida.isdecimal() and len(sida) < len("10000") else 1
    search = sok.strip()[:LONGEST_SEARCH]
    with visit.reading() as (session, actor):
        found = search_library(session, actor, search, page)
        forums = [(address_of(session, forum), forum.name) for forum in digest_forums(session, actor)]
    return visit.page(
        "forum/library.html",
        found=found,
        search=search,
        forums=forums,
        purposes=PURPOSE_LABELS,
        form_names=FORM_NAMES,
    )


@router.get("/larande/{forum}/dokument/{form}")
def download(visit: Visiting, forum: str, form: str) -> Response:
    """What the forum has learnt in the last year as a file, or as a document in the browser."""
    found = _digest(visit, forum)
    return answered(visit, found, form, f"larande-{found.forum}-{found.last}")


def _digest(visit: Visit, forum: str) -> LearningDigest:
    today = local_day(visit.now)
    with visit.reading() as (session, actor):
        return learning_digest(session, actor, forum_at(session, forum), today - YEAR, today)
