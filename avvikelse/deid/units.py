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
    *("firman", "biografen", "dagiset", "verksamheten", "verksamhet", "tandvården", "hälsan"),
    *("köket", "hörnan", "företagshälsovården", "lackering"),
    *("återvinningen", "gymnasiet", "lasarettet", "sjukhuset", "läkarna", "morskorna", "terapeuterna", "tryckeriet"),
    *("pensionat", "pensionatet", "brasserie", "bistro", "studio", "boden", "hemtjänst", "hemtjänsten", "gatukök"),
    *("center", "pizzeria", "pizzerian", "restaurang", "restaurangen", "salong", "bageri", "klubben", "byrån"),
    *("bolaget", "punkten", "affären", "handel", "handeln", "varvet", "kompaniet", "butik", "verkstad", "verkstan"),
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
        "verksamheten",
        "verksamhet",
        "hälsan",
    ]
)
_MOST_WORDS = 3
_PARTNERS = Pattern(
    r"(?i)(?<![\w&])([^\W\d_][\w'-]{1,25})[ ](?:&|och(?=[ ](?:son|söner|co|bröder|döttrar)\b))[ ]"
    r"([^\W\d_][\w'-]{1,25})"
    r"(?:[ ]([^\W\d_][\w'-]{2,25}))?",
    through=r"(?<=[ ])(?:&|(?i:och[ ](?:s|co|b|d)))",
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
_FIRMS = (*v.FACILITY_ENDINGS, "läkarhus", "uthyrning", "smide")
_FIRM_WORDS = v.FACILITY_WORDS | v.words("chark golf maskiner gym spa hud zoo mode fisk fågel ved flis kross puts")
_LEGAL = frozenset({"ab", "hb", "kb", "as", "aktiebolag", "handelsbolag"})
_HOMELY = (
    *("gården", "krogen", "kullen", "backen", "lyckan", "ängen", "gläntan", "stugan", "haga", "hagen", "lunden"),
    "dalen",
    *("viken", "torpet", "udden", "åsen", "brunnen", "grinden", "parken", "berget", "boden", "skolan", "kroken"),
)  # fmt: skip
_HOMELY_OR_AGENT = (*_HOMELY, "aren", "eken", "en")
_LEAST_HOMELY = 7
_SHORT = 2
_MONTHS = v.MONTH_NAMES | v.words("feb mar apr jun jul aug sep okt nov dec")
_FAMILY = frozenset("son söner co company bröder döttrar dotter partners".split())  # noqa: SIM905
_CHAIN = Pattern(
    r"(?i)(?<!\w)(?:ica|coop|konsum|hemköp|willys|okq8|preem|lidl)[ ](?:nära|maxi|kvantum|supermarket|extra"
    r"|forum|stora|lilla)"
    r"(?:[ ](?!(?:och|men|på|i|som|för|är|har|var|vid|till|med|sedan|kl)\b)[^\W\d_]{3,25})?"
)
_SHOP = Pattern(r"(?<=[åarnd] )(?i:ica|coop|konsum|hemköp|willys|lidl|tempo|handlarn)[ ]([^\W\d_]{3,25})(?!\w)")


# 'rehabkoordinator, Familjeläkarna vid ån': a practice named after who work there, last in a line
_PRACTICE = Pattern(
    r"(?m)(?:^|(?<=, )|(?<=på )|(?<=hos )|(?<=från )|(?<=till ))(?:[A-ZÅÄÖ](?:[a-zåäö]{2,20})?(?:läkarna"
    r"|morskorna|psykologerna"
    r"|gymnasterna|terapeuterna|praktorerna|sköterskorna|logopederna)[ ]"
    r"(?:(?:vid|på|i)[ ][^\W\d_]{2,20}|[A-ZÅÄÖ][a-zåäö]{2,20})"
    r"(?=[.,;)]?[ ]?(?:\n|\Z))|(?!Region|Kommun|Försäkr|Arbetsf|Primär|Stress|Neuro|Smärt|Hjärt"
    r"|Aktiv)[A-ZÅÄÖ][a-zåäö]{2,20}"
    r"[ ](?:Rehab|Hälsa|Assistans|Omsorg)(?![\w-]|[ ](?:och|&)))"
)


_UNIT = Trait(lambda form, _: _is_unit(form))
_MAY_BE_OWNED = Trait(lambda form, _: _cared(form.lower) or form.lower in _FIRM_WORDS or form.lower.endswith(_FIRMS))
_FIRM = Trait(lambda form, _: form.shape is Shape.LOWER and _like_a_firm(form.lower))
_LEGAL_FORM = Trait(lambda form, _: form.text in _LEGAL)
_IN = Trait(lambda form, _: form.text in {"i", "på", "vid"})
_OFFICES = ("enheten", "kontoret", "mottagningen", "teamet", "kliniken", "centralen", "myndigheten", "gruppen")
# 'Lövudden vård och rehab'
_CARE = Pattern(
    r"[A-ZÅÄÖ][a-zåäö]{2,25}s?[ ](?:vård|hälsa|omsorg|psykiatri)[ ](?:och|&)[ ](?:rehab|omsorg|hälsa|vård"
    r"|behandling)(?!\w)",
    through=r"(?<=[ ])(?:vård|hälsa|omsorg|psykiatri)[ ](?:och|&)[ ]",
    runs=3,
)
_GENITIVE = Trait(
    lambda form, _: form.shape is Shape.LOWER and form.lower.endswith("s") and len(form.lower) > len("ord")
)
_WORKS_AT = frozenset({"på", "hos", "vid"})
_PLACES_OF_WORK = v.words(
    "arbetsplats avdelning enhet kontor vård sida begäran uppdrag vägnar tjänst rutin initiativ sjukskrivning"
)
_TIED = Trait(lambda form, _: form.shape in (Shape.LOWER, Shape.TITLE) and "-" in form.lower)
_AT_OR_OF = _AT | {"av"}
_OWN = SMALL | v.POSSESSIVES
_NO_FIRM = SMALL | _PLACES_OF_WORK
_NO_UNIT = v.ROLE_CUES | v.GENERIC | v.FACILITIES
_AT_WORK = SMALL | v.WORK_CUES | v.EMPLOYER_NOUNS
_NO_NAMES = SMALL | v.ROLE_CUES
_WORKS = v.WORK_CUES | v.ROLE_CUES
_HARMLESS = _WORKS | SMALL | v.GENERIC | v.FACILITIES


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
    for match in _SHOP.finditer(scene.text):
        if may_be_surname(match[1].casefold(), scene.knows):
            yield Hit(match.start(), match.end(), Kind.UNKNOWN_NAME)
    for match in _CARE.finditer(scene.text):
        yield Hit(match.start(), match.end(), Kind.UNKNOWN_NAME)
    yield from _in_town(scene)
    yield from _owned(scene)
    yield from _at_work(scene)
    yield from _small_firms(scene)
    yield from _owned_at_work(scene) if scene.in_lower_case else ()


def _in_town(scene: Scene) -> Iterator[Hit]:
    """'på Däckverkstan i Forsen', 'Ringt Maskinpoolen i Norrland': a capital inside a sentence, 'i' and a capital."""
    tokens = scene.tokens
    for i in tokens.where(_IN):
        before, town = scene.before(i), scene.after(i)
        if before is None or town is None or before.shape is not Shape.TITLE or town.shape is not Shape.TITLE:
            continue
        harmless = before.lower in _HARMLESS or before.lower.endswith(_OFFICES)
        if before.free and not before.begins and not before.caps and not harmless:
            yield Hit(before.start, town.end, Kind.UNKNOWN_NAME)


def _owned(scene: Scene) -> Iterator[Hit]:
    """'Solsidans vårdcentral', 'på solsidans vc'; not 'patientens vårdcentral'."""
    tokens = scene.tokens
    for i in tokens.where(_MAY_BE_OWNED):
        before = scene.before(i)
        if before is None or not before.lower.endswith("s") or before.base in _OWNERS or before.lower in SMALL:
            continue
        lead = scene.before(i - 1)
        told = lead is not None and lead.lower in _AT
        if not _cared(tokens[i].lower) and not _proper(scene, before.base):
            continue
        owner = before.base.endswith(("enheten", "patienten", "personen", "kvinnan", "mannen", "regionen", "kommunen"))
        if (told or before.shape is Shape.TITLE or lead is None) and not owner and before.lower not in v.POSSESSIVES:
            yield Hit(before.start, tokens[i].end, Kind.UNKNOWN_NAME)


def _cared(lower: str) -> bool:
    return lower in v.CARE_UNITS or lower in _OWNED


def _proper(scene: Scene, base: str) -> bool:
    """Tell whether what owns a firm is a name, a place or no ordinary word."""
    if scene.grader.grade(base) > Grade.NONE or scene.grader.is_place(base) or not scene.known(base):
        return True
    return base.endswith(_HOMELY) or base.endswith(v.PLACE_SUFFIXES)


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


def _owned_at_work(scene: Scene) -> Iterator[Hit]:
    """'hans chef på kvarnens lackering': two words of a firm, behind a word of work, in lower case."""
    tokens = scene.tokens
    for i in tokens.where(_GENITIVE):
        before, after = scene.before(i), scene.after(i)
        if before is None or after is None or before.lower not in _WORKS_AT or after.shape is not Shape.LOWER:
            continue
        owner = tokens[i]
        nobody = owner.base in _OWNERS or owner.lower in _OWN or after.lower in _NO_FIRM
        window = tokens.between(max(0, i - 5), i - 1)
        if not nobody and owner.free and any(t.lower in _WORKS for t in window):
            yield Hit(owner.start, after.end, Kind.UNKNOWN_NAME)


def _like_a_firm(lower: str) -> bool:
    return "-" in lower or (lower.endswith(_HOMELY) and len(lower) > _LEAST_HOMELY and lower not in v.GENERIC)


def _small_firms(scene: Scene) -> Iterator[Hit]:
    """'olles rör ab', and words tied to a name: 'bygg-olle', 'britt-inger'."""
    tokens = scene.tokens
    for i in tokens.where(_LEGAL_FORM):
        k = i
        while k and i - k < _MOST_WORDS and (before := scene.before(k)) is not None and _part_of_firm(before.lower):
            k -= 1
        k = _behind_place(scene, k, i)
        lead = scene.before(k)
        if k < i and (tokens[i].text != "as" or (lead is not None and lead.lower in _AT)):  # 'as' is English too
            yield Hit(tokens[k].start, tokens[i].end, Kind.UNKNOWN_NAME)
    for i in tokens.where(_TIED):
        parts = tokens[i].lower.split("-")
        named = all(scene.grader.is_first(part) for part in parts) or any(
            len(part) > _SHORT and scene.grader.grade(part) is Grade.COMMON and scene.grader.is_first(part)
            for part in parts
        )
        named = named and not _MONTHS.issuperset(parts)
        named = named or any(len(part) > _SHORT and scene.grader.is_place(part) for part in parts)
        if tokens[i].free and named:
            yield Hit(tokens[i].start, tokens[i].end, Kind.UNKNOWN_NAME)


def _behind_place(scene: Scene, k: int, i: int) -> int:
    """'skogsmaskiner i nord ab': take in the word before 'i' or '&', where one word stands between it and the end."""
    if k != i - 1 or k < _SHORT or scene.before(k) is None or scene.before(k - 1) is None:
        return k
    held = scene.tokens[k - 1].lower == "i" and _part_of_firm(scene.tokens[k - 2].lower)
    return k - 2 if held else k


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
    if after is None or after.shape is not Shape.LOWER or unit.shape is Shape.TITLE:
        return False
    if not after.free:
        named = unit.lower in v.NAMED_UNITS or (before is not None and before.lower in _AT)
        return named and scene.person_at(i + 1) and unit.lower not in _ANYWHERE
    if unit.lower in v.CARE_UNITS or (unit.lower in v.NAMED_UNITS and unit.lower in v.FACILITIES):
        return may_be_surname(after.lower, scene.knows) and (unit.lower in v.CARE_UNITS or _noun(scene, after.lower))
    if not scene.known(after.lower) and scene.in_lower_case:
        cut = scene.text[after.end : after.end + 1].isalnum()  # 'gruppen efterfrå9ar'
        return not cut and may_be_surname(after.lower, scene.knows)
    led = before is None or before.lower in _AT or (scene.in_lower_case and before.lower not in v.ROLE_CUES)
    if not led or unit.lower in _ANYWHERE or after.lower in _NO_UNIT:
        return False
    beyond = scene.after(i + 1)
    closed = beyond is None or beyond.lower in SMALL or beyond.lower in v.PERSON_VERBS
    if scene.in_lower_case and beyond is None and may_be_surname(after.lower, scene.knows):
        return True  # 'på thaiköket lotus, som'
    closed = closed or (before is not None and before.lower in _AT and after.lower.endswith(_HOMELY_OR_AGENT))
    lead = scene.before(i - 1) if before is not None else None
    closed = closed or any(word is not None and word.lower in _WORKS for word in (before, lead))
    return closed and _noun(scene, after.lower)


def _noun(scene: Scene, lower: str) -> bool:
    named = lower.endswith(_DEFINITE) or lower.endswith(v.PLACE_SUFFIXES) or not scene.knows(lower)
    return may_be_surname(lower, scene.knows) and named
