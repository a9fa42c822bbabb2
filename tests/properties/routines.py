"""Strategies over routine files: facts, answers and roles at random, and files with something wrong done to them."""

import copy
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from avvikelse.core.guards import GUARDS
from avvikelse.core.load import load_routine
from avvikelse.core.permissions import CaseParty
from avvikelse.core.position import Facts
from avvikelse.core.routine import Routine
from avvikelse.core.vocabulary import CASE_ROLE_LABELS, SECRETARY, DeidStatus, OutcomeKind, Side
from avvikelse.settings import builtin_folder

FILES = sorted(builtin_folder("workflows").glob("*.yaml"))
BLANK: st.SearchStrategy[str] = st.sampled_from(["", "Ja.", "Telefon i dag"])
ALL_WELL = Facts(
    own_reference=True,
    nearest_manager=True,
    counterpart_manager=True,
    other_party_told=True,
    contact_logged=True,
    received_here=True,
    received_by_all=True,
    investigation=True,
    measures=1,
    no_measure_reason=True,
    effect_followed_up=True,
    other_party_agrees=True,
    deidentification=DeidStatus.VALID,
    outcome=OutcomeKind.MEASURES,
    decided_measures=1,
)
"""Everything is recorded: no guard that reads facts stops a step, but for those that contradict another."""
CHANGES: list[dict[str, Any]] = [
    *({field.name: not getattr(ALL_WELL, field.name)} for field in fields(Facts) if field.type is bool),
    *({"deidentification": status} for status in DeidStatus),
    *({"outcome": outcome} for outcome in [None, *OutcomeKind]),
    {"measures": 0},
    {"measures": 0, "no_measure_reason": False},
    {"decided_measures": 0},
    {"open_measures": 1},
]
"""What may be otherwise, one thing at a time."""


def read(path: Path) -> Routine:
    """The routine in the file."""
    return load_routine(path.read_bytes(), path.name)


ROUTINES = {path.stem: read(path) for path in FILES}


def roles_of(routine: Routine) -> list[str]:
    """Every role that the routine may name."""
    return [*CASE_ROLE_LABELS, *(f"{forum}.{SECRETARY}" for forum in routine.forums)]


def facts(**fixed: Any) -> st.SearchStrategy[Facts]:
    """Facts of which some are not as the routine wants them; `fixed` ones stay as they are."""
    return st.lists(st.sampled_from(CHANGES), max_size=6).map(lambda found: _changed([*found, fixed]))


def _changed(changes: list[dict[str, Any]]) -> Facts:
    return replace(ALL_WELL, **{name: value for change in changes for name, value in change.items()})


@cache
def answers(name: str, trigger: str) -> st.SearchStrategy[dict[str, str]]:
    """Answers to a step: all of them, some of them, or some that the step never asked for."""
    routine = ROUTINES[name]
    spec = routine.transitions.get(trigger)
    asked = list(spec.ask) if spec is not None else []
    stray = sorted({*GUARDS, *(key for step in routine.transitions.values() for key in step.ask)})
    full = st.just(dict.fromkeys(asked, "Ja."))
    some = st.fixed_dictionaries({}, optional=dict.fromkeys(asked, BLANK))
    other = st.dictionaries(st.sampled_from(stray), BLANK, max_size=5)
    return st.one_of(full, full, some, other)


@cache
def roles(name: str, trigger: str) -> st.SearchStrategy[frozenset[str]]:
    """The parts of an acting person: some that the step is for, or any."""
    routine = ROUTINES[name]
    spec = routine.transitions.get(trigger)
    anyone = st.frozensets(st.sampled_from(roles_of(routine)), max_size=3)
    if spec is None:
        return anyone
    rightly = st.frozensets(st.sampled_from(sorted(spec.who)), min_size=1)
    return st.one_of(rightly, rightly, rightly, anyone)


