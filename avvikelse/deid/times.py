"""Layer 1: dates with a day and birth dates.

Forms that are found whole (tests/deid/forms.py makes them):

- date: ISO with hyphen, slash, stop or nothing; six figures; '3/4-25', '3/4 2025', '3.4.25', '3-4-2025'; day and
  month in figures or words, '3:e april', '3april', 'april 3', 'tredje april', 'sista april', 'den fjortonde',
  'den 14', 'den 3:e'; '3.4' behind a word such as 'möte' or before 'kl'; named days.
- birth date: any of these, or a year of two or four figures, behind 'född', 'f.', 'f', 'b.', 'född år',
  'födelsedatum' ….

A month, a season, a week number or a year alone places nobody; a day does, together with a unit and a diagnosis.
"""

import re
from collections.abc import Iterable, Iterator

from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind
from avvikelse.deid.patterns import Pattern, Spot

# as a reading machine spoils the long ones: 'seplember', 'oktoher'
_SPOILT_MONTHS = (
    r"[s5]ep[tl1i]e(?:m|rn|nn)[b6h]er|[o0][kh][tl1i][o0][b6h]er|n[o0]v[eo](?:m|rn|nn)[b6h]er|dec[eo](?:m|rn|nn)[b6h]er"
    r"|janu?ar[il1]|fe[b6h]ru?ar[il1]|au[gq]us[tl1][il1]|apr[il1][il1]"
)
_MONTHS = (
    rf"(?i:{_SPOILT_MONTHS}|jan(?:uari|uary)?|feb(?:r(?:uari|uary)?)?|mars?|rnars|rnaj|march|july|june|october"
    rf"|apr(?:il)?|maj"
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
# '3 juni 25' before a mark
_SHORT_YEAR = Pattern(
    r"(?<![\w.,:/])(" + _DAY_NUMBER + r"[ ]" + _MONTHS + r"[ ](?:2[0-9]|1[5-9]))(?=[ ]?(?:[,.;)|\n]|\Z)(?![.,]\d))"
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
# 'bokade tolk 4:e', last in a clause
_DAY_LAST = Pattern(
    r"(?<=[a-zåäö] )((?:[1-9]|[12]\d|3[01]):[ea])(?=[ ]?(?:[,.;!?)\n]|\Z)|[ ](?:kl|å|och|o|så|men|på|i|istället)(?!\w))"
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
# 'bokad trettonde i sjätte', 'from tre i fjärde'
_WORDED_MONTH = Pattern(
    rf"(?i:(?<!\w)((?:{_ORDINALS}|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|\d{{1,2}}:[ea])[ ]i[ ]"
    r"(?:första|andra|tredje|fjärde|femte|sjätte|sjunde|åttonde|nionde|tionde|elfte|tolfte)))(?!\w)"
    r"(?=[ ]?(?:[,.;)!?\n]|\Z)|[ ](?:och|men|kl|utan|hos|från|till|punkt|komma)\b)"
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
_DATED = Spot(
    r"(?i:(?<!\w)(?:den|sen|sedan|fr|från|from|fom|tom|inlämnat|inkom|inkommet|skickat|mottaget|daterat|utfärdat|lämnat"
    r"|lämnades|sänt|mottogs)\.?[ ])\Z|\d/\d{1,2}[ ]?-[ ]?\Z|[a-zåäö][.!?][ ]\Z"
)
_PERIOD = Spot(
    r"[ ]?-[ ]?(?:[12]\d|3[01])/(?:0?[1-9]|1[0-2])(?!\d)|[ ](?:och|samt|eller|resp\.?)[ ](?:[12]\d|3[01])/(?:[1-9]"
    r"|1[0-2])(?!\d)"
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
    + r"|-?[ ]?\d{2})(?!\d|[ ]?(?:dag|kl))|"
    + _YEAR
    + r"(?!\d)|\d{2}(?![\w]|[.,:/-]\d|-tal|[ ]?(?:%|kr|år|mån|dag|veck|min|tim|mg|kg|gång|st\b)))"
)


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
            _WORDED_MONTH,
            _SHORT_YEAR,
            _DAY_ALONE,
            _DAY_LAST,
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
        dated = bool(_DATED.search(text, max(0, match.start() - 12), match.start()))
        dated = dated or bool(_PERIOD.match(text, match.end()))
        if not dated and (bare in _ALWAYS_FRACTION or _FRACTION_AFTER.match(text, match.end())):
            continue
        share = bare in _SHARES and _SICK_SHARE.search(text, max(0, match.start() - 16), match.start())
        if share and text[match.end() : match.end() + 2].strip()[:1] not in {"-", "t"}:
            continue
        if bare.endswith("/10") and _SCORED.search(text, max(0, match.start() - 60), match.start()):
            continue
        if not _FRACTION_BEFORE.search(text[max(0, match.start() - 14) : match.start()]):
            yield Hit(match.start(), match.end(), Kind.DATE)


_BORN_BESIDE = Spot(r"[ ]?[/|;,][ ]?((?:19[2-9]|20[01])\d)(?=[ ]?(?:[/|;,\n)]|\Z))")


def births_beside(text: str, names: Iterable[Hit]) -> Iterator[Hit]:
    """Mark a year between two marks right after a person: 'Yıldız, Emre / 1996 / slutdatum'."""
    for name in names:
        if match := _BORN_BESIDE.match(text, name.end):
            yield Hit(*match.span(1), Kind.BIRTH_DATE)
