"""My messages: the same that are mailed, newest first."""

from fastapi import APIRouter
from starlette.responses import Response

from avvikelse.core.letters import CaseNotice, MeetingNotice, Notice
from avvikelse.outbound.letters import put_into_words
from avvikelse.outbound.list_context import LIST_PATHS
from avvikelse.services.inbox import inbox, mark_read
from avvikelse.web.visit import Visiting, row_id

router = APIRouter()


@router.get("/meddelanden")
def messages(visit: Visiting, fore: str = "") -> Response:
    """A page of the person's messages; `fore` is the id of the one that the page begins before."""
    before = row_id(fore)
    with visit.reading() as (session, actor):
        page = inbox(session, actor, before=before)
    assert visit.visitor is not None  # noqa: S101 (reading() raises when nobody is signed in)
    settings, name = visit.installation.settings, visit.visitor.name
    shown = [(one, put_into_words(one.notice, name, settings), _leads_to(one.notice)) for one in page.messages]
    return visit.page("inbox/list.html", messages=shown, before=page.before, first=before is None)


@router.post("/meddelanden")
def read_all(visit: Visiting) -> Response:
    """Marks all of the person's messages as read."""
    with visit.writing("read messages") as (session, actor):
        mark_read(session, actor, None, visit.now)
    return visit.go("/meddelanden", "Alla meddelanden är markerade som lästa.")


@router.post("/meddelanden/{id:int}")
def open_message(visit: Visiting, id: int) -> Response:  # noqa: A002 (the address's own word)
    """Marks a message as read and goes to what it is about, or back to the messages."""
    with visit.writing("read message") as (session, actor):
        mark_read(session, actor, [id], visit.now)
        found = next((one for one in inbox(session, actor, before=id + 1, limit=1).messages if one.id == id), None)
    return visit.go(_leads_to(found.notice) if found is not None else "/meddelanden")


def _leads_to(notice: Notice) -> str:
    """The page of what the message is about."""
    if isinstance(notice, CaseNotice):
        return f"/avvikelser/{notice.number}"
    return "/forum" if isinstance(notice, MeetingNotice) else LIST_PATHS[notice.message]
