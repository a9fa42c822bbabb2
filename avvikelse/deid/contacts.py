"""Layer 1: the ways to reach somebody: phone, e-mail, web address, street address, postcode.

Forms that are found whole (tests/deid/forms.py makes them):

- phone: an area code of two to four figures and six to eight more, cut by blanks, hyphens, stops or a slash in any way;
  '(070)', '+46', '+46 (0)', '0046'; behind 'tel', 'mobil', 'ring', 'växel' also without area code; extensions behind
  'ankn'; O and l for 0 and 1 (`misread`).
- e-mail: any case, blanks round '@', '(at)', '[at]', '{at}', ' at ', ' snabel-a ', '(dot)', ' punkt '.
- web: with or without 'https://', 'hxxp', a port, path or query; 'fb.com/…', '@handle'.
- address: a street's name by its ending or its last word, also shortened ('Kyrkog. 3'), in lower case or capitals, with
  letter, span, flat, stairs; a village with a number behind 'bor på' or 'adress'; 'Box 12', 'Postlåda 14', 'c/o Ek, …'.
- postcode: three figures and two, with blank or without, 'S-', 'SE-', before a town or behind 'postnr' or an address.
"""

import re
from collections.abc import Iterator

from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind
from avvikelse.deid.patterns import Pattern, Spot

