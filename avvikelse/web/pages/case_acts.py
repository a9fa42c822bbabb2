"""The acts that every routine has: one page each, with one form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Row
from starlette.responses import Response

from avvikelse.core.engine import Refusal
from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import Side
from avvikelse.db.people import unit_names
from avvikelse.db.session import Session
from avvikelse.errors import BadInput, Forbidden, NotFound, RefusedMove, Stale
from avvikelse.services.acts import measure_refusals, message_refusals
from avvikelse.services.case_page import CasePage, case_page, own_registration
from avvikelse.services.forms import (
    ContactForm,
    DescriptionForm,
    Form,
    InvestigationForm,
    MeasureDoneForm,
    MeasureForm,
    SplitForm,
    faults_in,
)
from avvikelse.services.handling import add_measure, agree, complete_measure, log_contact, record_investigation
from avvikelse.services.handover import receive_message
from avvikelse.services.reports import describe
from avvikelse.services.splitting import split_conduct
from avvikelse.web.case_forms import Refused, answer, head_of, hindered, refused, taken
from avvikelse.web.visit import Visit, Visiting

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Act:
    """An act's page: which act, its heading, its template, its form and use case, and what is said when it is done."""

    name: str
    heading: str
    template: str
    form: type[Form] | None
    run: Callable[..., Any]
    said: str
    about: str = ""
    """'measure' or 'message' when the act is about one of them."""
    reads: bool = False
    """True when the page shows texts of the case, so that the reading is written in the trail."""


ACTS = {
    "kontakt": Act(
        "log_contact",
        "Anteckna en kontakt",
        "contact",
        ContactForm,
        log_contact,
        "Kontakten är antecknad. Den andra parten ser att ni har haft kontakt, inte vad ni skrev.",
    ),
    "utredning": Act(
        "record_investigation",
        "Utredning",
        "investigation",
        InvestigationForm,
        record_investigation,
        "Utredningen är sparad. Den andra parten ser att ni har utrett, inte vad ni skrev.",
        reads=True,
    ),
    "atgard": Act(
        "add_measure",
        "Lägg till en åtgärd",
        "measure",
        MeasureForm,
        add_measure,
        "Åtgärden är tillagd. Alla parter i avvikelsen ser den.",
    ),
    "atgard-klar": Act(
        "complete_measure",
        "Följ upp åtgärden",
        "measure_done",
        MeasureDoneForm,
        complete_measure,
        "Åtgärden är uppföljd. Alla parter i avvikelsen ser det.",
        about="measure",
        reads=True,
    ),
    "godkann": Act(
        "agree",
        "Godkänn lösningen",
        "agree",
        None,
        agree,
        "Du har godkänt lösningen. Alla parter ser det. När cheferna är överens kan ni markera avvikelsen som löst.",
        reads=True,
    ),
    "beskrivning": Act(
        "describe",
        "Rubrik och beskrivning",
        "describe",
        DescriptionForm,
        describe,
        "Ändringen är sparad. Den andra parten ser den inte.",
        reads=True,
    ),
    "dela": Act("split_conduct", "Dela av en fråga om beteende", "split", SplitForm, split_conduct, "", reads=True),
    "mottaget": Act(
        "receive_message",
        "Bekräfta överlämningen",
        "received",
        None,
        receive_message,
        "Överlämningen är bekräftad. Avsändaren ser det.",
        about="message",
        reads=True,
    ),
}
"""Every act by the end of its address."""


@router.get("/avvikelser/{number}/gor/{what}")
def show(visit: Visiting, number: str, what: str) -> Response:
    """The form of an act."""
    return _page(visit, number, _act(what, None), None, None)


@router.get("/avvikelser/{number}/gor/{what}/{item:int}")
def show_on(visit: Visiting, number: str, what: str, item: int) -> Response:
    """The form of an act on one measure or message."""
    return _page(visit, number, _act(what, item), item, None)


@router.post("/avvikelser/{number}/gor/{what}")
def carry_out(visit: Visiting, number: str, what: str) -> Response:
    """Does the act."""
    return _carry_out(visit, number, _act(what, None), None)


