"""Layer 1 once more, where a machine or a foreign keyboard has spoilt what the patterns count on.

'26  n0v', '816  9l  Ocke1bo', 'Bergvä9en 100', 'fodd attiotva, 61 ar': wide gaps are made one blank, figures in words
the letters that they are drawn like, letters without dots or rings get theirs, and lines of capitals are read in lower
case. The lines that this changes are read again; what is found is marked where it stands.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator

from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind
from avvikelse.deid.page import Page
from avvikelse.deid.touching import touching

_WIDE = re.compile(r"(?<=\S) {2}(?=\S)")
_LEAST_GAPS = 2  # in a line
_MIXED = re.compile(r"(?<![^\W_])(?=[^\W_]{0,24}[^\W\d_])(?=[^\W_]{0,24}\d)[^\W_]{3,25}(?![^\W_])")
_SMUDGED = re.compile(r"[^\W\d_][01569][^\W\d_]|[01569][^\W\d_]{3}|[^\W\d_]{3}[01569](?!\d)")
_READINGS = (str.maketrans("01569", "oisgg"), str.maketrans("01569", "olsbg"))
_NEAR = 4
_LEAST_LETTERS, _MOST_FIGURES = 3, 2
_DOTTED = re.compile("[åäöÅÄÖ]")
_LOUD = re.compile(r"[A-ZÅÄÖ]{4}[ ][A-ZÅÄÖ]{2}")
_LEAST_LINE, _LONGEST_LINE = 12, 2_000  # characters of a line in capitals
_LEAST_BARE = 80  # characters of a text that must be without å, ä and ö before they are thought to be lost
_DOTLESS = re.compile(
    r"(?<=\d )ar\b|(?<=\d)ar\b|\bar\b|arig\b|aring\b|\balder|\bfodd|atta|attio|\btva\b|tva\b|\bforsta\b|fjarde|sjatte"
    r"|attonde|pask|langfredag|nyars|mandag|lordag|sondag|hjartans|\bgrand\b|grand(?= \d)|vagen\b|\bvag\b|arende"
    r"|\bmanad",
    re.IGNORECASE,
)
_WITH_DOTS = {
    "arig": "årig",
    "aring": "åring",
    "alder": "ålder",
    "fodd": "född",
    "atta": "åtta",
    "attio": "åttio",
    "tva": "två",
    "forsta": "första",
    "fjarde": "fjärde",
    "sjatte": "sjätte",
    "attonde": "åttonde",
    "pask": "påsk",
    "langfredag": "långfredag",
    "nyars": "nyårs",
    "mandag": "måndag",
    "lordag": "lördag",
    "sondag": "söndag",
    "hjartans": "hjärtans",
    "grand": "gränd",
    "vagen": "vägen",
    "vag": "väg",
    "arende": "ärende",
    "manad": "månad",
}


def reread(text: Page, layers: Iterable[Callable[[str], Iterator[Hit]]]) -> Iterator[Hit]:
    """Give what the layers find once the text is mended, as places in the text itself.

    What hangs on how a whole line or text is written, capitals or letters without dots, is a question and no more: a
    word more in the text must never hide what is sure.
    """
    smudged = any(_SMUDGED.search(text, max(0, at - _NEAR), at + _NEAR) for at in touching(text))
    read: set[tuple[int, str]] = set()  # what the second reading need not read again
    if "  " in text or smudged:
        for reading in _READINGS if smudged else ({},):
            lines = [line for line in _mended(text, reading) if line not in read]
            read.update(lines)
            yield from _found(text, lines, layers)
    bare = len(text) >= _LEAST_BARE and not _DOTTED.search(text)
    if bare or _LOUD.search(text):
        asked = _found(text, _plain(text, bare=bare), layers)
        yield from (Hit(hit.start, hit.end, Kind.UNKNOWN_WORD) for hit in asked)


def _mended(text: str, reading: dict[int, int]) -> Iterator[tuple[int, str]]:
    """Give the lines with wide gaps, or with figures in words, with the place where each begins."""
    for start, line in _lines(text):
        mended = _MIXED.sub(lambda match: _letters(match[0], reading), line) if reading else line
        if mended != line or len(_WIDE.findall(line)) >= _LEAST_GAPS:
            yield start, mended


def _plain(text: str, *, bare: bool) -> Iterator[tuple[int, str]]:
    """Give the lines of capitals in lower case, and in a text without dots those that lack some."""
    for start, line in _lines(text):
        lower = line.lower() if _LEAST_LINE < len(line) < _LONGEST_LINE and line.isupper() else line
        mended = _DOTLESS.sub(_with_dots, lower) if bare else lower
        if mended != line and len(mended) == len(line):
            yield start, mended


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


def _found(
    text: Page, lines: Iterable[tuple[int, str]], layers: Iterable[Callable[[str], Iterator[Hit]]]
) -> Iterator[Hit]:
    """Read some lines with their gaps narrowed and give the hits as places in the text."""
    narrowed: list[str] = []
    starts: list[int] = []
    places: list[int] = []
    at = 0
    for place, line in lines:
        begin, pieces = place, _WIDE.split(line)
        for piece in pieces:
            starts.append(at)
            places.append(begin)
            begin += len(piece) + len("  ")
            at += len(piece) + 1
        narrowed.append(" ".join(pieces))
    page = Page("\n".join(narrowed), text.book)
    for layer in layers if narrowed else ():
        for hit in layer(page):
            first, last = (bisect_right(starts, place) - 1 for place in (hit.start, hit.end - 1))
            yield Hit(hit.start + places[first] - starts[first], hit.end + places[last] - starts[last], hit.kind)


def _letters(word: str, reading: dict[int, int]) -> str:
    """Read the figures of a word as letters, if it holds letters enough."""
    figures = sum(char.isdigit() for char in word)
    if figures > _MOST_FIGURES or len(word) - figures < _LEAST_LETTERS:
        return word
    return word.translate(reading)


def _with_dots(match: re.Match[str]) -> str:
    word = match[0]
    if word.casefold() == "ar":  # 'hon ar 61 ar'
        return "år" if match.string[: match.start()].rstrip().endswith(tuple("0123456789")) else "är"
    dotted = _WITH_DOTS[word.casefold()]
    return dotted.capitalize() if word[0].isupper() else dotted