_SOFT = r"[ \t]{0,2}[-/.]?[ \t]{0,2}"
_INTERNATIONAL = Pattern(
    r"(?<![\d+])(?:\+|00)[ ]?[1-9]\d{0,2}[ ]?-?[ ]?(?:\(0\)[ ]?)?\d(?:[ \t]?[-/.]?[ \t]?\d){6,11}(?!\d)"
)
_NATIONAL = Pattern(
    r"(?<![\w+])(?<!\d[-./:])\(?0[1-9]\d{0,2}\)?" + _SOFT + r"\d{1,3}(?:[ \t]?[-.]?[ \t]?\d{2,3}){1,3}(?![\d])"
)
_UNBROKEN = Pattern(r"(?<![\w+.:/-])0[1-9]\d{6,8}(?!\d)")
_PHONE_CUE = Pattern(
    r"(?i:\b(?:tel(?:efon)?(?:nr|nummer|numret)?|tfn|mobil(?:nr|nummer|en)?|mob|sms(?:a|ade)?|fax"
    r"|ring(?:a|er|de|as)?|nås\spå"
    r"|direkt(?:nr|nummer|telefon)?|växel(?:n)?|(?:mitt|hans|hennes|hens|ditt)\snr)\b)"
    r"[^\d\n.,;]{0,25}?[.:]?[ ]?(\d(?:[ -]{0,2}\d){5,10})(?!\d|[ ]?(?:%|kr\b|dag|gång|ggr|vecko?r?\b|min"
    r"|tim|mån|år|pers|st\b|kl))"
)
_EXTENSION = Pattern(
    r"(?i:\b(?:anknytning|ankn|kortnr|kortnummer|snabbnr)\b)[.: ]{0,3}(?:nr "
    r"|är )?(\d{3,6})(?!\d)"
)
_AT = Pattern(
    r"@|[ ]?(?:\(|\[|\{|<)[ ]?(?:at|a|snabel-?a)[ ]?(?:\)|\]|\}|>)[ ]?|[ ](?:at"
    r"|snabel-?a)[ ]",
    re.IGNORECASE,
    through=r"@|[(\[{<][ ]?(?i:a|snabel)|(?<=[ ])(?i:at|snabel-?a)[ ]",
    runs=2,
)
_LOCAL = Spot(r"(?:[\w+%'-]{1,30}(?:[ ]\.[ ]|[ ](?i:punkt|dot|understreck|bindestreck)[ ])){0,3}[\w.+%'-]{1,64}[ ]?\Z")
_ENDS_LOCAL = Spot(r".?[\w.+%'-]|[\w.+%'-][ ]")
_DOMAIN = Spot(
    r"[ ]?[\w-]{1,63}(?:(?:\.|[ ]\.[ ]?|[ ]?(?:\(|\[)(?:dot|punkt)(?:\)|\])[ ]?|[ ](?:dot"
    r"|punkt)[ ])[\w-]{1,63}){1,5}",
    re.IGNORECASE,
)
_DOTTED = Spot(r"(?i)\.|[ (](?:punkt|dot)")
_HANDLE = Pattern(r"(?<![\w@.])@[A-Za-z0-9_][A-Za-z0-9_.]{1,30}\w")
_TOP = r"(?:se|com|nu|org|net|eu|info|no|dk|fi|io|gov|app|edu|biz|me|co|uk|de|blog|online|site|ai|test|example)"
_URL = Pattern(
    r"(?<![\w@.-])(?:(?:https?|ftp|hxxps?)[ ]?:[ ]?//[ ]?[^\s<>\"]{1,2000}|www\.[^\s<>\"]{1,2000}"
    r"|[A-Za-zÅÄÖåäö0-9_-]{1,63}(?:\.[A-Za-zÅÄÖåäö0-9_-]{1,63}){0,4}\."
    + _TOP
    + r"(?![\w@])(?!\.\w)(?::\d{2,5})?(?:[/?#][^\s<>\"]{0,2000})?)",
    re.IGNORECASE,
    through=rf"(?i)/[ ]?/|www\.|\.{_TOP}",
    runs=3,
)
_PUBLIC_SITE = Spot(
    r"(?:https?://)?(?:www\.)?(?:1177|forsakringskassan|arbetsformedlingen|regionvarmland|socialstyrelsen"
    r"|fk|af|nav|riksdagen"
    r"|skatteverket|inera|webcert)\.(?:se|no)/?",
    re.IGNORECASE,
)
_STREET = (
    r"(?:gatan|gata|gat\.|gat|vägen|väg|gränden|gränd|stigen|stig|torget|torg|allén|allé|alle|backen|backe"
    r"|liden|lid|esplanaden|kajen"
    r"|gången|slingan|ringen|leden|berget|strand|stranden|udden|parken|hagen|gården|torp|torpet|plan"
    r"|platsen|kroken|branten"
    r"|stråket|promenaden"
    r"|brinken|brink|svängen|kröken|vreten|terrassen|rondellen"
    r"|kullen|höjden|dalen|ängen|tået|sätra|byn|vg|(?<=s)v(?=[ ]\d)|(?<!i)v\.|(?<![aiä])g\.|vei|veien|gate"
    r"|vej|katu|tie)"
)
_FLAT = (
    r"(?:[ ]?,?[ ]?(?i:(?:lgh|lägenhet|uppg(?:ång)?|port|vån(?:ing)?)\.?[ ]?(?:nr[ ])?(?:[A-Z](?!\w)|[A-Z]?\d{1,4})"
    r"|\d{1,2}[ ]?(?:tr|trappor|vån)(?!\w)\.?(?:[ ](?:ö\.?g|n\.?b|t\.?h|t\.?v)(?!\w))?)){0,2}"
)
_NUMBER = (
    r"[ ]{1,2}(?:nr[ ])?\d{1,3}(?:[ ]?-[ ]?\d{1,3}(?!\d))?(?:[ ]?[A-Ha-h](?![\w]))?"
    + _FLAT
    + r"(?![\d/:,.]\d|\w|[ ]?%)"
)
_ROADS = r"(?i:väg|gata|gränd|torg|allé|plan|backe|stig|gate|vei|vej|strand)"
# A small word before 'johans väg 5' that isn't part of the name.
_FREE = r"(?!(?:på|i|till|från|vid|bor|är|mot|nära|av|om|som|och|den|det|har|kom|gick|vill)[ ])[a-zåäö]{2,25}"
_NOT_LETTER = r"(?<![\wåäöÅÄÖ-])"
_ADDRESS = Pattern(
    _NOT_LETTER
    + r"(?!(?:Till|På|Vid|Från|I|Bor|Hem|Adress|Adressen|Brev|Flyttade|Ny|Gäller|Obs|Besök|Kom|Se)[ ])"
    + r"((?:(?i:norra|södra|östra|västra|nya|gamla|stora|lilla|övre|nedre|s:ta?|s:t|sankta?|[a-zåäö]\.)[ ]){0,2}"
    + r"[A-ZÅÄÖa-zåäö][\w:'-]{1,40}?(?i:"
    + _STREET
    + r")|"
    r"(?:[A-ZÅÄÖ](?:[\w.'-]|:(?=\w)){0,25}[ ]){1,3}(?:von[ ]|af[ ])?"
    + _ROADS
    + r"|(?:"
    + _FREE
    + r"[ ])?[a-zåäö]{2,25}s[ ]"
    + _ROADS
    + r")"
    + _NUMBER
)
_ADDRESSED = Pattern(r"(?i:\b(?:hem|post|gatu|besöks)?adress(?:en)?):[ ]([A-ZÅÄÖ][^\n,;.|]{2,40})")
_BOX = Pattern(
    r"(?<![\w-])(?:(?:Box|BOX|box(?=[ ](?:nr[ ])?\d{2})|(?i:postlåda|postbox|postfack|lantbrevlåda|p\.o\.[ ]?box))"
    r"|(?:Fack|FACK|PL|Pl)(?=\.?[ ]\d{2}))\.?[ ](?:nr[ ])?\d{1,5}(?![\d%]|[.,:/-]\d)"
)
_CARE_OF = Pattern(r"(?<!\w)(?:[cC][ ]?/[ ]?[oO])[ :]{1,3}[^\W\d_][\w'.-]{0,30}(?:[ ][A-ZÅÄÖ][\w'.-]{1,30}){0,2}")
_STREET_ALONE = Pattern(
    r"(?<=[a-zåäö,] )(?:(?:Stora|Lilla|Norra|Södra|Östra|Västra|Nya|Gamla|Övre|Nedre)[ ])?"
    r"[A-ZÅÄÖ][a-zåäöé]{2,30}(?:gatan|gränd|vägen|stigen|allén|torget|backen|gränden|esplanaden"
    r"|slingan)(?!\w)"
)
_LIVES = Pattern(
    r"(?i:\b(?:bor(?:\skvar)?|bosatt|boende|adress(?:en)?|hembesök|hem(?:ma)?|åkte|flytta(?:r|t|de|d)?"
    r"|skickas|c/o|kopia)\b)[^.\n\d]{0,30}?"
    r"(?<![\w])([A-ZÅÄÖ][\wåäö'-]{2,40}(?:[ ][A-ZÅÄÖ][\wåäö'-]{1,30}){0,2}[ ]\d{1,3}(?:[ ]?[A-H](?!\w))?)"
    r"(?![\d/:,.]\d|\w|[ ]?(?:%|år|dag|vecko|mån))"
)
# 'bor på näset 45', all in lower case
_LIVES_LOWER = Pattern(
    r"\b(?:bor|bodde|bosatt|adress(?:en)?|boende|hemadress(?:en)?)(?:[ ]kvar)?:?[ ](?:(?:på|i|vid|är)[ ])?"
    r"((?!(?:avd|rum|plan|vån|boende|hus|enhet|lägenhet|cirka|ungefär|drygt|var|hemma|sedan|nu|minst|ca)\w{0,8}[ ])"
    r"[a-zåäö]{3,30}(?:[ ][a-zåäö]{3,30})?[ ]\d{1,3}(?:[ ]?[a-h](?!\w))?)"
    r"(?![\d/:,.]\d|\w|[ ]?(?:%|år|dag|vecko|mån|mil|km|min|tim|kvm|m2|rum|barn|pers|st\b|kr\b))"
)
_POSTCODE = Pattern(
    r"(?<![\w.,:/+-])(?<!\d )((?i:S|SE)-?[ ]?)?([1-9]\d{2}[ ]?\d{2})(?![\d]|[ ]\d"
    r"|[-/:.,]\d)(?=[ \t]{1,3}[A-ZÅÄÖ][\wåäö]|[ \t]{1,3}\n|\n|[ ]?[;,|\t][ \t]{0,2}[A-ZÅÄÖ][a-zåäö])"
)
# Thousands are written '12 345'; three figures and two are a postcode, also before a town in lower case.
_POSTCODE_LOWER = Pattern(
    r"(?<![\w.,:/+-])(?<!\d )([1-9]\d{2}[ ]\d{2})(?=[ ](?!kr|kronor|sek|st\b|pers|pat|dag|veck|mån|år|tim|min|mil|km"
    r"|mg|ml|gång|ggr|intyg|ärend|procent|och|eller|på|med|i\b|av|till|samt|för)[a-zåäö]{3})"
)
_POSTCODE_CUE = Pattern(
    r"(?:(?i:\bpost(?:nr|nummer|numret|kod|koden|adress|adressen))(?:[ ](?:är|var))?[:., ]{0,3}"
    r"|(?<![\w])(?i:S|SE)-[ ]?)([1-9]\d{2}[ ]?\d{2})(?!\d)"
)
_POSTCODE_CELL = Pattern(r"(?:(?<=\d[;|\t])|(?<=\d[;|\t][ ]))(?=\d{3}[ ]\d{2}[ ]?[;|\t])([1-9]\d{2}[ ]?\d{2})(?!\d)")
# a row of a list: street, postcode, remark
_ROW = Pattern(
    r"(?m)(?:^|[|;\t])[ ]{0,2}((?!(?i:vecka|vecko|kvartal|år|enhet|avd|plan|klinik|grupp|dag|kl|nr|rad|sida"
    r"|punkt|del)\w{0,9}[ ])[^\W\d_]{2,30}\.?(?:[ ][^\W\d_]{2,25})?[ ]\d{1,3}(?:[ ]?[A-Ha-h])?)[ ]?[|;\t][ ]?"
    r"([1-9]\d{2}[ ]?\d{2}|[1-9]\d[ ]\d{3})(?=[ ]?(?:[|;\t\n]|\Z))"
)
# 'skicka det hit, 65341' last in a line
_POSTCODE_LAST = Pattern(
    r"(?i:\b(?:skicka\w{0,3}|sänd\w{0,2}|adress\w{0,4}|posta\w{0,2}|brev(?:et)?|bor|hit|dit))[^\n\d]{0,60}?[ ,:]"
    r"([1-9]\d{2}[ ]?\d{2})(?=[ ]{0,3}[.]?[ ]{0,3}(?:\n|\Z))"
)
_AFTER_ADDRESS = Spot(r"[,;.]?\s{0,3}((?:SE?-?[ ]?)?[1-9]\d{2}[ ]?\d{2})(?!\d)")
_BEFORE_POSTCODE = Spot(
    r"(?<![\w])([A-ZÅÄÖ][\wåäö'-]{2,40}(?:[ ][A-ZÅÄÖ][\wåäö'-]{1,30}){0,2}[ ]\d{1,3}(?:[ ]?[A-H])?),?\s{1,3}\Z"
)
# 'övre backa 112\n685 92', 'rök hagalund 3, 59994', in any letter case
_WITH_POSTCODE = Pattern(
    r"(?<![\w.-])((?!(?:på|i|vid|till|adress|bor|hem|är|nr|lgh|box)[ ])[^\W\d_]{2,25}(?:[ ]"
    r"(?!nr[ ])[^\W\d_]{2,25}){0,1}"
    r"[ ]\d{1,3}(?:[ ]?[A-Ha-h])?)(?:,?[ ]lgh[ ]\d{4}|(?=[,;\n]))(?:[,;][ ]?\n?|[ ]?\n)("
    r"(?:[sS][eE]?-?[ ]?)?[1-9]\d{2}[ ]?\d{2})(?!\d|[ ]\d|[.,:/-]\d)"
)
# 'Park gatan  9': torn by a reading machine; 'norra vägen 9': of two words whatever their case
_TORN_STREET = Pattern(
    r"(?<![\w])[A-ZÅÄÖ][a-zåäö]{1,15}[ ]{0,2}(?:(?<=[ ])(?:gatan|vägen|stigen|gränd|torget|backen|allén)"
    r"|ga[ ]tan|gat[ ]an|vä[ ]gen|väg[ ]en|sti[ ]gen|stig[ ]en|tor[ ]get|torg[ ]et|bac[ ]ken|back[ ]en"
    r"|grän[ ]d(?:en)?)[ ]{1,3}\d{1,3}(?:[ ]?[A-H])?(?!\w)"
    r"|(?<![\w])(?:(?i:norra|södra|östra|västra|övre|nedre|stora|lilla|gamla|nya)[ ](?i:vägen|gatan|kajen|torget|gränd"
    r"|allén|backen|stigen|esplanaden|promenaden)|(?i:esplanaden|strandpromenaden))[ ]\d{1,3}(?:[ ]?[A-Ha-h](?!\w))?"
    r"(?![\d/:,.]\d|\w|[ ]?(?:%|km|mil|met|min|år|dag|kl))"
)
# 'skogsbrynet 5, lgh 0901'
_WITH_FLAT = Pattern(
    r"(?<![\w.-])((?!(?:på|i|vid|till|adress|bor|hem|är|nr|box)[ ])[^\W\d_]{3,25}[ ]\d{1,3}(?:[ ]?[A-Ha-h])?,?[ ]"
    r"(?i:lgh|läg\.)[ ]\d{3,4})(?!\d)"
)
_SENTENCE_END = Spot(r"[a-zåäö]{1,5}\. ")
_ROAD = Spot(r"(?i:riks|läns|europa|motor|cykel|gång)väg")
_TRAILING = ".,;:!?)]}'\"»”"
# '08.15-09.00', '07.30-16': from one time to another
_CLOCK = Spot(r"0\d[.:][0-5]\d[ ]?-[ ]?[012]?\d(?:[.:][0-5]\d)?(?!\d)")
_MIN_PHONE, _MAX_PHONE = 7, 13
_WIDEST_PHONE = 40


