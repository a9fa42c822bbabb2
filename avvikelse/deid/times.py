"""Layer 1: dates with a day, birth dates and ages.

Forms that are found whole (tests/deid/forms.py makes them):

- date: ISO with hyphen, slash, stop or nothing; six figures; '3/4-25', '3/4 2025', '3.4.25', '3-4-2025'; day and
  month in figures or words, '3:e april', '3april', 'april 3', 'tredje april', 'sista april', 'den fjortonde',
  'den 14', 'den 3:e'; '3.4' behind a word such as 'möte' or before 'kl'; named days.
- birth date: any of these, or a year of two or four figures, behind 'född', 'f.', 'f', 'b.', 'född år',
  'födelsedatum' ….
- age: '47 år', '47-årig', '47-åring', '47-årsåldern', 'fyrtiosju år', 'fyrtiosjuårig'; bare behind 'ålder', 'kvinna',
  'patienten är', 'fyllde', a name, or between commas; children's in months and in lists.

A month, a season, a week number or a year alone places nobody; a day does, together with a unit and a diagnosis. Ages
are told apart from durations ('i tre år') by the words around them.
"""

import re
from collections.abc import Iterable, Iterator

from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind
from avvikelse.deid.patterns import Pattern, Spot

_MONTHS = (
    r"(?i:jan(?:uari|uary)?|feb(?:r(?:uari|uary)?)?|mars?|rnars|rnaj|march|july|june|october|apr(?:il)?|maj"
    r"|juni?|juli?|aug(?:usti)?|sept?(?:ember)?"
    r"|[o0]kt(?:[o0]ber)?|n[o0]v(?:ember)?"
    r"|dec(?:ember)?|apri1|ju1i|augu5ti|5eptember|0ktob[e3]r)"
)
_YEAR = r"(?:(?:18|19|20)\d{2})"
# '1 maj -31 maj' and '1/5-31/5' are periods.
_NOT_A_PERIOD = r"(?![\d]|[/.]\d|:[ea]|[ ]?" + _MONTHS + r")"
_YEAR_AFTER = r"(?:(?:[ ]?,?[ ]?-?" + _YEAR + r"|[ ]?[-'][ ]?\d{2}" + _NOT_A_PERIOD + r")(?![\d]))?"
_DAY_NUMBER = r"(?:0?[1-9]|[12]\d|3[01])"
_TH = r"(?:[ ]?:?(?:e|a|de|dje|nde|te|st|nd|rd|th)|:)?"
_ISO = Pattern(
    r"(?<![\d/:])" + _YEAR + r"[ ]?([-/.])[ ]?(?:0?[1-9]|1[0-2])[ ]?\1[ ]?" + _DAY_NUMBER + r"(?!\d)|"
    r"(?<![\w/:.-])" + _YEAR + r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\w])|"
    r"(?<![\w/:.+-])(?<!\d )\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\w:]|/(?![A-ZÅÄÖ]{2})|[-.]\d|[ ]?(?:kr"
    r"|kronor|SEK|st)\b|[ ]\d{3})|"
    r"(?<![\d/:.-])\d{2}([-./])(?:0[1-9]|1[0-2])\2(?:0[1-9]|[12]\d|3[01])(?![\d])(?![-./]\d)"
)
_WITH_MONTH = Pattern(
    r"(?<![\w.,:/])" + _DAY_NUMBER + _TH + r"(?:[ ]|\.[ ]?)?" + _MONTHS + r"(?!\w|-[A-ZÅÄÖ][a-zåäö])\.?" + _YEAR_AFTER
)
# '9 fe bruari': torn by a reading machine
_TORN_MONTH = Pattern(
    r"(?<![\w.,:/])"
    + _DAY_NUMBER
    + _TH
    + r"[ ]?(?i:j[ -]anuari|ja[ -]nuari|jan[ -]uari|janu[ -]ari|janua[ -]ri|januar[ -]i|f[ -]ebruari"
    r"|fe[ -]bruari|feb[ -]ruari|febr[ -]uari|febru[ -]ari|februa[ -]ri|februar[ -]i|a[ -]pril|ap[ -]ril"
    r"|apr[ -]il|apri[ -]l|a[ -]ugusti|au[ -]gusti|aug[ -]usti|augu[ -]sti|augus[ -]ti|august[ -]i|s[ -]eptember"
    r"|se[ -]ptember|sep[ -]tember|sept[ -]ember|septe[ -]mber|septem[ -]ber|septemb[ -]er|septembe[ -]r"
    r"|o[ -]ktober|ok[ -]tober|okt[ -]ober|okto[ -]ber|oktob[ -]er|oktobe[ -]r|n[ -]ovember|no[ -]vember"
    r"|nov[ -]ember|nove[ -]mber|novem[ -]ber|novemb[ -]er|novembe[ -]r|d[ -]ecember|de[ -]cember|dec[ -]ember"
    r"|dece[ -]mber|decem[ -]ber|decemb[ -]er|decembe[ -]r)(?!\w)" + _YEAR_AFTER
)
_RANGE_START = Pattern(
    r"(?<![\w.,:/])("
    + _DAY_NUMBER
    + _TH
    + r")(?=(?:,[ ]?\d{1,2}){0,5}[ ]?(?:-|och|eller|resp\.?|till|/|,)[ ]?"
    + _DAY_NUMBER
    + _TH
    + r"[ ]?"
    + _MONTHS
    + r"(?!\w))"
)
_MONTH_FIRST = Pattern(
    r"(?<![\w])(?<!\d )(?<!:[ea] )"
    + _MONTHS
    + r"[ ](?:den[ ])?"
    + _DAY_NUMBER
    + r"(?::?e|:?a|:de|th)?(?![\w:.,]\d|\d|\w|[ ]?(?:%|procent))"
)
_SLASHED = Pattern(
    r"(?:(?<![\w/.,:+-])|(?<=/\d-)|(?<=/\d\d-)|(?<=[ ]-))(?<!\d[ ])"
    + _DAY_NUMBER
    + r"[ ]?/[ ]?(?:0?[1-9]|1[0-2])(?![\d/])(?:[ ]?[-/'][ ]?(?:"
    + _YEAR
    + r"|\d{2})(?![\d]|/\d)|[ ]"
    + _YEAR
    + r"(?!\d))?"
)
_SLASHED_FULL = Pattern(
    r"(?<![\w/,:+-])" + _DAY_NUMBER + r"([./-])(?:0?[1-9]|1[0-2])\1(?:" + _YEAR + r"|\d{2})(?![\d/])(?!\.\d)"
)
_DEN = Pattern(
    r"(?i:\bden|\bd\.)[ ]{1,2}("
    + _DAY_NUMBER
    + r"[ ]?:?(?:e|a|de)|"
    + _DAY_NUMBER
    + r")(?!\w|[.,:/-]\d|[ ]?(?:%|procent|kr|år|mån|veck|dag|tim|min|mg|ml|gång|ggr|§|st\b|barn|pers|pat|-|\d))"
)
# 'nästa möte 27:e', 'ny tid 3.3': a day without a month, or with a stop, where a day is expected.
_DAY_ALONE = Pattern(
    r"(?i:\b(?:möte(?:t)?|tid(?:en)?|besök(?:et)?|återbesök(?:et)?|senast|till|från|fr|fom|tom|måndag|tisdag"
    r"|onsdag|torsdag"
    r"|fredag|lördag|söndag|beslut(?:et)?|dat|daterat|inkom|samtal|ringde|träff(?:en)?|datum|sedan"
    r"|den|först|förrän|redan|sist|skickat|skickades|daterad|daterades|kom|mottogs|utfärdat|inskriven|utskriven"
    r"|opererad|olycka(?:n)?|olycksfall))[ :]{1,2}(?:den[ ])?("
    + _DAY_NUMBER
    + r":?[ea](?![\w])|"
    + _DAY_NUMBER
    + r"\.(?:0?[1-9]|1[0-2])(?!\d|\.\d|%|[ ]?(?:%|procent|mg|ml|kr|tim|poäng|år|h\b|g\b|cm|mmol)))"
)
# '24.10.' inside a line; a chapter has its number first in a line or behind its word
_STOPPED_TWICE = Pattern(
    r"(?<![\d.,/-])(?<=[a-zåäö,] )(?<!kap )(?<!avsnitt )(?<!punkt )(?<!version )(?<!stycke )(?:0[1-9]|[12]\d|3[01])"
    r"\.(?:0[1-9]|1[0-2])\.{1,2}(?=[ \n]|\Z)"
)
# '240229-240307'
_SIX = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_SIX_RANGE = Pattern(rf"(?<![\w/:.+-]){_SIX}[ ]?-[ ]?{_SIX}(?![\w:-])")
# '1-9 september, Svea 10-14': a day without its month, which stands earlier in the list
_DAYS_LISTED = Pattern(
    rf"(?<![\w.,:/]){_DAY_NUMBER}[ ]?-[ ]?{_DAY_NUMBER}[ ]{_MONTHS}[,;][^\d\n.]{{1,40}}?"
    rf"({_DAY_NUMBER}[ ]?-[ ]?{_DAY_NUMBER})(?=[,;.)\n]|\Z|[ ]och\b)"
)
_STOPPED = Pattern(r"(?<![\d.,/-])" + _DAY_NUMBER + r"\.(?:0?[1-9]|1[0-2])(?=[ ]kl\b)")
# '2/3' is a day behind a word of time or first in a line.
_DAY_FRACTION = Pattern(
    r"(?i:(?m:^)[-*•· ]{0,3}|\b(?:den|till|från|senast|sedan|t\.?o\.?m\.?|fr\.?o\.?m\.?)[ ])([123]/[23]"
    r"|1/2)(?=[:.,;)]|\n|\Z)(?![.,]\d)"
)
_FUSED_DATE = Pattern(r"(?<=[a-zåäö]{3})" + _DAY_NUMBER + r"/(?:0?[1-9]|1[0-2])(?=[a-zåäö]{2})")
_ORDINALS = (
    "första andra tredje fjärde femte sjätte sjunde åttonde nionde tionde elfte tolfte trettonde "
    "fjortonde femtonde sextonde "
    "sjuttonde artonde nittonde tjugonde tjugoförsta tjugoandra tjugotredje tjugofjärde tjugofemte "
    "tjugosjätte tjugosjunde "
    "tjugoåttonde tjugonionde trettionde trettioförsta"
).replace(" ", "|")
_LATE_ORDINALS = _ORDINALS.split("|sjätte|", maxsplit=1)[1]
_WORDED = Pattern(
    r"(?i:\b(?:sista|"
    + _ORDINALS
    + r")[ ]{1,2})"
    + _MONTHS
    + r"(?!\w)(?:[ ](?i:tjugo(?:hundra)?(?:tjugo|tretti?o?)[a-zåäö]{0,6}"
    r"|tvåtusen[a-zåäö]{0,14}|nittonhundra[a-zåäö]{0,14})(?!\w)|" + _YEAR_AFTER + r")"
)
# 'den fjortonde' is a day unless it counts something; 'onsdagen den tredje' too.
_ORDINAL_DAY = Pattern(
    rf"(?i:\bden[ ]{{1,2}}((?:{_LATE_ORDINALS})(?:[ ]i[ ](?:{_ORDINALS}))?"
    rf"|(?<=dagen[ ]den[ ])(?:{_ORDINALS})|(?<=dag[ ]den[ ])(?:{_ORDINALS})"
    rf"|(?:{_ORDINALS})[ ]i[ ](?:{_ORDINALS}))(?!\w)"
    r"(?![ ](?:gång|dag|veck|mån|år|pat|pers|intyg|ärende|samtal|försök|besök|brev|mejl|handlägg|läkar|kontakt|möte"
    r"|punkt(?:en|er)|plats|i[ ](?:ordning|rad)|delen|sidan|perioden|raden|kund|anmäl|komplettering|utredning"
    r"|tabl|dosen)))"
)
# 'ett den tredje och ett den nionde juni'
_ORDINAL_PAIR = Pattern(
    rf"(?i:\bden[ ]({_ORDINALS})(?=[ ](?:och|till|eller|resp|samt)[ ](?:[a-zåäö]{{1,5}}[ ])?den[ ]"
    rf"(?:{_ORDINALS})[ ]))"
)
_RANGE_SLASH = Pattern(
    r"(?<![\w.,:/])(" + _DAY_NUMBER + r")(?=[ ]?-[ ]?" + _DAY_NUMBER + r"/(?:0?[1-9]|1[0-2])(?![\d/]))"
)
_IN_COLUMN = Pattern(r"(?m)^[ ]{0,3}((?:0[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2]))(?=[ ]?[|;\t])")
_NAMED = Pattern(
    r"(?i:\b(?:nyårs(?:dagen|afton|aftonen)|lille?[ -]?julafton|lilla[ ]julafton|kyndelsmässo?(?:dagen"
    r"|afton)?|palmsöndag(?:en)?"
    r"|askonsdag(?:en)?|domssöndag(?:en)?|marie[ ]bebådelsedag|vårfrudagen|mårtensafton|mårten[ ]gås|knutsdagen"
    r"|mickelsmäss"
    r"|sankt[ ]hans|alla[ ]själars[ ]dag|julaftonen|påskaftonen|midsommaraftonen|dymmelonsdagen|pingstaftonen"
    r"|nyårsnatten|valborgsmässoaftonen"
    r"|jul(?:afton|dagen)|annandag(?:en)?[ ](?:jul|påsk|pingst)|annandagen"
    r"|trettondag(?:en|safton|s[ ]?jul)"
    r"|tjugondag(?:[ ]knut)?|lång\s?fredag(?:en)?|skärtorsdag(?:en)?|påsk(?:afton|dagen)"
    r"|valborg(?:smässoafton)?|första[ ]maj"
    r"|kristi[ ]himmel[sf]\w{2,12}|pingst(?:afton|dagen)|nationaldagen|sveriges[ ]nationaldag"
    r"|midsommar(?:afton|dagen)"
    r"|all(?:a[ ])?helgona?(?:s[ ]dag|dagen|afton)|(?:första|andra|tredje|fjärde)[ ]advent|luciadagen"
    r"|lucia(?:morgon(?:en)?)|(?:(?<=på )|(?<=före )|(?<=efter )|(?<=till ))lucia|dopparedagen|mors[ ]dag"
    r"|fars[ ]dag|alla[ ]hjärtans[ ]dag"
    r"|eid[ ]al-?[ ]?(?:fitr|adha)|skottdagen|fettisdagen|kvinnodagen))(?!\w)(?:[ ](?:19|20)\d{2}(?!\d))?"
)
_FRACTION_AFTER = Spot(
    r"(?i:[ ]?(?:av|del|delar|delen|tid|tjänst|heltid|deltid|dos|tabl|tablett|ggr|gånger|poäng|p\b|timmar"
    r"|liter|dl|msk|tsk|år|dag(?:ar)?\b"
    r"|patienter|intyg|ärenden|svar|%|kraft|styrka))"
)
_FRACTION_BEFORE = Spot(
    r"(?i:VAS|NRS|GCS|styrka|kraft|skala|poäng|score|ca|cirka|drygt|knappt|ungefär|nästan|minst|högst"
    r"|smärta|index|apgar|visus|BT|blodtryck|puls|1|balans|grip|grepp|greppstyrka|känsel|rörlighet|uthållighet"
    r"|MRC|ADL|motorik"
    r"|nivå|grad|stadium|fas|steg|funktion|andel)"
    r"[ :]{0,2}\Z"
)
# 'sjukskriven 1/1 sedan i höstas': the whole of the time, or half
_SICK_SHARE = Spot(r"(?i:sjukskriv(?:en|na|ning|s)|sjp|frånvarande|arbetar|jobbar)[ ]\Z")
_SCORED = Spot(r"(?i:(?<!\w)(?:VAS|NRS|smärt\w{0,9}|värk\w{0,4}|skatta\w{0,5})(?!\w))")
_SHARES = {"1/1", "1/2", "1/4", "3/4"}
_ALWAYS_FRACTION = {"1/2", "1/3", "2/3", "24/7", "50/50"}

