"""Reporting a deviation: one thing at a time, kept at every step, sent when it has been looked over."""

from datetime import date, datetime
from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from avvikelse.core.dates import DEFAULT_ZONE, swedish_date
from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import NATURE_LABELS
from avvikelse.db.session import Session
from avvikelse.errors import AvvikelseError
from avvikelse.services.drafts import (
    FIELDS,
    LISTS,
    STEPS,
    Reporter,
    faults_of_step,
    faulty_step,
    find_draft,
    report_values,
    reporter,
    save_draft,
    send_draft,
    throw_draft,
)
from avvikelse.services.members import units_of
from avvikelse.services.receipts import receipt
from avvikelse.services.writing_check import masked, remarks
from avvikelse.web.visit import Visit, Visiting, sentences

router = APIRouter()

LAST = "kontrollera"
NEXT = dict(zip(STEPS, [*STEPS[1:], LAST], strict=True))
BEFORE = {after: step for step, after in NEXT.items()}
GENDERS = [("kvinna", "Kvinna"), ("man", "Man"), ("okant", "Vet inte, eller gäller inte en person")]
DEFAULTS = {"nature": "handelse", "gender": "okant", "conduct_matter": "nej"}
NATURE_HINTS = {
    "handelse": "Det hände.",
    "risk": "Det kunde ha hänt.",
    "gott-exempel": "Något gick bra och andra kan lära av det.",
}


@router.get("/rapportera")
def begin(visit: Visiting) -> Response:
    """The first step of a new report. Nothing is kept until something is written."""
    with visit.reading() as (session, actor):
        return _step(visit, session, actor, "vad", None, {})


@router.post("/rapportera")
def keep_first(visit: Visiting) -> Response:
    """Keeps the first step as a new draft, and goes on."""
    return _keep(visit, None, "vad")


@router.post("/rapportera/spara")
@router.post("/rapportera/{id:int}/spara")
def autosave(visit: Visiting, id: int | None = None) -> Response:  # noqa: A002 (the address's own word)
    """Keeps what is being written, for the pages' script: answers when it was saved, and as which draft."""
    values = visit.values(lists=LISTS)
    values.pop("ater", None)
    with visit.writing("save draft") as (session, actor):
        kept = save_draft(session, actor, id, values, visit.now)
    return JSONResponse({"id": kept, "saved": clock(visit.now)})


@router.get("/rapportera/klart/{number}")
def sent(visit: Visiting, number: str) -> Response:
    """The receipt: the number, what happens now, who is told, when one hears next."""
    with visit.reading() as (session, actor):
        found = receipt(session, actor, number)
    return visit.page("report/sent.html", receipt=found)


@router.get("/rapportera/{id:int}")
def go_on(visit: Visiting, id: int) -> Response:  # noqa: A002 (the address's own word)
    """Sends the person to where the report is unfinished."""
    with visit.reading() as (session, actor):
        answers = find_draft(session, actor, id).answers
        step = faulty_step(answers, reporter(session, actor), actor, visit.now)
    return visit.go(f"/rapportera/{id}/{step or LAST}")


@router.get("/rapportera/{id:int}/kontrollera")
def look_over(visit: Visiting, id: int) -> Response:  # noqa: A002 (the address's own word)
    """Everything that will be sent, with a way to change each thing."""
    with visit.reading() as (session, actor):
        return _summary(visit, session, actor, id)


@router.post("/rapportera/{id:int}/kontrollera")
def send(visit: Visiting, id: int) -> Response:  # noqa: A002 (the address's own word)
    """Sends the report; when something is missing, says what and where."""
    try:
        with visit.writing("report") as (session, actor):
            number = send_draft(session, actor, id, visit.now)
    except AvvikelseError as error:
        with visit.reading() as (session, actor):
            return _summary(visit, session, actor, id, error)
    return visit.go(f"/rapportera/klart/{number}")


@router.post("/rapportera/{id:int}/ersatt")
def mask_texts(visit: Visiting, id: int) -> Response:  # noqa: A002 (the address's own word)
    """Replaces everything in the report's texts that may point somebody out, and shows the step that was shown."""
    back = str(visit.form.get("steg", LAST))
    with visit.writing("mask draft") as (session, actor):
        draft = find_draft(session, actor, id)
        save_draft(session, actor, id, masked(draft.answers), visit.now)
    step = back if back in (*STEPS, LAST) else LAST
    return visit.go(f"/rapportera/{id}/{step}", "Texterna är ändrade. Läs dem igen innan du skickar.")


@router.get("/rapportera/{id:int}/kasta")
def ask_to_throw(visit: Visiting, id: int) -> Response:  # noqa: A002 (the address's own word)
    """Tells what throwing a draft away means."""
    with visit.reading() as (session, actor):
        draft = find_draft(session, actor, id)
    return visit.page("report/throw.html", draft=draft)


@router.post("/rapportera/{id:int}/kasta")
def throw(visit: Visiting, id: int) -> Response:  # noqa: A002 (the address's own word)
    """Throws a draft away."""
    with visit.writing("throw draft") as (session, actor):
        throw_draft(session, actor, id)
    return visit.go("/avvikelser", "Den påbörjade rapporten är kastad.")


