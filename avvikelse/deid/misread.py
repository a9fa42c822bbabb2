"""Layer 1: numbers that a machine misread from paper, with letters for figures: '07O-l74 06 12', 'l98ll228-9874'.

O, o, Q and D stand for 0, I, l, | and ! for 1, S for 5, B for 8, Z for 2. Only stretches that hold figures and nothing
but such letters are read again, so words and codes ('B12', 'SOL') are left alone, and only what the rules for whole
numbers then find counts.
"""

from collections.abc import Iterator

from avvikelse.deid import ages, contacts, personal_numbers, registers, times
from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind
from avvikelse.deid.page import Page
from avvikelse.deid.patterns import Pattern, Spot

_FIGURES = str.maketrans("OoQDIl|!SBZ", "00001111582")
# A figure beside such a letter, in a stretch bounded by something else than letters and figures.
_CHUNK = Pattern(r"(?<![^\W_|!])(?=[OoQDIl|!SBZ]{0,4}\d)[0-9OoQDIl|!SBZ]{2,14}(?<![!|])(?![^\W_])")
_LONE = Pattern(
    r"(?<=\d[./-])[lIO|]{1,2}(?!\w)|(?<![\w.])(?:l|\||[lI|]{2})(?=[ ](?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt"
    r"|nov|dec))"
)
_LETTER = Spot(r"[OoQDIl|!SBZ]")
_SUSPECT = Pattern(r"\d(?:[./-]?[OoQDIl|!SBZ]|(?<=[OoQDIl|!SBZ]\d))|(?<!\w)[lI|]{1,2}[ ][a-z]{3}")
_BESIDE = 3
_REACH = 300  # wider than any of these rules reads
_RULES = (
    personal_numbers.personal_numbers,
    contacts.phones,
    contacts.addresses,
    times.births,
    times.dates,
    ages.ages,
    registers.cases,
    registers.accounts,
    registers.vehicles,
)


def misread_numbers(text: str) -> Iterator[Hit]:
    """Mark numbers that the other rules see once letters drawn like figures are read as figures."""
    if not _SUSPECT.search(text):
        return
    changed = [match.span() for match in _CHUNK.finditer(text) if _LETTER.search(match[0])]
    lone = [match.span() for match in _LONE.finditer(text)]
    changed = sorted({*changed, *lone}) if lone else changed
    if not changed:
        return
    for chunks in _together(changed):
        yield from _read_again(text, chunks)


def _together(changed: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Put chunks together that are so near each other that one rule may read both."""
    group: list[tuple[int, int]] = []
    for chunk in changed:
        if group and chunk[0] - group[-1][1] > 2 * _REACH:
            yield group
            group = []
        group.append(chunk)
    yield group


def _read_again(text: str, chunks: list[tuple[int, int]]) -> Iterator[Hit]:
    """Give the hits that touch some chunks, read as figures, in a window that no rule reads out of."""
    first, stop = _window(text, chunks)
    parts, last = [], first
    for start, end in chunks:
        parts += [text[last:start], text[start:end].translate(_FIGURES)]
        last = end
    plain = "".join([*parts, text[last:stop]])
    read = Page(plain, text.book) if isinstance(text, Page) else Page(plain)
    hits = sorted({(hit.start + first, hit.end + first, hit.kind) for rule in _RULES for hit in rule(read)})
    at, last = 0, -_BESIDE - 1
    for start, end, kind in hits:
        while at < len(chunks) and chunks[at][1] <= start:
            at += 1
        beside = kind is Kind.POSTCODE and start - last <= _BESIDE  # behind an address that was misread
        if beside or (at < len(chunks) and chunks[at][0] < end):
            yield Hit(start, end, kind)
            last = max(last, end)


def _window(text: str, chunks: list[tuple[int, int]]) -> tuple[int, int]:
    """Reach far enough round the chunks, and no farther than to a blank, so that no word is cut."""
    first, stop = max(0, chunks[0][0] - _REACH), min(len(text), chunks[-1][1] + _REACH)
    while first and chunks[0][0] - first < 2 * _REACH and not text[first - 1].isspace():
        first -= 1
    while stop < len(text) and stop - chunks[-1][1] < 2 * _REACH and not text[stop].isspace():
        stop += 1
    return first, stop
