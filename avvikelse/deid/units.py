"""Layer 4: units and firms whose names are ordinary words: 'vc brunnsparken', 'Rehabcentrum Ängslund', 'fors & co'."""

from collections.abc import Iterator

from avvikelse.deid import vocabulary as v
from avvikelse.deid.grades import Grade
from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind
from avvikelse.deid.patterns import Pattern
from avvikelse.deid.scene import Scene
from avvikelse.deid.wordbook import Form, Shape, Trait
from avvikelse.deid.wordclasses import SMALL, may_be_surname

_UNIT_ENDINGS = (
    *("mottagningen", "mottagning", "centrum", "centret", "centralen", "enheten", "kliniken", "teamet", "huset"),
    *("gruppen", "butiken", "verkstaden", "bruket", "lagret", "köket", "boendet", "hemmet", "gården"),
    *("stugan", "bostaden"),
    *("stationen", "snickeriet", "tvätteriet", "bageriet", "åkeriet", "fabriken", "apoteket", "skolan", "praktiken"),
    *("förskolan", "krogen", "puben", "caféet", "kaféet", "gymmet", "salongen", "kiosken", "macken", "sågen", "rehab"),
    "återvinningen",
)  # fmt: skip
_AT = frozenset("på hos vid från till åt via för utanför bakom framför intill".split())  # noqa: SIM905
_DEFINITE = ("en", "et", "an", "na", "ln", "rn", "t")
_ANYWHERE = frozenset(
    [
        "centrum",
        "huset",
        "gruppen",
        "enheten",
        "hemmet",
        "skolan",
        "teamet",
        "gården",
        "köket",
        "boendet",
        "praktiken",
        "stationen",
    ]
)
_MOST_WORDS = 3
_PARTNERS = Pattern(
    r"(?i)(?<![\w&])([^\W\d_][\w'-]{1,25})[ ](?:&|och(?=[ ](?:son|söner|co|bröder|döttrar)\b))[ ]"
    r"([^\W\d_][\w'-]{1,25})"
    r"(?:[ ]([^\W\d_][\w'-]{2,25}))?",
    through=r"[&oO](?:(?<=[ ]&)|(?i:ch)[ ](?i:s|co|b|d))",
    runs=2,
)
_OWNED = v.words(
    "äldreboende hemtjänst rehab vc hc familjeläkare läkarpraktik läkarmottagning rehabcenter rehabcentrum "
    "hälsocenter förskola "
    "skola lasarett sjukhus gruppboende fritids gymnasium vårdboende hälsocentral familjecentral måleri åkeri bageri"
)
_OWNERS = (
    v.ROLE_CUES
    | v.OWNERS
    | frozenset(
        ["ort", "byn", "länet", "staden", "området", "dagen", "vår", "framtiden", "hela", "någon", "vilken", "annan"]
    )
)
_LEGAL = frozenset({"ab", "hb", "kb", "as", "aktiebolag", "handelsbolag"})
_HOMELY = (
    *("gården", "krogen", "kullen", "backen", "lyckan", "ängen", "gläntan", "stugan", "haga", "hagen", "lunden"),
    "dalen",
    *("viken", "torpet", "udden", "åsen", "brunnen", "grinden", "parken", "berget", "boden", "skolan", "kroken"),
)  # fmt: skip
_LEAST_HOMELY = 7
_SHORT = 2
_FAMILY = frozenset("son söner co company bröder döttrar dotter partners".split())  # noqa: SIM905
_CHAIN = Pattern(
    r"(?i)(?<!\w)(?:ica|coop|konsum|hemköp|willys|okq8|preem|lidl)[ ](?:nära|maxi|kvantum|supermarket|extra"
    r"|forum|stora|lilla)"
    r"(?:[ ](?!(?:och|men|på|i|som|för|är|har|var|vid|till|med|sedan|kl)\b)[^\W\d_]{3,25})?"
)


# 'rehabkoordinator, Familjeläkarna vid ån': a practice named after who work there, last in a line
_PRACTICE = Pattern(
    r"(?m)(?:^|(?<=, )|(?<=på )|(?<=hos )|(?<=från ))[A-ZÅÄÖ](?:[a-zåäö]{2,20})?(?:läkarna|morskorna|psykologerna"
    r"|gymnasterna|terapeuterna|praktorerna|sköterskorna|logopederna)[ ]"
    r"(?:(?:vid|på|i)[ ][^\W\d_]{2,20}|[A-ZÅÄÖ][a-zåäö]{2,20})"
    r"(?=[.,;)]?[ ]?(?:\n|\Z))"
)


_UNIT = Trait(lambda form, _: _is_unit(form))
_MAY_BE_OWNED = Trait(lambda form, _: form.lower in v.CARE_UNITS or form.lower in _OWNED)
_FIRM = Trait(lambda form, _: form.shape is Shape.LOWER and _like_a_firm(form.lower))
_LEGAL_FORM = Trait(lambda form, _: form.text in _LEGAL)
_TIED = Trait(lambda form, _: form.shape is Shape.LOWER and "-" in form.lower)
_AT_OR_OF = _AT | {"av"}
_AT_WORK = SMALL | v.WORK_CUES | v.EMPLOYER_NOUNS
_NO_NAMES = SMALL | v.ROLE_CUES
_WORKS = v.WORK_CUES | v.ROLE_CUES


