"""Where the parts of a drawn routine go.

The states stand in a column in the order of the file. A step to the next state is an arrow down the column. All
other steps leave a state at its side, forwards to the right and backwards to the left, with the label just there;
outside the labels they join a trunk, one for each state they lead to. So no line can cross a label, and a state
that many steps lead to has one arrow at each side, not ten.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from avvikelse.core.drawing import clean, width, wrap
from avvikelse.core.engine import role_label
from avvikelse.core.routine import Deadline, Routine, State

BOX_WIDTH, PADDING, MARGIN = 396.0, 20.0, 36.0
HEADING, BODY, LABEL, KICKER = 19.0, 14.0, 14.0, 11.5
LABEL_ROOM, LABEL_LINE, LABEL_LINES = 222.0, 17.0, 3
LANE, LANE_START = 22.0, 20.0
ARROW_X = 42.0
GAP, GAP_LINE, GAP_BETWEEN = 34.0, 19.0, 7.0


@dataclass(slots=True)
class Leg:
    """A step where it leaves a state for a trunk."""

    state: int
    lines: list[str]
    says: str
    y: float = 0


@dataclass(slots=True)
class Trunk:
    """All steps to one state along one side."""

    target: int
    side: str
    legs: list[Leg]
    lane: int = 0
    y: float = 0
    x: float = 0

    @property
    def span(self) -> tuple[int, int]:
        """First and last state it passes."""
        states = [self.target, *(leg.state for leg in self.legs)]
        return min(states), max(states)


@dataclass(slots=True)
class Box:
    """A state as it is drawn, and the steps from it down to the next."""

    index: int
    state: State
    kicker: str
    badge: str
    heading: list[str]
    body: list[str]
    acts: list[str]
    down: list[tuple[list[str], str]] = field(default_factory=list)
    y: float = 0
    height: float = 0

    @property
    def gap(self) -> float:
        """Room for the arrows down to the next box."""
        return GAP + self.down_height if self.down else 28.0

    @property
    def down_height(self) -> float:
        """Height of the labels beside the arrow down."""
        return GAP_LINE * sum(len(lines) for lines, _ in self.down) + GAP_BETWEEN * (len(self.down) - 1)


@dataclass(slots=True)
class Plan:
    """The whole drawing, measured."""

    boxes: list[Box]
    trunks: list[Trunk]
    title: list[str]
    subtitle: list[str]
    left: float
    width: float
    height: float


def plan(routine: Routine) -> Plan:
    """Measures the routine and gives every part its place."""
    boxes = [_box(routine, n, key) for n, key in enumerate(routine.states)]
    trunks = _trunks(routine, boxes)
    _give_lanes(trunks)
    left = MARGIN + _side_width(trunks, "left")
    wide = left + BOX_WIDTH + _side_width(trunks, "right") + MARGIN
    title = wrap(routine.title, 24, wide - 2 * MARGIN, most=4, bold=True)
    below = f"Beslutad {routine.decided} · version {routine.version}"
    subtitle = wrap(below, BODY, wide - 2 * MARGIN, most=2)
    y = MARGIN + 30 * len(title) + 19 * len(subtitle) + 33
    for box in boxes:
        ports = [_ports(trunks, box.index, side) for side in ("left", "right")]
        needed = max(sum(high for *_, high in side) for side in ports)
        box.y, box.height = y, max(_content_height(box), needed + 16)
        for side in ports:
            _set_ports(box, side)
        y += box.height + box.gap
    for trunk in trunks:
        outwards = _zone(trunks, trunk.side) + LANE_START + LANE * trunk.lane
        trunk.x = left - outwards if trunk.side == "left" else left + BOX_WIDTH + outwards
    return Plan(boxes, trunks, title, subtitle, left, wide, y + 76)


def deadline_text(state: State) -> str:
    """The state's time as words, or nothing."""
    if isinstance(state.deadline, Deadline):
        days = state.deadline.working_days
        return f"{days} arbetsdag" if days == 1 else f"{days} arbetsdagar"
    return "till nästa möte" if state.deadline else ""


def edges(routine: Routine) -> Iterator[tuple[str, str, str]]:
    """Every step that moves a deviation, as trigger, from and to; acts in place are not among them."""
    for trigger, step in routine.transitions.items():
        for source in step.from_:
            if step.to is not None and step.to != source:
                yield trigger, source, step.to


