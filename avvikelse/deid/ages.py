"""Layer 1: ages, told apart from durations ('i tre år') by the words around them.

Forms that are found whole (tests/deid/forms.py makes them):

- age: '47 år', '47-årig', '47-åring', '47-årsåldern', 'fyrtiosju år', 'fyrtiosjuårig'; bare behind 'ålder', 'kvinna',
  'patienten är', 'fyllde', a name, or between commas; children's in months and in lists.
"""

import re
from collections.abc import Iterable, Iterator

from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind
from avvikelse.deid.patterns import Pattern, Spot

_TENS = "tjugo|trettio|fyrtio|femtio|sextio|sjuttio|åttio|nittio|tjugi|tretti|fyrti|femti|sexti|sjutti|åtti|nitti"
_TEENS = "tio|elva|tolv|tretton|fjorton|femton|sexton|sjutton|arton|nitton"
_UNITS = "en|ett|två|tre|fyra|fem|sex|sju|åtta|nio"
_WORD_NUMBER = rf"(?i:(?:{_TENS})[ ]?-?(?:{_UNITS})?|{_TEENS})"
_AGED = Pattern(
    rf"(?<![\w.:/-])(?<!\d,)(\d{{1,3}}|{_WORD_NUMBER})([ ]?-?[ ]?(?i:[åa]ringar(?:na|s)?|[åa]ringen[s]?|[åa]ring"
    rf"(?:s)?"
    rf"|[åa]rig(?:a|t|e)?|[åa]rs[åa]ldern))(?:(?!\w)|(?<=[-\d]årig)(?=[a-zåäö]{{4}}))(?![ ](?:plan|period|utbildning"
    rf"|projekt|uppföljning"
    r"|erfarenhet|anställning|tjänst|kontrakt|behandling|satsning|studie|insats|ersättning|gräns|beslut"
    r"|garanti|prövotid|rehab))"
)
_YEARS = Pattern(
    rf"(?<![\w,.:/-])(?<!\d[ ])(\d{{1,3}}(?=½?[ ])|\d{{1,3}}|{_WORD_NUMBER})½?(?:[ ]{{0,2}}(?i:[åàâ]r(?:s)?"
    rf"|ar(?=[ ]?(?:[,.;:)!?|\n]|\Z|gam"
    r"|och|kvinna|man|med|bor|f\b))|bast|years?(?:[ ]old)?)"
    rf"|-[åa]r(?=[ ]gam))(?![\w-])"
)
_MONTHS_OLD = Pattern(
    r"(?<![\w,.:/-])(\d{1,2}[ ](?:mån(?:ader)?|veckor|dagar))(?=[ ](?:gam(?:mal|malt"
    r"|la)))"
    r"|(?i:\b(?:barnet|sonen|dottern|bebisen|pojken|flickan|bebis|barn|son|dotter)[ ](?:är|på|,)[ ])"
    r"(\d{1,2}[ ](?:mån(?:ader)?|veckor|dagar))(?!\w)"
)
_CHILD = Pattern(
    r"(?i:\b(?:dotter|döttrar|son|söner|barn|pojke|flicka|kille|tjej|man|kvinna|dam|herre|person|patient|pat"
    r"|sambo|make"
    r"|maka|barnbarn|yngling|kund|medarbetare|anställd|arbetstagare)[ ](?:på|om)[ ])"
    rf"((?:\d{{1,3}}|{_WORD_NUMBER})(?:[ ]år)?)(?![\w%:/-]|[.,]\d|[ ](?:%|procent|kr|dag|veck|mån|tim|min"
    rf"|enhet|mottag|avd|plats|st\b|mil|km))"
)
# 'K 52, ryggvärk' first in a line: woman, man
_SEX = Pattern(r"(?m:^|[|(;])[ ]?(?:[KkMm]|[Kk]v)[ -]?(\d{2})(?=,[ ]|[ ]?(?:år|\))|[ ]?\|)(?!,\d)")
_DURATION_BEFORE = Spot(
    r"(?i:\b(?:i|på|under|efter|inom|för|sedan|sen|senaste|de|minst|än|över|under|högst|cirka|ca|drygt"
    r"|knappt|ungefär|omkring|runt|om|var|varje"
    r"|vart|till|tom|from|från|upp|hela|nästa|första|sista|gångna|kommande|närmaste|totalt|sammanlagt"
    r"|några|fyllda|fyllt|och|eller|samt|-"
    r"|närmare|sjukskriven|erfarenhet|arbetat|jobbat|varat|tagit|tar|dröjt|väntat|gått|var|före|innan|med"
    r"|av|plus|\w{0,20}gränsen?))[ ]{1,2}\Z|\S[ ]?-[ ]?\Z|[+<>≥≤][ ]?\Z|\d[ ]?(?:-|till|och|eller)[ ]?\Z"
)
_DURATION_AFTER = Spot(
    r"[ ]{0,2}(?i:i[ ](?:sverige|landet|kö|rad)|sedan|sen\b|tillbaka|framåt|fram\b|i rad|senare|tidigare|till\b"
    r"|före|efter|utan|av\b"
    r"|som\b|som\s|hos|på\b|med\b|innan|kvar\b|sjukskriv|erfarenhet|garanti|väntetid|väntan|handlägg)"
)
_IS_NOW = Spot(r"(?i:\b(?:är|e)[ ](?:nu|idag|snart|redan)[ ])\Z")
# 'hon är 66 år med rullator'
_SOMEBODY_IS = Spot(r"(?i:\b(?:han|hon|hen|jag|som|och|å|pat|patienten|kunden)[ ](?:är|e|ä|blir|fyller)[ ])\Z")
_AGO = Spot(r"[ ](?i:sedan|sen|kvar|lång|till\b)")
_OLD_AFTER = Spot(r"[ ]{0,2}(?i:gam(?:mal|malt|la)|fyllda|ung\b)")
_IS_AGE = Pattern(
    r"(?i:\b(?:jag|som|han|hon|hen|pat(?:ienten)?|kvinnan|mannen|personen|den försäkrade|sökanden|dottern|sonen"
    r"|barnet|maken|makan|mamman|pappan|[åa]lder|åldern|där|nyss|snart|just|"
    r"fyller|fyllde|fyllt|fyllda|ålder[ ]av|kvinna|man|kille|tjej|pojke|flicka|dam|herre|dotter|son"
    r"|barn))(?:[ ](?:är|e|ä|blir"
    r"|var|fyller|fyllde|nyss|snart|bara|nu|redan)){0,3}[ ,:(|]{1,3}(\d{1,3}|"
    + _WORD_NUMBER
    + r")(?=[,.;)!?|]?(?:\s|$)|[,;)|])(?![ ]\d{3}|[ ]?(?:%|procent|kr|gång|ggr|dag|veck|mån|min|tim|mil|km|mg"
    r"|kg|st\b|år|:|/|pers|barn|intyg|av\b))"
)
# 'läkaren 75, arbetsgivaren 0. Patienten 35.': figures that each of several proposes
_SHARED_OUT = Spot(r"[a-zåäö]n[ ]\d{1,3},[ ][a-zåäö]{3,20}n[ ]\d{1,3}[.,][ ]\Z")
_MAX_AGE = 120
_LEAST_BARE_AGE = 10
_LEAST_GROWN = 16  # years that are somebody's age rather than how long something has been


