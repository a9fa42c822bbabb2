"""De-identifying for a forum: the original beside the new text, each finding a choice (R13)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from avvikelse.errors import BadInput, Forbidden, RefusedMove, Stale
from avvikelse.services.deid_desk import Answer, Desk, Line, open_desk, save_text
from avvikelse.services.deid_review import BETWEEN, REASONS, SCANNED
from avvikelse.services.forms import DeidentifiedForm, Fault, faults_in
from avvikelse.web.case_forms import Refused, answer, head_of, hindered, refused, taken
from avvikelse.web.marking import pieces
from avvikelse.web.visit import Visit, Visiting

router = APIRouter()

REPLACE, REWRITE, KEEP = "ersatt", "skriv-om", "kvar"
REASON_MISSING = "Välj varför ordet kan stå kvar."


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody has chosen to do about a finding."""

    how: str
    reason: str
    comment: str


@router.get("/avvikelser/{number}/avidentifiera")
def show(visit: Visiting, number: str) -> Response:
    """The latest text, or a proposal when none is written."""
    return _page(visit, number, None, {})


@router.post("/avvikelser/{number}/avidentifiera")
def work(visit: Visiting, number: str) -> Response:
    """Checks the text again as it is now with what was chosen written in, or saves it."""
    rev, values = taken(visit.values())
    choices = _choices(values)
    parts = {name: values.get(name, "") for name in SCANNED}
    if visit.form.get("do") != "save":
        return _page(visit, number, Refused(parts), choices)
    try:
        with visit.writing("read for deidentify") as (session, actor):
            desk = open_desk(session, actor, number, visit.now, parts, _replacing(choices, visit))
    except (RefusedMove, Forbidden) as error:
        return _page(visit, number, refused(error, parts, rev), choices)
    parts = {name: getattr(desk.new, name) for name in SCANNED}
    return _save(visit, number, parts, {key: one for key, one in choices.items() if one.how != REPLACE}, rev)


def _replacing(choices: Mapping[str, Choice], visit: Visit) -> Callable[[Line], bool]:
    """Which findings are to be replaced by their proposals: those chosen, or all that are open."""
    every = visit.form.get("do") == "all"
    return lambda line: (every and line.open) or (line.key in choices and choices[line.key].how == REPLACE)


def _save(visit: Visit, number: str, parts: dict[str, str], choices: dict[str, Choice], rev: int) -> Response:
    kept = {key: choice for key, choice in choices.items() if choice.how == KEEP}
    unexplained = {key: REASON_MISSING for key, choice in kept.items() if not choice.reason}
    if unexplained:
        return _page(visit, number, Refused(parts, status=422), choices, unexplained)
    answers = [Answer(key, choice.reason, choice.comment) for key, choice in kept.items()]
    tried: list[Line] = []
    try:
        with visit.writing("save deidentified") as (session, actor):
            left = save_text(session, actor, number, parts, answers, rev=rev, now=visit.now, mind=tried.append)
    except (BadInput, RefusedMove, Stale, Forbidden) as error:
        if tried and not isinstance(error, Stale):
            return _page(visit, number, Refused(parts, status=error.status), choices, {tried[-1].key: error.message})
        faults = faults_in(DeidentifiedForm, parts) if isinstance(error, BadInput) else ()
        return _page(visit, number, refused(error, parts, rev, faults), choices)
    if left:
        word = "Ett fynd" if left == 1 else f"{left} fynd"
        said = f"Texten är sparad. {word} är kvar att ta hand om innan den kan intygas."
        return visit.go(f"/avvikelser/{number}/avidentifiera", said)
    return visit.go(f"/avvikelser/{number}", "Texten är sparad. Be en kollega läsa och intyga den.")


def _choices(values: dict[str, Any]) -> dict[str, Choice]:
    """The choice made about each finding, by the finding's key. Takes the choices' fields out of `values`."""
    found = {}
    for name in [name for name in values if name.startswith("vad-")]:
        number, key = name.removeprefix("vad-"), values.pop(name)
        how, reason, comment = (values.pop(f"{field}-{number}", "") for field in ("val", "skal", "kommentar"))
        # Who gives a reason has chosen, whether the choice is marked or not.
        found[key] = Choice(how or (KEEP if reason else ""), reason, comment)
    return found


def _page(
    visit: Visit,
    number: str,
    again: Refused | None,
    choices: Mapping[str, Choice],
    wrong: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    """The desk. `wrong` says, by the finding's key, why an answer couldn't be taken."""
    with visit.reading() as (session, actor):
        given = head_of(session, actor, number, again)
    given |= {"heading": "Avidentifiera", **hindered(given["head"].acts["write_deidentified"])}
    if given["why_not"]:
        return answer(visit, "case/act.html", given, again)
    with visit.writing("read for deidentify") as (session, actor):
        typed = again.values if again else None
        desk = open_desk(session, actor, number, visit.now, typed, _replacing(choices, visit))
    given["on_table"] = given["head"].routine.states[desk.case.state].forum is not None
    given["faults"] = [*given["faults"], *(_fault(line, wrong) for line in desk.lines if line.key in wrong)]
    return answer(visit, "deid/write.html", given | _shown(desk, choices), again)


def _fault(line: Line, wrong: Mapping[str, str]) -> Fault:
    """What is wrong beside the finding, in the page's numbers instead of the check's."""
    return Fault(f"fynd-{line.number}", re.sub(r"fynd \d+", f"fynd {line.number}", wrong[line.key]))


def _shown(desk: Desk, choices: Mapping[str, Choice]) -> dict[str, Any]:
    new = BETWEEN.join(getattr(desk.new, name) for name in SCANNED).rstrip()
    there = [(*line.there, line.number, _mark(line)) for line in desk.lines if line.there is not None]
    here = [(*line.here, line.number, _mark(line)) for line in desk.lines if line.here is not None]
    here += [(*place, "gone") for place in desk.replaced]
    instead = {number: new[start:end] for start, end, number in desk.replaced}
    done = sum(not line.open for line in desk.lines)
    return {
        "desk": desk,
        "original": pieces(desk.original, sorted(there)),
        "new": pieces(new, sorted(here)),
        "items": [(line, _choice(line, choices)) for line in desk.lines if line.here is not None],
        "gone": [(line, instead.get(line.number, "")) for line in desk.lines if line.here is None],
        "done": done,
        "total": len(desk.lines),
        "reasons": [(reason.value, label) for reason, label in REASONS.items()],
        "attested": desk.latest is not None and desk.latest.attested_at is not None,
    }


def _mark(line: Line) -> str:
    return "gone" if line.here is None else "" if line.open else "answered"


def _choice(line: Line, choices: Mapping[str, Choice]) -> Choice:
    """What was chosen; else the answer that the word has been given already."""
    saved = Choice(KEEP, line.reason or "", line.comment) if line.reason else Choice("", "", "")
    return choices.get(line.key, saved)
