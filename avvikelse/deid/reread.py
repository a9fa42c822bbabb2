"""Layer 1 once more, where a machine has set wide gaps between words and figures: '26  n0v', '816  9l Ocke1bo'.

The patterns count on one blank. A text full of wide gaps is read again with each made one, and months with figures in
them as they were; what is found is marked where it stands.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate

from avvikelse.deid.hits import Hit
from avvikelse.deid.page import Page

_WIDE = re.compile(r"(?<=\S) {2}(?=\S)")
_LEAST_GAPS = 3
_MONTH = re.compile(r"(?<![^\W_])(?=[a-z]{0,8}[0156])[a-z0156]{3,9}(?![^\W_])")
_READINGS = (str.maketrans("0156", "olsg"), str.maketrans("0156", "oisb"))
_MONTHS = frozenset(
    "jan feb mar apr maj jun jul aug sep sept okt nov dec januari februari mars april juni juli augusti september "  # noqa: SIM905
    "oktober november december".split()
)


def reread(text: Page, layers: Iterable[Callable[[str], Iterator[Hit]]]) -> Iterator[Hit]:
    """Give what the layers find once the gaps are narrowed and the months mended, as places in the text itself."""
    mended = _MONTH.sub(_month, text)
    wide = len(_WIDE.findall(text)) >= _LEAST_GAPS
    if not wide and mended == text:
        return
    parts = _WIDE.split(mended) if wide else [mended]
    lost = list(range(len(parts)))  # one blank at each gap
    starts = [0, *accumulate(len(part) + 1 for part in parts)][:-1]
    page = Page(" ".join(parts), text.book)
    for layer in layers:
        for hit in layer(page):
            yield Hit(_back(hit.start, starts, lost), _back(hit.end, starts, lost), hit.kind)


def _back(place: int, starts: list[int], lost: list[int]) -> int:
    """Give the place in the text of a place in the narrowed one."""
    k = bisect_right(starts, place) - 1
    return place + lost[k]


def _month(match: re.Match[str]) -> str:
    for reading in _READINGS:
        month = match[0].translate(reading)
        if month in _MONTHS:
            return month
    return match[0]
