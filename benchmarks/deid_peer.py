"""7. What the de-identification check finds, beside Presidio, which runs in an environment of its own.

What must be found is what the texts have marked as direct; what Presidio calls it matters not. Ours counts layers 1–3,
and beside them the questions, which a person must answer before the text may be used.
"""

import json
import random
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from avvikelse.deid import Kind, Level, check
from avvikelse.deid.evaluate import DIRECT
from benchmarks.databases import Databases
from benchmarks.deid_texts import ROOT, held_out, reports
from benchmarks.report import Line, at_least
from tests.deid import numbers

PYTHON = ROOT / ".venv-presidio/bin/python"
FORMS, _SEED = 2_000, 20260101
_ALL_FOUND = 1.0

Spans = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and the places that must be covered; none where the text is clean."""

    text: str
    places: tuple[tuple[int, int], ...]


def run(_databases: Databases) -> Iterator[Line]:
    """Compares the two on generated personal numbers and on the labelled texts, and their speed."""
    if not PYTHON.exists():
        yield Line("found, beside Presidio", "", "not installed: make bench-presidio")
        return
    sets = {
        "personal numbers, any form": _numbers(numbers.ordinary),
        "personal numbers, valid YYYYMMDD-NNNN": _numbers(_plain),
        "labelled texts, direct": _labelled(),
    }
    texts = [one.text for ones in sets.values() for one in ones] + reports()
    peer, cost = _presidio(texts)
    started = time.process_time()
    ours = {text: check(text).findings for text in texts}
    seconds = time.process_time() - started
    sure: dict[str, Spans] = {
        text: [(f.start, f.end) for f in found if f.level is Level.MUST_REWRITE] for text, found in ours.items()
    }
    every: dict[str, Spans] = {text: [(f.start, f.end) for f in found] for text, found in ours.items()}
    for what, ones in sets.items():
        yield from _compared(what, ones, sure, every, peer)
    yield _clean(sure, peer)
    size = sum(len(text.encode()) for text in texts) / 1e6
    theirs = f"Presidio {size / cost['seconds']:.3f} MB/s, {cost['megabytes']:.0f} MB"
    yield Line("the same texts: speed", f"{size / seconds:.3f} MB/s", theirs, f"{cost['seconds'] / seconds:.1f}")


def _compared(
    what: str, ones: Sequence[Marked], sure: dict[str, Spans], every: dict[str, Spans], peer: dict[str, Spans]
) -> Iterator[Line]:
    """How many places each covers whole, and touches."""
    total = sum(len(one.places) for one in ones)
    mine, asked, theirs = (_covered(ones, found, _whole) for found in (sure, every, peer))
    shown = f"{mine} of {total}", f"Presidio {theirs} of {total}"
    if what.startswith("personal numbers"):
        yield at_least(f"{what}: whole", *shown, mine / total, _ALL_FOUND)
        return
    yield Line(f"{what}: whole", *shown, f"{mine / max(1, theirs):.2f}")
    yield Line(f"{what}: whole, questions too", f"{asked} of {total}")
    mine, theirs = (_covered(ones, found, _touched) for found in (sure, peer))
    yield Line(
        f"{what}: touched", f"{mine} of {total}", f"Presidio {theirs} of {total}", f"{mine / max(1, theirs):.2f}"
    )


def _covered(ones: Sequence[Marked], found: dict[str, Spans], asked: Callable[[Marked, Spans, int, int], bool]) -> int:
    return sum(asked(one, found[one.text], start, end) for one in ones for start, end in one.places)


def _whole(one: Marked, found: Spans, start: int, end: int) -> bool:
    """Every letter and digit of the place lies in some finding."""
    covered = {i for first, last in found for i in range(first, last)}
    return all(i in covered for i in range(start, end) if one.text[i].isalnum())


def _touched(_one: Marked, found: Spans, start: int, end: int) -> bool:
    return any(first < end and start < last for first, last in found)


def _clean(sure: dict[str, Spans], peer: dict[str, Spans]) -> Line:
    """Clean texts in which each finds something all the same; the fewer the better."""
    texts = [one["text"] for one in held_out() if not one["findings"]]
    ours, theirs = (sum(bool(found[text]) for text in texts) for found in (sure, peer))
    return Line("clean texts with a finding", f"{ours} of {len(texts)}", f"Presidio {theirs} of {len(texts)}")


def _numbers(make: Callable[[random.Random], str]) -> list[Marked]:
    """Generated numbers in sentences."""
    rng = random.Random(_SEED)  # noqa: S311 -- makes examples, no secrets
    made = []
    for _ in range(FORMS):
        sentence, number = rng.choice(numbers.SENTENCES), make(rng)
        start = sentence.index("{}")
        made.append(Marked(sentence.format(number), ((start, start + len(number)),)))
    return made


def _plain(rng: random.Random) -> str:
    """The form that Presidio's own recogniser is written for, with the check digit that it asks for."""
    digits = f"{rng.randrange(1930, 2013)}{rng.randrange(1, 13):02}{rng.randrange(1, 29):02}{rng.randrange(980, 1000)}"
    doubled = (int(digit) * (2 - i % 2) for i, digit in enumerate(digits[2:]))
    total = sum(number // 10 + number % 10 for number in doubled)
    return f"{digits[:8]}-{digits[8:]}{-total % 10}"


def _labelled() -> list[Marked]:
    """The direct identifiers of the labelled texts."""
    return [
        Marked(one["text"], tuple((f["start"], f["end"]) for f in one["findings"] if Kind(f["kind"]) in DIRECT))
        for one in held_out()
    ]


def _presidio(texts: Sequence[str]) -> tuple[dict[str, Spans], dict[str, Any]]:
    """What Presidio finds in each text, and what it took."""
    given = "".join(f"{json.dumps(text)}\n" for text in texts)
    command = [str(PYTHON), str(ROOT / "benchmarks/presidio_peer.py")]
    out = subprocess.run(command, input=given, check=True, capture_output=True, text=True).stdout
    *answers, cost = map(json.loads, out.splitlines())
    return dict(zip(texts, answers, strict=True)), cost
