"""When, where and with whom a meeting is: the secretary moves it, cancels it, invites, and names adjusters."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from avvikelse.core.dates import DEFAULT_ZONE, swedish_date
from avvikelse.core.vocabulary import MEETING_PART_LABELS, MeetingPart
from avvikelse.errors import NotFound
from avvikelse.services.forms import Fault, MeetingChangeForm, faults_in
from avvikelse.services.invitations import invited_by_id
from avvikelse.services.meeting_desk import MeetingView, meeting_view
from avvikelse.services.meeting_people import members_to_invite, set_people
from avvikelse.services.meetings import meeting_by_id
from avvikelse.services.minutes import name_adjusters
from avvikelse.services.series import cancel_meeting, reschedule
from avvikelse.web.meeting_words import TOLD, MeetingId, by_organisation, part_and_answer, typed, typed_rev
from avvikelse.web.visit import Visit, Visiting, sentences

router = APIRouter()

TIME_FIELDS = ("day", "time", "minutes", "place", "link")
PARTS = (MeetingPart.MEMBER, MeetingPart.GUEST, MeetingPart.SECRETARY)


def _secretarys(visit: Visit, meeting_id: int) -> MeetingView:
    """The meeting, for its secretary. Raises NotFound to others."""
    with visit.reading() as (session, actor):
        view = meeting_view(session, actor, meeting_id, visit.now, papers=False)
    if not view.writes:
        raise NotFound("Det finns ingen sådan sida.")
    return view


@router.get("/moten/{id:int}/tid")
def show_time(visit: Visiting, meeting_id: MeetingId) -> Response:
    """The form for another day, time, length, place or link."""
    return _time(visit, meeting_id)


def _time(visit: Visit, meeting_id: int, *, faults: tuple[Fault | str, ...] = (), status: int = 200) -> Response:
    view = _secretarys(visit, meeting_id)
    assert view.invitation is not None  # noqa: S101 (a secretary sees every invitation of the forum)
    frame = view.invitation.frame
    now = {
        "day": view.held_on.isoformat(),
        "time": f"{frame.starts_at.astimezone(DEFAULT_ZONE):%H.%M}",
        "minutes": str(int((frame.ends_at - frame.starts_at).total_seconds() // 60)),
        "place": frame.place,
        "link": frame.link,
    }
    values = {name: typed(visit, name) if name in visit.form else now[name] for name in TIME_FIELDS}
    return visit.page(
        "forum/time.html", status=status, faults=faults, view=view, here=f"/forum/{view.address}", values=values
    )


@router.post("/moten/{id:int}/tid")
def change_time(visit: Visiting, meeting_id: MeetingId) -> Response:
    """Moves the meeting; those invited are told."""
    form: dict[str, Any] = {name: typed(visit, name) for name in TIME_FIELDS if typed(visit, name)}
    form |= {"place": typed(visit, "place"), "link": typed(visit, "link")}
    faults = faults_in(MeetingChangeForm, form)
    if faults:
        return _time(visit, meeting_id, faults=tuple(faults), status=422)
    try:
        with visit.writing("meeting move") as (session, actor):
            forum, found = invited_by_id(session, actor, meeting_id)
            day = found.frame.starts_at.astimezone(DEFAULT_ZONE).date().isoformat()
            moved = reschedule(session, actor, forum, day, form, rev=typed_rev(visit), now=visit.now)
    except TOLD as error:
        return _time(visit, meeting_id, faults=tuple(sentences(error)), status=error.status)
    warned = f" Observera: {' '.join(moved.warnings)}" if moved.warnings else ""
    when = swedish_date(moved.held_on, weekday=True)
    return visit.go(f"/moten/{meeting_id}", f"Mötet är ändrat: {when}. De kallade får besked.{warned}")


@router.get("/moten/{id:int}/stall-in")
def ask_to_cancel(visit: Visiting, meeting_id: MeetingId) -> Response:
    """Who will be told, before the meeting is cancelled."""
    return _cancel(visit, meeting_id)


def _cancel(visit: Visit, meeting_id: int, *, faults: tuple[str, ...] = (), status: int = 200) -> Response:
    view = _secretarys(visit, meeting_id)
    groups = by_organisation(view.invitation) if view.invitation else []
    return visit.page(
        "forum/cancel.html",
        status=status,
        faults=faults,
        view=view,
        here=f"/forum/{view.address}",
        groups=groups,
        part_and_answer=part_and_answer,
    )


@router.post("/moten/{id:int}/stall-in")
def cancel(visit: Visiting, meeting_id: MeetingId) -> Response:
    """Cancels the meeting; those invited are told."""
    try:
        with visit.writing("meeting cancel") as (session, actor):
            forum, found = invited_by_id(session, actor, meeting_id)
            day = found.frame.starts_at.astimezone(DEFAULT_ZONE).date().isoformat()
            cancel_meeting(session, actor, forum, day, rev=typed_rev(visit), now=visit.now)
    except TOLD as error:
        return _cancel(visit, meeting_id, faults=tuple(sentences(error)), status=error.status)
    return visit.go(f"/moten/{meeting_id}", "Mötet är inställt. De kallade får besked.")


@router.get("/moten/{id:int}/deltagare")
def show_people(visit: Visiting, meeting_id: MeetingId) -> Response:
    """Who is invited, who chairs, who adjusts."""
    return _people(visit, meeting_id)


def _people(visit: Visit, meeting_id: int, *, faults: tuple[Fault | str, ...] = (), status: int = 200) -> Response:
    view = _secretarys(visit, meeting_id)
    with visit.reading() as (session, actor):
        others = members_to_invite(session, actor, meeting_id) if view.movable else []
    people = view.invitation.people if view.invitation else ()
    return visit.page(
        "forum/people.html",
        status=status,
        faults=faults,
        view=view,
        here=f"/forum/{view.address}",
        people=people,
        part_labels=MEETING_PART_LABELS,
        parts=[(part, MEETING_PART_LABELS[part]) for part in PARTS],
        others=others,
        values={"who": typed(visit, "who"), "part": typed(visit, "part") or MeetingPart.MEMBER},
        may_adjust=[one for one in people if one.attendee.part is not MeetingPart.SECRETARY],
    )


@router.post("/moten/{id:int}/deltagare")
def change_people(visit: Visiting, meeting_id: MeetingId) -> Response:
    """Invites, takes away, or gives the chair to somebody; those concerned are told."""
    what, _, who = typed(visit, "do").partition(" ")
    said = "Mötets deltagare är ändrade."
    try:
        with visit.writing("meeting people") as (session, actor):
            if what == "justerare":
                forum, meeting = meeting_by_id(session, actor, meeting_id)
                named = [str(one) for one in visit.form.getlist("justerare")]
                name_adjusters(session, actor, forum, meeting, named, rev=typed_rev(visit), now=visit.now)
                said = "Justerarna är utsedda." if named else "Ingen är utsedd att justera."
            else:
                forum, found = invited_by_id(session, actor, meeting_id)
                day = found.frame.starts_at.astimezone(DEFAULT_ZONE).date().isoformat()
                form = _changes(visit, what, who)
                set_people(session, actor, forum, day, form, rev=typed_rev(visit), now=visit.now)
    except TOLD as error:
        return _people(visit, meeting_id, faults=tuple(sentences(error)), status=error.status)
    except NotFound as error:  # nobody of that name; whoever may not see the meeting is told so by its page
        return _people(visit, meeting_id, faults=(Fault("who", error.message),), status=422)
    return visit.go(f"/moten/{meeting_id}/deltagare", said)


def _changes(visit: Visit, what: str, who: str) -> dict[str, Any]:
    if what == "ordforande":
        return {"chair": who}
    if what == "bort":
        return {"remove": [who]}
    return {"add": {typed(visit, "who"): typed(visit, "part")}}