def emails(text: str) -> Iterator[Hit]:
    """Mark e-mail addresses, also '(at)' and blanks round the sign, and social-media handles."""
    for match in _AT.finditer(text):
        if not _ENDS_LOCAL.match(text, max(0, match.start() - 2)):
            continue
        local = _LOCAL.search(text[max(0, match.start() - 99) : match.start()])
        domain = _DOMAIN.match(text, match.end(), match.end() + 330)
        worded = match[0].strip().casefold() in {"at", "snabela", "snabel-a"}
        if local and domain and local[0].strip(" .'") and (not worded or _DOTTED.search(domain[0])):
            start = match.start() - len(local[0].lstrip(".'"))
            yield Hit(start, match.start() + len(text[match.start() : domain.end()].rstrip(_TRAILING)), Kind.EMAIL)
    for match in _HANDLE.finditer(text):
        yield Hit(match.start(), match.end(), Kind.URL)


def urls(text: str) -> Iterator[Hit]:
    """Mark web addresses; the front pages of the authorities identify nobody."""
    for match in _URL.finditer(text):
        found = match[0].rstrip(_TRAILING)
        if not _PUBLIC_SITE.fullmatch(found):
            yield Hit(match.start(), match.start() + len(found), Kind.URL)


def _national(text: str) -> Iterator[re.Match[str]]:
    """Match numbers with an area code, also one that begins where the one before seems to go on."""
    for match in _NATIONAL.finditer(text):
        yield match
        start = match.start() + 1
        while (inner := _NATIONAL.search(text, start, match.end() + _WIDEST_PHONE)) and inner.start() < match.end():
            yield inner
            start = inner.start() + 1


