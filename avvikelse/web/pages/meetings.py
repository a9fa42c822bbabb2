"""A meeting's page for each kind of reader, their answer to the invitation, the calendar file and the documents."""

from fastapi import APIRouter
from starlette.responses import Response

from avvikelse.core.agenda import by_heading
from avvikelse.core.dates import local_day
from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import MeetingAnswer
from avvikelse.db.session import Session
from avvikelse.errors import NotFound
from avvikelse.outbound.documents import Document
from avvikelse.outbound.ics import file_name, meeting_ics
from avvikelse.services.agenda_frozen import add_late
from avvikelse.services.agendas import agenda, freeze, send
from avvikelse.services.invitations import invited_by_id
from avvikelse.services.meeting_desk import meeting_view
from avvikelse.services.meeting_people import answer_invitation
from avvikelse.services.meetings import meeting_by_id
from avvikelse.services.minutes_view import extract, extracts_of, minutes
from avvikelse.web.meeting_words import (
    STATE_WORDS,
    TOLD,
    MeetingId,
    by_organisation,
    cases,
    part_and_answer,
    typed,
    typed_rev,
)
from avvikelse.web.papers import FORM_NAMES, answered
from avvikelse.web.visit import Visit, Visiting, sentences

router = APIRouter()

DOCUMENTS = {"dagordning": "Dagordning", "protokoll": "Protokoll", "utdrag": "Utdrag"}


@router.get("/moten/{id:int}")
def show_meeting(visit: Visiting, meeting_id: MeetingId) -> Response:
    """The meeting, with what the person may read and do."""
    return _meeting(visit, meeting_id)


def _meeting(visit: Visit, meeting_id: int, *, faults: tuple[str, ...] = (), status: int = 200) -> Response:
    with visit.reading() as (session, actor):
        view = meeting_view(session, actor, meeting_id, visit.now)
    return visit.page(
        "forum/meeting.html",
        status=status,
        faults=faults,
        view=view,
        here=f"/forum/{view.address}",
        sections=by_heading(view.agenda.lines) if view.agenda else [],
        groups=by_organisation(view.invitation) if view.invitation else [],
        part_and_answer=part_and_answer,
        state_words=STATE_WORDS,
        form_names=FORM_NAMES,
    )


@router.post("/moten/{id:int}/svar")
def answer(visit: Visiting, meeting_id: MeetingId) -> Response:
    """Whether the person comes."""
    given = typed(visit, "do")
    try:
        with visit.writing("meeting answer") as (session, actor):
            forum, found = invited_by_id(session, actor, meeting_id)
            day = local_day(found.frame.starts_at).isoformat()
            answer_invitation(session, actor, forum, day, {"answer": given}, now=visit.now)
    except TOLD as error:
        return _meeting(visit, meeting_id, faults=tuple(sentences(error)), status=error.status)
    comes = given == MeetingAnswer.COMING
    said = "Du har svarat att du kommer." if comes else "Du har anmält förhinder."
    return visit.go(f"/moten/{meeting_id}", f"{said} Du kan ändra ditt svar fram till mötet.")


@router.get("/moten/{id:int}/kalender.ics")
def calendar(visit: Visiting, meeting_id: MeetingId) -> Response:
    """The meeting as a calendar file."""
    with visit.reading() as (session, actor):
        _, found = invited_by_id(session, actor, meeting_id)
    content = meeting_ics(found, visit.installation.settings.base_url, visit.now)
    return visit.file(content, "text/calendar; charset=utf-8; method=REQUEST", file_name(found))


@router.get("/moten/{id:int}/dokument/{document}/{form}")
def download(visit: Visiting, meeting_id: MeetingId, document: str, form: str, part: str = "") -> Response:
    """A document as a file, or in the browser as it will be sent."""
    with visit.reading() as (session, actor):
        found, stem = _document(session, actor, visit, meeting_id, document, part)
    return answered(visit, found, form, stem)


