"""Layer 1: numbers that a machine misread from paper, with letters for figures: '07O-l74 06 12', 'l98ll228-9874'.

O, o, Q and D stand for 0, I, l, | and ! for 1, S for 5, B for 8, Z for 2. Only stretches that hold figures and nothing
but such letters are read again, so words and codes ('B12', 'SOL') are left alone, and only what the rules for whole
numbers then find counts.
"""

from collections.abc import Iterator

from avvikelse.deid import contacts, personal_numbers, registers, times
from avvikelse.deid.hits import Hit
from avvikelse.deid.page import Page
from avvikelse.deid.patterns import Pattern

_FIGURES = str.maketrans("OoQDIl|!SBZ", "00001111582")
# A figure beside such a letter, in a stretch bounded by something else than letters and figures.
_CHUNK = Pattern(r"(?<![^\W_|!])(?=[OoQDIl|!SBZ]{0,4}\d)[0-9OoQDIl|!SBZ]{2,14}(?<![!|])(?![^\W_])")
_LETTER = Pattern(r"[OoQDIl|!SBZ]")
_SUSPECT = Pattern(r"\d[OoQDIl|!SBZ]|[OoQDIl|!SBZ]\d")
_RULES = (
    personal_numbers.personal_numbers,
    contacts.phones,
    contacts.addresses,
    times.births,
    times.dates,
    times.ages,
    registers.cases,
    registers.accounts,
)


def misread_numbers(text: str) -> Iterator[Hit]:
    """Mark numbers that the other rules see once letters drawn like figures are read as figures."""
    if not _SUSPECT.search(text):
        return
    changed = [match.span() for match in _CHUNK.finditer(text) if _LETTER.search(match[0])]
    if not changed:
        return
    parts, last = [], 0
    for start, end in changed:
        parts += [text[last:start], text[start:end].translate(_FIGURES)]
        last = end
    read = Page("".join([*parts, text[last:]]))
    hits = sorted(hit for rule in _RULES for hit in rule(read))
    at = 0
    for hit in hits:
        while at < len(changed) and changed[at][1] <= hit.start:
            at += 1
        if at < len(changed) and changed[at][0] < hit.end:
            yield hit
