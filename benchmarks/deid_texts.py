"""Texts for the de-identification check to be measured on: our own made-up ones mixed anew, and hostile ones."""

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HELD_OUT = ROOT / "tests/deid/data/held-out-1.jsonl"
CASES = ROOT / "avvikelse/demo/cases.jsonl"
HOSTILE_SIZE = 50_000
_SEED = 20260101


def held_out() -> list[dict[str, Any]]:
    """The labelled texts that were kept out of the rules' making."""
    return [json.loads(line) for line in HELD_OUT.read_text("utf-8").splitlines()]


def reports() -> list[str]:
    """Every made-up text as it stands: what was reported, its de-identified form, what came of it, and the labelled."""
    cases = [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]
    fields = ("title", "description", "deidentified", "outcome")
    return [case[field] for case in cases for field in fields if case.get(field)] + [one["text"] for one in held_out()]


def mixed(size: int, seed: int = _SEED) -> str:
    """Their sentences in a new order, about so many bytes."""
    rng = random.Random(seed)  # noqa: S311 -- mixes sentences, no secrets
    sentences = [one for text in reports() for one in re.split(r"(?<=[.!?])\s", text)]
    parts: list[str] = []
    while size > 0:
        parts.append(rng.choice(sentences))
        size -= len(parts[-1].encode()) + 1
    return " ".join(parts)


def documents(count: int, size: int) -> list[str]:
    """So many different texts of about that size."""
    return [mixed(size, _SEED + i) for i in range(count)]


def hostile() -> Iterator[tuple[str, str]]:
    """Short names and the pieces that, over and over, are hard on patterns."""
    for unit in ("a", "1-1-1-", "@", "A.A.A.", "1 ", "(at)", "A-", "- \n", "a\u0301", "von ", "Ek AB "):
        yield ascii(unit), unit
    rng = random.Random(_SEED)  # noqa: S311 -- mixes letters, no secrets
    letters = "abcdefghijklmnopqrstuvwxyzåäö"
    words = ["".join(rng.choices(letters, k=rng.randrange(3, 12))) for _ in range(8_000)]
    yield "unknown words", " ".join(words)
    yield "unknown capitalised words", " ".join(word.title() for word in words)
    yield "CAPITALS", " ".join(word.upper() for word in words)
    yield (
        "capitals, figures, unknown words",
        " ".join(
            rng.choice((word, word.title(), word.upper(), str(rng.randrange(10**9)), f"{word}{rng.randrange(99)}"))
            for word in words
        ),
    )


def repeated(unit: str, size: int) -> str:
    """A unit over and over until the text is that long."""
    return (unit * (size // len(unit) + 1))[:size]
