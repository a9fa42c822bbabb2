"""Layer 1 once more, where a machine has set wide gaps between words and figures: '26  n0v', '816  9l Ocke1bo'.

The patterns count on one blank. The lines with such gaps are read again with each made one, and months with figures in
them as they were; what is found is marked where it stands.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator

from avvikelse.deid.hits import Hit
from avvikelse.deid.page import Page
from avvikelse.deid.patterns import Pattern

_WIDE = re.compile(r"(?<=\S) {2}(?=\S)")
_LEAST_GAPS = 2  # in a line
_MONTH = re.compile(r"(?<![^\W_])(?=[a-z]{0,8}[0156])[a-z0156]{3,9}(?![^\W_])")
_SMUDGED = Pattern(r"[0156](?:(?<=[a-z][0156])[a-z]|(?<=[01])[a-z]{2})")
_READINGS = (str.maketrans("0156", "olsg"), str.maketrans("0156", "oisb"))
_MONTHS = frozenset(
    "jan feb mar apr maj jun jul aug sep sept okt nov dec januari februari mars april juni juli augusti september "  # noqa: SIM905
    "oktober november december".split()
)


def reread(text: Page, layers: Iterable[Callable[[str], Iterator[Hit]]]) -> Iterator[Hit]:
    """Give what the layers find once the gaps are narrowed and the months mended, as places in the text itself."""
    if "  " not in text and not _SMUDGED.search(text):
        return
    lines: list[str] = []
    starts: list[int] = []
    places: list[int] = []
    at = 0
    for place, line in _changed(text):
        begin = place
        pieces = _WIDE.split(line)
        for piece in pieces:
            starts.append(at)
            places.append(begin)
            begin += len(piece) + len("  ")
            at += len(piece) + 1
        lines.append(" ".join(pieces))
    if not lines:
        return
    page = Page("\n".join(lines), text.book)
    for layer in layers:
        for hit in layer(page):
            first, last = (bisect_right(starts, place) - 1 for place in (hit.start, hit.end - 1))
            yield Hit(hit.start + places[first] - starts[first], hit.end + places[last] - starts[last], hit.kind)


def _changed(text: str) -> Iterator[tuple[int, str]]:
    """Give the lines that read otherwise once mended, with the place where each begins."""
    start = 0
    for line in text.split("\n"):
        mended = _MONTH.sub(_month, line)
        if mended != line or len(_WIDE.findall(line)) >= _LEAST_GAPS:
            yield start, mended
        start += len(line) + 1


def _month(match: re.Match[str]) -> str:
    for reading in _READINGS:
        month = match[0].translate(reading)
        if month in _MONTHS:
            return month
    return match[0]
