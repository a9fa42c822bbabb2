"""Layer 1: dates with a day, birth dates and ages.

A month, a season, a week number or a year alone places nobody; a day does, together with a unit and a diagnosis. Ages
are told apart from durations ('i tre år') by the words around them.
"""

import re
from collections.abc import Iterable, Iterator

from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind

_MONTHS = (
    r"(?i:jan(?:uari)?|feb(?:r(?:uari)?)?|mars?|apr(?:il)?|maj|juni?|juli?|aug(?:usti)?|sept?(?:ember)?"
    r"|okt(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)"
)
_YEAR = r"(?:(?:18|19|20)\d{2})"
_YEAR_AFTER = r"(?:[ ]?,?[ ]?-?" + _YEAR + r"|[ ]?[-'][ ]?\d{2})?(?![\d])"
_DAY_NUMBER = r"(?:0?[1-9]|[12]\d|3[01])"
_TH = r"(?:[ ]?:?(?:e|a|de|dje|nde|te|st|nd|rd|th)|:)?"
_ISO = re.compile(
    r"(?<![\d/:])" + _YEAR + r"[ ]?([-/.])[ ]?(?:0?[1-9]|1[0-2])[ ]?\1[ ]?" + _DAY_NUMBER + r"(?!\d)|"
    r"(?<![\w/:.-])" + _YEAR + r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\w])|"
    r"(?<![\w/:.+-])(?<!\d )\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\w/:]|[-.]\d|[ ]?(?:kr"
    r"|kronor|SEK|st)\b|[ ]\d{3})|"
    r"(?<![\d/:.-])\d{2}([-./])(?:0[1-9]|1[0-2])\2(?:0[1-9]|[12]\d|3[01])(?![\d])(?![-./]\d)"
)
_WITH_MONTH = re.compile(
    r"(?<![\w.,:/])" + _DAY_NUMBER + _TH + r"(?:[ ]|\.[ ]?)?" + _MONTHS + r"(?!\w|-[A-ZÅÄÖ][a-zåäö])\.?" + _YEAR_AFTER
)
_RANGE_START = re.compile(
    r"(?<![\w.,:/])("
    + _DAY_NUMBER
    + _TH
    + r")(?=[ ]?(?:-|och|eller|resp\.?|till|/|,)[ ]?"
    + _DAY_NUMBER
    + _TH
    + r"[ ]?"
    + _MONTHS
    + r"(?!\w))"
)
_MONTH_FIRST = re.compile(
    r"(?<![\w])(?<!\d )(?<!:[ea] )"
    + _MONTHS
    + r"[ ](?:den[ ])?"
    + _DAY_NUMBER
    + r"(?::?e|:?a|:de|th)?(?![\w:.,]\d|\d|\w|[ ]?(?:%|procent))"
)
_SLASHED = re.compile(
    r"(?<![\w/.,:+-])(?<!\d[ ])"
    + _DAY_NUMBER
    + r"[ ]?/[ ]?(?:0?[1-9]|1[0-2])(?![\d/])(?:[ ]?[-/'][ ]?(?:"
    + _YEAR
    + r"|\d{2})(?![\d])|[ ]"
    + _YEAR
    + r"(?!\d))?"
)
_SLASHED_FULL = re.compile(
    r"(?<![\w/,:+-])" + _DAY_NUMBER + r"([./-])(?:0?[1-9]|1[0-2])\1(?:" + _YEAR + r"|\d{2})(?![\d/])(?!\.\d)"
)
_DEN = re.compile(
    r"(?i:\bden|\bd\.)[ ]{1,2}("
    + _DAY_NUMBER
    + r":?(?:e|a|de)|"
    + _DAY_NUMBER
    + r"(?=\s?(?:[,.;:)]\s|$|kl|ringde|kom|fick|och)))(?!\w)"
)
_ORDINALS = (
    "första andra tredje fjärde femte sjätte sjunde åttonde nionde tionde elfte tolfte trettonde "
    "fjortonde femtonde sextonde "
    "sjuttonde artonde nittonde tjugonde tjugoförsta tjugoandra tjugotredje tjugofjärde tjugofemte "
    "tjugosjätte tjugosjunde "
    "tjugoåttonde tjugonionde trettionde trettioförsta"
).replace(" ", "|")
_WORDED = re.compile(r"(?i:\b(?:" + _ORDINALS + r")[ ]{1,2})" + _MONTHS + r"(?!\w)" + _YEAR_AFTER)
_NAMED = re.compile(
    r"(?i:\b(?:nyårs(?:dagen|afton)|jul(?:afton|dagen)|annandag(?:en)?[ ](?:jul|påsk|pingst)|annandagen"
    r"|trettondag(?:en|safton|s[ ]?jul)"
    r"|tjugondag(?:[ ]knut)?|lång\s?fredag(?:en)?|skärtorsdag(?:en)?|påsk(?:afton|dagen)"
    r"|valborg(?:smässoafton)?|första[ ]maj"
    r"|kristi[ ]himmel[sf]\w{2,12}|pingst(?:afton|dagen)|nationaldagen|sveriges[ ]nationaldag"
    r"|midsommar(?:afton|dagen)"
    r"|all(?:a[ ])?helgona?(?:s[ ]dag|dagen)|luciadagen|lucia(?:morgon(?:en)?)|dopparedagen|mors[ ]dag"
    r"|fars[ ]dag|alla[ ]hjärtans[ ]dag"
    r"|skottdagen|fettisdagen|kvinnodagen))(?!\w)"
)
_FRACTION_AFTER = re.compile(
    r"(?i:[ ]?(?:av|del|delar|delen|tid|tjänst|heltid|deltid|dos|tabl|tablett|ggr|gånger|poäng|p\b|timmar"
    r"|liter|dl|msk|tsk|år|dag(?:ar)?\b"
    r"|patienter|intyg|ärenden|svar|%|kraft|styrka))"
)
_FRACTION_BEFORE = re.compile(
    r"(?i:VAS|NRS|GCS|styrka|kraft|skala|poäng|score|ca|cirka|drygt|knappt|ungefär|nästan|minst|högst"
    r"|smärta|index|apgar|visus|BT|blodtryck|puls|1)"
    r"[ :]{0,2}\Z"
)
_ALWAYS_FRACTION = {"1/2", "1/3", "2/3", "24/7", "50/50"}

