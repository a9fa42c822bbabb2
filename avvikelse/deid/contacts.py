"""Layer 1: the ways to reach somebody: phone, e-mail, web address, street address, postcode."""

import re
from collections.abc import Iterator

from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind

_SOFT = r"[ \t]{0,2}[-/.]?[ \t]{0,2}"
_INTERNATIONAL = re.compile(
    r"(?<![\d+])(?:\+|00)[ ]?[1-9]\d{0,2}[ ]?-?[ ]?(?:\(0\)[ ]?)?\d(?:[ \t]?[-/.]?[ \t]?\d){6,11}(?!\d)"
)
_NATIONAL = re.compile(
    r"(?<![\w+])(?<!\d[-./:])\(?0[1-9]\d{0,2}\)?" + _SOFT + r"\d{2,3}(?:[ \t]?[-.]?[ \t]?\d{2,3}){1,3}(?![\d])"
)
_UNBROKEN = re.compile(r"(?<![\w+.:/-])0[1-9]\d{6,8}(?!\d)")
_PHONE_CUE = re.compile(
    r"(?i:\b(?:tel(?:efon)?(?:nr|nummer|numret)?|tfn|mobil(?:nr|nummer|en)?|mob|sms(?:a|ade)?|fax"
    r"|ring(?:a|er|de|as)?|nås\spå"
    r"|direkt(?:nr|nummer)|växel(?:n)?|(?:mitt|hans|hennes|hens|ditt)\snr)\b)"
    r"[^\d\n.,;]{0,25}?[.:]?[ ]?(\d(?:[ -]{0,2}\d){5,10})(?!\d|[ ]?(?:%|kr\b|dag|gång|ggr|vecko?r?\b|min"
    r"|tim|mån|år|pers|st\b|kl))"
)
_EXTENSION = re.compile(
    r"(?i:\b(?:anknytning|ankn|kortnr|kortnummer|snabbnr)\b)[.: ]{0,3}(?:nr "
    r"|är )?(\d{3,6})(?!\d)"
)
_AT = re.compile(
    r"@|[ ]?(?:\(|\[|\{|<)[ ]?(?:at|a|snabel-?a)[ ]?(?:\)|\]|\}|>)[ ]?|[ ](?:at"
    r"|snabel-?a)[ ]",
    re.IGNORECASE,
)
_LOCAL = re.compile(r"[\w.+%'-]{1,64}[ ]?\Z")
_ENDS_LOCAL = re.compile(r".?[\w.+%'-]|[\w.+%'-][ ]")
_DOMAIN = re.compile(
    r"[ ]?[\w-]{1,63}(?:(?:\.|[ ]?(?:\(|\[)(?:dot|punkt)(?:\)|\])[ ]?|[ ](?:dot"
    r"|punkt)[ ])[\w-]{1,63}){1,5}",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z0-9_][A-Za-z0-9_.]{1,30}\w")
