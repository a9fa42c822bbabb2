"""What the county has beside the sixty deviations, so that each page has something to show.

Six cases that the forum concluded long ago and the parties closed, four that are in hand now, and what people have
noted: an absence, a half-written report, answers to an invitation, a retention decision.
"""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from avvikelse.core.dates import add_working_days, is_working_day
from avvikelse.demo.stage import PEOPLE, SECRETARY, Stage, office_hour
from avvikelse.demo.stories import (
    Script,
    Story,
    at,
    handed_over,
    lifted,
    manager_of_side,
    registered,
    reported,
    solved_and_lifted,
    step,
    taken_on,
    who,
)
from avvikelse.services.absences import set_absence
from avvikelse.services.desk import show_case
from avvikelse.services.drafts import save_draft
from avvikelse.services.handling import add_measure, agree, complete_measure, log_contact, record_investigation
from avvikelse.services.handover import hand_over
from avvikelse.services.meeting_people import answer_invitation
from avvikelse.services.meetings import find_forum
from avvikelse.services.reports import describe
from avvikelse.services.retention import register_decision
from avvikelse.services.retention_holds import place_hold

ADMINISTRATOR = "ida.admin"
HELD = "tidigare-1"
HALF_WRITTEN = {
    "title": "Kallelsen kom efter mötet",
    "description": "Kallelsen till ett avstämningsmöte kom två dagar efter mötet. Den hade gått till en gammal adress.",
}


def beside(stage: Stage, today: date) -> list[Story]:
    """The stories of the cases beside the sixty, and of what people have noted."""
    lines = files("avvikelse.demo").joinpath("beside.jsonl").read_text("utf-8").splitlines()
    scripts = [_script(index, json.loads(line), today) for index, line in enumerate(lines, start=1)]
    held = next(script for script in scripts if script.case["id"] == HELD)
    return [*(_tell(stage, script) for script in scripts), _noted(stage, held, today)]


def _script(index: int, case: dict[str, Any], today: date) -> Script:
    """When the story begins: on its day, or some working days ago."""
    happened = add_working_days(today, -case["working_days_ago"]) if "working_days_ago" in case else None
    occurred = happened or date.fromisoformat(case["occurred_on"])
    begins = occurred if is_working_day(occurred) else add_working_days(occurred, 1)
    taken_up = date.fromisoformat(case["taken_up_on"]) if "taken_up_on" in case else today
    told = case | {"occurred_on": occurred.isoformat()}
    return Script(index, told, begins, add_working_days(taken_up, -15), add_working_days(today, -1))


def _tell(stage: Stage, script: Script) -> Story:
    reach = script.case["reach"]
    yield from reported(stage, script)
    if reach == "reported":
        return
    yield from registered(stage, script)
    if reach == "handed_over":
        yield from handed_over(stage, script)
        return
    yield from taken_on(stage, script)
    if reach in ("dialogue", "resolved"):
        yield from _worked_on(stage, script)
    else:
        yield from _concluded(stage, script)


def _worked_on(stage: Stage, script: Script) -> Story:
    """The receiving manager looks into it and answers; the other one reads, or agrees that it is solved."""
    yield at(script, 7)
    receiver, manager = (manager_of_side(stage, script, side) for side in ("concerned", "reporting"))
    _named(stage, script, receiver)
    contact = {"text": "Talade med den andra chefen i telefon. Vi ser över hur vi gör."}
    stage.do(receiver, log_contact, script.number, contact, rev=None)
    stage.do(receiver, record_investigation, script.number, {"investigation": script.case["deidentified"]}, rev=None)
    measure = {
        "what": script.case["outcome"],
        "organisation": script.case["concerned_organisation"],
        "due_on": add_working_days(script.ends_before, 15).isoformat(),
    }
    stage.do(receiver, add_measure, script.number, measure, rev=None)
    yield at(script, 8)
    stage.do(receiver, agree, script.number, rev=None)
    if script.case["reach"] == "resolved":
        stage.do(manager, agree, script.number, rev=None)
        step(stage, script, manager, "resolve")
        return
    answer = {"receiver": script.case["reporting_organisation"], "text": "Vi har hittat felet. Läs vad vi vill göra."}
    stage.do(receiver, hand_over, script.number, answer, rev=None)


def _named(stage: Stage, script: Script, receiver: str) -> None:
    """The receiving side gives the case a title of its own."""
    stage.do(receiver, describe, script.number, {"title": script.case["title"]}, rev=None)


def _concluded(stage: Stage, script: Script) -> Story:
    """The forum takes it up; six weeks after the meeting it has been followed up and is closed."""
    case, manager = script.case, manager_of_side(stage, script, "reporting")
    receiver = manager_of_side(stage, script, "concerned")
    if case["reach"] == "learnt":
        yield from solved_and_lifted(stage, script)
    else:
        yield at(script, 9)
        _named(stage, script, receiver)
        stage.do(receiver, record_investigation, script.number, {"investigation": case["deidentified"]}, rev=None)
        yield from lifted(stage, script, "lift_to_forum", why_unsolved="Felet kommer tillbaka på fler platser.")
    yield office_hour(add_working_days(date.fromisoformat(case["taken_up_on"]), 30), script.index)
    for measure in stage.do(receiver, show_case, script.number).measures:
        if not measure.done_at:
            stage.do(receiver, complete_measure, script.number, measure.id, {"effect": case["effect"]}, rev=None)
    told = {"effect_followed_up": case["effect"], "reporter_told": "Muntligt på ett möte."}
    step(stage, script, manager, "close", **told)


def _noted(stage: Stage, held: Script, today: date) -> Iterator[Any]:
    """What people note about themselves, and what the archive and the administrator have decided."""
    yield office_hour(date(2024, 12, 2), 0)
    decision = {
        "diary_number": "RV 2024/1873",
        "period": "10",
        "period_in": "years",
        "kinds": ["registration", "notes", "deidentified", "shared", "drafts"],
        "from_day": "2025-01-01",
    }
    stage.do(ADMINISTRATOR, register_decision, decision)
    yield office_hour(date(2025, 6, 2), 1)
    coordinator = who(held, "concerned", "coordinator")
    stage.do(coordinator, place_hold, held.number, {"reason": "Granskning, internrevisionen 2025-4"})
    yield office_hour(add_working_days(today, -2), 0)
    away = {"from_day": today + timedelta(days=6), "to_day": today + timedelta(days=17), "deputy": "amina.yusuf"}
    stage.do("lars.ek", set_absence, "lars.ek", {key: str(value) for key, value in away.items()})
    stage.do(PEOPLE["region-varmland"]["reporter"], save_draft, None, HALF_WRITTEN)
    forum = stage.ask(SECRETARY, lambda session, _: find_forum(session, "avvikelseforum"))
    for organisation, answer in (("forsakringskassan", "coming"), ("arbetsformedlingen", "apology")):
        stage.do(PEOPLE[organisation]["coordinator"], answer_invitation, forum, "next", {"answer": answer})