@router.post("/avvikelser/{number}/gor/{what}/{item:int}")
def carry_out_on(visit: Visiting, number: str, what: str, item: int) -> Response:
    """Does the act on one measure or message."""
    return _carry_out(visit, number, _act(what, item), item)


def _act(what: str, item: int | None) -> Act:
    act = ACTS.get(what)
    if act is None or bool(act.about) != (item is not None):
        raise NotFound("Det finns ingen sådan sida. Gå till avvikelsen och välj där.")
    return act


def _carry_out(visit: Visit, number: str, act: Act, item: int | None) -> Response:
    rev, values = taken(visit.values())
    filled = values
    try:
        with visit.writing(act.name) as (session, actor):
            if act.form is DescriptionForm:
                filled = _changed(own_registration(session, actor, number), values)
            extra = [*([] if item is None else [item]), *([] if act.form is None else [filled])]
            result = act.run(session, actor, number, *extra, rev=rev, now=visit.now)
    except (BadInput, RefusedMove, Stale, Forbidden) as error:
        faults = faults_in(act.form, filled) if act.form is not None and isinstance(error, BadInput) else ()
        return _page(visit, number, act, item, refused(error, values, rev, faults))
    return visit.go(f"/avvikelser/{number}", act.said or _split_said(result))


def _changed(own: Row[Any] | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed that isn't so already: a field left as it is isn't sent, and so stays."""
    return {name: value for name, value in values.items() if value.strip() != (getattr(own, name, "") or "").strip()}


def _split_said(numbers: tuple[str, str]) -> str:
    conduct, other = numbers
    return f"Avvikelsen är delad. {conduct} gäller beteendet och stannar mellan cheferna, {other} gäller det övriga."


def _page(visit: Visit, number: str, act: Act, item: int | None, again: Refused | None) -> Response:
    given: dict[str, Any] = {"heading": act.heading, "page": None, "row": None, "units": ()}
    with visit.reading() as (session, actor):
        given |= head_of(session, actor, number, again)
    given |= hindered(given["head"].acts[act.name])
    if act.reads and not given["not_yours"]:
        with visit.writing(f"read for {act.name}") as (session, actor):
            page = case_page(session, actor, number, visit.now)
            row = _row(page, act, item)
            given |= {"page": page, "row": row, "units": _units(session, actor, page)}
        if act.about and row is not None:
            given |= hindered(given["head"].acts[act.name] or _of_the_row(actor, page, act, row))
    if page_of := given["page"]:
        given["values"] = given["values"] or _now(page_of, act, given["row"])
    return answer(visit, f"case/acts/{act.template}.html", given, again)


def _row(page: CasePage, act: Act, item: int | None) -> Row[Any] | None:
    """The measure or message the act is about. Raises NotFound when the visitor sees none such."""
    if item is None:
        return None
    rows = page.shown.measures if act.about == "measure" else page.shown.messages
    found = next((row for row in rows if row.id == item), None)
    if found is None:
        raise NotFound(f"{page.case.number} har inget sådant som du kan se. Gå tillbaka till avvikelsen.")
    return found


def _of_the_row(actor: Actor, page: CasePage, act: Act, row: Row[Any]) -> list[Refusal]:
    """Why the act can't be done on this very measure or message."""
    return measure_refusals(actor, page.case, row) if act.about == "measure" else message_refusals(actor, row)


def _units(session: Session, actor: Actor, page: CasePage) -> list[str]:
    """A concerned party's own units, among which it can send the case on."""
    own = page.case.party(actor.organisation)
    return unit_names(session, actor.organisation) if own.side is Side.CONCERNED else []


def _now(page: CasePage, act: Act, row: Row[Any] | None) -> dict[str, Any]:
    """What the fields hold before anything is typed: what is written already."""
    source = row if act.about else page.shown.registration
    names = act.form.model_fields if act.form is not None else ()
    return {name: getattr(source, name, "") or "" for name in names} if source is not None else {}
