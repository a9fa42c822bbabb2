"""The routine as a picture: Mermaid text for those who have a renderer, SVG for everybody else."""

from avvikelse.core.drawing import (
    FONT,
    arrowhead,
    clean,
    dark_style,
    escape,
    line,
    number,
    rectangle,
    text_at,
    width,
)
from avvikelse.core.engine import role_label
from avvikelse.core.layout import (
    ARROW_X,
    BODY,
    BOX_WIDTH,
    GAP_BETWEEN,
    GAP_LINE,
    HEADING,
    KICKER,
    LABEL,
    LABEL_LINE,
    MARGIN,
    PADDING,
    Box,
    Leg,
    Plan,
    Trunk,
    deadline_text,
    edges,
    plan,
    summary,
)
from avvikelse.core.routine import Routine, State

SCOPE = "routine-diagram"
CORNER = 12.0
BOLD = ' font-weight="600"'
_RESERVED = {
    "as",
    "choice",
    "class",
    "classdef",
    "click",
    "default",
    "direction",
    "end",
    "fork",
    "hide",
    "join",
    "note",
    "scale",
    "state",
    "style",
}
_MERMAID_CODES = {ord(char): f"#{ord(char)};" for char in "#;:\"'`<>{}[]%\\|"}


def mermaid(routine: Routine) -> str:
    """The routine as a Mermaid state diagram."""
    ids = _mermaid_ids(routine)
    told = ["stateDiagram-v2", "    direction TB"]
    for key, state in routine.states.items():
        told.append(f'    state "{_mermaid_text(state.label)}" as {ids[key]}')
        told.append(f"    {ids[key]}: {_mermaid_text(role_label(routine, state.owner))}")
        if state.deadline:
            told.append(f"    {ids[key]}: {_mermaid_text(deadline_text(state))}")
    told.append(f"    [*] --> {ids[routine.start]}")
    for trigger, source, target in edges(routine):
        told.append(f"    {ids[source]} --> {ids[target]}: {_mermaid_text(routine.transitions[trigger].label)}")
    for step in routine.transitions.values():
        told += [
            f"    {ids[key]} --> {ids[key]}: {_mermaid_text(step.label)}"
            for key in step.from_
            if step.to in (None, key)
        ]
    told += [f"    {ids[key]} --> [*]" for key, state in routine.states.items() if state.ends]
    forums = [ids[key] for key, state in routine.states.items() if state.forum]
    if forums:
        told += ["    classDef forum fill:#e6effa,stroke:#3f78b5,color:#16222e", f"    class {','.join(forums)} forum"]
    return "\n".join(told) + "\n"


def _mermaid_ids(routine: Routine) -> dict[str, str]:
    """Mermaid knows no hyphen in a name and keeps some words for itself."""
    ids: dict[str, str] = {}
    for key in routine.states:
        name = key.replace("-", "_")
        while name in ids.values() or name in _RESERVED or (name != key and name in routine.states):
            name += "_"
        ids[key] = name
    return ids


def _mermaid_text(text: str) -> str:
    return clean(text).translate(_MERMAID_CODES)


