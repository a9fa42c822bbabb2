"""Layer 1: numbers that a register leads back to one matter, car or account.

Forms that are found whole (tests/deid/forms.py makes them):

- case number: 'FK 2025/118204', 'FK2025/118204', 'FK-2025-118204', 'FK/2025/118204', 'FK-25-118204', 'FK.2025.118204',
  'FK_2025_118204', 'FK-118204', 'FK/118204', 'FK 1182-2025', '2025/118204', '2025-118204', '118204-2025', '26-0071-K',
  'fr-2026-14', a UUID, nine figures or more on end; behind 'dnr', 'ärende', 'ref', 'avvikelse nr', 'målnr', 'id' or any
  word in '-nummer' or '-nr' also bare figures, with letters, stops, blanks, hyphens, '#' or ':2'.
- plate: three letters, two figures, a figure or letter, with blank, hyphen or nothing between; in lower case behind
  'bil', 'reg', 'skylt', 'moped' …
- account: clearing number and account with comma, hyphen or blank, IBAN, sixteen figures, all but the last four masked;
  behind 'konto', 'bg', 'pg', 'swish', 'clearing', 'kort' also five figures or more however cut.
"""

import re
from collections.abc import Iterator

from avvikelse.deid import vocabulary as v
from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind
from avvikelse.deid.patterns import Pattern, Spot

