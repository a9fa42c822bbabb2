"""Layer 1: Swedish personal identity numbers in every form they are written, right or wrong.

Sources: the Swedish Tax Agency on personnummer and samordningsnummer (day + 60), the regions' reserve numbers
(Stockholm `99yyyyNNNNNC`, Västra Götaland `yyyymmdd[KMX]NNC`, Värmland `yyyymmddS[FUXPL]NC`, Dalarna's day 32–59)
and the national reserve number (`22yymmdd-AANN`). A check digit is never asked for: a mistyped number is still
somebody's.
"""

from collections.abc import Iterator

from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind
from avvikelse.deid.patterns import Pattern, Spot

_SEP = r"[ \t]{0,2}[-./]?[ \t]{0,2}"
_JOIN = r"[ \t]{0,2}[-+./]?[ \t]{0,2}\n{0,2}[ \t]{0,2}"
_CENTURY = r"(?:(?:18|19|20)" + r"[ \t]{0,2}-?[ \t]{0,2})?"
_DAY = r"(?:0[1-9]|[1-9]\d)"
_MONTH = r"(?:0[1-9]|1[0-2])"
_LAST = r"(?:\d{2}[ ]?\d{2}|\d{0,3}[xX*#•_?]{1,4}|[NnYy]{4})"
_START = r"(?<![\d])(?<!\d[.,:/-])"
# '2025-01-01 - 2025-03-31' is a period, not a number that ends in 2025.
_END = r"(?![\d*])(?![xX#•]{1,4})(?![ \t]{0,2}[-./][ \t]{0,2}\d{1,2}[-./ ]\d)"

_DATED = Pattern(
    _START + _CENTURY + r"\d{2}" + _SEP + _MONTH + _SEP + _DAY + _JOIN + r"(?<![0-9a-zA-Z]\n)" + _LAST + _END
)
# Any six or eight digits and four more over a hyphen or plus, any twelve digits of a century, any ten: whatever date.
_UNDATED = Pattern(
    r"(?<![\d])(?:(?:(?:18|19|20|22|23|99)[ ]?)?\d{6}[ \t]{0,2}[-+][ \t]{0,2}\n{0,2}(?:\d{2}[ ]?\d{2}"
    r"|[xX*#•?]{4})"
    r"|(?:18|19|20|22|23|99)\d{10}|\d{10}|(?<!\d )(?:(?:18|19|20)\d{6}|[1-9]\d{5})[ ]\d{4}(?![ ]\d))(?![\d])(?![-./]\d)"
)
_RESERVE = Pattern(
    r"(?:(?<![0-9A-Za-z])|(?<=nr)|(?<=[Pp]at))(?:(?:18|19|20|21|22|23"
    r"|99)[ ]?)?\d{2}" + _SEP + r"\d{2}" + _SEP + r"\d{2}[ ]?[-+]?[ ]?"
    r"(?:[A-Za-z]{2}\d{2}|[A-Za-z]{2}\d[A-Za-z]|[A-Za-z]\d{3}|[A-Za-z]\d{2}[A-Za-z])(?![0-9A-Za-z])"
)
# Read from paper by a machine: O for 0, l or I for 1.
_MISREAD = Pattern(
    r"(?<![0-9A-Za-z])(?:(?:19|20|l9|I9|2O|2o)?[0-9OolIS]{6})[ ]?[-+][ ]?[0-9OolIS]{4}(?![0-9A-Za-z])",
    through=r"[-+][ ]?[0-9OolIS]{4}",
    runs=2,
)
_ONE_BY_ONE = Pattern(r"(?<![\d])(?<!\d )\d(?: \d){5}(?: \d \d)? ?[-+]? ?\d(?: \d){3}(?! ?\d)")
_LAST_FOUR = Pattern(
    r"(?i:\b(?:(?:de\s)?(?:fyra|4)\s(?:sista|sist)|sista\s(?:fyra|4)|slutsiffror(?:na)?"
    r"|sist[ae]\ssiffror(?:na)?"
    r"|slutar\s(?:på|med)|kontrollsiffror(?:na)?|födelsenummer|födelsenumret|pnr\s?slut|4\s?sista"
    r"|sista-?4))"
    r"[^\d\n]{0,30}?(\d{4}|\d{2} \d{2}|\d{3}[xX*])(?!\d)"
)
_YEAR = Spot(r"(?:19|20)\d\d")
_ANOTHER_FOUR = Spot(r"(?:[ ]?[,/][ ]?|[ ](?:och|resp\.?|eller|samt)[ ])(\d{4})(?!\d)")
# 'pat f 62, -9874': four digits after a lone hyphen, unless they are a year.
_HYPHEN_FOUR = Pattern(r"(?<=[\s(,])-((?!19\d\d|20\d\d)\d{4})(?![\d/:.-]|\s?(?:kr|mg|ml|g|st)\b)")
# Ten figures that can only be a coordination number or a mobile phone are far more often the latter.
_MOBILE = Spot(r"07(?!0[1-9](?:0[1-9]|[12]\d|3[01]))[02369]\d{7}")
# Asked for in one line of a chat and answered in the next.
_FOUR_ASKED = Pattern(
    r"(?i)(?:fyra[ ]sista|sista[ ]fyra|4[ ]sista|sista[ ]4)[^\n]{0,30}\n[^\n]{0,40}?(?<![\d:.,/-])(\d{4})(?![\d:.,/-])",
    through=r"[sSſ](?i:ista)",
    runs=2,
)
# '9814 sista fyra på'
_FOUR_FIRST = Pattern(
    r"(?<![\d.,:/-])(\d{4})(?=[ ]{1,2}(?:är[ ]|som[ ]|i[ ])?(?i:(?:de[ ])?(?:sista[ ](?:fyra|4)|fyra[ ]sista"
    r"|4[ ]sista)(?!\w)))"
)
# what is set against them: 'i intyget står 9841'
_FOUR_SAID = Pattern(
    r"(?i:\b(?:står|stod|skrev|skrivit|angivit|angett|är|e|blev|inte|rätt|fel|vara))[ ](\d{4})(?![\d%]|[.,:/-]\d"
    r"|[ ]?(?:kr|st|mg)\b)"
)
_MIN_REAL_DIGITS = 6


def personal_numbers(text: str) -> Iterator[Hit]:
    """Mark whole personal, coordination and reserve numbers, masked ones and lone last fours."""
    for pattern in (_DATED, _UNDATED, _RESERVE, _ONE_BY_ONE):
        for match in pattern.finditer(text):
            if not _MOBILE.fullmatch(match[0]):
                yield Hit(match.start(), match.end(), Kind.PERSONAL_NUMBER)
    for match in _MISREAD.finditer(text):
        if sum(c.isdigit() for c in match[0]) >= _MIN_REAL_DIGITS:
            yield Hit(match.start(), match.end(), Kind.PERSONAL_NUMBER)
    told = False
    for pattern in (_LAST_FOUR, _HYPHEN_FOUR, _FOUR_ASKED, _FOUR_FIRST):
        for match in pattern.finditer(text):
            told = told or pattern is not _HYPHEN_FOUR
            yield Hit(*match.span(1), Kind.PERSONAL_NUMBER)
            if pattern is _LAST_FOUR and (another := _ANOTHER_FOUR.match(text, match.end())):
                yield Hit(*another.span(1), Kind.PERSONAL_NUMBER)
    if told:
        said = (match.span(1) for match in _FOUR_SAID.finditer(text) if not _YEAR.fullmatch(match[1]))
        yield from (Hit(*span, Kind.PERSONAL_NUMBER) for span in said)
