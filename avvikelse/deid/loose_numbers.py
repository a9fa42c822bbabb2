"""Layer 1: personal numbers that are written or read out of shape, and the last four figures alone.

Where the word 'personnummer' stands before, nearly anything with four figures is one: figures lost, doubled, torn by
blanks or line ends, hidden behind '?' or 'x'. Elsewhere the figures must make a date and four more once blanks,
hyphens and line ends are taken out and letters drawn like figures are read as figures. Four figures alone count behind
a cue, beside a name and beside 'pat' or 'kund'.
"""

import re
from collections.abc import Iterable, Iterator

from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind
from avvikelse.deid.patterns import Pattern, Spot

_ALIKE = "OoQDIl|!SBZizJAbgqGTsøØÖÕõö&?"
_READ = str.maketrans(_ALIKE, "00001111582121469967500000087")
_LIKE = "0-9" + re.escape(_ALIKE)
_CUE = (
    r"(?i:(?<![^\W_])(?:p[e3]r[s5][o0]n(?:s|-|[ ])?(?:n[rn]|nurnmer|nummer|nurnmret|numret|num|no|id)"
    r"|pers?[. -]{0,2}(?:nr|nummer|numret|no)|p[. -]?n(?:r|um|ummer)|p-nummer"
    r"|samordnings?[ -]?(?:nr|nummer|numret)|sam\.?[ -]?nr|reserv-?(?:nr|nummer|numret)"
    r"|födelse-?(?:nr|nummer|numret)|lma-?(?:nr|nummer|numret)|tf[ -]?nr))(?![a-zåäö])"
)
_LINK = (
    r"(?:[ \t]?(?i:är|var|lyder|slut|slutar|på|med|nr|skrevs|står|som|angivet|angavs|angetts|felaktigt|fel|rätt|gamla"
    r"|nya|uppges|sista|fyra|enl|enligt|lappen|journalen|pat|patienten|kund|kunden)){0,4}"
)
_CUED = Pattern(
    _CUE
    + _LINK
    + r"[ \t]?[:.=#;|-]{0,2}[ \t]{0,2}(?:\n[ \t]{0,3})?[(\"'|<\[]?"
    + rf"[.]{{0,2}}([{_LIKE}xX*•#_](?:(?:[ \t]{{0,2}}[-+./·,~=:\\]{{1,2}}[ \t]?\n?"
    + r"|[ \t]?\n[ ]?|[ \t]{1,2})?"
    + rf"[{_LIKE}xX*•#_]){{3,16}})(?![^\W_])"
)
# Letters for figures, whole length, cut at most before the last four.
_MISREAD = Pattern(
    rf"(?=[{_LIKE} +-]{{0,16}}?(?:[0-9][{re.escape(_ALIKE)}]|[{re.escape(_ALIKE)}][0-9]))"
    rf"(?:(?<![^\W_|!&?])|(?<=nr)|(?<=[Pp]at))(?:[{_LIKE}]{{2}})?[{_LIKE}]{{6}}"
    rf"[ ]?[-+]?[ ]?[{_LIKE}]{{4}}(?![^\W_]|[|!&]\w)",
    through=rf"[0-9](?:[{re.escape(_ALIKE)}]|(?<=[{re.escape(_ALIKE)}][0-9]))",
    runs=3,
)
# Something must stand between two runs of figures, or a long run could be cut in countless ways.
_TORN = Pattern(r"(?<!\d)(?<!\d[.,:/+-])(?<![A-Za-z]-)\d{1,12}(?:[ \t\n./-]{1,4}\d{1,12}){1,11}(?![\d%]|[:/]\d)")
_NUMBER = re.compile(r"(?:18|19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[1-8]\d|9[01])\d{4}")
_LAST_APART = re.compile(r"[-+] ?\d \d \d \d\Z")  # '811228 - 9 8 7 4'
_UNDATED = re.compile(r"(?:18|19|20)?\d{10}")
# 'yymmdd | nnnn', '(811228) 9874', '811228, 9874'; recent dates stand before other figures too.
_DAY = r"(?:0[1-9]|[1-8]\d|9[01])"
_APART = Pattern(
    r"(?!0[1-9]\d{8}(?!\d))(?<!\d)(?<!\d[.,:/-])(?!(?:20)?(?:1[5-9]|2\d)[01])(?:(?:18|19|20)?\d{2}(?:0[1-9]|1[0-2])"
    + _DAY
    + r"|(?:18|19|20)?\d{2}([-/. _:]|,[ ]|[ ]-[ ]|[ ]?\|[ ]?(?=0)|(?<=\d{4})[ ]?[|\t;][ ]?)"
    r"(?:0[1-9]|1[0-2])\1"
    + _DAY
    + r")[)\]]?[ \t]{0,2}(?:[-+~=_*·;,|\\/]{1,2}|:(?!\s)|\t|\n|och|streck|sista fyra|slut)?"
    r"[ \t]{0,2}[(\[]?[-]?[ ]?(?:\d{4}|\d[ ]\d{3}|\d{2}[ ]\d{2}|\d{3}[ ]\d|[xX*•.#]{1,3}\d{1,3}|[xXnN]{4})"
    r"(?![\d%]|[.,:/-]\d|[ ]?(?:kr|SEK|mg)\b)"
)
_OTHER_ORDER = Pattern(
    r"(?i)(?<!\d)[0-3]?\d[ .]{1,2}(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-z]{0,6}\.?[ ]"
    r"(?:19\d\d|20[01]\d|\d\d)[ ]?[-, +]{1,2}(\d{4})(?!\d|[ ]?(?:kr|mg)\b)"
)
_UNIT = r"(?![\d%]|[.,:/-]\d|[ ]?(?:%|kr|mg|ml|g|st|dag|veck|mån|kronor|steg|meter|m|kcal|intyg|ärenden)\b)"
_FOUR = r"(?!(?:19|20)\d\d)\d{4}"
_CALLED = Pattern(
    r"(?i:(?<![^\W_])(?:pat(?:ient(?:en)?)?|kund(?:en)?|klient(?:en)?|försäkrade?|sökande(?:n)?|deltagare(?:n)?"
    r"|slut(?:ar|siffror(?:na)?|siffran|nr|nummer)?|siffrorna|sista|siffror(?=[ :]{1,2}\d{4}(?!\d))))"
    rf"[ :.,(]{{1,3}}(?:är[ ]|på[ ]|med[ ]|nr[ ])?[-x*.…]{{0,7}}[ ]?({_FOUR}){_UNIT}"
)
_MASKED_FRONT = Pattern(r"(?<![\w*])[xX*•_#?]{6,8}[ ]?[-+]?[ ]?(\d{4})(?!\d)")
_BESIDE = Spot(
    rf"[.]?(?:,?[ ]\(?|[ ]?[|;\t][ ]?|/)(?:\.{{2,3}}|…)?-?({_FOUR})(?=[),.;!?|\n\t ]|$)(?!\)?[ -]{{0,2}}\d){_UNIT}"
)
_LEAST, _LEAST_CUED = 6, 4
_MOBILE = re.compile(r"0[1-9]\d{7,9}")
_MOST_BREAKS = 2


