"""The picture of a routine: valid, self-contained, readable by a screen reader, and no label under another."""

import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avvikelse.core.diagram import mermaid, svg
from avvikelse.core.drawing import COLOURS, width, wrap
from avvikelse.core.layout import BOX_WIDTH, LABEL, LABEL_LINE, plan
from avvikelse.core.load import load_routine
from avvikelse.core.routine import Routine, Transition

WORKFLOWS = Path(__file__).parents[2] / "workflows"
SVG = "{http://www.w3.org/2000/svg}"
NASTY = 'A: b; <b>"x"</b> & {y} [z] #lt; %% `e` \\ --> [*] ]]> \x07\ud800 \ufffe 🙂'


def routine(name: str = "") -> Routine:
    path = WORKFLOWS / f"{name}.yaml" if name else Path(__file__).parent / "routine.yaml"
    return load_routine(path.read_bytes())


def relabelled(made: Routine, label: str) -> Routine:
    """The routine with one label everywhere, past the loader."""
    states = {key: state.model_copy(update={"label": label}) for key, state in made.states.items()}
    steps = {key: step.model_copy(update={"label": label}) for key, step in made.transitions.items()}
    forums = {key: forum.model_copy(update={"name": label}) for key, forum in made.forums.items()}
    return made.model_copy(update={"title": label, "states": states, "transitions": steps, "forums": forums})


def texts(picture: str) -> str:
    return " ".join(" ".join(node.itertext()) for node in ET.fromstring(picture).iter(f"{SVG}text"))  # noqa: S314 -- ours


@pytest.mark.parametrize("name", ["varmland", "orebro"])
def test_every_word_is_in_the_picture(name: str) -> None:
    made = routine(name)
    told = texts(svg(made))
    for state in made.states.values():
        assert state.label in told
    for step in made.transitions.values():
        assert all(word in told for word in step.label.split())
    assert "chefen hos den berörda parten" in told
    assert "15 arbetsdagar" in told or "20 arbetsdagar" in told
    assert "till nästa möte" in told
    assert "Dagarna är lokala val" in told


@pytest.mark.parametrize("name", ["varmland", "orebro"])
def test_the_picture_is_accessible_and_needs_nothing_else(name: str) -> None:
    made = routine(name)
    picture = svg(made)
    root = ET.fromstring(picture)  # noqa: S314 -- our own text
    assert root.get("role") == "img"
    title, description = root[0], root[1]
    assert (title.tag, description.tag) == (f"{SVG}title", f"{SVG}desc")
    assert root.get("aria-labelledby") == title.get("id")
    assert root.get("aria-describedby") == description.get("id")
    assert title.text == made.title
    assert all(state.label in str(description.text) for state in made.states.values())
    for forbidden in ("<script", "href", "url(", "@import", "<image", "<foreignObject", "onload", "style="):
        assert forbidden not in picture
    assert re.findall(r"https?://[^\"]+", picture) == ["http://www.w3.org/2000/svg"]
    assert svg(made) == picture


def test_forums_and_ends_are_marked_in_words_and_colour() -> None:
    picture = svg(routine())
    told = texts(picture)
    assert "LÄGE 1 · HÄR BÖRJAR DET" in told
    assert told.count("· FORUM") == 3
    assert "LÄGE 8 · SLUT" in told
    assert "SLUT, ÅTERTAGEN" in told
    for name in ("forum", "done", "out"):
        assert f'class="f-{name} s-{name}-edge"' in picture


@pytest.mark.parametrize("ground", ["page", "box", "forum", "done", "out"])
@pytest.mark.parametrize("dark", [0, 1])
def test_text_can_be_read_on_its_ground(ground: str, dark: int) -> None:
    inks = ["ink", "soft", f"{ground}-ink"]
    for ink in inks:
        if ink in COLOURS:
            assert contrast(COLOURS[ink][dark], COLOURS[ground][dark]) >= 4.5, ink
    for colour in ("ahead", "back", "out-edge", "edge"):
        assert contrast(COLOURS[colour][dark], COLOURS["page"][dark]) >= 3, colour


