"""The minutes: read, attendance noted, approved by the adjusters, opened again."""

from itertools import groupby

from fastapi import APIRouter
from starlette.responses import Response

from avvikelse.core.vocabulary import MEETING_PART_LABELS
from avvikelse.errors import Forbidden, NotFound
from avvikelse.services.meeting_desk import meeting_view
from avvikelse.services.meetings import meeting_by_id
from avvikelse.services.minutes import approve, attend, reopen
from avvikelse.services.minutes_view import minutes
from avvikelse.web.meeting_words import TOLD, MeetingId, typed_rev
from avvikelse.web.papers import FORM_NAMES
from avvikelse.web.visit import Visit, Visiting, sentences

router = APIRouter()


@router.get("/moten/{id:int}/protokoll")
def show_minutes(visit: Visiting, meeting_id: MeetingId) -> Response:
    """The minutes: for the secretary as they are being written, for members when the meeting is held."""
    return _minutes(visit, meeting_id)


def _minutes(visit: Visit, meeting_id: int, *, faults: tuple[str, ...] = (), status: int = 200) -> Response:
    with visit.reading() as (session, actor):
        forum, meeting = meeting_by_id(session, actor, meeting_id)
        found = minutes(session, actor, forum, meeting)
        view = meeting_view(session, actor, meeting_id, visit.now, papers=False)
    sections = [(name, list(group)) for name, group in groupby(found.lines, key=_heading)]
    return visit.page(
        "forum/minutes.html",
        status=status,
        faults=faults,
        view=view,
        here=f"/forum/{view.address}",
        rev=meeting.rev,
        minutes=found,
        sections=sections,
        line_places={line.label: place for place, line in enumerate(found.lines, 1)},
        adjusters=[one for one in found.frame.people if one.adjuster],
        part_labels=MEETING_PART_LABELS,
        form_names=FORM_NAMES,
    )


def _heading(line: object) -> str:
    return "Tilläggslista" if getattr(line, "late", False) else str(getattr(line, "heading", ""))


@router.get("/moten/{id:int}/narvaro")
def show_attendance(visit: Visiting, meeting_id: MeetingId) -> Response:
    """The list of those invited, to tick those who are there."""
    return _attendance(visit, meeting_id)


def _attendance(visit: Visit, meeting_id: int, *, faults: tuple[str, ...] = (), status: int = 200) -> Response:
    with visit.reading() as (session, actor):
        view = meeting_view(session, actor, meeting_id, visit.now, papers=False)
    if not view.writes_minutes or view.invitation is None:
        raise NotFound("Det finns ingen sådan sida.")
    typed = [str(one) for one in visit.form.getlist("har")]
    there = [one.username for one in view.invitation.people if one.attendee.present]
    return visit.page(
        "forum/attendance.html",
        status=status,
        faults=faults,
        view=view,
        here=f"/forum/{view.address}",
        people=view.invitation.people,
        part_labels=MEETING_PART_LABELS,
        there=typed if visit.request.method == "POST" else there,
    )


@router.post("/moten/{id:int}/narvaro")
def save_attendance(visit: Visiting, meeting_id: MeetingId) -> Response:
    """Notes who was there; all others as away."""
    there = {str(one) for one in visit.form.getlist("har")}
    try:
        with visit.writing("meeting attendance") as (session, actor):
            forum, meeting = meeting_by_id(session, actor, meeting_id)
            view = meeting_view(session, actor, meeting_id, visit.now, papers=False)
            people = view.invitation.people if view.invitation else ()
            present = {one.username: one.username in there for one in people}
            attend(session, actor, forum, meeting, present, rev=typed_rev(visit), now=visit.now)
    except TOLD as error:
        return _attendance(visit, meeting_id, faults=tuple(sentences(error)), status=error.status)
    return visit.go(f"/moten/{meeting_id}/protokoll", "Närvaron är antecknad.")


@router.get("/moten/{id:int}/justera")
def ask_to_approve(visit: Visiting, meeting_id: MeetingId) -> Response:
    """What it means to approve, for an adjuster."""
    return _approve(visit, meeting_id)


def _approve(visit: Visit, meeting_id: int, *, faults: tuple[str, ...] = (), status: int = 200) -> Response:
    with visit.reading() as (session, actor):
        forum, meeting = meeting_by_id(session, actor, meeting_id)
        found = minutes(session, actor, forum, meeting)
        view = meeting_view(session, actor, meeting_id, visit.now, papers=False)
    if not view.adjusts and not faults:
        raise Forbidden("Bara de utsedda justerarna kan justera protokollet.")
    waiting = [one.name for one in found.frame.people if one.adjuster and one.approved_on is None]
    mine = view.mine.attendee.name if view.mine else ""
    return visit.page(
        "forum/approve.html",
        status=status,
        faults=faults,
        view=view,
        here=f"/forum/{view.address}",
        rev=meeting.rev,
        decided=[line for line in found.lines if line.outcome],
        others=[name for name in waiting if name != mine],
    )


@router.post("/moten/{id:int}/justera")
def do_approve(visit: Visiting, meeting_id: MeetingId) -> Response:
    """Approves the minutes; with the last adjuster the decisions are carried out, all or none."""
    try:
        with visit.writing("minutes approve") as (session, actor):
            forum, meeting = meeting_by_id(session, actor, meeting_id)
            done = approve(session, actor, forum, meeting, rev=typed_rev(visit), now=visit.now)
    except TOLD as error:
        return _approve(visit, meeting_id, faults=tuple(sentences(error)), status=error.status)
    said = "Protokollet är justerat. Besluten gäller." if done else "Du har justerat. Fler ska göra det."
    return visit.go(f"/moten/{meeting_id}/protokoll", said)


@router.get("/moten/{id:int}/oppna")
def ask_to_reopen(visit: Visiting, meeting_id: MeetingId) -> Response:
    """What it means to open the minutes again."""
    return _reopen(visit, meeting_id)


def _reopen(visit: Visit, meeting_id: int, *, faults: tuple[str, ...] = (), status: int = 200) -> Response:
    with visit.reading() as (session, actor):
        _, meeting = meeting_by_id(session, actor, meeting_id)
        view = meeting_view(session, actor, meeting_id, visit.now, papers=False)
    if not view.writes or (view.state != "approved" and not faults):
        raise NotFound("Det finns ingen sådan sida.")
    return visit.page(
        "forum/reopen.html", status=status, faults=faults, view=view, here=f"/forum/{view.address}", rev=meeting.rev
    )


@router.post("/moten/{id:int}/oppna")
def do_reopen(visit: Visiting, meeting_id: MeetingId) -> Response:
    """Opens the minutes again, for notes and attendance."""
    try:
        with visit.writing("minutes reopen") as (session, actor):
            forum, meeting = meeting_by_id(session, actor, meeting_id)
            reopen(session, actor, forum, meeting, rev=typed_rev(visit), now=visit.now)
    except TOLD as error:
        return _reopen(visit, meeting_id, faults=tuple(sentences(error)), status=error.status)
    return visit.go(f"/moten/{meeting_id}/protokoll", "Protokollet är öppet igen. Det behöver justeras på nytt.")