def phones(text: str) -> Iterator[Hit]:
    """Mark phone numbers: international, area code in any grouping, and short ones after a cue."""
    for matches in (_INTERNATIONAL.finditer(text), _national(text), _UNBROKEN.finditer(text)):
        for match in matches:
            digits = sum(c.isdigit() for c in match[0])
            if _CLOCK.fullmatch(match[0]):
                continue
            if _MIN_PHONE <= digits <= _MAX_PHONE + 2:
                yield Hit(match.start(), match.end(), Kind.PHONE)
    yield from (Hit(*match.span(1), Kind.PHONE) for match in _EXTENSION.finditer(text))
    for match in _PHONE_CUE.finditer(text):
        if match[1].replace(" ", "") not in {"1177", "11414"} and not re.fullmatch(r"(?:19|20)\d\d", match[1]):
            yield Hit(*match.span(1), Kind.PHONE)


def addresses(text: str) -> Iterator[Hit]:
    """Mark street with number, a street's name alone, what follows 'bor', and the postcode behind."""
    # In lower case short words before a full stop end a sentence ('nog. 12').
    streets = (m for m in _ADDRESS.finditer(text) if not (_ROAD.match(m[0]) or _SENTENCE_END.match(m[0])))
    found = [match.span(0) for match in streets]
    found += [match.span(1) for match in _LIVES.finditer(text)]
    for pattern, group in ((_LIVES_LOWER, 1), (_BOX, 0), (_CARE_OF, 0), (_ADDRESSED, 1), (_STREET_ALONE, 0)):
        found += [match.span(group) for match in pattern.finditer(text)]
    codes = [match.span(0) for match in _POSTCODE.finditer(text)]
    for pattern in (_POSTCODE_CUE, _POSTCODE_CELL, _POSTCODE_LOWER, _POSTCODE_LAST):
        codes += [match.span(1) for match in pattern.finditer(text)]
    for _, end in found:
        if match := _AFTER_ADDRESS.match(text, end):
            codes.append(match.span(1))
    found += [match.span() for match in _TORN_STREET.finditer(text)]
    found += [match.span(1) for match in _WITH_FLAT.finditer(text)]
    for pattern in (_WITH_POSTCODE, _ROW):
        for match in pattern.finditer(text):
            found.append(match.span(1))
            codes.append(match.span(2))
    for start, _ in codes:
        if match := _BEFORE_POSTCODE.search(text[max(0, start - 110) : start]):
            begin = max(0, start - 110)
            found.append((begin + match.start(1), begin + match.end(1)))
    yield from (Hit(start, end, Kind.ADDRESS) for start, end in found)
    yield from (Hit(start, end, Kind.POSTCODE) for start, end in codes)