def loose_numbers(text: str) -> Iterator[Hit]:
    """Mark personal numbers out of shape, and four figures behind what tells that they are the last ones."""
    for match in _CUED.finditer(text):
        if sum(c.isdigit() for c in match[1]) >= _LEAST_CUED or _hidden(match[1]):
            yield Hit(*match.span(1), Kind.PERSONAL_NUMBER)
    for match in _MISREAD.finditer(text):
        if _misread(match[0]):
            yield Hit(match.start(), match.end(), Kind.PERSONAL_NUMBER)
    for match in _TORN.finditer(text):
        if _torn(match[0]):
            yield Hit(match.start(), match.end(), Kind.PERSONAL_NUMBER)
    yield from (Hit(match.start(), match.end(), Kind.PERSONAL_NUMBER) for match in _APART.finditer(text))
    yield from (Hit(match.start(), match.end(), Kind.PERSONAL_NUMBER) for match in _OTHER_ORDER.finditer(text))
    for pattern in (_CALLED, _MASKED_FRONT):
        yield from (Hit(*match.span(1), Kind.PERSONAL_NUMBER) for match in pattern.finditer(text))


def last_four_beside(text: str, names: Iterable[Hit]) -> Iterator[Hit]:
    """Mark four figures right behind a person that are no year: 'Karin Ek (9874)', 'A.S. 9823'."""
    for name in names:
        if match := _BESIDE.match(text, name.end):
            yield Hit(*match.span(1), Kind.PERSONAL_NUMBER)


def _hidden(found: str) -> bool:
    """Tell whether a short stretch is four figures with some of them hidden ('98XX')."""
    return any(c.isdigit() for c in found) and any(c in "xX*•#_?" for c in found)


def _misread(found: str) -> bool:
    """Tell whether letters for figures make a date and four more, or any number cut before its last four."""
    if sum(c.isdigit() for c in found) < _LEAST or found.translate(_READ) == found:
        return False
    plain = found.translate(_READ)
    squeezed = "".join(c for c in plain if c.isdigit())
    cut = len(plain) > len(squeezed) and not plain[-5].isdigit() and plain[-5] != " "
    return bool((_UNDATED if cut else _NUMBER).fullmatch(squeezed))


def _torn(found: str) -> bool:
    """Tell whether figures with blanks, hyphens or a line end in them make a date and four more."""
    squeezed = "".join(c for c in found if c.isdigit())
    if not _NUMBER.fullmatch(squeezed):
        return False
    pieces = re.findall(r"\d+", found)
    cut = found[-5:-4] in {"-", "+"} or "-" in found[-7:-3] or bool(_LAST_APART.search(found))
    if len(pieces) >= len(squeezed) - 1:  # one by one
        return True
    if not cut and (_MOBILE.fullmatch(squeezed) or "." in found[-3:]):
        return False
    return cut or (found.count("\n") < _MOST_BREAKS and len(pieces) - 1 <= _MOST_BREAKS)
