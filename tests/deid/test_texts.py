"""The marked texts that the rules have been mended or measured with: what they reached stays reached."""

import json
from pathlib import Path

import pytest

from avvikelse.deid import check
from avvikelse.deid.evaluate import Evaluation, read_gold

DATA = Path(__file__).parent / "data"
# Mentions that may be left uncovered (direct, indirect), texts that may leak, clean texts with a false finding, and
# the questions on the clean texts.
REACHED = {
    "held-out-1": (0, 0, 0, 0, 0),
    "dev-2": (1, 4, 1, 0, 8),
    "held-out-2": (0, 0, 0, 0, 2),
    "held-out-3": (0, 0, 0, 0, 4),
    "dev-3": (0, 3, 0, 0, 0),
    "dev-4": (0, 5, 0, 0, 11),
    "dev-5": (0, 0, 0, 0, 3),
    "dev-6": (0, 0, 0, 0, 2),
    "dev-7": (0, 2, 0, 0, 9),
    "held-out-4": (1, 2, 1, 0, 6),
    "dev-8": (0, 0, 0, 0, 16),
    "dev-9": (0, 5, 0, 0, 8),
    "held-out-5": (4, 7, 4, 0, 11),
    "held-out-6": (2, 8, 2, 2, 22),
    "foreign-names": (0, 0, 0, 0, 0),
}
REACHED_IN_LOWER_CASE = {
    "dev-2": (11, 13, 10, 0, 39),
    "held-out-2": (4, 2, 4, 0, 11),
    "held-out-3": (1, 5, 1, 0, 9),
    "dev-3": (9, 6, 8, 0, 5),
    "dev-4": (19, 14, 14, 0, 12),
    "dev-5": (5, 6, 5, 0, 19),
    "dev-6": (8, 3, 8, 0, 15),
    "dev-7": (3, 12, 3, 0, 21),
    "held-out-4": (5, 6, 4, 0, 19),
    "dev-8": (6, 8, 4, 0, 20),
    "dev-9": (14, 15, 11, 0, 10),
    "held-out-5": (5, 14, 5, 0, 43),
    "held-out-6": (5, 13, 5, 0, 28),
}


def evaluated(name: str, *, lower: bool) -> Evaluation:
    found = Evaluation()
    for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines():
        text, marks = read_gold(json.loads(line))
        text = text.lower() if lower else text
        found.add(text, marks, check(text))
    return found


def figures(found: Evaluation) -> tuple[int, ...]:
    direct, indirect = found.share("whole direct"), found.share("whole indirect")
    others = (found.share(name).hits for name in ("leak", "false alarm", "undecided"))
    return (direct.of - direct.hits, indirect.of - indirect.hits, *others)


@pytest.mark.parametrize(
    ("name", "lower", "reached"),
    [
        *((name, False, reached) for name, reached in REACHED.items()),
        *((name, True, reached) for name, reached in REACHED_IN_LOWER_CASE.items()),
    ],
)
def test_what_was_reached_stays_reached(name: str, lower: bool, reached: tuple[int, ...]) -> None:
    now = figures(evaluated(name, lower=lower))
    assert all(a <= b for a, b in zip(now, reached, strict=True)), now


def test_personal_numbers_in_the_texts_are_all_found() -> None:
    for name in set(REACHED) - {"foreign-names"}:  # which holds nothing but names
        share = evaluated(name, lower=False).share("whole personal_number")
        assert share.hits == share.of > 0