def contrast(one: str, other: str) -> float:
    light, shade = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (shade + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def nothing_overlaps(made: Routine) -> None:
    drawn = plan(made)
    for box, below in pairwise(drawn.boxes):
        assert below.y >= box.y + box.height + 20
    for side in ("left", "right"):
        trunks = [trunk for trunk in drawn.trunks if trunk.side == side]
        legs = sorted((leg for trunk in trunks for leg in trunk.legs), key=lambda leg: leg.y)
        for above, leg in pairwise(legs):
            assert leg.y - LABEL_LINE * len(leg.lines) >= above.y, "a label lies on the line above it"
        edge = drawn.left if side == "left" else drawn.left + BOX_WIDTH
        longest = max((width(line, LABEL) for leg in legs for line in leg.lines), default=0)
        for trunk in trunks:
            assert abs(trunk.x - edge) > longest + 10, "a line runs through a label"
            assert 0 < trunk.x < drawn.width
            box = drawn.boxes[trunk.target]
            assert box.y < trunk.y < box.y + box.height
            for leg in trunk.legs:
                source = drawn.boxes[leg.state]
                assert source.y < leg.y < source.y + source.height
        for one in trunks:
            for other in trunks:
                if one is not other and one.lane == other.lane:
                    assert one.span[1] < other.span[0] or other.span[1] < one.span[0]


@pytest.mark.parametrize("name", ["varmland", "orebro"])
def test_no_label_lies_on_another(name: str) -> None:
    nothing_overlaps(routine(name))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.text(min_size=1, max_size=60)), max_size=40))
def test_any_graph_can_be_drawn(steps: list[tuple[int, int, str]]) -> None:
    base = routine()
    keys = [f"s{n}" for n in range(12)]
    made = base.model_copy(
        update={
            "start": "s0",
            "states": {key: base.states["raised"].model_copy(update={"label": key}) for key in keys},
            "transitions": {
                f"t{n}": Transition.model_construct(
                    label=label, from_=(keys[a],), to=keys[b], who=("reporting.reporter",), help=None, purpose=None
                )
                for n, (a, b, label) in enumerate(steps)
            },
        }
    )
    nothing_overlaps(made)
    ET.fromstring(svg(made))  # noqa: S314 -- our own text
    assert mermaid(made).startswith("stateDiagram-v2\n")


def test_nasty_labels_are_escaped() -> None:
    made = relabelled(routine(), NASTY)
    told = texts(svg(made))
    assert '<b>"x"</b> & {y}' in told
    assert "\x07" not in told
    for line in mermaid(made).splitlines()[2:]:
        label = re.sub(r"#\d+;", "", line.partition(": ")[2])
        assert not set(label) & set('#;:"<>{}[]%`\\'), line


def test_a_label_of_any_length_fits() -> None:
    made = relabelled(routine(), "Försäkringsmedicinskaövervägande" * 60)
    nothing_overlaps(made)
    assert "…" in texts(svg(made))
    assert len(wrap("a" * 2000, 14, 100, most=3)) == 3
    assert all(width(line, 14) <= 100 for line in wrap("ord och mer ord " * 50, 14, 100, most=3))


def test_mermaid_says_the_same() -> None:
    told = mermaid(routine())
    assert told.startswith("stateDiagram-v2\n")
    assert '    state "Chef till chef" as manager_dialogue\n' in told
    assert "    [*] --> raised\n" in told
    assert "    manager_dialogue --> forum: Lyft till avvikelseforum\n" in told
    assert "    manager_dialogue --> manager_dialogue: Ta emot och registrera hos oss\n" in told
    assert "    closed --> [*]\n" in told
    assert "    class forum,steering,national forum\n" in told


def test_mermaid_gets_names_it_knows() -> None:
    content = (Path(__file__).parent / "routine.yaml").read_text(encoding="utf-8")
    content = re.sub(r"\bsteering\b", "end", content)
    content = re.sub(r"\bnational\b", "nationell-niva", content)
    told = mermaid(load_routine(content.encode()))
    assert "end_ --> nationell_niva: Lyft till nationell nivå" in told
    assert "forum --> end_: " in told