@router.get("/rapportera/{id:int}/{step}")
def show(visit: Visiting, id: int, step: str) -> Response:  # noqa: A002 (the address's own word)
    """A step of a report, with what has been filled in."""
    with visit.reading() as (session, actor):
        answers = find_draft(session, actor, id).answers
        return _step(visit, session, actor, step if step in FIELDS else STEPS[0], id, answers)


@router.post("/rapportera/{id:int}/{step}")
def keep(visit: Visiting, id: int, step: str) -> Response:  # noqa: A002 (the address's own word)
    """Keeps a step and goes on; when something is wrong it is kept too, and said."""
    return _keep(visit, id, step if step in FIELDS else STEPS[0])


def clock(moment: datetime) -> str:
    """'10.32', Swedish time."""
    return f"{moment.astimezone(DEFAULT_ZONE):%H.%M}"


def _keep(visit: Visit, draft_id: int | None, step: str) -> Response:
    values = visit.values(lists=LISTS)
    back = values.pop("ater", "")
    empty: dict[str, Any] = {field: [] if field in LISTS else "" for field in FIELDS[step]}
    with visit.writing("save draft") as (session, actor):
        kept = save_draft(session, actor, draft_id, {**empty, **values}, visit.now)
        answers = find_draft(session, actor, kept).answers
        faults = faults_of_step(step, answers, reporter(session, actor), actor, visit.now)
        if faults:
            return _step(visit, session, actor, step, kept, answers, faults=faults, status=422)
    return visit.go(f"/rapportera/{kept}/{LAST if back else NEXT[step]}")


def _step(
    visit: Visit,
    session: Session,
    actor: Actor,
    step: str,
    draft_id: int | None,
    answers: dict[str, Any],
    **more: Any,
) -> Response:
    who = reporter(session, actor)
    others = [(key, name) for key, name in who.routine.parties.items() if key != actor.organisation]
    back = f"/rapportera/{draft_id}/{BEFORE[step]}" if draft_id and step in BEFORE else "/avvikelser"
    return visit.page(
        f"report/{step}.html",
        step=step,
        place=STEPS.index(step) + 1,
        steps=len(STEPS) + 1,
        draft_id=draft_id,
        answers={**DEFAULTS, **report_values(answers, who.routine, visit.now), **_own(answers)},
        who=who,
        others=others,
        units=units_of(session, [key for key, _ in others]) if step == "vem" else [],
        own_units=[(unit, unit) for unit in who.units],
        genders=GENDERS,
        natures=[(key, label.capitalize(), NATURE_HINTS.get(key, "")) for key, label in NATURE_LABELS.items()],
        remarks=remarks(answers) if step == "vem" else [],
        back=back,
        returning=bool(visit.request.query_params.get("ater") or visit.form.get("ater")),
        **more,
    )


def _own(answers: dict[str, Any]) -> dict[str, Any]:
    """The answers as they were written, also where the report would take something else; nothing is filled in."""
    texts = ("title", "description", "concerned_unit", "unit", "other_party_told", "told", "solved", "how_solved")
    return {name: answers.get(name, "") for name in texts}


def _summary(
    visit: Visit, session: Session, actor: Actor, draft_id: int, error: AvvikelseError | None = None
) -> Response:
    answers = find_draft(session, actor, draft_id).answers
    who = reporter(session, actor)
    return visit.page(
        "report/summary.html",
        status=error.status if error else 200,
        faults=sentences(error) if error else (),
        draft_id=draft_id,
        place=len(STEPS) + 1,
        steps=len(STEPS) + 1,
        rows=list(_rows(answers, who, visit.now)),
        remarks=remarks(answers),
        answers=answers,
        who=who,
        back=f"/rapportera/{draft_id}/{BEFORE[LAST]}",
    )


def _rows(answers: dict[str, Any], who: Reporter, now: datetime) -> list[tuple[str, str, str]]:
    """What will be sent: the step it is changed in, what it is, and the answer in words."""
    values, routine = report_values(answers, who.routine, now), who.routine
    is_solved = answers.get("solved") == "ja"
    not_yet = "Inte än." if is_solved else "Inte än. Det blir din första uppgift."
    told = values.get("other_party_told") if answers.get("told") == "ja" else not_yet
    solved = answers.get("how_solved") if is_solved else "Nej."
    concerned = ", ".join(routine.parties.get(key, key) for key in values["concerned"])
    nature, natures = str(values.get("nature") or "handelse"), {str(key): name for key, name in NATURE_LABELS.items()}
    return [
        ("vad", "Rubrik", values["title"]),
        ("vad", "Vad hände", values["description"]),
        ("vem", "Gäller", concerned),
        ("vem", "Enhet", str(values.get("concerned_unit") or "Inte angiven")),
        ("sagt", "Har du sagt till?", str(told or "")),
        ("lost", "Löste det sig?", str(solved or "")),
        ("fakta", "När", _day(str(values["occurred_on"]))),
        ("fakta", "Kategori", routine.categories.get(values["category"], "")),
        ("fakta", "Typ", natures.get(nature, nature).capitalize()),
        ("fakta", "Kön", dict(GENDERS).get(str(values.get("gender") or "okant"), "")),
        ("fakta", "Gäller det någons beteende?", "Ja" if values.get("conduct_matter") == "ja" else "Nej"),
    ]


def _day(text: str) -> str:
    """The day as Swedes write it; what is no day as it was typed."""
    try:
        return swedish_date(date.fromisoformat(text), weekday=True)
    except ValueError:
        return text