_BIRTH_CUE = re.compile(
    r"(?i:\b(?:född(?:a|es)?|fött|föd|födelse(?:datum|datumet|dag|år|året|tid)|f\.?[ ]?d|fd|årgång"
    r"|årsmodell)(?!\w)|(?<![\w/])[fb]\.|(?<![\w/.'])[fb](?=[ ]\d|[ ]?-[ ]?\d|\d{6}))"
    r"(?:[ :,.]|den|dat|år|i|är|på|ca|cirka|omkring|-){0,6}[ ]?-?[ ]?"
)
_BIRTH_VALUE = re.compile(
    r"(?:(?:18|19|20)?\d{2}[-./ ]?(?:0[1-9]|1[0-2])[-./ ]?(?:0[1-9]|[12]\d|3[01])(?!\d)|"
    + _DAY_NUMBER
    + _TH
    + r"[ ]"
    + _MONTHS
    + r"(?!\w)\.?"
    + _YEAR_AFTER
    + r"|"
    + _DAY_NUMBER
    + r"[ ]?[./][ ]?(?:0?[1-9]|1[0-2])(?:[ ]?[-./'][ ]?|[ ])(?:"
    + _YEAR
    + r"|\d{2})(?!\d)|"
    + _DAY_NUMBER
    + r"/(?:0?[1-9]|1[0-2])(?!\d)|"
    + _MONTHS
    + r"[ ]?(?:"
    + _YEAR
    + r"|-[ ]?\d{2})(?!\d)|"
    + _YEAR
    + r"(?!\d)|\d{2}(?![\w]|[.,:/-]\d|-tal|[ ]?(?:%|kr|år|mån|dag|veck|min|tim|mg|kg|gång|st\b)))"
)

