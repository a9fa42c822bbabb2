"""Why somebody is reminded, in Swedish: made from the fields of a message, never from a text of a case (R18)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from avvikelse.core.engine import role_label
from avvikelse.core.routine import Deadline, Routine
from avvikelse.core.routine_text import working_days
from avvikelse.core.vocabulary import WAITS_FOR_LABELS, WaitsFor


class Why(StrEnum):
    """Why a message about a deadline came to just this person."""

    TURN = "turn"
    DEPUTY = "deputy"
    ABOVE = "above"
    COORDINATOR = "coordinator"
    NEXT_LEVEL = "next_level"
    NOBODY = "nobody"


WHY_SENTENCES = {
    Why.TURN: "Du har nästa steg.",
    Why.DEPUTY: "Du är ersättare för den som har nästa steg.",
    Why.ABOVE: "Den som har nästa steg är borta och har ingen ersättare. Därför kommer påminnelsen till dig.",
    Why.COORDINATOR: "Ingen chef är angiven än. Därför kommer påminnelsen till dig som samordnare.",
    Why.NEXT_LEVEL: "Tiden har gått ut. Därför ser du också avvikelsen nu.",
    Why.NOBODY: "Ingen har avvikelsen just nu. Se till att någon får den.",
}
"""What each reason says to whoever gets the message."""

REMINDER, OVERDUE, NEXT_LEVEL, HOLE = "reminder", "overdue", "next_level", "hole"
MEASURE_MESSAGES = {"due": "measure_due", "overdue": "measure_overdue"}
PREPARE_MEETING, WEEKLY_LIST, HANDED_OVER, HOLES = "prepare_meeting", "weekly_list", "cases_handed_over", "holes"
RETENTION_AHEAD = "retention_ahead"


def reminder_reason(routine: Routine, data: Mapping[str, Any]) -> str:
    """The reason as a person reads it: what is waited for, how long, and why it came to them.

    `data` is the outbox row's, with the keys owner, days and reason. What is left out of it leaves its sentence out.
    """
    parts = []
    if data.get("owner") and data.get("days"):
        parts.append(f"Påminnelse efter {working_days(int(data['days']))} hos {role_label(routine, data['owner'])}.")
    if data.get("reason") in set(Why):
        parts.append(WHY_SENTENCES[Why(data["reason"])])
    return " ".join(parts)


def deadline_reason(routine: Routine, state: str, owner_role: str, paused_for: str | None = None) -> str:
    """Why a case is due when it is, or why no time runs: one Swedish sentence."""
    spec = routine.states[state]
    if paused_for is not None:
        return (
            f"Klockan står: {role_label(routine, owner_role)} väntar på att {WAITS_FOR_LABELS[WaitsFor(paused_for)]}."
        )
    match spec.deadline:
        case Deadline() as deadline:
            return f"{working_days(deadline.working_days).capitalize()} hos {role_label(routine, owner_role)}."
        case None:
            return "Ingen tid gäller i läget."
        case _:
            name = routine.forums[spec.forum].name if spec.forum else ""
            return f"Tas upp på nästa möte i {name}."
