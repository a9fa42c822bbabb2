"""Layer 4: figures that nobody can explain: 'märk kuvertet med 7719-0042', 'plusgir0 99 44 l7-0'.

Default deny for numbers, as `unknown` is for words. The patterns of layer 1 know many shapes of case numbers and
accounts, never all; what they leave is asked about unless it is counted, money, a law, a form, a time or a year.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from avvikelse.deid import vocabulary as v
from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind
from avvikelse.deid.patterns import Pattern, Spot
from avvikelse.deid.scene import Scene

# letters for figures as a reading machine takes them: O for 0, l for 1, Z for 2
_CODE = Pattern(
    r"(?<!\d)(?<!\d[ ])(?:\d|[OolIZ](?=\d))[\dA-ZÅÄÖolö]{0,12}"
    r"(?:(?:[ ]?[-/_.:][ ]?|[ ]{1,2})(?=[^ ]{0,4}\d)[\dA-ZOoIlZSB]{1,9}(?!\w)){0,6}(?![\w%])(?![,.:/-]\d)",
    through=r"(?<!\d)\d",
)
_BEFORE_FIGURES = Spot(r"(?<![\w.,:/+*§-])(?:#|[^\W\d_]{1,5}[-/_:][ ]?|[A-ZÅÄÖ]{1,4}[ ]{0,2}|[a-zåäö]{1,3})?\Z")
_LONGEST_HEAD = 8
_YEAR = Spot(r"(?:19|20)\d\d")
_LEAST_FIGURES, _LEAST_CUT, _LEAST_LEFT = 5, 4, 3
_CUT = Spot(r"\w{1,20}[-/_]\w")
_EXPLAINED = Spot(
    r"(?:kl\.?[ ]?)?[012]?\d[.:][0-6]\d(?:[ ]?-[ ]?[012]?\d(?:[.:][0-6]\d)?)?"  # a time, from and to
    r"|[012]?\d[ ]?-[ ]?[012]?\d[.:][0-6]\d"
    r"|\d{4}:\d{1,4}"  # a law
    r"|[1-9]\d{0,2}(?:[ .]\d{3}){1,2}(?:[,:.]\d\d)?(?:[ ]?-[ ]?[1-9]\d{0,2}(?:[ .]\d{3}){1,2})?"  # money
    r"|\d{1,2}\.\d{1,2}(?:\.\d{1,4})?|\d{1,3}\.\d|[1-9]\d{1,2}/\d{2,3}|[A-Z]?[12]\d{3}"
    r"|(?:19|20)\d\d(?:[ ]?[-/][ ]?(?:(?:19|20)?\d\d|[1-9]))?"  # years, half-years
    r"|(?:0|25|50|75|100)(?:[-/ ](?:0|25|50|75|100)){1,5}"  # degrees
    r"|[1-9]\d{0,2}[ ]?-[ ]?[1-9]\d{0,2}|[1-9]\d{2}[ ]?-[ ]?[1-9]\d{3}|\d{1,2}(?:[/ ]\d{1,2}){1,6}"
    r"|\d{1,2}(?:-\d{1,2}){1,3}|(?!\d{3}[ ]{1,2}\d\d(?!\d))\d{1,3}(?:[ ]\d{1,3}){1,2}|(?:[1-9]\d?[-/]){2}\d{1,3}"
)
_COUNTED = Spot(
    r"[ ]?(?i:%|procent|kr\b|kr\.|kronor|tkr|sek\b|euro|dag|vecko?r?\b|mån|år\b|gång|ggr|min\b|minuter|tim|st\b"
    r"|styck|av\b"
    r"|intyg|ärende|person|patient|deltagar|kund|mg|ml|kg|g\b|mil\b|km|m\b|meter|cm|mm|kap|§|:-|sidor|steg|kcal|e\b"
    r"|ie\b"
    r"|enhet|µg|mcg|mmol|platser|invånar|anställd|bes[öo]k|svar|samtal|fall\b|timmar|x\b|till\b|respektive|spm)"
)
_BEFORE = Spot(
    r"(?i:(?<!\w)(?:SFS|prop\.?|lag(?:en)?|förordning(?:en)?(?:[ ]\(?E[GU]\)?)?|direktiv(?:et)?|HSLF-FS|AFS|SOSFS"
    r"|[A-ZÅÄÖ]{2,5}FS"
    r"|HFD|SOU|dir\.?|bet\.?|skr\.?|ds|FK|AF|FKF?|TS|SKV|AG|FL|blankett(?:en|erna)?|formulär(?:et)?|kap\.?"
    r"|ICD(?:-10)?|version"
    r"|vägledning(?:en)?|artikel|mål|v\.?|vecka|vecko?r(?:na)?|kl\.?|klockan|dag(?:arna)?|max|lön(?:en)?"
    r"|belopp(?:et)?|sgi"
    r"|inkomst(?:en)?|utgåva|rutin|bt|blodtryck(?:et)?|kvartal|iso|nyckeltal|steg|puls|hz)[ ]?[:(]?[ ]?(?:nr[ ])?\(?)\Z"
)
_PREFIX = Spot(r"([^\W\d_]{1,5}?)(?:[ ]?|(?<=\w\w)[-:])\d")
_CELL = Spot(r"[|\t;][ ]?\Z")
_NO_DIARY = v.NOT_CASE_PREFIXES | {"FK", "AF", "AG", "TS", "SKV", "FL", "AFS", "FS", "HSLF", "L", "C", "TH", "S"}
_MISREAD = str.maketrans("OolIZ—–", "00112--")
_WIDEST_CUE = 24
_FORMS = frozenset("7263 7264 7804 7800 7802 7801 7803 7459 3200 3220 3221 1177 11414 7210 7443 7447".split())  # noqa: SIM905


def find_codes(scene: Scene, patterned: Sequence[Hit]) -> Iterator[Hit]:
    """Ask about figures that no pattern of layer 1, whose hits are `patterned`, and nothing beside them explains."""
    held = sorted((hit.start, hit.end) for hit in patterned)
    starts = [start for start, _ in held]
    for match in _CODE.finditer(scene.text):
        if match.end() - match.start() < _LEAST_CUT or _YEAR.fullmatch(match[0]):
            continue
        head = _BEFORE_FIGURES.search(scene.text, max(0, match.start() - _LONGEST_HEAD), match.start())
        if head is None:
            continue
        start, end = head.start(), match.end()
        code = scene.text[start:end]
        k = bisect_right(starts, end - 1)
        inside = [(max(a, start), min(b, end)) for a, b in held[max(0, k - _LEAST_CUT) : k] if b > start]
        if inside and (" " in code or _left(scene.text, code, inside) < _LEAST_LEFT):
            continue
        if _odd(code) and not _explained(scene.text, start, end):
            yield Hit(start, end, Kind.UNKNOWN_WORD)


def _left(text: str, code: str, inside: Sequence[tuple[int, int]]) -> int:
    """Count the figures of a code that no hit has."""
    return _figures(code) - sum(_figures(text[start:end]) for start, end in inside)


def _figures(code: str) -> int:
    return sum(char.isdigit() for char in code.translate(_MISREAD))


def _odd(code: str) -> bool:
    """Tell whether there are figures enough for a register, and they aren't written as anything harmless."""
    plain = code.translate(_MISREAD)
    figures, real = sum(char.isdigit() for char in plain), sum(char.isdigit() for char in code)
    short = bool(_CUT.match(code)) or code[0] == "#" or code[0].isupper()
    if figures < (_LEAST_CUT if short else _LEAST_FIGURES) or real * 2 < figures or real < _LEAST_LEFT:
        return False
    return not _EXPLAINED.fullmatch(plain) and plain not in _FORMS


def _explained(text: str, start: int, end: int) -> bool:
    if _COUNTED.match(text, end) or _BEFORE.search(text[max(0, start - _WIDEST_CUE) : start]):
        return True
    if end - start <= _LEAST_FIGURES and text[start:end].isdigit() and _CELL.search(text, max(0, start - 2), start):
        return True  # a count in a table
    prefix = _PREFIX.match(text, start, end)
    return prefix is not None and prefix[1].upper() in _NO_DIARY