_BIRTH_CUE = Pattern(
    r"(?i:\b(?:f[öo0]dd(?:a|es)?|fött|f[öo]d|born|f[öo]delse(?:datum|datumet|dag|dagen|[åa]r|året|tid)"
    r"|f[öo]dd[ ]datum|f\.?[ ]?d|fd|årgång"
    r"|årsmodell)(?!\w)|(?<![\w/])[fb]\.|(?<![\w*])\*(?=(?:18|19|20)\d\d(?!\d))|(?<![\w/.'])[fb](?=[ ]\d"
    r"|[ ]?-[ ]?\d|\d{6}))"
    r"(?:[ :;,.]|den|dat|år|i|är|på|ca|cirka|omkring|-){0,6}[ ]?-?[ ]?"
)
_BIRTH_VALUE = Spot(
    r"(?:(?:18|19|20)?\d{2}[-./ ]?(?:0[1-9]|1[0-2])[-./ ]?(?:0[1-9]|[12]\d|3[01])(?!\d)|"
    + _DAY_NUMBER
    + _TH
    + r"[ ]"
    + _MONTHS
    + r"(?!\w)\.?(?:"
    + _YEAR_AFTER
    + r"[ ]\d{2}(?![\w:.,/-]\d|\d|[ ]\d)|"
    + _YEAR_AFTER
    + r")|"
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
    rf"(?<![\w,.:/-])(?<!\d[ ])(\d{{1,3}}|{_WORD_NUMBER})(?:[ ]{{0,2}}(?i:år(?:s)?|ar(?=[ ]?(?:[,.;:)!?|\n]|\Z|gam"
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
    r"[ ]{0,2}(?i:sedan|sen\b|tillbaka|framåt|fram\b|i rad|senare|tidigare|till\b|före|efter|utan|av\b"
    r"|som\b|som\s|hos|på\b|med\b|innan|kvar\b|sjukskriv|erfarenhet|garanti|väntetid|väntan|handlägg)"
)
_OLD_AFTER = Spot(r"[ ]{0,2}(?i:gam(?:mal|malt|la)|fyllda|ung\b)")
_IS_AGE = Pattern(
    r"(?i:\b(?:jag|som|han|hon|hen|pat(?:ienten)?|kvinnan|mannen|personen|den försäkrade|sökanden|dottern|sonen"
    r"|barnet|maken|makan|mamman|pappan|[åa]lder|åldern|där|nyss|snart|just|"
    r"fyller|fyllde|fyllt|fyllda|ålder[ ]av|kvinna|man|kille|tjej|pojke|flicka|dam|herre|dotter|son"
    r"|barn))(?:[ ](?:är|blir"
    r"|var|fyller|fyllde|nyss|snart|bara|nu|redan)){0,3}[ ,:(|]{1,3}(\d{1,3}|"
    + _WORD_NUMBER
    + r")(?=[,.;)!?|]?(?:\s|$)|[,;)|])(?![ ]\d{3}|[ ]?(?:%|procent|kr|gång|ggr|dag|veck|mån|min|tim|mil|km|mg"
    r"|kg|st\b|år|:|/|pers|barn|intyg|av\b))"
)
# 'läkaren 75, arbetsgivaren 0. Patienten 35.': figures that each of several proposes
_SHARED_OUT = Spot(r"[a-zåäö]n[ ]\d{1,3},[ ][a-zåäö]{3,20}n[ ]\d{1,3}[.,][ ]\Z")
_MAX_AGE = 120
_LEAST_BARE_AGE = 10