def find_units(scene: Scene) -> Iterator[Hit]:
    """Ask about a unit with the word behind it, about partners and about a shop of a chain."""
    tokens = scene.tokens
    for i in tokens.where(_UNIT):
        if (last := _named(scene, i)) > i:
            yield Hit(tokens[i].start, tokens[last].end, Kind.UNKNOWN_NAME)
    for match in _PARTNERS.finditer(scene.text):
        words = [word.casefold() for word in match.groups() if word]
        firm = len(words) > 2 and (words[2] in v.FACILITY_WORDS or words[2].endswith(v.FACILITY_ENDINGS))  # noqa: PLR2004
        if words[1] in _FAMILY or firm or any(not scene.nameless(word) for word in words[:2]):
            yield Hit(match.start(), match.end() if firm else match.end(2), Kind.UNKNOWN_NAME)
    yield from (Hit(match.start(), match.end(), Kind.UNKNOWN_NAME) for match in _CHAIN.finditer(scene.text))
    yield from (Hit(match.start(), match.end(), Kind.UNKNOWN_NAME) for match in _PRACTICE.finditer(scene.text))
    yield from _owned(scene)
    yield from _at_work(scene)
    yield from _small_firms(scene)


def _owned(scene: Scene) -> Iterator[Hit]:
    """'Solsidans vårdcentral', 'på solsidans vc'; not 'patientens vårdcentral'."""
    tokens = scene.tokens
    for i in tokens.where(_MAY_BE_OWNED):
        before = scene.before(i)
        if before is None or not before.lower.endswith("s") or before.base in _OWNERS or before.lower in SMALL:
            continue
        lead = scene.before(i - 1)
        told = lead is not None and lead.lower in _AT
        owner = before.base.endswith(("enheten", "patienten", "personen", "kvinnan", "mannen", "regionen", "kommunen"))
        if (told or before.shape is Shape.TITLE) and not owner and before.lower not in v.POSSESSIVES:
            yield Hit(before.start, tokens[i].end, Kind.UNKNOWN_NAME)


def _at_work(scene: Scene) -> Iterator[Hit]:
    """'kock på hamnkrogen', 'jobbar åt bygg-olle': behind a word of work, in lower case."""
    tokens = scene.tokens
    for i in tokens.where(_FIRM):
        before = scene.before(i)
        if before is None or not tokens[i].free or before.lower not in _AT_OR_OF:
            continue
        window = tokens.between(max(0, i - 5), i - 1)
        if any(t.lower in _WORKS or t.lower.endswith(v.WORKER_ENDINGS) for t in window):
            yield Hit(tokens[i].start, tokens[i].end, Kind.UNKNOWN_NAME)


def _like_a_firm(lower: str) -> bool:
    return "-" in lower or (lower.endswith(_HOMELY) and len(lower) > _LEAST_HOMELY and lower not in v.GENERIC)


def _small_firms(scene: Scene) -> Iterator[Hit]:
    """'olles rör ab', and words tied to a name: 'bygg-olle', 'britt-inger'."""
    tokens = scene.tokens
    for i in tokens.where(_LEGAL_FORM):
        k = i
        while k and i - k < _MOST_WORDS and (before := scene.before(k)) is not None and _part_of_firm(before.lower):
            k -= 1
        lead = scene.before(k)
        if k < i and (tokens[i].text != "as" or (lead is not None and lead.lower in _AT)):  # 'as' is English too
            yield Hit(tokens[k].start, tokens[i].end, Kind.UNKNOWN_NAME)
    for i in tokens.where(_TIED):
        parts = tokens[i].lower.split("-")
        named = any(
            len(part) > _SHORT and scene.grader.grade(part) is Grade.COMMON and scene.grader.is_first(part)
            for part in parts
        ) or all(scene.grader.is_first(part) for part in parts)
        if tokens[i].free and named:
            yield Hit(tokens[i].start, tokens[i].end, Kind.UNKNOWN_NAME)


def _part_of_firm(lower: str) -> bool:
    return lower not in _AT_WORK and lower not in v.PERSON_VERBS


def _is_unit(form: Form) -> bool:
    return form.lower in v.CARE_UNITS or form.lower in v.NAMED_UNITS or form.lower.endswith(_UNIT_ENDINGS)


def _named(scene: Scene, i: int) -> int:
    """Give the last word of the unit's name, i where it has none."""
    last = i
    while last - i < _MOST_WORDS and (after := scene.after(last)) is not None:
        if after.shape is not Shape.TITLE or after.caps or after.begins or not _may_name(scene, last + 1):
            break
        last += 1
    if last > i or scene.tokens[i].caps:
        return last
    return i + 1 if _lower_name(scene, i) else i


def _may_name(scene: Scene, k: int) -> bool:
    """Tell whether a capitalised word behind a unit may be its name; an authority isn't."""
    token = scene.tokens[k]
    return token.lower not in _NO_NAMES and (token.free or scene.person_at(k) or not scene.known(token.lower))


def _lower_name(scene: Scene, i: int) -> bool:
    """'på återbruket spiken': behind 'på' or 'hos' a unit and a noun in the definite form."""
    before, after, unit = scene.before(i), scene.after(i), scene.tokens[i]
    if after is None or after.shape is not Shape.LOWER or not after.free or unit.shape is Shape.TITLE:
        return False
    if unit.lower in v.CARE_UNITS or (unit.lower in v.NAMED_UNITS and unit.lower in v.FACILITIES):
        return may_be_surname(after.lower, scene.knows) and (unit.lower in v.CARE_UNITS or _noun(scene, after.lower))
    if before is None or before.lower not in _AT or unit.lower in _ANYWHERE:
        return False
    beyond = scene.after(i + 1)
    closed = beyond is None or beyond.lower in SMALL or beyond.lower in v.PERSON_VERBS
    return closed and _noun(scene, after.lower)


def _noun(scene: Scene, lower: str) -> bool:
    return may_be_surname(lower, scene.knows) and (lower.endswith(_DEFINITE) or not scene.knows(lower))