_TOP = r"(?:se|com|nu|org|net|eu|info|no|dk|fi|io|gov|app|edu|biz|me|co|uk|de|blog|online|site|ai|test|example)"
_URL = re.compile(
    r"(?<![\w@.-])(?:(?:https?|ftp|hxxps?)[ ]?:[ ]?//[^\s<>\"]{1,2000}|www\.[^\s<>\"]{1,2000}"
    r"|[A-Za-zÅÄÖåäö0-9_-]{1,63}(?:\.[A-Za-zÅÄÖåäö0-9_-]{1,63}){0,4}\."
    + _TOP
    + r"(?![\w@])(?!\.\w)(?:[/?#][^\s<>\"]{0,2000})?)",
    re.IGNORECASE,
)
_PUBLIC_SITE = re.compile(
    r"(?:https?://)?(?:www\.)?(?:1177|forsakringskassan|arbetsformedlingen|regionvarmland|socialstyrelsen"
    r"|fk|af|nav|riksdagen"
    r"|skatteverket|inera|webcert)\.(?:se|no)/?",
    re.IGNORECASE,
)
_STREET = (
    r"(?:gatan|gata|gat|vägen|väg|gränden|gränd|stigen|stig|torget|torg|allén|allé|alle|backen|backe"
    r"|liden|lid|esplanaden|kajen"
    r"|gången|slingan|ringen|leden|berget|strand|stranden|udden|parken|hagen|gården|torp|torpet|plan"
    r"|platsen|kroken|branten"
    r"|kullen|höjden|dalen|ängen|tået|sätra|byn|vg|v\.|g\.|vei|veien|gate|vej|katu|tie)"
)
_NUMBER = (
    r"[ ]{1,2}(?:nr[ ])?\d{1,3}(?:[ ]?[A-Ha-h](?![\w]))?"
    r"(?:[ ]?[,]?[ ](?:lgh|lägenhet|tr|trappor|vån|uppg)\.?[ ]?[A-Z]?\d{0,4})?(?![\d/:,.]\d|\w|[ ]?%)"
)
_NOT_LETTER = r"(?<![\wåäöÅÄÖ-])"
_ADDRESS = re.compile(
    _NOT_LETTER
    + r"(?!(?:Till|På|Vid|Från|I|Bor|Hem|Adress|Adressen|Brev|Flyttade|Ny|Gäller|Obs|Besök|Kom|Se)[ ])"
    + r"((?:(?:[A-ZÅÄÖ][\w.:'-]{0,25}|von|af|de)[ ]){0,3}?[A-ZÅÄÖa-zåäö][\w:'-]{1,40}?(?i:"
    + _STREET
    + r")|"
    r"(?:[A-ZÅÄÖ][\w.:'-]{0,25}[ ]){1,3}(?i:väg|gata|gränd|torg|allé|plan|backe|stig|gate|vei|vej"
    r"|strand))" + _NUMBER
)
_STREET_ALONE = re.compile(
    r"(?<=[a-zåäö,] )(?:(?:Stora|Lilla|Norra|Södra|Östra|Västra|Nya|Gamla|Övre|Nedre)[ ])?"
    r"[A-ZÅÄÖ][a-zåäöé]{2,30}(?:gatan|gränd|vägen|stigen|allén|torget|backen|gränden|esplanaden"
    r"|slingan)(?!\w)"
)
_LIVES = re.compile(
    r"(?i:\b(?:bor(?:\skvar)?|bosatt|boende|adress(?:en)?|hembesök|hem(?:ma)?|åkte|flytta(?:r|t|de|d)?"
    r"|skickas|c/o|kopia)\b)[^.\n\d]{0,30}?"
    r"(?<![\w])([A-ZÅÄÖ][\wåäö'-]{2,40}(?:[ ][A-ZÅÄÖ][\wåäö'-]{1,30}){0,2}[ ]\d{1,3}(?:[ ]?[A-H](?!\w))?)"
    r"(?![\d/:,.]\d|\w|[ ]?(?:%|år|dag|vecko|mån))"
)
_POSTCODE = re.compile(
    r"(?<![\w.,:/+-])(?<!\d )((?:S|SE)-?[ ]?)?([1-9]\d{2}[ ]?\d{2})(?![\d]|[ ]\d"
    r"|[-/:.,]\d)(?=[ \t]{1,3}[A-ZÅÄÖ][\wåäö]|[ \t]{1,3}\n|\n)"
)
_POSTCODE_CUE = re.compile(
    r"(?:(?i:\bpost(?:nr|nummer|kod|adress))[:. ]{0,3}|(?<![\w])(?:S|SE)-[ ]?)([1-9]\d{2}[ ]?\d{2})(?!\d)"
)
_AFTER_ADDRESS = re.compile(r"[,;.]?\s{0,3}((?:SE?-?[ ]?)?[1-9]\d{2}[ ]?\d{2})(?!\d)")
_BEFORE_POSTCODE = re.compile(
    r"(?<![\w])([A-ZÅÄÖ][\wåäö'-]{2,40}(?:[ ][A-ZÅÄÖ][\wåäö'-]{1,30}){0,2}[ ]\d{1,3}(?:[ ]?[A-H])?),?\s{1,3}\Z"
)
_ROAD = re.compile(r"(?i:riks|läns|europa|motor|cykel|gång)väg")
_TRAILING = ".,;:!?)]}'\"»”"
_MIN_PHONE, _MAX_PHONE = 7, 13
_WIDEST_PHONE = 40


def emails(text: str) -> Iterator[Hit]:
    """Mark e-mail addresses, also '(at)' and blanks round the sign, and social-media handles."""
    for match in _AT.finditer(text):
        if not _ENDS_LOCAL.match(text, max(0, match.start() - 2)):
            continue
        local = _LOCAL.search(text[max(0, match.start() - 66) : match.start()])
        domain = _DOMAIN.match(text, match.end(), match.end() + 330)
        worded = match[0].strip().casefold() in {"at", "snabela", "snabel-a"}
        if local and domain and local[0].strip(" .'") and not (worded and "." not in domain[0]):
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
            if _MIN_PHONE <= digits <= _MAX_PHONE + 2:
                yield Hit(match.start(), match.end(), Kind.PHONE)
    yield from (Hit(*match.span(1), Kind.PHONE) for match in _EXTENSION.finditer(text))
    for match in _PHONE_CUE.finditer(text):
        if match[1].replace(" ", "") not in {"1177", "11414"} and not re.fullmatch(r"(?:19|20)\d\d", match[1]):
            yield Hit(*match.span(1), Kind.PHONE)


def addresses(text: str) -> Iterator[Hit]:
    """Mark street with number, a street's name alone, what follows 'bor', and the postcode behind."""
    found = [match.span(0) for match in _ADDRESS.finditer(text) if not _ROAD.match(match[0])]
    found += [match.span(1) for match in _LIVES.finditer(text)]
    found += [match.span(0) for match in _STREET_ALONE.finditer(text)]
    codes = [match.span(0) for match in _POSTCODE.finditer(text)] + [
        match.span(1) for match in _POSTCODE_CUE.finditer(text)
    ]
    for _, end in found:
        if match := _AFTER_ADDRESS.match(text, end):
            codes.append(match.span(1))
    for start, _ in codes:
        if match := _BEFORE_POSTCODE.search(text[max(0, start - 110) : start]):
            begin = max(0, start - 110)
            found.append((begin + match.start(1), begin + match.end(1)))
    yield from (Hit(start, end, Kind.ADDRESS) for start, end in found)
    yield from (Hit(start, end, Kind.POSTCODE) for start, end in codes)
