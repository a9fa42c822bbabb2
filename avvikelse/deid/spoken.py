"""Layer 1: numbers in words, as a dictated note holds them: 'sextiofem noll två trettio streck nittioåtta sexton'.

Four number words on end are somebody's number, three when 'noll' or 'streck' is among them; after 'född' two figures in
words are a year of birth, after a street they are its number. What begins with 'noll' is a phone, the rest a personal
number.
"""

from collections.abc import Iterator

from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind
from avvikelse.deid.patterns import Pattern, Spot

_TENS = "tjugo|trettio|fyrtio|femtio|sextio|sjuttio|åttio|nittio|tjugi|tretti|fyrti|femti|sexti|sjutti|åtti|nitti"
_TEENS = "tio|elva|tolv|tretton|fjorton|femton|sexton|sjutton|arton|nitton"
_UNITS = "noll|en|ett|två|tre|fyra|fem|sex|sju|åtta|nio"
_NUMBER = rf"(?:(?:{_TENS})(?:{_UNITS})?|{_TEENS}|noll(?:ett|två|tre|fyra|fem|sex|sju|åtta|nio)|{_UNITS})"
_GAP = r"(?:[ ]|,[ ]|[ ]?-[ ]?|[ ](?:streck|bindestreck|snedstreck|kolon|och)[ ])"
_GATE = Pattern(rf"(?i)\b(?:{_TENS}|{_TEENS}|noll)")
_RUN = Pattern(rf"(?i)(?<!\w){_NUMBER}(?:{_GAP}{_NUMBER}){{2,14}}(?!\w)")
_COUNTED = Spot(r"(?i)[ ](?:dagar|veckor|månader|år|gånger|timmar|minuter|personer|patienter|procent|kronor|tusen)\b")
_TELLS = Spot(r"(?i)streck")
_BORN = Pattern(
    rf"(?i)\b(?:född|födda|född år|föddes|födelseår)[ ](?:den[ ])?("
    r"(?:[a-zåäö]{5,15}[ ](?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november"
    r"|december)[ ])?"
    rf"(?:nittonhundra|(?:adertonhundra|artonhundra))?(?:{_TENS})(?:{_UNITS})?|(?:nittonhundra|tjugohundra"
    rf"|tvåtusen)(?:och)?"
    rf"(?:(?:{_TENS})(?:{_UNITS})?|{_TEENS}|{_UNITS})?)(?!\w)"
)
# 'född fyrtioåtta nej förlåt femtioåtta': what somebody corrects is of the same sort
_CORRECTED = Pattern(
    r"(?i)\b(?:nej|förlåt|rättelse|menar|stryk[ ]det)[ ](?:(?:förlåt|alltså|det[ ]är|ska[ ]vara|rättelse)[ ]){0,2}"
    rf"({_NUMBER}(?:{_GAP}{_NUMBER}){{0,10}})(?!\w)"
)
_STREET = Pattern(
    r"(?i)(?<!\w)((?:(?:gamla|nya|stora|lilla|norra|södra|östra|västra|övre|nedre)[ ])?[^\W\d_]{2,30}(?:gatan"
    r"|vägen|stigen"
    rf"|gränd|torget|allén|backen)[ ](?:nummer[ ]|(?!en |ett )){_NUMBER}(?:[ ][a-h](?!\w))?)(?!\w)"
)
_STREET_GATE = Pattern(rf"(?i)(?:gatan|vägen|stigen|gränd|torget|allén|backen)[ ](?:nummer[ ])?{_NUMBER}(?!\w)")
# 'Smala gränd två': a street's last word alone, behind a capital
_WORDED_STREET = Pattern(
    r"(?<!\w)([A-ZÅÄÖ][a-zåäö]{2,25}[ ](?:gränd|gata|väg|torg|allé|backe|stig)[ ](?:nummer[ ])?"
    rf"(?i:{_NUMBER})(?:[ ][a-hA-H](?!\w))?)(?!\w)"
)
_LAST_FOUR = Pattern(
    r"(?i)\b(?:sista[ ]fyra|fyra[ ]sista|slutsiffror(?:na)?|sista[ ]siffrorna)(?:[ ](?:siffror(?:na)?|är|lyder"
    r"|kolon))"
    rf"{{0,2}}[ ]({_NUMBER}(?:{_GAP}{_NUMBER}){{1,3}})(?!\w)"
)
_CASE = Pattern(
    r"(?i)\b(?:diarie(?:nummer|numret|nr)|dnr|ärende(?:nummer|numret|nr|t)?|målnummer|referens(?:nummer)?)[ ]"
    r"(?:är[ ])?"
    rf"((?:(?!är|om|på|i|av|med|den)[a-zåäö]{{1,4}}[ ])?{_NUMBER}(?:{_GAP}{_NUMBER}){{2,12}})(?!\w)"
)
_PLATE = Pattern(
    rf"(?i)\b(?:bil|bilen|reg|regnr|registreringsnummer|skylt|moped|fordon"
    rf"|fordonet)[ ]([a-z]{{3}}[ ]{_NUMBER}(?:[ ]{_NUMBER}){{0,2}}(?:[ ][a-z](?!\w))?)(?!\w)"
)
# 'Birger Wallin komma sextioåtta komma kommer'
_AGE = Pattern(
    rf"(?<=[ ]komma[ ])((?:(?:{_TENS})(?:{_UNITS})?|{_TEENS}|[1-9]\d)(?:[ ]år)?)(?=[ ](?:komma|punkt)(?!\w))"
)
_CUED = (
    (_AGE, Kind.AGE),
    (_BORN, Kind.BIRTH_DATE),
    (_PLATE, Kind.VEHICLE),
    (_LAST_FOUR, Kind.PERSONAL_NUMBER),
    (_CASE, Kind.CASE_NUMBER),
)
_LEAST = 4


def spoken_numbers(text: str) -> Iterator[Hit]:
    """Mark numbers written out in words."""
    for match in _STREET.finditer(text) if _STREET_GATE.search(text) else ():
        if not _COUNTED.match(text, match.end()):
            yield Hit(*match.span(1), Kind.ADDRESS)
    yield from (Hit(*match.span(1), Kind.ADDRESS) for match in _WORDED_STREET.finditer(text))
    if not _GATE.search(text):
        return
    for match in _RUN.finditer(text):
        told = match[0].casefold().startswith("noll") or bool(_TELLS.search(match[0]))
        if (told or len(match[0].split()) >= _LEAST) and not _COUNTED.match(text, match.end()):
            kind = Kind.PHONE if match[0].casefold().startswith("noll") else Kind.PERSONAL_NUMBER
            yield Hit(match.start(), match.end(), kind)
    for match in _CORRECTED.finditer(text):
        if len(match[1]) > len("ett") and not _COUNTED.match(text, match.end()):
            yield Hit(*match.span(1), Kind.BIRTH_DATE)
    for pattern, kind in _CUED:
        yield from (Hit(*match.span(1), kind) for match in pattern.finditer(text))