def ages(text: str) -> Iterator[Hit]:
    """Mark '47 år', '34-årig', 'fyrtiosjuårig' and bare figures that stand as somebody's age."""
    for match in _AGED.finditer(text):
        if not match[1].isdigit() or int(match[1]) <= _MAX_AGE:
            yield Hit(match.start(), match.end(), Kind.AGE)
    for match in _YEARS.finditer(text):
        if _is_age(match, text):
            yield Hit(match.start(), match.end(), Kind.AGE)
    yield from (Hit(*match.span(match.lastindex or 0), Kind.AGE) for match in _MONTHS_OLD.finditer(text))
    for match in _IS_AGE.finditer(text):
        if _SHARED_OUT.search(text[max(0, match.start() - 60) : match.start()]):
            continue
        if match[1] != "112" and (not match[1].isdigit() or _LEAST_BARE_AGE <= int(match[1]) <= _MAX_AGE):
            yield Hit(*match.span(1), Kind.AGE)
    for pattern in (_CHILD, _SEX):
        yield from (Hit(*match.span(1), Kind.AGE) for match in pattern.finditer(text))


_BESIDE_NAME = Spot(
    r"(?:,[ ]|[ ]\()(\d)(?=[,)])|(?:,? \(?|\s(?:är|blir|fyller|blev|fyllde)\s(?:nu[ ]|bara[ ]|redan[ ]"
    r"|snart[ ]){0,1}|\t|[ ]?[|;][ ]?)"
    rf"(\d{{2}}|(?<=[a-zåäö][ ]){_WORD_NUMBER})(?=[,).;?!:\n\t|]|\s(?:och|bor|å|o|utan|fast"
    r"|år|som|så|går|har|men|från|i)\b|$)(?!,\d|\.\d|:\d)"
)


def ages_beside(text: str, names: Iterable[Hit]) -> Iterator[Hit]:
    """Mark a bare figure right after a person: 'Alva, 19, går sista året', 'Bo är 55'."""
    for name in names:
        if match := _BESIDE_NAME.match(text, name.end):
            yield Hit(*match.span(match.lastindex or 0), Kind.AGE)


def _is_age(match: re.Match[str], text: str) -> bool:
    """Tell an age from a duration or an age limit by its neighbours."""
    if match[1].isdigit() and int(match[1]) > _MAX_AGE:
        return False
    if _OLD_AFTER.match(text, match.end()):
        return True
    before = text[max(0, match.start() - 16) : match.start()]
    if _IS_NOW.search(before) and match.start(1) and not _AGO.match(text, match.end()):
        return True
    grown = match[1].isdigit() and int(match[1]) >= _LEAST_GROWN
    if grown and _SOMEBODY_IS.search(before) and not _AGO.match(text, match.end()):
        return True
    if _DURATION_BEFORE.search(before) or _DURATION_AFTER.match(text, match.end()):
        return False
    # A small number of years without anything that says 'old' is a time, not an age.
    small = match[1].isdigit() and int(match[1]) < _LEAST_BARE_AGE
    return not small or bool(re.search(r"(?:[,(]|\bär|blir|fyller|fyllde)[ ]?\Z", before))
