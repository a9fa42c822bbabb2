"""That no pattern can be read in so many ways that a text keeps it busy, counted in steps and not timed.

Each pattern is led some way into itself and then given what is hard on it, over and over: single characters, short
words, figures with anything between, and its own pieces. A pattern with two optional parts side by side that take the
same characters shows at once.
"""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.deid.regex_steps import Engine, TooManyStepsError, parsed, pieces
from tests.deid.test_linear import PATTERNS, REVIEWED

LENGTH, MOST_STEPS = 80, 4_000
TAIL = "%"  # what hardly any match may stand before, so that every way is tried
UNITS = ("1", "1 ", "1-", "1.", "a", "a ", "A.", "Aa ", "a-", " ", "x", "O1", "och ")
_LONGEST_UNIT = 12
SEARCHED = {name: re.compile(*source) for name, source in PATTERNS.items() if name not in REVIEWED}
# What stood in the rule for torn numbers once: figures, and nothing at all that must part them.
COUNTLESS = r"(?<!\d)\d{1,12}(?:[ \t]?(?:[-./]{1,2}|\n)?[ \t]?\n?[ ]?\d{1,12}){1,11}(?![\d%]|[:/]\d)"


def hostile(pattern: re.Pattern[str]) -> Iterator[str]:
    """Texts made for one pattern."""
    own = pieces(parsed(pattern))
    leads = dict.fromkeys("".join(own[:k]) for k in range(len(own) + 1))
    pairs = ("".join(own[k : k + 2]) for k in range(len(own) - 1))
    units = dict.fromkeys([*UNITS, *own, *pairs])
    for lead in leads:
        yield from (lead + (unit * LENGTH)[:LENGTH] + TAIL for unit in units if len(unit) <= _LONGEST_UNIT)


def most_steps(pattern: re.Pattern[str]) -> tuple[int, str]:
    """The most steps that any hostile text takes, and that text; the limit where one takes more."""
    worst = (0, "")
    for text in hostile(pattern):
        engine = Engine(text, MOST_STEPS)
        try:
            engine.end(pattern)
        except TooManyStepsError:
            return MOST_STEPS, text
        worst = max(worst, (engine.steps, text))
    return worst


@pytest.mark.parametrize("name", SEARCHED)
def test_no_pattern_is_read_in_countless_ways(name: str) -> None:
    steps, text = most_steps(SEARCHED[name])
    assert steps < MOST_STEPS, text


@pytest.mark.parametrize("source", [COUNTLESS, r"(?:a{1,9}-?){1,20}!", r"(?:x+x+)+y", r"\w{0,40}\w{0,40}\w{0,40}\d!"])
def test_the_count_sees_what_it_is_there_to_see(source: str) -> None:
    assert most_steps(re.compile(source))[0] == MOST_STEPS


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from([*UNITS, "\n", "den 3 mars", "811228", "9874", "tel ", "Storgatan ", "född "])))
def test_the_engine_answers_as_re_does(words: list[str]) -> None:
    text = "".join(words)[:40]
    for name, pattern in SEARCHED.items():
        match = pattern.match(text)
        assert Engine(text, 100_000).end(pattern) == (match and match.end()), name