_CASE_CUE = Pattern(
    r"(?i:\b(?:dnr|d\.nr|diarie(?:nr|nummer|numret)|diarieförd(?:\ssom)?|(?:\w{1,20})?ärende(?:t"
    r"|ts)?-?[ ]?(?:nr|nummer|numret|id)?|avv\.?(?=[ ]\d\d[-/:]\d)|avv(?:ikelse)?-?[ .]?(?:nr|nummer|numret|id)"
    r"|beställning(?:snr|snummer)?|ref(?:erens)?(?:nr|nummer)?\.?|incident(?:nr|nummer)?|anmälan"
    r"|synergi(?:nr)?|platina|beteckning|[aä]rende(?:nr|t)?|målnr|mål(?:[ ]nr)?|akt(?:nr|nummer)|aktbil(?:aga)?"
    r"|journalnr|remiss(?:nr|id|-id)"
    r"|intygs-?id|id(?:nr|-nr|nummer)?|kundnr|kundnummer|kund-?id|försäkringsnr|löpnr|löpnummer|skadenr"
    r"|ocr(?:-?nr|-nummer)?|[^\W\d_]{3,20}(?:nummer|numret|nr)|decision[ ]no\.?|akt(?:en)?(?=[ :]{1,2}\(?\d)"
    r"|nr|nummer))"
    r"(?![a-zåäö])(?![A-ZÅÄÖ]{2})(?:[ ]?[:.#]?[ ]{0,2}(?:är|hos|nr|har|:)?[ ]{0,2}\(?)"
    r"(#?(?:[A-Za-zÅÄÖ]{1,6}[ /._-]?)?\d(?:[\w/:.-]{0,20}\w)?(?:[ -]\d{3,7}(?!\w)|(?<=\d)[ ]\d\d(?=[ ]\d\d(?!\w)"
    r"|[ ]?[.,;\n)]|\Z)){0,3}"
    r"(?:-\d{1,3}(?!\w))?(?:[ -][A-Z](?!\w))?)(?![\w])"
)
_CASE_SHAPE = Pattern(
    r"(?<![\w/])(?<![A-Z]-)(?:[A-ZÅÄÖ]{2,7}[-/]\d{1,4}[-/](?:19|20)\d{2}[-/]\d{1,6}(?![\w-])|(?!Maj|MAJ|Mars|Jun"
    r"|Jul|Från|Dag|Sen|Vid|Till|Den|Pat|År|Om|Av|Vt|Ht|VT|HT|Q\d|Kv|Hela"
    r"|Sedan)"
    r"(?:[A-ZÅÄÖ]{1,8}|[A-ZÅÄÖ][a-zåäö]{1,3})[ -]?(?:19|20)\d{2}[/:-](?!(?:19"
    r"|20)\d{2}(?!\d))(?!\d\d-\d\d(?!\d))\d{2,9}(?:[ ]\d{3,4}){0,2}(?:-\d{1,3})?(?!\d)"
    r"|(?:[A-ZÅÄÖ]{2,7}|[A-ZÅÄÖ][a-zåäö]{1,3})[-._](?:\d{2}|(?:19|20)\d{2})[-._]\d{2,7}(?!\d)"
    r"|(?:[A-ZÅÄÖ]{2,6}|[AF][fk])[-_/]\d{5,8}(?![\w-])"
    r"|[A-ZÅÄÖ]{1,6}/[A-ZÅÄÖ]{2,6}[ ]?(?:19|20)\d{2}[-/:]\d{2,7}(?![\w%])"
    r"|(?:FK|AF|RV|VC|HSN|LK|RS|DNR|Dnr|dnr)[ ]?\d{2}[-/:]\d{3,7}(?![\w%])"
    r"|(?!(?:19|20)\d{2}-)\d{4}-\d{5}(?![\w%]|[-.,:/]\d)"
    r"|[12]\d-(?!(?:[01]\d|2[0-3])(?:00|15|30|45)(?!\d))\d{4,5}(?:-[A-Za-z](?!\w))?"
    r"(?![\w%]|[-.,:/]\d|[ ]?(?:%|kr|kronor|mg|st\b|pers|dag|tim))"
    r"|[AF][fk][ ]?\d{3,6}[-/]\d{3,6}(?![\w%])|(?!(?:19|20)\d{2}-)\d{4,6}-(?:19|20)\d{2}(?![\w-])"
    r"|(?:[A-ZÅÄÖ]{2,7}|[AF][fk])/(?:\d{5,8}|\d{2,4}[:/-]\d{1,6})(?!\d)"
    r"|[A-ZÅÄÖ]{1,6}[ ]?(?!\d{6}-\d{4}(?!\d))\d{3,6}[-/]\d{3,6}(?:[-/]\d{1,6})?(?![\w%])"
    r"|(?:19|20)\d{2}[/:_-](?!(?i:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec|vt|ht|kv|v[/:_-]"
    r"|vecka))[A-ZÅÄÖa-zåäö]{1,6}[/:_-]\d{2,8}(?!\d)"
    r"|(?:AVV|INC|REQ|RITM|CHG|TKT|TASK|CASE|SR|AVVIKELSE|HÄNDELSE|SYN)[ _#:-]?\d{4,10}(?![\w%])"
    r"|(?:AVV|INC|REQ|RITM|CHG|TKT|TASK|CASE|SYN)[ _-](?:19|20)?\d{2}[/:_-]\d{2,7}(?!\d)"
    r"|(?:19|20)\d{2}[/-](?!(?:19|20)\d{2}(?!\d))\d{4,7}(?:[ ]\d{3,4})?(?![\d-])"
    r"|(?:FK|AF|VC|REG|RS|PN|PaN|DNR)[ ](?:19|20)\d{2}[ ]\d{3,7}(?![\w%])"
    r"|[A-ZÅÄÖ]{2,6}[ ](?:19|20)\d{2}[-/]\d{2,6}[-/]\d{1,4}(?![\d-])|(?:[Aa]vv|AVV|[Rr]app"
    r"|[Ii]nc)\.?[ ]\d{2,6}[-/]\d{2,6}(?![\w%])"
    r"|[A-ZÅÄÖ]{2,6}[ ]\d{2}[-/]\d{4,7}(?![\w%])|(?:19|20)\d{2}[-/]\d{2,6}[-/][A-ZÅÄÖ]{1,4}(?![\w-])"
    r"|\d{4}-\d{2,3}-\d{3,6}(?!\d)|\d{2}-\d{3,5}-[A-Za-z](?!\w)|\d{2}/[A-ZÅÄÖ]{1,4}[ -]?\d{2,6}(?!\w)"
    r"|(?!maj|ju[nl]|dec|jan|feb|mar|apr|aug|sep|okt|nov|år|vt|ht)[a-zåäö]{2,4}[-/](?:19"
    r"|20)\d{2}[-/:]\d{2,7}(?:[ ]\d{3,4})?(?![\d-]))"
)
# 'avvikelse 25-311', 'ärende R 26/118': short ones, only behind the word itself.
_SHORT_CASE = Pattern(
    r"(?i:\b(?:avvikelse(?:n|rapport|rapporten)?|ärende(?:t)?|(?:polis|brotts|skade|arbetsskade)?anmäl(?:an|t)"
    r"|incident(?:en)?|rapport(?:en)?|akt(?:en)?"
    r"|mål(?:et)?|remiss(?:en)?))"
    r"[ ](?:nr[ ])?\(?((?:(?!(?i:om|av|på|med|i|för|nr|till|från|ca|fr|tom|v|och|kl"
    r"|den)[ -])[A-ZÅÄÖa-zåäö]{1,4}[ -]?)?\d{2,4}[-/:]\d{2,6}(?:[ -]?[A-Za-z](?!\w))?|#\d{3,10})(?![\w%]|[-/]\d"
    r"|[ ]?(?:%|kr|dag|veck|mån))"
)
# the same in lower case: 'tf-118804', 'isa 25-77301', '2025-441-b'
_CASE_IN_LOWER = Pattern(
    r"(?<![\w-])(?!(?:tel|tfn|mob|nr|kl|den|pnr|på|av|om|till|från|ca|max|min|sid|fom|tom|dag|fax|bg|pg|och|för"
    r"|är|född|ring|vid|med"
    r"|sms|mån|tis|ons|tors|fre|lör|sön|år|v|el|cirka|mellan|ej|kod|kort|fk|af)(?![a-zåäö]))"
    r"(?:[a-zåäö]{2,4}-\d{5,8}(?![\w-])|[a-zåäö]{2,4}[ ](?!0|\d{6}-\d{4}(?!\d))\d{2,6}-\d{4,6}(?![\d-]))"
    r"|(?<![\w/-])(?:19|20)\d{2}[-/]\d{2,6}[-/][a-zåäö](?![\w-])"
    r"|(?<![\w/-])(?:fk|af|rv|hsn|dnr)[ ]?\d{2}[-/:]\d{3,7}(?![\w%])"
    r"|(?<![\w/-])(?!\w{2,5}-\d{2}-\d{2}(?!\d))[a-zåäö]{2,5}-\d{2}-(?:\d{3,7}|(?:19|20)\d{2}-\d{2,6})(?![\w-])"
)
_UUID = Pattern(
    r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}(?![0-9A-Fa-f])",
    through=r"-[0-9A-Fa-f]{4}-",
)
# seven or eight figures that are no date and are not counted
_SEVEN = Pattern(
    r"(?<![\w.,:/+*-])(?<!\d )(?!(?:19|20)\d{2}(?:0[1-9]|1[0-2]))[1-9]\d{6,7}(?![\w.,:/%*+-]\w|[\w%]|[ ]\d"
    r"|[ ]?(?:kr|kronor|SEK|st)\b)"
)
_LONG_RUN = Pattern(r"(?<![\w.,])(?!0[1-9]\d{6,8}(?!\d))\d{9,30}(?![\w])")
_LAW_BEFORE = Spot(
    r"(?i:SFS|prop\.?|lag(?:en)?|förordning(?:en)?(?:[ ]\(?E[GU]\)?)?(?:[ ]nr)?|direktiv(?:et)?|HSLF-FS|AFS"
    r"|[A-ZÅÄÖ]{2,5}FS|HFD|SOU|dir\.?|bet\.?|skr\.?|FK|AF"
    r"|blankett(?:en)?)[ ]?\(?(?:nr[ ])?\Z"
)
_UNIT_AFTER = Spot(
    r"[ ]?(?i:%|procent|kr\b|kronor|dag|vecko?r?\b|mån|år\b|gång|ggr|min\b|minuter|tim|st\b|av\b|i rad"
    r"|intyg|ärende|person|patient|mg|ml|kg|mil\b|km|kap|§|:e|sidor|stycken|till\b)"
)
_PHONE = Spot(r"0[1-9]\d{6,8}")
_SPACED_PHONE = Spot(r"0[1-9]\d{0,2}-\d{2,3}(?:[ ]\d{2,3}){2}(?!\d)")
_FORM = Spot(r"(?:FK|AF|ICD|SFS)[ ]?\d{4,5}(?:/(?!19|20)\d{4})?")
_YEAR = Spot(r"(?:19|20)\d\d")
_WEAK_CUE = Spot(
    r"(?i:nr|nummer|id|mål|anmälan|remissen?|beställning|.*ärende(?:t|ts)?|ref"
    r"|incident)\W{0,4}\Z"
)