_TENS = "tjugo|trettio|fyrtio|femtio|sextio|sjuttio|åttio|nittio|tjugi|tretti|fyrti|femti|sexti|sjutti|åtti|nitti"
_TEENS = "tio|elva|tolv|tretton|fjorton|femton|sexton|sjutton|arton|nitton|hundra"
_UNITS = "en|ett|två|tre|fyra|fem|sex|sju|åtta|nio"
_WORD_NUMBER = rf"(?i:(?:{_TENS})[ ]?-?(?:{_UNITS})?|{_TEENS})"
_AGED = re.compile(
    rf"(?<![\w,.:/-])(\d{{1,3}}|{_WORD_NUMBER})([ ]?-?[ ]?(?i:åringar(?:na|s)?|åringen[s]?|åring(?:s)?"
    rf"|årig(?:a|t|e)?))(?!\w)(?![ ](?:plan|period|utbildning|projekt|uppföljning"
    r"|erfarenhet|anställning|tjänst|kontrakt|behandling|satsning|studie|insats|ersättning|gräns|beslut"
    r"|garanti|prövotid|rehab))"
)
_YEARS = re.compile(rf"(?<![\w,.:/-])(?<!\d[ ])(\d{{1,3}}|{_WORD_NUMBER})[ ]?(?:år(?:s)?|bast)(?![\w-])")
_MONTHS_OLD = re.compile(
    r"(?<![\w,.:/-])(\d{1,2}[ ](?:mån(?:ader)?|veckor|dagar))(?=[ ](?:gam(?:mal|malt"
    r"|la)))"
)
_DURATION_BEFORE = re.compile(
    r"(?i:\b(?:i|på|under|efter|inom|för|sedan|sen|senaste|de|minst|än|över|under|högst|cirka|ca|drygt"
    r"|knappt|ungefär|omkring|runt|om|var|varje"
    r"|vart|till|tom|from|från|upp|hela|nästa|första|sista|gångna|kommande|närmaste|totalt|sammanlagt"
    r"|några|fyllda|fyllt|och|eller|samt|-"
    r"|närmare|sjukskriven|erfarenhet|arbetat|jobbat|varat|tagit|tar|dröjt|väntat|gått|var|före|innan|med"
    r"|av|plus|\w{0,20}gränsen?))[ ]{1,2}\Z|[-+<>≥≤][ ]?\Z|\d[ ]?(?:-|till|och|eller)[ ]?\Z"
)
_DURATION_AFTER = re.compile(
    r"[ ]{0,2}(?i:sedan|sen\b|tillbaka|framåt|fram\b|i rad|senare|tidigare|till\b|före|efter|utan|av\b"
    r"|som\b|som\s|hos|på\b|med\b|innan|kvar\b|sjukskriv|erfarenhet|garanti|väntetid|väntan|handlägg)"
)
_OLD_AFTER = re.compile(r"[ ]{0,2}(?i:gam(?:mal|malt|la)|fyllda|ung\b)")
_IS_AGE = re.compile(
    r"(?i:\b(?:han|hon|hen|pat(?:ienten)?|kvinnan|mannen|personen|den försäkrade|sökanden|dottern|sonen"
    r"|barnet|maken|makan|mamman|pappan|ålder|åldern|där|nyss|snart|just|"
    r"fyller|fyllde|fyllt|kvinna|man|kille|tjej|pojke|flicka|dam|herre|dotter|son|barn))(?:[ ](?:är|blir"
    r"|var|fyller|fyllde|nyss|snart|bara|nu|redan)){0,3}[ ,:(]{1,3}(\d{1,3})"
    r"(?=[,.;)!?]?(?:\s|$)|[,;)])(?![ ]\d{3}|[ ]?(?:%|procent|kr|gång|ggr|dag|veck|mån|min|tim|mil|km|mg"
    r"|kg|st\b|år|:|/|pers|barn|intyg|av\b))"
)
_MAX_AGE = 120
_LEAST_BARE_AGE = 10


