"""The administrator's pages for retention: decisions, what they would destroy, and what is held. No case text."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from avvikelse.core.dates import local_day
from avvikelse.core.retention import KIND_HELP, KIND_LABELS, NOTICE, RetentionKind, first_day, kinds_said, period_said
from avvikelse.errors import AvvikelseError, NotFound
from avvikelse.services.forms import HoldForm, RetentionForm, faults_in
from avvikelse.services.members import require_administrator
from avvikelse.services.retention import (
    list_decisions,
    preview,
    preview_day,
    register_decision,
    revoke_decision,
    show_decision,
)
from avvikelse.services.retention_holds import list_holds, place_hold, release_hold
from avvikelse.web.visit import Visit, Visiting, sentences

router = APIRouter(prefix="/administration/gallring")
PLACE = "/administration/gallring"


@router.get("")
def overview(visit: Visiting, dag: str = "") -> Response:
    """The organisation's decisions, what they would destroy by a day (`dag`), and what is held."""
    return _overview(visit, dag)


def _overview(visit: Visit, day: str = "", faults: Any = (), status: int = 200) -> Response:
    when = _day(day)
    with visit.reading() as (session, actor):
        decisions = list_decisions(session, actor)
        found = preview(session, actor, when or preview_day(visit.now))
        holds = list_holds(session, actor)
    return visit.page(
        "administration/retention.html",
        status=status,
        faults=faults,
        decisions=decisions,
        previews=found,
        holds=holds,
        day=when or preview_day(visit.now),
        day_faulty=bool(day) and when is None,
        today=local_day(visit.now),
        notice=NOTICE.days,
        kinds_said=kinds_said,
        period_said=period_said,
        values={"number": "", "reason": ""} | visit.values(),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@router.get("/nytt")
def new_decision(visit: Visiting) -> Response:
    """The form for a new decision."""
    return _form(visit)


def _form(visit: Visit, faults: Any = (), status: int = 200) -> Response:
    with visit.reading() as (_, actor):
        require_administrator(actor)
    kinds = [(str(kind), label[0].upper() + label[1:], KIND_HELP[kind]) for kind, label in KIND_LABELS.items()]
    empty = {"diary_number": "", "period": "", "period_in": "years", "kinds": []}
    values = empty | {"from_day": local_day(visit.now).isoformat()} | _filled(visit)
    return visit.page(
        "administration/retention_new.html",
        status=status,
        faults=faults,
        kinds=kinds,
        values=values,
        notice=NOTICE.days,
    )


def _filled(visit: Visit) -> dict[str, Any]:
    return visit.values(lists=frozenset({"kinds"}))


@router.post("/nytt")
def decide(visit: Visiting) -> Response:
    """Shows what the decision means, and registers it when that has been read."""
    values = _filled(visit)
    with visit.reading() as (_, actor):
        require_administrator(actor)
    if faults := faults_in(RetentionForm, values):
        return _form(visit, faults, 422)
    if visit.form.get("do") == "andra":
        return _form(visit)
    if visit.form.get("do") != "registrera":
        return visit.page("administration/retention_confirm.html", **_meaning(visit, values))
    try:
        with visit.writing("retention decide") as (session, actor):
            register_decision(session, actor, values, visit.now)
    except AvvikelseError as error:
        return _form(visit, sentences(error), error.status)
    return visit.go(PLACE, f"Beslut {values['diary_number'].strip()} är registrerat.")


def _meaning(visit: Visit, values: Mapping[str, Any]) -> dict[str, Any]:
    form = RetentionForm.model_validate(values)
    months = form.period * (12 if form.period_in == "years" else 1)
    return {
        "values": values,
        "period": period_said(months),
        "kinds": [label for kind, label in KIND_LABELS.items() if kind in form.kinds],
        "shared": RetentionKind.SHARED in form.kinds,
        "earliest": first_day(visit.now, form.from_day),
        "notice": NOTICE.days,
    }


@router.get("/{id:int}/upphav")
def ask_revoke(visit: Visiting, id: int) -> Response:  # noqa: A002 (the address's own word)
    """What it means to revoke a decision."""
    with visit.reading() as (session, actor):
        found = show_decision(session, actor, id)
    return visit.page("administration/retention_revoke.html", decision=found, kinds=kinds_said(found.kinds))


@router.post("/{id:int}/upphav")
def revoke(visit: Visiting, id: int) -> Response:  # noqa: A002 (the address's own word)
    """Revokes a decision."""
    try:
        with visit.writing("retention revoke") as (session, actor):
            line = revoke_decision(session, actor, id, visit.now)
    except AvvikelseError as error:
        if error.status == 404:  # noqa: PLR2004 (what isn't there is answered as everywhere)
            raise
        return _overview(visit, faults=sentences(error), status=error.status)
    return visit.go(PLACE, f"Beslut {line.diary_number} är upphävt och gallrar inget mer.")


@router.get("/stopp/{number}")
def ask_release(visit: Visiting, number: str) -> Response:
    """What it means to let a case go."""
    with visit.reading() as (session, actor):
        require_administrator(actor)
        held = next((one for one in list_holds(session, actor) if one.number == number.upper()), None)
    if held is None:
        raise NotFound(f"Gallringen av {number[:20]} är inte stoppad hos er. Gå till Gallring och se vilka som är det.")
    return visit.page("administration/retention_release.html", held=held)


@router.post("/stopp")
def hold(visit: Visiting) -> Response:
    """Stops, or with `do=slapp` lets go, the destruction of a case."""
    number = str(visit.form.get("number", ""))
    try:
        with visit.writing("retention hold") as (session, actor):
            require_administrator(actor)
            if visit.form.get("do") == "slapp":
                shown, said = release_hold(session, actor, number, visit.now), "gallras när dess tid har gått ut"
            else:
                reason = {"reason": str(visit.form.get("reason", ""))}
                shown, said = place_hold(session, actor, number, reason, visit.now), "gallras inte förrän ni säger till"
    except AvvikelseError as error:
        faults = (
            () if visit.form.get("do") == "slapp" else faults_in(HoldForm, {"reason": visit.form.get("reason", "")})
        )
        return _overview(visit, faults=faults or sentences(error), status=error.status)
    return visit.go(PLACE, f"{shown} {said}.")