_PLATE_LETTERS = "A-HJ-PR-UW-Z"  # never I, Q, V, Å, Ä, Ö
_PLATE = Pattern(
    rf"(?<![\w-])([A-HJ-PR-UW-Z]{{3}})[ -]?\d{{2}}(?:[0-9{_PLATE_LETTERS}]|[ ](?=[A-Z](?![\w.]))[{_PLATE_LETTERS}])"
    rf"(?![\w%]|[-.,:/]\d|[ ]?(?:%|mg"
    rf"|kr|st(?!\w)|dagar|min))"
)
_PLATE_CUE = Pattern(
    r"(?i:\b(?:bil(?:en|s)?|reg(?:\.|[. ]?nr|istreringsnummer|istreringsskylt)?|skylt(?:en|ar)?|fordon(?:et)?"
    r"|moped(?:en)?|mc|släp(?:et)?|husbil(?:en)?|skåpbil(?:en)?|taxi(?:n)?|volvo(?:n)?|lastbil(?:en)?"
    r"|\w{0,5}traktor(?:n)?|p-böter(?:na)?[ ]på|buss(?:en)?))"
    r"[^\n\d]{0,25}?(?<![\w])([a-zA-Z]{3}[ -]?\d{2}[0-9a-zA-Z])(?!\w)"
)

