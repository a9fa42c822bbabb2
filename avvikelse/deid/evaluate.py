"""Hold the check against texts that people have marked: what it finds, what it misses, what it cries wolf over.

Pure counting: a marked text and the check's report go in, figures come out, and no text is kept. A mention is *touched*
when some of its letters or figures lie in a finding, *whole* when all do. Every share has a 95 % Wilson interval.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

from avvikelse.deid.model import Finding, Kind, Report

DIRECT = frozenset(
    {
        Kind.PERSON,
        Kind.PERSONAL_NUMBER,
        Kind.BIRTH_DATE,
        Kind.PHONE,
        Kind.EMAIL,
        Kind.ADDRESS,
        Kind.CASE_NUMBER,
        Kind.VEHICLE,
        Kind.ACCOUNT,
        Kind.URL,
    }
)
"""Kinds that lead to a person by themselves; one of them left in a text is a leak."""

_Z = 1.959964  # 95 % of a normal distribution lies within this many deviations
_LAST_CERTAIN_LAYER = 3
_WORD = re.compile(r"[^\W\d_]+")


class BadGold(ValueError):
    """A marked text is not written as it should be. The message is Swedish and says what is wrong."""


@dataclass(frozen=True, slots=True)
class Marked:
    """One mention that a person has marked: start, end (exclusive) and kind."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """The share, or None of nothing."""
        return self.hits / self.of if self.of else None

    def interval(self) -> tuple[float, float]:
        """The 95 % Wilson interval; of nothing it is all there is."""
        if not self.of:
            return 0.0, 1.0
        p, n = self.hits / self.of, self.of
        middle = (p + _Z * _Z / (2 * n)) / (1 + _Z * _Z / n)
        reach = _Z * sqrt(p * (1 - p) / n + _Z * _Z / (4 * n * n)) / (1 + _Z * _Z / n)
        return max(0.0, middle - reach), min(1.0, middle + reach)

    def plain(self) -> dict[str, Any]:
        """The share for JSON, rounded to four figures."""
        low, high = self.interval()
        value = self.value
        share = None if value is None else round(value, 4)
        return {"hits": self.hits, "of": self.of, "share": share, "low": round(low, 4), "high": round(high, 4)}


def read_gold(entry: Mapping[str, Any]) -> tuple[str, tuple[Marked, ...]]:
    """Give text and marks of one line of a marked file. Raises BadGold."""
    text, listed = entry.get("text"), entry.get("findings")
    if not isinstance(text, str):
        raise BadGold('raden saknar "text".')
    if not isinstance(listed, list):
        raise BadGold('raden saknar "findings". Skriv en tom lista om inget är märkt.')
    return text, tuple(_mark(one, number, text) for number, one in enumerate(listed, 1))


def _mark(one: object, number: int, text: str) -> Marked:
    if not isinstance(one, dict) or not all(type(one.get(key)) is int for key in ("start", "end")):
        raise BadGold(f'märkning {number} saknar "start" eller "end" som heltal.')
    if one.get("kind") not in set(Kind):
        raise BadGold(f'märkning {number} har ett okänt "kind".')
    start, end = one["start"], one["end"]
    if not 0 <= start < end <= len(text) or one.get("text", text[start:end]) != text[start:end]:
        raise BadGold(f'märkning {number}: "start" och "end" stämmer inte med texten.')
    return Marked(start, end, Kind(one["kind"]))


@dataclass(slots=True)
class Evaluation:
    """Figures gathered text by text, in memory that doesn't grow with the number of texts."""

    texts: int = 0
    clean: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, text: str, marks: Sequence[Marked], report: Report) -> None:
        """Count one marked text and the report on it."""
        self.texts += 1
        certain = [f for f in report.findings if f.layer <= _LAST_CERTAIN_LAYER]
        everything, sure, marked = _characters(report.findings), _characters(certain), _characters(marks)
        for mark in marks:
            self._add_mark(mark, text, everything, sure)
        for found in report.findings:
            self._count(f"precision {found.kind}", bool(marked & set(range(found.start, found.end))))
        self.counts["characters of"] += len(sure)
        self.counts["characters"] += len(sure & marked)
        direct = [m for m in marks if m.kind in DIRECT]
        if direct:
            self._count("leak", not all(_whole(m, text, everything) for m in direct))
            self._count("leak 1-3", not all(_whole(m, text, sure) for m in direct))
        if not marks:
            self._add_clean(text, report.findings, certain)

    def _add_mark(self, mark: Marked, text: str, everything: set[int], sure: set[int]) -> None:
        group = "direct" if mark.kind in DIRECT else "indirect"
        for name in (mark.kind.value, group):
            for layers, covered in (("", everything), (" 1-3", sure)):
                self._count(f"touched{layers} {name}", not covered.isdisjoint(range(mark.start, mark.end)))
                self._count(f"whole{layers} {name}", _whole(mark, text, covered))

    def _add_clean(self, text: str, findings: Sequence[Finding], certain: Sequence[Finding]) -> None:
        self.clean += 1
        self._count("false alarm", bool(certain))
        self.counts["undecided of"] += sum(1 for _ in _WORD.finditer(text))
        self.counts["undecided"] += sum(f.kind in {Kind.UNKNOWN_NAME, Kind.UNKNOWN_WORD} for f in findings)

    def _count(self, name: str, hit: bool) -> None:
        self.counts[f"{name} of"] += 1
        self.counts[name] += hit

    def share(self, name: str) -> Share:
        """Give one figure by its name, such as 'whole person' or 'leak 1-3'."""
        return Share(self.counts[name], self.counts[f"{name} of"])

    def summary(self) -> dict[str, Any]:
        """Give all figures for JSON. Names that end in `_1_3` leave the undecided layers 4–5 out of account."""
        kinds = {k.value: self._kind(k.value) for k in Kind if self._seen(k.value)}
        return {
            "texts": self.texts,
            "clean_texts": self.clean,
            "kinds": kinds,
            "direct": self._recall("direct"),
            "indirect": self._recall("indirect"),
            "flagged_characters_marked_1_3": self.share("characters").plain(),
            "leaking_texts": self.share("leak").plain(),
            "leaking_texts_1_3": self.share("leak 1-3").plain(),
            "clean_texts_with_false_alarm_1_3": self.share("false alarm").plain(),
            "undecided_per_100_words": self._per_hundred(),
        }

    def _seen(self, kind: str) -> bool:
        return bool(self.counts[f"touched {kind} of"] or self.counts[f"precision {kind} of"])

    def _kind(self, kind: str) -> dict[str, Any]:
        return self._recall(kind) | {"precision": self.share(f"precision {kind}").plain()}

    def _recall(self, name: str) -> dict[str, Any]:
        figures = ("touched", "whole", "touched 1-3", "whole 1-3")
        key = str.maketrans(" -", "__")
        return {f.translate(key): self.share(f"{f} {name}").plain() for f in figures}

    def _per_hundred(self) -> dict[str, Any]:
        """Undecided findings in clean text, as a number per hundred words."""
        found = self.share("undecided")
        low, high = found.interval()
        value = None if found.value is None else round(100 * found.value, 3)
        return {
            "findings": found.hits,
            "words": found.of,
            "value": value,
            "low": round(100 * low, 3),
            "high": round(100 * high, 3),
        }


def _characters(spans: Iterable[Finding | Marked]) -> set[int]:
    """Give every place inside the spans."""
    return {place for span in spans for place in range(span.start, span.end)}


def _whole(mark: Marked, text: str, covered: set[int]) -> bool:
    """Tell whether every letter and figure of a mention is covered; blanks and stops identify nobody."""
    return all(place in covered for place in range(mark.start, mark.end) if text[place].isalnum())