def svg(routine: Routine) -> str:
    """The routine as a self-contained SVG picture, for a page, a document or a wall."""
    drawn = plan(routine)
    name = f"rutin-{routine.routine}-{routine.version}"
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{SCOPE}" lang="sv" role="img" '
        f'aria-labelledby="{name}-title" aria-describedby="{name}-desc" '
        f'viewBox="0 0 {number(drawn.width)} {number(drawn.height)}" '
        f'width="{number(drawn.width)}" height="{number(drawn.height)}" font-family="{escape(FONT)}">'
    )
    parts = [
        opening,
        f'<title id="{name}-title">{escape(routine.title)}</title>',
        f'<desc id="{name}-desc">{escape(summary(routine))}</desc>',
        dark_style(SCOPE),
        rectangle(0, 0, drawn.width, drawn.height, "page", round_by=16),
        *_heading(drawn),
        # The outermost first, so that an inner line passes over it with a gap.
        *(_trunk(trunk, drawn) for trunk in sorted(drawn.trunks, key=lambda trunk: -trunk.lane)),
        *(_down(box, drawn) for box in drawn.boxes),
        *(_box(box, drawn.left) for box in drawn.boxes),
        *_legend(drawn),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _heading(drawn: Plan) -> list[str]:
    y = MARGIN + 20
    told = [text_at(MARGIN, y + 30 * n, words, 24, "ink", more=BOLD) for n, words in enumerate(drawn.title)]
    y += 30 * len(drawn.title) - 2
    return told + [text_at(MARGIN, y + 19 * n, words, BODY, "soft") for n, words in enumerate(drawn.subtitle)]


def _look(state: State) -> tuple[str, str, str]:
    """Colours of a state: ground, edge and small text."""
    if state.ends:
        name = "done" if state.ends == "closed" else "out"
    elif state.forum:
        name = "forum"
    else:
        return "box", "edge", "soft"
    return name, f"{name}-edge", f"{name}-ink"


def _box(box: Box, left: float) -> str:
    ground, edge, small = _look(box.state)
    x, y = left + PADDING, box.y + 26
    parts = [rectangle(left, box.y, BOX_WIDTH, box.height, ground, edge)]
    if box.state.ends:
        parts.append(rectangle(left + 4, box.y + 4, BOX_WIDTH - 8, box.height - 8, ground, edge, round_by=9))
    parts.append(text_at(x, y, box.kicker, KICKER, small, more=f'{BOLD} letter-spacing="0.6"'))
    if box.badge:
        parts.append(_badge(left + BOX_WIDTH - 14, y, box.badge, edge, small))
    y += 4
    for words in box.heading:
        y += 24
        parts.append(text_at(x, y, words, HEADING, "ink", more=BOLD))
    y += 3
    for words in box.body:
        y += 19
        parts.append(text_at(x, y, words, BODY, "soft"))
    if box.acts:
        y += 12
        parts.append(line(f"M{number(x)} {number(y)}H{number(left + BOX_WIDTH - PADDING)}", edge, wide=1, dash="1 4"))
    for words in box.acts:
        y += 19
        parts.append(text_at(x, y, words, BODY, "ink"))
    return f"<g>{''.join(parts)}</g>"


def _badge(right: float, baseline: float, words: str, edge: str, small: str) -> str:
    wide = width(words, 12, bold=True) + 26
    more = f'{BOLD} text-anchor="middle"'
    pill = rectangle(right - wide, baseline - 15, wide, 22, "page", edge, round_by=11)
    return pill + text_at(right - wide / 2, baseline + 0.5, words, 12, small, more=more)


def _colour(target: State, side: str) -> str:
    if target.ends == "withdrawn":
        return "out-edge"
    return "back" if side == "left" else "ahead"


def _trunk(trunk: Trunk, drawn: Plan) -> str:
    side = drawn.left if trunk.side == "left" else drawn.left + BOX_WIDTH
    colour = _colour(drawn.boxes[trunk.target].state, trunk.side)
    farthest = max(trunk.legs, key=lambda leg: abs(leg.y - trunk.y))
    paths = [_route(trunk, leg, side, whole=leg is farthest) for leg in trunk.legs]
    parts = [line(path, "page", wide=7) for path in paths]
    parts += [line(path, colour) for path in paths]
    parts.append(arrowhead(side, trunk.y, "right" if trunk.side == "left" else "left", colour))
    return f"<g>{''.join(parts)}{''.join(_leg_label(leg, trunk.side, side) for leg in trunk.legs)}</g>"


def _route(trunk: Trunk, leg: Leg, side: float, *, whole: bool) -> str:
    """Out from the state and into the trunk; the farthest goes on to where they all lead. Soft corners."""
    turn = -CORNER if trunk.side == "left" else CORNER
    x, start, end = number(trunk.x), number(leg.y), number(trunk.y)
    inner = number(trunk.x - turn)
    path = f"M{number(side)} {start}H{inner}Q{x} {start} {x} {number(leg.y + turn)}"
    if whole:
        path += f"V{number(trunk.y - turn)}Q{x} {end} {inner} {end}H{number(side + turn / 2)}"
    return path


def _leg_label(leg: Leg, side: str, x: float) -> str:
    place, more = (x - 10, ' text-anchor="end"') if side == "left" else (x + 10, "")
    top = leg.y - 6 - LABEL_LINE * (len(leg.lines) - 1)
    told = [text_at(place, top + LABEL_LINE * n, words, LABEL, "ink", more=more) for n, words in enumerate(leg.lines)]
    return f"<g><title>{escape(leg.says)}</title>{''.join(told)}</g>"


def _down(box: Box, drawn: Plan) -> str:
    if not box.down:
        return ""
    target = drawn.boxes[box.index + 1]
    x, top = drawn.left + ARROW_X, box.y + box.height
    colour = _colour(target.state, "right")
    parts = [line(f"M{number(x)} {number(top)}V{number(target.y - 6)}", colour, wide=3)]
    parts.append(arrowhead(x, target.y, "down", colour))
    y = top + (box.gap - box.down_height) / 2 - 5
    for lines, says in box.down:
        told = []
        for words in lines:
            y += GAP_LINE
            told.append(text_at(x + 14, y, words, LABEL, "ink"))
        y += GAP_BETWEEN
        parts.append(f"<g><title>{escape(says)}</title>{''.join(told)}</g>")
    return f"<g>{''.join(parts)}</g>"


def _legend(drawn: Plan) -> list[str]:
    y, x = drawn.height - MARGIN - 24, MARGIN
    used = {_colour(drawn.boxes[trunk.target].state, trunk.side) for trunk in drawn.trunks} | {"ahead"}
    told = []
    for colour, words in (("ahead", "steg framåt"), ("back", "steg tillbaka"), ("out-edge", "återtas")):
        if colour in used:
            told += [line(f"M{number(x)} {number(y)}H{number(x + 24)}", colour, wide=3)]
            told += [arrowhead(x + 30, y, "right", colour), text_at(x + 38, y + 4.5, words, 13, "soft")]
            x += 38 + width(words, 13) + 22
    if any(box.state.forum for box in drawn.boxes):
        told += [rectangle(x, y - 8, 24, 16, "forum", "forum-edge", round_by=4)]
        told += [text_at(x + 32, y + 4.5, "ligger på ett forums bord", 13, "soft")]
    note = "Dagarna är lokala val. De räknas i svenska arbetsdagar. En påminnelse flyttar aldrig en avvikelse."
    return [*told, text_at(MARGIN, drawn.height - MARGIN + 8, note, 13, "soft")]