_REGISTER = Spot(r"(?i)reg|skylt")
# first in a line or cell, as in a list of cars: 'sur 662 – handikappfordon'
_PLATE_LISTED = Pattern(
    r"(?m)^[ \t>•*-]{0,4}([a-zA-Z]{3}[ -]?\d{2}[0-9a-zA-Z])(?=[ ]{0,2}(?:–|-[ ]|[:|;\t,]))|\("
    r"([a-z]{3}[ ]?\d{2}[a-z\d])\)"
)

_IBAN = Pattern(r"(?<![\w])(?:[A-Z]{2}|se|no|dk|fi|de)\d{2}(?:[ ]?[0-9A-Z]{4}){2,7}(?:[ ]?[0-9A-Z]{1,4})?(?![\w])")
_ACCOUNT_CUE = Pattern(
    r"(?i:\b(?:(?:bank|löne?|spar|person|privat)?konto(?:nr|nummer|numret|t)?|bg|pg|bankgiro(?:t|nr)?"
    r"|plusgiro(?:t|nr)?|postgiro|swish(?:a|ar|at|ade|ades|nr|nummer)?|iban|kort(?:nr|nummer)|bankkort))"
    r"(?![\w])[^\d\n.;]{0,40}?(\d(?:[ ,./-]{0,3}\d){4,22}|[*x.•]{4,12}[ ]?\d{3,4})(?!\d|[ ]?(?:kr|%))"
)
_CLEARING_CUE = Pattern(r"(?i:\bclearing(?:nr|nummer|numret)?\b)[: ]{0,3}(?:är )?(\d{4}(?:-\d)?)(?!\d)")
_CLEARING = Pattern(
    r"(?<![\w.,-])[1-9]\d{3}(?:-\d)?[ ]?,?[ ]\d(?:[ .-]?\d){6,11}(?![\d])"
    r"|(?<![\w.-])[1-9]\d{3}[ ]?,[ ]?\d{2,4}(?:[ .-]?\d){3,9}(?!\d)"
    r"|(?<![\w-])(?!(?:19|20)\d\d-(?:0[1-9]|1[0-2])[ ])[1-9]\d{3}-\d{1,4}(?:[ ]\d{1,4}){2,4}(?![\d%]|[.,:/-]\d)"
    r"|(?<![\w-])[1-9]\d{3}-\d{7,10}(?![\w-])|(?<![\w-])[1-9]\d{3}-\d[, ]{1,2}\d(?:[ -]?\d){4,11}(?!\d)"
)
_MASKED = Pattern(r"(?<![\w])(?:[*xX•]{4}[ -]?){1,4}\d{3,4}(?!\d)")
_CARD = Pattern(r"(?<![\d])\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?!\d)")
_LEAST_DIGITS, _LEAST_DIGITS_AFTER_CUE = 4, 3


