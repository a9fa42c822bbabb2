"""That the work grows in step with the text, counted and not timed.

Steps of the interpreter are counted, which is the same number every time. What `re` does inside one call isn't among
them, so the patterns are looked at instead: each reads a bounded stretch of text from each place where it begins, and
`test_regex_steps` counts in how many ways.
"""

import importlib
import pkgutil
import re
import sys
import unicodedata
from types import FrameType
from typing import Any

import pytest

from avvikelse import deid
from avvikelse.deid import check, starts
from avvikelse.deid.normalise import LONGEST_SPELLING, normalise

SMALL, TIMES = 250, 4
MOST_GROWTH = 1.1 * TIMES
LONGEST_STRETCH = 5_000
# Unbounded, but only ever asked about one word or one short cue, or made of runs that can't fail once begun.
REVIEWED = {
    "allow._AUTHORITY",
    "evaluate._WORD",
    "expected._CLOSES",
    "grades._SURNAME",
    "grades._TELLING",
    "mask._MONTH",
    "mask._WORD",
    "names._ADJECTIVE",
    "normalise._ORDINARY",
    "page._FIGURES",
    "page._PLAIN_FIGURES",
    "registers._WEAK_CUE",
    "starts._PARTS",
    "tokens._LATIN_WORD",
    "tokens._WORD",
    "odd._CONTROL",
    "odd._MIXED_SCRIPT",
}
_NAMES = (("pattern", "flags"), ("_source", "_flags"))  # what holds source and flags, compiled and not yet compiled


def _source(value: object) -> tuple[str, int] | None:
    """The source and flags of a pattern, None for anything else."""
    for source, flags in _NAMES:
        if isinstance(getattr(value, source, None), str) and hasattr(value, flags):
            return getattr(value, source), int(getattr(value, flags)) & ~re.UNICODE
    return None


PATTERNS = {
    f"{module.name}.{name}": source
    for module in pkgutil.iter_modules(deid.__path__)
    for name, value in vars(importlib.import_module(f"avvikelse.deid.{module.name}")).items()
    if (source := _source(value)) is not None
}
HOSTILE = (
    "a",
    "1-1-1-",
    "@",
    "A.A.A.",
    "von ",
    "1 ",
    "(at)",
    "AB ",
    "- \n",
    "a\u0301",
    "Zq\u202e ",
    "\u0414ves ",
    "Karin Ek 811228-9874, ring 070-174 06 12. ",
    "den 3 mars 12/3 47 år ",
)


def steps(text: str) -> int:
    """How many steps the interpreter takes for one check."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if event == "call":
            frame.f_trace_lines, frame.f_trace_opcodes = False, True
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        check(text)
    finally:
        sys.settrace(before)
    return count


def learn(text: str) -> None:
    """Let all that is remembered from one text to the next be so before the counting."""
    starts.of_all().prepare(len(PATTERNS))
    for _ in range(4):
        check(text)


@pytest.mark.parametrize("unit", HOSTILE, ids=ascii)
def test_four_times_the_text_is_four_times_the_work(unit: str) -> None:
    small, large = ((unit * SMALL * TIMES)[: SMALL * times] for times in (1, TIMES))
    for text in (small, large):
        learn(text)
    assert steps(large) <= MOST_GROWTH * steps(small)


def test_the_count_is_the_same_every_time() -> None:
    text = "Karin Ek ringde den 3 mars."
    learn(text)
    assert steps(text) == steps(text) > 1_000


def test_every_pattern_reads_a_bounded_stretch() -> None:
    parser = importlib.import_module("re._parser")
    widest = {name: parser.parse(*source).getwidth()[1] for name, source in PATTERNS.items()}
    assert len(widest) > 50
    assert sorted(name for name, width in widest.items() if width > LONGEST_STRETCH and name not in REVIEWED) == []


def test_no_sign_makes_a_text_much_longer() -> None:
    """A text of 50,000 signs that each stand for a phrase took eighteen times as long as any other."""
    compound = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.decomposition(chr(code))]
    assert max(len(normalise(sign * 10).text) for sign in compound) <= 10 * LONGEST_SPELLING
