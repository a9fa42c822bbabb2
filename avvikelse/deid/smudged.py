"""Layer 4: words with figures in them beside what was found, in a text that a machine has read badly.

'N0rra Vägen 3l', '39Z 3O KALMAR', 'Vuxenskolan 0skarsgatan': the half that the other rules could read is found, and
what stands right beside it, letters and figures mixed, is the other half more often than not.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind
from avvikelse.deid.patterns import Pattern, Spot

_SMUDGE = Pattern(r"[a-zåäö][01456][a-zåäö]", through=r"[01456](?<=[a-zåäö][01456])[a-zåäö]")
_LEAST_SMUDGES = 2
_MIXED = r"(?=[^\W_]{0,20}\d)(?=[^\W_]{0,20}[^\W\d_])[^\W_]{2,20}"
_BEHIND = Spot(
    rf"[ ]{{1,2}}({_MIXED}(?:[ ]{{1,2}}{_MIXED})?)(?!\w|[ ]?(?:%|(?:mg|g|ml|st|kr|dagar|veckor|min|tim)(?!\w)))"
)
_BEFORE = Spot(rf"(?<!\w)({_MIXED})[ ]{{1,2}}\Z")
_DAY_BEFORE = Spot(r"(?<!\w)([0-3]?[\dlIO]|[0-3][ ][\dlIO])[ ]{1,2}\Z")
_COUNTED = Spot(r"(?i)\d{1,4}(?:mg|ml|kg|g|h|st|x|år|kr|v|ggr|min|tim|mån|cm|mm|km)")
_HEAD = Spot(r"(?<![^\W_])[^\W_]{1,20}\Z")
_TAIL = Spot(r"[^\W_]{1,20}(?![^\W_])")
_FIRST = Spot(r"(?<!\w)([A-ZÅÄÖ](?=[^\W_]{0,12}[01456|])[^\W_]{1,14})[ ]\Z")
_GAP = Spot(r"(?<=[\w,.:])[ ]{2,6}(?=[\w&])")
_LEAST_GAPS = 4
# pieces of one word between wide gaps, and a lone initial behind the next
_RUN_HEAD = Spot(r"(?<![^\s])(?<!\S )(?:[^\s,;:.|]{1,12}[ ]){1,3}\Z|(?<=[ ]{2})[^\s,;:.|]{1,12}\Z")
_RUN_TAIL = Spot(r"[^\s,;:.|]{0,12}(?:[ ][^\s,;:.|]{1,12}){0,3}(?=[ ]{2}|[ ]?[,;:.|\n)]|\Z)(?:[ ]{2,4}[A-ZÅÄÖ](?!\w))?")
_ASKED = {Kind.UNKNOWN_NAME, Kind.UNKNOWN_WORD}
_LONGEST_WORD = 16
_REACH = 24


def find_smudged(text: str, found: Sequence[Hit]) -> Iterator[Hit]:
    """Ask about letters mixed with figures right before and behind each hit."""
    yield from _whole_runs(text, found)
    runs = list(_wide_runs(text, found))
    yield from runs
    if len(list(islice(_SMUDGE.finditer(text), _LEAST_SMUDGES))) < _LEAST_SMUDGES:
        return
    for hit in (*found, *runs):
        before = text[max(0, hit.start - _REACH) : hit.start]
        patterns = (_BEFORE, _DAY_BEFORE) if hit.kind is Kind.DATE else (_BEFORE,)
        at = hit.start - len(before)
        for match in (pattern.search(before) for pattern in patterns):
            if match and not _COUNTED.fullmatch(match[1]):
                yield Hit(at + match.start(1), at + match.end(1), Kind.UNKNOWN_WORD)
        behind = _BEHIND.match(text, hit.end)
        if behind and not _COUNTED.fullmatch(behind[1]):
            yield Hit(*behind.span(1), Kind.UNKNOWN_WORD)


def _whole_runs(text: str, found: Sequence[Hit]) -> Iterator[Hit]:
    """'V1king', 'Ve1a Karlström': the rest of a run of letters and figures of which a part was found."""
    for hit in found:
        if text[hit.start - 1 : hit.start].isalnum() and (
            head := _HEAD.search(text, max(0, hit.start - _REACH), hit.start)
        ):
            yield Hit(head.start(), hit.start, Kind.UNKNOWN_WORD)
        if text[hit.end : hit.end + 1].isalnum() and (tail := _TAIL.match(text, hit.end)):
            yield Hit(hit.end, tail.end(), Kind.UNKNOWN_WORD)
        near = hit.kind is Kind.PERSON and any(map(str.isdigit, text[max(0, hit.start - _LONGEST_WORD) : hit.start]))
        if near and (first := _FIRST.search(text, max(0, hit.start - _REACH), hit.start)):
            yield Hit(*first.span(1), Kind.UNKNOWN_NAME)


def _wide_runs(text: str, found: Sequence[Hit]) -> Iterator[Hit]:
    """'Sv en-Er ik  Gra n', 'An ge1a  H': where wide gaps part the words, all that stands between two of them."""
    if "  " not in text or len(list(islice(_GAP.finditer(text), _LEAST_GAPS))) < _LEAST_GAPS:
        return
    for hit in found:
        head, tail = _RUN_HEAD.search(text, max(0, hit.start - _REACH), hit.start), _RUN_TAIL.match(text, hit.end)
        start = head.start() if head else hit.start
        end = tail.end() if tail else hit.end
        if (start, end) != hit[:2]:
            yield Hit(start, end, hit.kind if hit.kind in _ASKED else Kind.UNKNOWN_NAME)