def _document(
    session: Session, actor: Actor, visit: Visit, meeting_id: int, name: str, part: str
) -> tuple[Document, str]:
    """A meeting's document for one reader, and what its file is called. Raises NotFound."""
    if name not in DOCUMENTS:
        raise NotFound("Det finns inget sådant dokument.")
    if name == "utdrag":
        readable = extracts_of(session, actor, meeting_id)
        if readable is None:
            raise NotFound("Det finns inget utdrag för dig att läsa.")
        forum, day, _ = readable
        return extract(session, actor, forum, day, part or actor.organisation), f"utdrag-{forum.key}-{day}"
    forum, meeting = meeting_by_id(session, actor, meeting_id)
    stem = f"{name}-{forum.key}-{meeting.held_on}"
    if name == "protokoll":
        return minutes(session, actor, forum, meeting), stem
    return agenda(session, actor, forum, meeting.held_on.isoformat(), visit.now), stem


@router.get("/moten/{id:int}/spika")
def ask_to_freeze(visit: Visiting, meeting_id: MeetingId) -> Response:
    """What it means to fix the agenda, before it is done."""
    return _confirm(visit, meeting_id, "forum/freeze.html")


@router.post("/moten/{id:int}/spika")
def do_freeze(visit: Visiting, meeting_id: MeetingId) -> Response:
    """Fixes the agenda."""
    try:
        with visit.writing("agenda freeze") as (session, actor):
            forum, meeting = meeting_by_id(session, actor, meeting_id)
            done = freeze(session, actor, forum, meeting.held_on.isoformat(), visit.now, rev=typed_rev(visit))
    except TOLD as error:
        return _confirm(visit, meeting_id, "forum/freeze.html", faults=tuple(sentences(error)), status=error.status)
    held = f" {cases(len(done.withheld))} hålls inne." if done.withheld else ""
    return visit.go(f"/moten/{meeting_id}", f"Dagordningen är spikad.{held} Skicka den när du är klar.")


@router.get("/moten/{id:int}/skicka")
def ask_to_send(visit: Visiting, meeting_id: MeetingId) -> Response:
    """Who gets the agenda, before it is sent."""
    return _confirm(visit, meeting_id, "forum/send.html")


@router.post("/moten/{id:int}/skicka")
def do_send(visit: Visiting, meeting_id: MeetingId) -> Response:
    """Sends the agenda to those invited."""
    try:
        with visit.writing("agenda send") as (session, actor):
            forum, meeting = meeting_by_id(session, actor, meeting_id)
            send(session, actor, forum, meeting, rev=typed_rev(visit), now=visit.now)
    except TOLD as error:
        return _confirm(visit, meeting_id, "forum/send.html", faults=tuple(sentences(error)), status=error.status)
    return visit.go(f"/moten/{meeting_id}", "Dagordningen är utskickad. De kallade har fått ett meddelande.")


def _confirm(visit: Visit, meeting_id: int, template: str, faults: tuple[str, ...] = (), status: int = 200) -> Response:
    """What an act on the agenda means, for the secretary. The one who acts gets no message of it."""
    with visit.reading() as (session, actor):
        view = meeting_view(session, actor, meeting_id, visit.now)
    if not view.writes or view.agenda is None:
        raise NotFound("Det finns ingen sådan sida.")
    people = view.invitation.people if view.invitation else ()
    return visit.page(
        template,
        status=status,
        faults=faults,
        view=view,
        here=f"/forum/{view.address}",
        items=sum(line.item_id is not None for line in view.agenda.lines),
        receivers=[one for one in people if one.user_id != actor.user_id],
    )


@router.post("/moten/{id:int}/tillagg")
def take_up_late(visit: Visiting, meeting_id: MeetingId) -> Response:
    """Takes up on a list of their own what came after the agenda was fixed."""
    try:
        with visit.writing("agenda late") as (session, actor):
            forum, meeting = meeting_by_id(session, actor, meeting_id)
            count = add_late(session, actor, forum, meeting, rev=typed_rev(visit), now=visit.now)
    except TOLD as error:
        return _meeting(visit, meeting_id, faults=tuple(sentences(error)), status=error.status)
    said = f"{cases(count)} togs upp på tilläggslistan." if count else "Inget nytt har kommit."
    return visit.go(f"/moten/{meeting_id}", said)