@st.composite
def case_parties(draw: st.DrawFn, routine: Routine) -> list[CaseParty]:
    """The parties of a case: one that reports and up to two others."""
    keys = draw(st.permutations(list(routine.parties)))
    concerned = draw(st.integers(0, min(2, len(keys) - 1)))
    return [
        CaseParty(
            organisation=key,
            side=Side.CONCERNED if n else Side.REPORTING,
            unit_id=None,
            reporter_id=None,
            manager_id=None,
            visible=draw(st.booleans()),
            received=draw(st.booleans()) if n else False,
            agreed=draw(st.booleans()),
        )
        for n, key in enumerate(keys[: concerned + 1])
    ]


def as_tree(routine: Routine) -> dict[str, Any]:
    """The routine as plain values, as its file has them."""
    return copy.deepcopy(routine.model_dump(mode="json", by_alias=True, exclude_none=True))


@st.composite
def damaged(draw: st.DrawFn, routine: Routine) -> dict[str, Any]:
    """The routine's tree with one to four things done to it that a careless editor might do."""
    tree = as_tree(routine)
    for _ in range(draw(st.integers(1, 4))):
        draw(st.sampled_from(DAMAGES))(draw, tree)
    return tree


def _step(draw: st.DrawFn, tree: dict[str, Any]) -> dict[str, Any]:
    step: dict[str, Any] = tree["transitions"][draw(st.sampled_from(sorted(tree["transitions"])))]
    return step


def _state(draw: st.DrawFn, tree: dict[str, Any]) -> str:
    return draw(st.sampled_from(sorted(tree["states"])))


def _drop_guard(draw: st.DrawFn, tree: dict[str, Any]) -> None:
    step = _step(draw, tree)
    if step["needs"]:
        step["needs"].remove(draw(st.sampled_from(step["needs"])))


def _drop_step(draw: st.DrawFn, tree: dict[str, Any]) -> None:
    if len(tree["transitions"]) > 1:
        del tree["transitions"][draw(st.sampled_from(sorted(tree["transitions"])))]


def _lead_elsewhere(draw: st.DrawFn, tree: dict[str, Any]) -> None:
    _step(draw, tree)["to"] = _state(draw, tree)


def _start_elsewhere(draw: st.DrawFn, tree: dict[str, Any]) -> None:
    step = _step(draw, tree)
    step["from"] = sorted({*step["from"], _state(draw, tree)})


def _begin_elsewhere(draw: st.DrawFn, tree: dict[str, Any]) -> None:
    tree["start"] = _state(draw, tree)


def _add_step(draw: st.DrawFn, tree: dict[str, Any]) -> None:
    role = draw(st.sampled_from([*CASE_ROLE_LABELS, *(f"{forum}.{SECRETARY}" for forum in tree["forums"])]))
    needs = draw(st.lists(st.sampled_from(sorted(GUARDS)), max_size=4, unique=True))
    spec = {
        "label": "Ett nytt steg",
        "from": [_state(draw, tree)],
        "to": _state(draw, tree),
        "who": [role],
        "needs": needs,
        "purpose": "position",
        "ask": {draw(st.sampled_from([*needs, "varfor"])): "Varför?"},
    }
    tree["transitions"][f"nytt_steg_{len(tree['transitions'])}"] = spec


def _move_table(draw: st.DrawFn, tree: dict[str, Any]) -> None:
    state = tree["states"][_state(draw, tree)]
    forum = draw(st.sampled_from([None, *sorted(tree["forums"])]))
    state.pop("forum", None)
    if forum is not None:
        state["forum"] = forum


def _end_elsewhere(draw: st.DrawFn, tree: dict[str, Any]) -> None:
    state = tree["states"][_state(draw, tree)]
    ends = draw(st.sampled_from([None, "closed", "withdrawn"]))
    state.pop("ends", None)
    if ends is not None:
        state["ends"] = ends
        state.pop("deadline", None)


DAMAGES = [
    _drop_guard,
    _drop_guard,
    _drop_guard,
    _drop_step,
    _lead_elsewhere,
    _start_elsewhere,
    _begin_elsewhere,
    _add_step,
    _move_table,
    _end_elsewhere,
]


def but(**changes: Any) -> Facts:
    """All is well but for these facts."""
    return _changed([changes])
