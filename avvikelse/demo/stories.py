"""The story of each fictional deviation, told through the real use cases to the level that the file names.

A story is a generator: it yields the moment at which it goes on, and the play runs all stories in the order of time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from avvikelse.core.dates import add_working_days
from avvikelse.core.vocabulary import ReviewReason
from avvikelse.demo.stage import PEOPLE, Stage, office_hour
from avvikelse.services.deid_review import review_findings
from avvikelse.services.deidentification import attest, write_deidentified
from avvikelse.services.handling import add_measure, agree, complete_measure, record_investigation
from avvikelse.services.handover import hand_over, receive_message
from avvikelse.services.moves import move
from avvikelse.services.reports import report

ATTESTED = {"nobody_recognised": True}

Story = Iterator[datetime]


@dataclass(slots=True)
class Script:
    """One line of the file, the day its story begins, and the days when its lift to a forum may happen."""

    index: int
    case: dict[str, Any]
    begins: date
    lifted_on: date
    ends_before: date
    number: str = ""
    message: int = 0


def tell(stage: Stage, script: Script) -> Story:
    """The deviation's way to the level that `reach` names."""
    yield from reported(stage, script)
    if script.case["reach"] == "raised":
        yield from _settle(stage, script)
        return
    yield from registered(stage, script)
    if script.case["reach"] == "registered":
        return
    yield from taken_on(stage, script)
    if script.case["reach"] == "managers":
        return
    if script.case["reach"] == "forum-learning":
        yield from solved_and_lifted(stage, script)
    else:
        yield from lifted(stage, script, "lift_to_forum", why_unsolved="Cheferna har prövat men felet kommer tillbaka.")


def at(script: Script, working_days: int) -> datetime:
    """A moment some working days into the story, and never beyond its end."""
    day = min(add_working_days(script.begins, working_days), script.ends_before)
    return office_hour(day, script.index + working_days)


def _side(script: Script, side: str) -> str:
    organisation: str = script.case[f"{side}_organisation"]
    return organisation


def who(script: Script, side: str, role: str) -> str:
    """The side's person in a role, by user name."""
    return PEOPLE[_side(script, side)][role]


def manager_of_side(stage: Stage, script: Script, side: str) -> str:
    """The manager of the side's unit, by user name."""
    return stage.manager(_side(script, side), script.case[f"{side}_unit"])


def step(stage: Stage, script: Script, username: str, trigger: str, **answers: str) -> None:
    """Takes a step of the routine, as a person."""
    stage.do(username, move, script.number, trigger, rev=None, form=answers)


def reported(stage: Stage, script: Script) -> Story:
    """The reporter tells of it."""
    yield at(script, 0)
    case = script.case
    values = {key: case[key] for key in ("title", "description", "category", "nature", "affected", "gender", "source")}
    script.number = stage.do(
        who(script, "reporting", "reporter"),
        report,
        values
        | {
            "occurred_on": case["occurred_on"],
            "concerned": [case["concerned_organisation"]],
            "concerned_unit": case["concerned_unit"],
            "unit": case["reporting_unit"],
            "conduct_matter": case["conduct_matter"],
        },
    )
    stage.cases[script.number] = case


def _settle(stage: Stage, script: Script) -> Story:
    yield at(script, 1)
    step(stage, script, who(script, "reporting", "reporter"), "resolve_in_situation", how_solved=script.case["outcome"])


def registered(stage: Stage, script: Script) -> Story:
    """The reporter registers it at home."""
    yield at(script, 2)
    step(
        stage,
        script,
        who(script, "reporting", "reporter"),
        "register",
        own_reference=f"{_side(script, 'reporting')[:2].upper()}-{script.begins.year}-{script.index:03}",
        other_party_told="Funktionen hos den andra parten fick veta det per telefon samma dag.",
    )


def handed_over(stage: Stage, script: Script) -> Story:
    """The manager has called the other one and told what happened. Gives the message's id in the script."""
    yield at(script, 4)
    manager = manager_of_side(stage, script, "reporting")
    step(stage, script, manager, "contact_manager", contact_logged="Chefen för den berörda enheten, telefon.")
    handover = {"receiver": _side(script, "concerned"), "fields": ["title"], "text": script.case["deidentified"]}
    script.message = stage.do(manager, hand_over, script.number, handover, rev=None)


def taken_on(stage: Stage, script: Script) -> Story:
    """The other manager has received the case."""
    yield from handed_over(stage, script)
    yield at(script, 6)
    receiver = manager_of_side(stage, script, "concerned")
    stage.do(receiver, receive_message, script.number, script.message, rev=None)
    reference = f"{_side(script, 'concerned')[:2].upper()}-IN-{script.index:03}"
    step(stage, script, receiver, "receive", own_reference=reference)


def solved_and_lifted(stage: Stage, script: Script) -> Story:
    """The managers agree, and lift what they did for others to learn from."""
    yield at(script, 10)
    receiver = manager_of_side(stage, script, "concerned")
    outcome = script.case["outcome"]
    stage.do(receiver, record_investigation, script.number, {"investigation": script.case["deidentified"]}, rev=None)
    due = add_working_days(script.begins, 30).isoformat()
    measure = {"what": outcome, "organisation": _side(script, "concerned"), "due_on": due}
    measure_id = stage.do(receiver, add_measure, script.number, measure, rev=None)
    manager = manager_of_side(stage, script, "reporting")
    stage.do(manager, agree, script.number, rev=None)
    yield at(script, 12)
    step(stage, script, receiver, "resolve")
    stage.do(receiver, complete_measure, script.number, measure_id, {"effect": "Arbetssättet används."}, rev=None)
    yield from lifted(stage, script, "lift_for_learning", why_principal="Arbetssättet kan användas på fler platser.")


def lifted(stage: Stage, script: Script, trigger: str, **answers: str) -> Story:
    """A text is written and attested, and the case is put on the forum's table."""
    yield office_hour(script.lifted_on, script.index)
    manager = manager_of_side(stage, script, "reporting")
    text = {"text": script.case["deidentified"]}
    if trigger == "lift_to_forum":
        text["question"] = "Hur förhindrar vi att det händer igen?"
    written = stage.do(manager, write_deidentified, script.number, text, rev=None)
    if written.report.findings:
        asked = tuple(range(1, len(written.report.findings) + 1))
        answer = {"finding": asked, "reason": ReviewReason.ORDINARY_WORD}
        stage.do(manager, review_findings, script.number, answer, rev=None)
    yield office_hour(add_working_days(script.lifted_on, 1), script.index)
    stage.do(who(script, "reporting", "coordinator"), attest, script.number, ATTESTED, rev=None)
    step(stage, script, manager, trigger, **answers)