def cases(text: str) -> Iterator[Hit]:
    """Mark case, diary and order numbers: after a cue, or in one of the shapes diaries have."""
    for match in _CASE_CUE.finditer(text):
        if _is_case_number(match, text):
            yield Hit(*match.span(1), Kind.CASE_NUMBER)
    yield from (Hit(*match.span(1), Kind.CASE_NUMBER) for match in _SHORT_CASE.finditer(text))
    for pattern in (_CASE_SHAPE, _CASE_IN_LOWER, _UUID, _SEVEN, _LONG_RUN):
        for match in pattern.finditer(text):
            prefix = re.match(r"[A-Za-zÅÄÖ]*", match[0])
            law = _LAW_BEFORE.search(text[max(0, match.start() - 24) : match.start()])
            if (
                not law
                and not _FORM.fullmatch(match[0])
                and (prefix is None or prefix[0].upper() not in v.NOT_CASE_PREFIXES)
            ):
                yield Hit(match.start(), match.end(), Kind.CASE_NUMBER)


def _is_case_number(match: re.Match[str], text: str) -> bool:
    """Tell 'ärende 8812-55-301' from 'ärende 3 av 12', 'nr 7' and 'ref. 52'."""
    value: str = match[1]
    digits = sum(c.isdigit() for c in value)
    if _YEAR.fullmatch(value) or _UNIT_AFTER.match(text, match.end()):
        return False
    if _FORM.fullmatch(value) or _LAW_BEFORE.search(text[max(0, match.start() - 24) : match.start()]):
        return False
    if _PHONE.fullmatch(value) or _SPACED_PHONE.match(text, match.start(1)):
        return False
    weak = bool(_WEAK_CUE.match(text[match.start() : match.start(1)]))
    return digits >= (_LEAST_DIGITS if weak else _LEAST_DIGITS_AFTER_CUE)


def vehicles(text: str) -> Iterator[Hit]:
    """Mark number plates: three letters, two digits, a digit or letter."""
    for match in _PLATE.finditer(text):
        if match[1] not in v.NOT_PLATES:
            yield Hit(match.start(), match.end(), Kind.VEHICLE)
    yield from (
        Hit(*match.span(match.lastindex or 0), Kind.VEHICLE)
        for pattern in (_PLATE_CUE, _PLATE_LISTED)
        for match in pattern.finditer(text)
        if match[match.lastindex or 0][:3].upper() not in v.NOT_PLATES or _REGISTER.search(match[0])
    )


def accounts(text: str) -> Iterator[Hit]:
    """Mark account, giro, card and Swish numbers and IBAN; check digits are never asked for."""
    for pattern in (_IBAN, _CLEARING, _CARD, _MASKED):
        yield from (Hit(match.start(), match.end(), Kind.ACCOUNT) for match in pattern.finditer(text))
    yield from (
        Hit(*match.span(1), Kind.ACCOUNT) for cue in (_ACCOUNT_CUE, _CLEARING_CUE) for match in cue.finditer(text)
    )
