"""Layer 1: numbers, plates and web addresses with blanks between their signs, as a reading machine leaves them.

'1 9 5 8 - 1 1 - O 4', '26 -05- 19', '1 8 / 4', 'M U S  3 O 9', 'BS - 44 O1 7' behind a torn 'ärende',
'www. exam ple.se / rehab'. A stretch counts when it makes a whole date or number once the blanks are taken out and
letters drawn like figures are read as figures, so that '1 1/2 tablett' and '12 - 14 dagar' are left alone.
"""

import re
from collections.abc import Iterator

from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind
from avvikelse.deid.patterns import Pattern, Spot

_LIKE = "0-9OoIlS|"
_READ = str.maketrans("OoIlS|", "001151")
_RUN = Pattern(
    rf"(?<![^\W_])(?<!\d[.,:/-])(?=[{_LIKE}]{{1,4}}[ ])[{_LIKE}](?:[ ]{{0,2}}[{_LIKE}./-]){{2,22}}(?<![./-])"
    r"(?![^\W_]|[ ]?[%:]|[.,]\d)"
)
_DAY, _MONTH = "(?:0[1-9]|[12][0-9]|3[01])", "(?:0[1-9]|1[0-2])"
_WHOLE_DATE = re.compile(rf"(?:19|20)\d\d([-./])0?{_MONTH}\1{_DAY}|\d\d([-./])(?:0[1-9])\2{_DAY}|\d\d-1[0-2]-{_DAY}")
_SHORT_DATE = re.compile(rf"(?:{_DAY}|[1-9])[./](?:{_MONTH}|[1-9])")
# A figure torn from its neighbour and a blank at the sign between day and month: nobody writes a fraction so.
_TORN_SHORT = re.compile(rf"[{_LIKE}] [{_LIKE}]")
_LOOSE_SIGN = re.compile(r" [./]|[./] ")
_COUNTED = Spot(r"[ ]{0,2}(?i:tabl|dos|mg|ml|kr|st\b|dag|veck|mån|tim|min|p\b|poäng|av\b|ggr|gång|%)")
_PLATE = Pattern(
    rf"(?<!\w)(?<!\w )[A-HJ-PR-UW-Z](?:[ ][A-HJ-PR-UW-Z]){{2}}[ ]{{1,3}}[{_LIKE}][ ][{_LIKE}][ ][{_LIKE}A-Z](?![ ]?\w)"
)
_CASE = Pattern(
    r"(?i:\b[aä][ ]?r[ ]?e[ ]?n[ ]?d[ ]?e(?:[ ]?t)?(?:[ ]?n[ ]?r)?|\bd[ ]?n[ ]?r|\ba[ ]?v[ ]?v"
    rf"(?:[ ]?i[ ]?k[ ]?e[ ]?l[ ]?s[ ]?e)?)[ ]?[.:]{{0,2}}[ ]{{0,3}}([A-ZÅÄÖ]{{1,4}}[ ]?[-/][ ]?[{_LIKE}]{{1,6}}"
    rf"(?:[ /-]{{1,3}}[{_LIKE}]{{1,6}}){{1,5}})(?!\w)"
)
_URL = Pattern(
    r"(?<!\w)[wW][ ]?[wW][ ]?[wW][ ]?\.[ ]?[\w-]{1,30}(?:[ ][\w-]{1,30}){0,2}[ ]?\.[ ]?"
    r"(?:se|com|nu|org|net|eu|no|dk|fi)(?!\w)(?:[ ]?/[ ]?[\w.-]{1,40}){0,4}"
)


# a torn '11:e' behind 'den'
_DAY_OF_MONTH = Pattern(r"(?i:\bden)[ ]{1,2}([0-3lI|O]?[ ]?[0-9lI|O][ ]?:[ ]?[ea])(?!\w)")


def torn_numbers(text: str) -> Iterator[Hit]:
    """Mark dates, plates, case numbers and web addresses that blanks have torn."""
    for match in _RUN.finditer(text):
        if _is_date(match[0]) and not _COUNTED.match(text, match.end()):
            yield Hit(match.start(), match.end(), Kind.DATE)
    yield from (Hit(*match.span(1), Kind.DATE) for match in _DAY_OF_MONTH.finditer(text))
    yield from (Hit(match.start(), match.end(), Kind.VEHICLE) for match in _PLATE.finditer(text))
    yield from (Hit(*match.span(1), Kind.CASE_NUMBER) for match in _CASE.finditer(text))
    yield from (Hit(match.start(), match.end(), Kind.URL) for match in _URL.finditer(text) if " " in match[0])


def _is_date(found: str) -> bool:
    """Tell whether a stretch makes a whole date, or a day and month torn as no fraction is."""
    squeezed = found.replace(" ", "").translate(_READ)
    if _WHOLE_DATE.fullmatch(squeezed):
        return True
    torn = _TORN_SHORT.search(found) and _LOOSE_SIGN.search(found)
    return bool(torn and _SHORT_DATE.fullmatch(squeezed))