def births(text: str) -> Iterator[Hit]:
    """Mark what follows 'född', 'f.' or 'b.'; the cue word stays outside."""
    for cue in _BIRTH_CUE.finditer(text):
        if value := _BIRTH_VALUE.match(text, cue.end()):
            yield Hit(value.start(), value.end(), Kind.BIRTH_DATE)


def dates(text: str) -> Iterator[Hit]:
    """Mark every date with a day, in figures or words, and named days."""
    for pattern in (
        _ISO,
        _WITH_MONTH,
        _TORN_MONTH,
        _RANGE_START,
        _MONTH_FIRST,
        _SLASHED_FULL,
        _WORDED,
        _NAMED,
        _SIX_RANGE,
    ):
        for match in pattern.finditer(text):
            yield Hit(match.start(), match.end() - match[0].endswith("."), Kind.DATE)
    for pattern in (
        *(
            _DEN,
            _ORDINAL_DAY,
            _ORDINAL_PAIR,
            _DAY_ALONE,
            _STOPPED,
            _STOPPED_TWICE,
            _DAYS_LISTED,
            _DAY_FRACTION,
            _FUSED_DATE,
            _RANGE_SLASH,
            _IN_COLUMN,
        ),
    ):
        yield from (Hit(*match.span(match.lastindex or 0), Kind.DATE) for match in pattern.finditer(text))
    yield from _slashed(_SLASHED.finditer(text), text)


