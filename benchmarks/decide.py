"""1. Deciding a step: `try_move` with roles, guards and answers, against a state machine library and a BPMN engine.

Each peer does what it must do for one web request: python-statemachine makes a machine for the case in hand,
SpiffWorkflow restores the stored case, runs the task and stores it again. Ours gets the position as plain values.
"""

from collections.abc import Iterator
from functools import partial

from avvikelse.core.engine import Engine, Move
from avvikelse.core.load import load_routine
from avvikelse.core.position import Facts, Position
from avvikelse.core.vocabulary import DeidStatus
from avvikelse.settings import builtin_folder
from benchmarks.bpmn_peer import StoredCases
from benchmarks.databases import Databases
from benchmarks.report import Line, at_least, at_most, medians, microseconds
from benchmarks.statemachine_peer import lift_anew

TRIGGER = "lift_to_forum"
ANSWER = "Felet kom tillbaka trots att båda cheferna hade rättat det."
MICROSECONDS = 1e-6


def positions() -> tuple[Position, Position]:
    """A position from which the case may be lifted to the forum, and one that lacks an attested text."""
    roles = frozenset({"reporting.manager"})
    allowed = Facts(received_by_all=True, deidentification=DeidStatus.VALID)
    refused = Facts(received_by_all=True, deidentification=DeidStatus.UNATTESTED)
    return (
        Position("manager_dialogue", allowed, roles, {"why_unsolved": ANSWER}),
        Position("manager_dialogue", refused, roles, {"why_unsolved": ANSWER}),
    )


def run(_databases: Databases) -> Iterator[Line]:
    """Compares the three on a step that is allowed and on one that is refused."""
    path = builtin_folder("workflows") / "varmland.yaml"
    engine = Engine(load_routine(path.read_bytes(), path.name))
    allowed, refused = positions()
    stored = StoredCases()
    for word, position in (("allowed", allowed), ("refused", refused)):
        attested = position is allowed
        answers = (
            isinstance(engine.try_move(position, TRIGGER), Move),
            lift_anew(ANSWER, attested=attested),
            stored.lift(ANSWER, attested=attested),
        )
        if set(answers) != {attested}:
            raise ValueError(f"the three don't agree on the step that should be {word}: {answers}")
        ours = medians({"ours": partial(engine.try_move, position, TRIGGER)}, rounds=9, calls=5000)
        peers = medians(
            {
                "machine": partial(lift_anew, ANSWER, attested=attested),
                "bpmn": partial(stored.lift, ANSWER, attested=attested),
            },
            rounds=9,
            calls=50,
        )
        yield from _lines(word, ours["ours"], peers["machine"], peers["bpmn"])


def _lines(word: str, ours: float, machine: float, bpmn: float) -> Iterator[Line]:
    what, figure = f"try_move, {word}", microseconds(ours)
    yield at_most(f"{what}: µs", figure, "", ours / MICROSECONDS, 15)
    yield at_least(what, figure, f"python-statemachine {microseconds(machine)}", machine / ours, 20)
    yield at_least(what, figure, f"SpiffWorkflow {microseconds(bpmn)}", bpmn / ours, 40)
