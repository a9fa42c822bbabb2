"""The secretary's desk for a draft agenda: order, time, groups, own items, what is put off."""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from fastapi import APIRouter
from starlette.responses import Response

from avvikelse.core.agenda import PUT_OFF, Agenda, AgendaLine
from avvikelse.db.session import Session
from avvikelse.errors import BadInput, NotFound
from avvikelse.services import arranging
from avvikelse.services.meeting_desk import meeting_view
from avvikelse.services.meetings import meeting_by_id, require_secretary
from avvikelse.web.meeting_words import TOLD, MeetingId, typed, typed_rev
from avvikelse.web.visit import Visit, Visiting, sentences

router = APIRouter()

TIME, WAS = "tid:", "var:"
"""How the field for a line's minutes begins, 'tid:item:12', and the one that says what stood there."""


class Place(NamedTuple):
    """A line of the draft, and where it can go from there. `kind` is item, measure, section, group or free."""

    line: AgendaLine
    kind: str
    up: bool
    down: bool
    family: str
    """What it can change places with: lines of the same family."""


@router.get("/moten/{id:int}/ordna")
def show_draft(visit: Visiting, meeting_id: MeetingId) -> Response:
    """The draft, to arrange."""
    return _draft(visit, meeting_id)


def _draft(visit: Visit, meeting_id: int, *, faults: tuple[str, ...] = (), status: int = 200) -> Response:
    with visit.reading() as (session, actor):
        view = meeting_view(session, actor, meeting_id, visit.now)
    if not view.writes or view.agenda is None:
        raise NotFound("Det finns ingen sådan sida.")
    if view.state != "planned" and not faults:
        return visit.go(f"/moten/{meeting_id}", "Dagordningen är spikad och går inte att ordna om.")
    return visit.page(
        "forum/arrange.html",
        status=status,
        faults=faults,
        view=view,
        here=f"/forum/{view.address}",
        sections=_sections(view.agenda),
        put_off=[item for item in view.agenda.withheld if item.reason == PUT_OFF],
        withheld=[item for item in view.agenda.withheld if item.reason != PUT_OFF],
        minutes=sum(line.minutes or 0 for line in view.agenda.lines),
        chosen=[str(one) for one in visit.form.getlist("rad")],
        typed={name: typed(visit, name) for name in ("grupprubrik", "heading", "text")},
        times=_times(visit),
    )


def _sections(agenda: Agenda) -> list[tuple[str, list[Place]]]:
    """The lines under their headings, each with the ways it can go."""
    found = []
    for (kind, heading), group in groupby(agenda.lines, key=lambda line: (line.kind, line.heading)):
        lines = list(group)
        found.append((heading, [_place(f"{kind}-{heading}", line, lines) for line in lines]))
    return found


def _place(section: str, line: AgendaLine, lines: list[AgendaLine]) -> Place:
    family = line.label.partition(".")[0] if line.grouped else ""
    beside = [one for one in lines if (one.label.partition(".")[0] if one.grouped else "") == family]
    at = beside.index(line)
    return Place(line, line.subject.partition(":")[0], at > 0, at + 1 < len(beside), f"{section}-{family}")


@router.post("/moten/{id:int}/ordna")
def arrange(visit: Visiting, meeting_id: MeetingId) -> Response:
    """Does what the pressed button says to the draft; changed minutes are saved with it."""
    what, _, subject = typed(visit, "do").partition(" ")
    try:
        with visit.writing("agenda arrange") as (session, actor):
            forum, meeting = meeting_by_id(session, actor, meeting_id)
            require_secretary(actor, forum, meeting)
            said = _act(visit, session, (actor, forum, meeting), what, subject)
    except TOLD as error:
        return _draft(visit, meeting_id, faults=tuple(sentences(error)), status=error.status)
    place = f"#rad-{subject.replace(':', '-')}" if subject else ""
    return visit.go(f"/moten/{meeting_id}/ordna{place}", said)


def _act(visit: Visit, session: Session, opened: tuple[Any, Any, Any], what: str, subject: str) -> str:
    """Carries the act out and says so. Raises BadInput for an act that there isn't."""
    acts: dict[str, tuple[Callable[..., Any], tuple[Any, ...], str]] = {
        "upp": (arranging.shift, (subject, -1), "Punkten är flyttad uppåt."),
        "ned": (arranging.shift, (subject, 1), "Punkten är flyttad nedåt."),
        "flytta": (arranging.reorder, (subject, typed(visit, "fore") or None), "Punkten är flyttad."),
        "skjut": (arranging.put_off, (subject,), f"{subject} är uppskjutet till ett senare möte."),
        "ta": (arranging.take_back, (subject,), f"{subject} är tillbaka på dagordningen."),
        "dela": (arranging.ungroup, (subject,), "Gruppen är upplöst."),
        "bort": (arranging.remove_own_item, (subject,), "Punkten är borttagen."),
        "grupp": (arranging.group, (_chosen(visit), typed(visit, "grupprubrik")), "Ärendena är grupperade."),
        "egen": (arranging.add_own_item, (dict(_own(visit)),), "Punkten är tillagd under övriga frågor."),
    }
    rev: int | None = typed_rev(visit)
    times = _times(visit)
    saved = arranging.set_times(session, *opened, times, rev=rev, now=visit.now) if times else None
    if what == "tider":
        return "Tiderna är sparade." if saved is not None else "Inga tider har ändrats."
    if what not in acts:
        raise BadInput("Sidan är ofullständig. Läs in den igen.")
    use_case, arguments, said = acts[what]
    use_case(session, *opened, *arguments, rev=rev if saved is None else saved, now=visit.now)
    return said


def _times(visit: Visit) -> dict[str, str]:
    """The minutes that were changed on the page, by line; a colleague's change of another line is left alone."""
    lines = [name.removeprefix(TIME) for name in visit.form if name.startswith(TIME)]
    given = {line: typed(visit, TIME + line) for line in lines}
    return {line: minutes for line, minutes in given.items() if minutes != typed(visit, WAS + line)}


def _chosen(visit: Visit) -> list[str]:
    return [str(one) for one in visit.form.getlist("rad")]


def _own(visit: Visit) -> Iterator[tuple[str, str]]:
    yield from ((name, typed(visit, name)) for name in ("heading", "text"))