def _box(routine: Routine, index: int, key: str) -> Box:
    state = routine.states[key]
    room = BOX_WIDTH - 2 * PADDING
    marks = [f"läge {index + 1}"]
    marks += ["här börjar det"] if key == routine.start else []
    marks += ["forum"] if state.forum else []
    marks += [{"closed": "slut", "withdrawn": "slut, återtagen"}[state.ends]] if state.ends else []
    owner = f"{'Ansvar' if state.ends else 'Nästa steg'}: {role_label(routine, state.owner)}"
    acts = [step.label for step in routine.transitions.values() if key in step.from_ and step.to in (None, key)]
    return Box(
        index=index,
        state=state,
        kicker=" · ".join(marks).upper(),
        badge=deadline_text(state),
        heading=wrap(state.label, HEADING, room, most=3, bold=True),
        body=wrap(owner, BODY, room, most=4),
        acts=[line for act in acts for line in wrap(f"Görs här: {act}", BODY, room, most=2)],
    )


def _trunks(routine: Routine, boxes: list[Box]) -> list[Trunk]:
    place = {key: n for n, key in enumerate(routine.states)}
    found: dict[tuple[int, str], Trunk] = {}
    for trigger, source_key, target_key in edges(routine):
        source, target = place[source_key], place[target_key]
        step = routine.transitions[trigger]
        who = " eller ".join(role_label(routine, role) for role in step.who)
        ways = f"från {routine.states[source_key].label} till {routine.states[target_key].label}"
        says = f"{step.label}: {ways}. Görs av {who}."
        if target == source + 1:
            room = BOX_WIDTH - ARROW_X - 16
            boxes[source].down.append((wrap(step.label, LABEL, room, most=LABEL_LINES), says))
            continue
        side = "right" if target > source else "left"
        trunk = found.setdefault((target, side), Trunk(target, side, []))
        trunk.legs.append(Leg(source, wrap(step.label, LABEL, LABEL_ROOM, most=LABEL_LINES), says))
    return list(found.values())


def _give_lanes(trunks: list[Trunk]) -> None:
    """The shortest trunks go innermost; two that pass the same state never share a lane."""
    taken: list[Trunk] = []
    for trunk in sorted(trunks, key=lambda t: (t.span[1] - t.span[0], t.target)):
        first, last = trunk.span
        beside = {t.lane for t in taken if t.side == trunk.side and t.span[0] <= last and first <= t.span[1]}
        trunk.lane = next(lane for lane in range(len(beside) + 1) if lane not in beside)
        taken.append(trunk)


def _zone(trunks: list[Trunk], side: str) -> float:
    """How wide the labels at one side are."""
    lines = [line for trunk in trunks if trunk.side == side for leg in trunk.legs for line in leg.lines]
    return max((width(line, LABEL) for line in lines), default=0) + 12


def _side_width(trunks: list[Trunk], side: str) -> float:
    lanes = [trunk.lane for trunk in trunks if trunk.side == side]
    return _zone(trunks, side) + LANE_START + LANE * max(lanes) if lanes else 0


def _content_height(box: Box) -> float:
    acts = 12 + 19 * len(box.acts) if box.acts else 0
    return 40 + 24 * len(box.heading) + 19 * len(box.body) + acts + 14


Port = tuple[Trunk, Leg | None, float]


def _ports(trunks: list[Trunk], index: int, side: str) -> list[Port]:
    """What meets the box at one side, from above, each with its height; in the order that crosses least."""
    near = [trunk for trunk in trunks if trunk.side == side]
    into: list[Port] = [(trunk, None, 24.0) for trunk in near if trunk.target == index]
    out: list[Port] = [
        (trunk, leg, LABEL_LINE * len(leg.lines) + 11) for trunk in near for leg in trunk.legs if leg.state == index
    ]
    if side == "right":
        return into + sorted(out, key=lambda port: -port[0].lane)
    return sorted(out, key=lambda port: port[0].lane) + into


def _set_ports(box: Box, ports: list[Port]) -> None:
    y = box.y + (box.height - sum(high for *_, high in ports)) / 2
    for trunk, leg, high in ports:
        y += high
        if leg is None:
            trunk.y = y - high / 2
        else:
            leg.y = y - 5


def summary(routine: Routine) -> str:
    """The drawing told in words, for those who don't see it."""
    told = []
    for n, (key, state) in enumerate(routine.states.items(), start=1):
        time = f", {deadline_text(state)}" if state.deadline else ""
        told.append(f"{n}. {state.label}: {role_label(routine, state.owner)}{time}.")
        told += [
            f"{routine.transitions[trigger].label} leder till {routine.states[target].label}."
            for trigger, source, target in edges(routine)
            if source == key
        ]
    return clean(f"Rutinen har {len(routine.states)} lägen. " + " ".join(told))
