"""What a person most likely wants to do next with a case: the first step on, or what is missing for it. Pure.

The order of the routine file decides which step comes first. Nothing is proposed that leads back to where the case has
been, takes it back, or is there for those who want it only (learning).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from avvikelse.core.engine import MoveOption
from avvikelse.core.routine import Routine
from avvikelse.core.vocabulary import Purpose

MEETS = {
    "own_reference": "describe",
    "counterpart_manager_known": "describe",
    "contact_logged": "log_contact",
    "investigation_recorded": "record_investigation",
    "measures_recorded": "add_measure",
    "measures_done": "complete_measure",
    "effect_followed_up": "complete_measure",
    "other_party_agrees": "agree",
    "deidentified_and_attested": "write_deidentified",
}
"""Which act of every routine meets a guard."""

NEVER = {"not_yet_received", "not_conduct_matter", "internal_matter", "between_parties"}
"""Guards that nothing one does will meet: the step is not for this case."""

OPTIONAL = {Purpose.LEARNING, Purpose.GOOD_EXAMPLE}


@dataclass(frozen=True, slots=True)
class NextAct:
    """The one most likely act: a step of the routine by its trigger, or an act that every routine has by its name.

    `towards` is the label of the step that the act makes possible, empty for the step itself.
    """

    trigger: str = ""
    act: str = ""
    towards: str = ""


def next_act(
    routine: Routine, moves: Collection[MoveOption], been: Collection[str], acts: Mapping[str, bool]
) -> NextAct | None:
    """The act to propose, or None when it is somebody else's turn. `acts` tells which acts are worth doing now."""
    for option in moves:
        if not _leads_on(routine, option, been):
            continue
        if option.allowed:
            return NextAct(trigger=option.trigger)
        for refusal in option.refusals:
            act = MEETS.get(refusal.code, "")
            if acts.get(act):
                return NextAct(act=act, towards=option.label)
        return None
    return None


def _leads_on(routine: Routine, option: MoveOption, been: Collection[str]) -> bool:
    spec = routine.transitions[option.trigger]
    target = routine.states[option.to_state]
    here = spec.to is None
    codes = {refusal.code for refusal in option.refusals}
    ended = any(routine.states[state].ends for state in spec.from_ if len(spec.from_) == 1)
    return (
        not codes & (NEVER | {"not_yours"})
        and spec.purpose not in OPTIONAL
        and target.ends != "withdrawn"
        and (here or option.to_state not in been)
        and not ended
    )