def births(text: str) -> Iterator[Hit]:
    """Mark what follows 'född', 'f.' or 'b.'; the cue word stays outside."""
    for cue in _BIRTH_CUE.finditer(text):
        if value := _BIRTH_VALUE.match(text, cue.end()):
            yield Hit(value.start(), value.end(), Kind.BIRTH_DATE)


def dates(text: str) -> Iterator[Hit]:
    """Mark every date with a day, in figures or words, and named days."""
    for pattern in (_ISO, _WITH_MONTH, _RANGE_START, _MONTH_FIRST, _SLASHED_FULL, _WORDED, _NAMED):
        for match in pattern.finditer(text):
            yield Hit(match.start(), match.end() - match[0].endswith("."), Kind.DATE)
    yield from (Hit(*match.span(1), Kind.DATE) for match in _DEN.finditer(text))
    yield from _slashed(_SLASHED.finditer(text), text)


def _slashed(matches: Iterable[re.Match[str]], text: str) -> Iterator[Hit]:
    """Tell '12/3' the day from '3/4' the fraction and '5/10' the score."""
    for match in matches:
        bare = match[0].replace(" ", "")
        if bare in _ALWAYS_FRACTION or _FRACTION_AFTER.match(text, match.end()):
            continue
        if not _FRACTION_BEFORE.search(text[max(0, match.start() - 14) : match.start()]):
            yield Hit(match.start(), match.end(), Kind.DATE)


def ages(text: str) -> Iterator[Hit]:
    """Mark '47 år', '34-årig', 'fyrtiosjuårig' and bare figures that stand as somebody's age."""
    for match in _AGED.finditer(text):
        if not match[1].isdigit() or int(match[1]) <= _MAX_AGE:
            yield Hit(match.start(), match.end(), Kind.AGE)
    for match in _YEARS.finditer(text):
        if _is_age(match, text):
            yield Hit(match.start(), match.end(), Kind.AGE)
    yield from (Hit(*match.span(1), Kind.AGE) for match in _MONTHS_OLD.finditer(text))
    for match in _IS_AGE.finditer(text):
        if _LEAST_BARE_AGE <= int(match[1]) <= _MAX_AGE:
            yield Hit(*match.span(1), Kind.AGE)


_BESIDE_NAME = re.compile(
    r"(?:,? \(?|\s(?:är|blir|fyller|blev|fyllde)\s)(\d{2})(?=[,).;]|\s(?:och|bor"
    r"|år)\b|$)"
)


def ages_beside(text: str, names: Iterable[Hit]) -> Iterator[Hit]:
    """Mark a bare figure right after a person: 'Alva, 19, går sista året', 'Bo är 55'."""
    for name in names:
        if match := _BESIDE_NAME.match(text, name.end):
            yield Hit(*match.span(1), Kind.AGE)


def _is_age(match: re.Match[str], text: str) -> bool:
    """Tell an age from a duration or an age limit by its neighbours."""
    if match[1].isdigit() and int(match[1]) > _MAX_AGE:
        return False
    if _OLD_AFTER.match(text, match.end()):
        return True
    before = text[max(0, match.start() - 16) : match.start()]
    if _DURATION_BEFORE.search(before) or _DURATION_AFTER.match(text, match.end()):
        return False
    # A small number of years without anything that says 'old' is a time, not an age.
    small = match[1].isdigit() and int(match[1]) < _LEAST_BARE_AGE
    return not small or bool(re.search(r"(?:[,(]|\bär|blir|fyller|fyllde)[ ]?\Z", before))
