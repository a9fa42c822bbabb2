"""Layer 1: ages without 'år' that the words before them tell: 'Klienten är 48.', 'sedan hon var 3', 'den andre 24'.

A child's single figure counts only where a sentence ends with it; 'är 9 dagar' and 'den ena 50 %' are no ages.
"""

from collections.abc import Iterator

from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind
from avvikelse.deid.patterns import Pattern

_WHO = (
    r"(?:klient|brukar|deltagar|elev|kollega|grann|tolk|moder|fader|syster|broder|medarbetar|kund|patient|sökand|person"
    r"|försäkrad|anställd|student|släkting|bonuspappa|bonusmamma|mormor|morfar|farmor|farfar|svärmor|svärfar|moster"
    r"|faster|farbror|morbror|kusin)(?:e?n|rn|e)?"
)
_IS = r"[ ](?:är|var|blir|blev|fyller|fyllde)[ ](?:(?:nu|snart|bara|nästan|redan|visst|väl|nog|typ|ju|precis)[ ]){0,2}"
_CLOSES = r"(?=[.;!?)][^\d]|[.!?)]?\Z|,[ ]|\n|[ ](?:och|men|å|utan|nu)\b)"
_SENTENCE_CLOSES = r"(?=[.!?](?:\s|\Z)|\n|\Z)"
_ROLE_IS = Pattern(rf"(?i:\b{_WHO}{_IS})(1[5-9]|[2-9]\d|1[01]\d){_CLOSES}")
_CHILD_IS = Pattern(
    r"(?i:\b(?:hon|han|hen|dottern|sonen|barnet|flickan|pojken|bebisen|lillebror|lillasyster|storebror|storasyster)"
    rf"{_IS})([1-9]){_SENTENCE_CLOSES}"
)
_SINCE = Pattern(
    rf"(?i:\b(?:sedan|sen|när|då|från)[ ](?:att[ ])?(?:jag|hon|han|hen|du)[ ]var[ ](?:bara[ ]|runt[ ]|ungefär[ ])?)"
    rf"([1-9]\d?){_CLOSES}"
)
_ABOUT = Pattern(
    r"(?i:\b(?:upp)?(?:skattad[ ])?[åa]lder(?:n)?[ ]?[:=]?[ ](?:är[ ])?(?:ca|cirka|c:a|omkring|runt|uppskattningsvis"
    r"|drygt|knappt|typ|ungefär|uppsk)\.?[ ])(\d{1,3})(?![\d%]|[.,:]\d)"
)
_PLUS = Pattern(rf"(?i:\b(?:han|hon|hen|som|{_WHO}){_IS}|\bålder[ :]{{1,2}})([2-9]\d)(?=[ ]?\+(?!\d))")
_OTHER = r"(?:ene|ena|andre|andra|tredje|yngre|yngste|yngsta|äldre|äldste|äldsta|förste|mellersta)"
_ONE_OF = Pattern(
    rf"(?i:\b(?:den|de)[ ]{_OTHER}[ ](?:är[ ]|var[ ]|bara[ ]|snart[ ]|på[ ]){{0,2}})([1-9]\d?)"
    r"(?=[.;!?)][^\d]|[.!?)]?\Z|,[ ]|\n|[ ]och[ ](?![1-9]))"
)
# 'Den ene är yr och 77, den andre …': a figure that another of them is set against
_SET_AGAINST = Pattern(
    rf"(?i:\bden[ ](?:ene|ena|yngre|äldre|förste)[ ])[^.\n\d]{{0,40}}?(?:och|är|,)[ ]([1-9]\d)"
    rf"(?=,?[ ](?:och[ ])?den[ ]{_OTHER}\b)"
)
# 'en elev, 22, som …', 'två barn, 7 och 11 år'
_BETWEEN_COMMAS = Pattern(r"(?<=[a-zåäö]),[ ](\d{2}),[ ](?=[a-zåäö])")
_KIN = Pattern(
    r"(?i:\b(?:dotter(?:n)?|son(?:en)?|barn(?:et)?|pojke(?:n)?|flicka(?:n)?|syster|bror|man|kvinna|make|maka|sambo"
    r"|patient(?:en)?|kund(?:en)?))[ ]?\((\d{1,2})\)"
)
_AND_IS = Pattern(
    r"(?i:(?:\b(?:och|nu|är|bara|är bara|å|o|jag|pat|hon|han|hen|som)|,))[ ](?:är|e|ä)[ ](?:inte[ ]|ju[ ]|bara[ ]"
    r"|nu[ ]){0,1}("
    r"(?:1[5-9]|[2-9]\d))"
    r"(?=[.;!?)]|,[ ]|\n|$|[ ](?:å|o|och|utan|men|nu|snart|me|med|så)\b)"
)
# 'är närmare 70', 'Aino Lehtonen, dryga 50,', 'nu 50+'
_ROUND = Pattern(
    r"(?:(?<=, )|(?<=är )|(?<=\be )|(?<=var )|(?<=nu )|(?<=blir ))(?i:närmare|dryg[at]|knappt|strax[ ](?:över|under)"
    r"|en bit över|omkring|runt|kring)"
    r"[ ]([2-9]\d)(?=[,.;!?)\n]|\Z|[ ](?:och|å|i|som|men|med|från)\b(?![ ]\d))(?![.,]\d)"
)
_ROUND_PLUS = Pattern(r"(?:(?<=, )|(?<=är )|(?<=nu )|(?<=blir ))([2-9]\d)[ ]?\+(?![\w+])")
_AND_MONTHS = Pattern(
    r"(?<![\w.,])(\d{1,2}[ ]år[ ]och[ ](?:\d{1,2}[ ]mån(?:ader)?|ett[ ]halvt))(?=[ ]?[,).;]|[ ]gam|\Z|\n)"
)
# 'född 1969, så 57'
_THEREFORE = Pattern(
    r"(?i:(?<!\w)(?:född|f\.)[ ](?:19|20)?\d\d,?[ ](?:så|alltså|dvs|d\.v\.s\.)[ ](?:är[ ])?)([1-9]\d)(?=[.,;!?)\n]"
    r"|\Z|[ ])"
)
# 'hann bli 63 och'
_BECAME = Pattern(
    r"(?i:\b(?:bli|blivit|fylla|fyllt))[ ]((?:1[5-9]|[2-9]\d))(?=[.,;!?)\n]|\Z|[ ](?:och|innan|när|men|å|nu|nästa)\b)"
)
# 'är lastbilschaufför, barnlös och 35.'
_LAST_OF_ALL = Pattern(
    r"(?i:\b(?:är|e|var))[ ][^\d.\n!?:;]{3,50}?(?<!mellan )(?<=[a-zåäö])[ ](?:och|å)[ ]((?:1[5-9]"
    r"|[2-9]\d))(?=[.!?](?:\s|\Z))"
)
_SPAN = Pattern(r"(?<!\d)(\d{2}[ ]?-[ ]?\d{2}[ ]?-?[ ]?[åa]rs[åa]ldern)")
_CHILDREN = Pattern(
    r"(?i:\b(?:barn(?:en)?|söner(?:na)?|döttrar(?:na)?|pojkar(?:na)?|flickor(?:na)?|syskon|tvillingar))(?:,"
    r"|[ ]som[ ]är|[ ]är|[ ]på)?"
    r"[ (]{1,2}(\d{1,2}(?:,[ ]\d{1,2}){0,3}[ ]och[ ]\d{1,2}(?:[ ]år)?)(?![\w%])"
)
_RULES = (
    _BETWEEN_COMMAS,
    _CHILDREN,
    _KIN,
    _AND_IS,
    _LAST_OF_ALL,
    _BECAME,
    _THEREFORE,
    _ROUND,
    _ROUND_PLUS,
    _AND_MONTHS,
    _SPAN,
    _ROLE_IS,
    _CHILD_IS,
    _SINCE,
    _ABOUT,
    _PLUS,
    _ONE_OF,
    _SET_AGAINST,
)


def bare_ages(text: str) -> Iterator[Hit]:
    """Mark the figure alone."""
    for rule in _RULES:
        yield from (Hit(*match.span(1), Kind.AGE) for match in rule.finditer(text))