def _slashed(matches: Iterable[re.Match[str]], text: str) -> Iterator[Hit]:
    """Tell '12/3' the day from '3/4' the fraction and '5/10' the score."""
    for match in matches:
        bare = match[0].replace(" ", "")
        dated = text[max(0, match.start() - 4) : match.start()].casefold() == "den "
        if (bare in _ALWAYS_FRACTION and not dated) or _FRACTION_AFTER.match(text, match.end()):
            continue
        share = bare in _SHARES and _SICK_SHARE.search(text, max(0, match.start() - 16), match.start())
        if share and text[match.end() : match.end() + 2].strip()[:1] not in {"-", "t"}:
            continue
        if bare.endswith("/10") and _SCORED.search(text, max(0, match.start() - 60), match.start()):
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
    yield from (Hit(*match.span(match.lastindex or 0), Kind.AGE) for match in _MONTHS_OLD.finditer(text))
    for match in _IS_AGE.finditer(text):
        if _SHARED_OUT.search(text[max(0, match.start() - 60) : match.start()]):
            continue
        if not match[1].isdigit() or _LEAST_BARE_AGE <= int(match[1]) <= _MAX_AGE:
            yield Hit(*match.span(1), Kind.AGE)
    for pattern in (_CHILD, _SEX):
        yield from (Hit(*match.span(1), Kind.AGE) for match in pattern.finditer(text))


_BESIDE_NAME = Spot(
    r"(?:,? \(?|\s(?:är|blir|fyller|blev|fyllde)\s(?:nu[ ]|bara[ ]|redan[ ]|snart[ ]){0,1}|\t|[ ]?[|;][ ]?)"
    rf"(\d{{2}}|(?<=[a-zåäö][ ]){_WORD_NUMBER})(?=[,).;?!:\n\t|]|\s(?:och|bor|å|o|utan|fast"
    r"|år|som|så|går|har|men|från|i)\b|$)(?!,\d|\.\d|:\d)"
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
