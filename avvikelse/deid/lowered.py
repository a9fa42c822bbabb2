"""Layer 4: what surrounds a name in a text without capitals: initials before it, a surname before a comma.

'a-c wallin', 'skrev t zieliński', '1  glad, monika', 'chef (m.)'. Only beside what was found or is surely a first name.
"""

from collections.abc import Iterator

from avvikelse.deid import vocabulary as v
from avvikelse.deid.grades import Grade, made_like_a_surname
from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind
from avvikelse.deid.patterns import Pattern, Spot
from avvikelse.deid.scene import Scene
from avvikelse.deid.wordbook import Shape
from avvikelse.deid.wordclasses import NO_SURNAME_ENDINGS, NOBODY_IN_PARTICULAR, SMALL, verbal

_HYPHENED = Pattern(r"(?<![\w.-])[a-zåäö]\.?-[a-zåäö]\.?[ ](?=[^\W\d_]{3})")
_WITH_DOTS = Pattern(r"(?<![\w.-])(?:[a-zåäö]\.[a-zåäö]\.?-[a-zåäö]|[a-zåäö]-[a-zåäö][ ][a-zåäö])\.?(?![\w-])")
_IN_MARKS = Pattern(
    r"(?<!\w)(?:av|från|med|till|hos|sign|fsk|ag|pat|patienten|kunden|maken|makan|sonen|dottern|chefen|kollegan)"
    r"[ ][(\"”“'«»]([a-zåäö]\.|[a-zåäö]{2}\.?)(?=[)\"”“'«»])"
)
# 'hej siden!', 'tja trumpet'
_GREETED = Pattern(
    r"(?m)^[ >]{0,3}(?:hej|hejsan|tja|tjena|tjenare|hallå|morrn"
    r"|hejhej)(?:[ ]igen)?[ ]([a-zåäöéü]{2,14})(?=[ ]?(?:[!,]|\n))"
)
_ALL = v.words(
    "varandra hellre igen vidare någon nån ingen honom henne dem dom oss mig dig dig själv runt fram "
    "alla allihop allihopa du ni er kompis kollegor kolleger gänget vänner team folket mitt där då nu fk af vc på"
)
_NOT_GREETED = SMALL | v.ROLE_CUES | v.GENERIC | v.SHORTENED | _ALL
_NO_SURNAME = (SMALL - {"glad", "klar", "orolig", "stor"}) | v.ROLE_CUES
_NO_INITIALS = SMALL | {"nn", "xx", "fk", "af", "vc"}
_BEFORE_INITIAL = v.LEADS_TO_A_NAME | v.SPEECH | v.ROLE_CUES | v.words("skrev skrivit signerat sign sa dr läk handl")


# 'pat bl uteblev', 'fick veta av l-o att': two letters where a person acts or is led to
_TWO_ACT = Spot(
    r"(?<!\w)(?:pat|patienten|kund|kunden|klient|klienten|deltagare|deltagaren|sökande|brukare|eleven|handläggare"
    r"|kollegan)[ ]"
    r"([a-zåäö]{2}|[a-zåäö]-[a-zåäö])(?=[ ]([a-zåäö]{2,15}))"
)
_TIED_LETTERS = Spot(
    r"(?<![\w.-])(?:av|med|till|från|hos|om|att|säger|sa|ringde|och"
    r"|o)[ ]([a-zåäö]-[a-zåäö])(?![\w-])"
)


# 'pratade m ante', 'träffade nisse': whom somebody talked to or met
_TALKED_TO = Spot(
    r"(?<!\w)(?:(?:prata[dt]?e?|snacka[dt]?e?|tala[dt]?e?|maila[dt]?e?|mejla[dt]?e?|smsa[dt]?e?"
    r"|messa[dt]?e?)[ ](?:med|m|me|mä|t|till)"
    r"|träffa[dt]?e?|ringde|mötte|nådde|hälsa[dt]?e?|fråga[dt]?e?|hörde|(?:bett|bad)(?=[ ]\w{2,12}[ ](?:om|att"
    r"|skicka|ringa)))[ ]"
    r"([a-zåäöéü]{3,12})(?![\w-])"
)
# a nickname before what somebody is really called: 'nisse (egentligen nils-erik)'
_SO_CALLED = Pattern(
    r"(?<![\w-])([a-zåäöéü]{3,12})(?=[ ]\((?:egentligen|eg\.?|heter|född|dvs|alltså|kallad)[ ])",
    through=r"\((?:egentligen|eg|heter|född|dvs|alltså|kallad)",
    runs=2,
)
_TWO_LETTERS = Spot(r"[ ]([a-zåäö][ ][a-zåäö])(?![\w.])")
_NO_PAIRS = frozenset({"i å", "å i", "o i", "i o", "å o", "m i", "v i"})
_THING = (*NO_SURNAME_ENDINGS, "s", "t", "ad", "ar", "er")


def find_lowered(scene: Scene) -> Iterator[Hit]:
    """Ask about the parts of names that have no capital to tell them, in a text without capitals."""
    if not scene.in_lower_case:
        return
    for match in _HYPHENED.finditer(scene.text):
        if _named(scene, scene.tokens.at(match.end())):
            yield Hit(match.start(), match.end(), Kind.UNKNOWN_NAME)
    yield from (Hit(match.start(), match.end(), Kind.UNKNOWN_NAME) for match in _WITH_DOTS.finditer(scene.text))
    yield from _letters(scene)
    yield from _met(scene)
    for match in _GREETED.finditer(scene.text):
        i = scene.tokens.at(match.start(1))
        lower = match[1].casefold()
        nobody = lower in _NOT_GREETED or lower.endswith(NO_SURNAME_ENDINGS)
        if i is not None and scene.tokens[i].free and not nobody:
            yield Hit(*match.span(1), Kind.UNKNOWN_NAME)
    for i in scene.first_words():
        yield from _before_name(scene, i)


def _met(scene: Scene) -> Iterator[Hit]:
    """Ask about bare words for whoever was met or talked to, and about two initials behind a name."""
    for pattern in (_TALKED_TO, _SO_CALLED):
        for match in pattern.finditer(scene.text):
            i, word = scene.tokens.at(match.start(1)), match[1]
            thing = word in _NOT_GREETED or word in NOBODY_IN_PARTICULAR or word.endswith(_THING)
            led = " m" in match[0]  # behind 'med' no verb can stand
            if i is not None and scene.tokens[i].free and not thing and (led or not verbal(word, scene.knows)):
                yield Hit(*match.span(1), Kind.UNKNOWN_NAME)
    for i in scene.last_words():
        pair = _TWO_LETTERS.match(scene.text, scene.tokens[i].end)
        if pair and pair[1] not in _NO_PAIRS:
            yield Hit(*pair.span(1), Kind.UNKNOWN_NAME)


def _letters(scene: Scene) -> Iterator[Hit]:
    """Ask about one or two letters that stand for somebody."""
    for match in _TWO_ACT.finditer(scene.text):
        if match[1] not in _NO_INITIALS | v.SHORTENED and match[2] in v.PERSON_VERBS:
            yield Hit(*match.span(1), Kind.UNKNOWN_NAME)
    yield from (Hit(*match.span(1), Kind.UNKNOWN_NAME) for match in _TIED_LETTERS.finditer(scene.text))
    for match in _IN_MARKS.finditer(scene.text):
        if match[1] not in _NO_INITIALS:
            yield Hit(*match.span(1), Kind.UNKNOWN_NAME)


def _named(scene: Scene, i: int | None) -> bool:
    """Tell whether a word may be a surname by itself."""
    if i is None:
        return False
    lower = scene.tokens[i].lower
    named = scene.grader.grade(lower) > Grade.NONE or made_like_a_surname(lower) or not scene.known(lower)
    return scene.person_at(i) or named


def _before_name(scene: Scene, i: int) -> Iterator[Hit]:
    """'skrev t zieliński', 'glad, monika': a letter, or a surname and a comma, right before a found name."""
    if not i:
        return
    token, before = scene.tokens[i], scene.tokens[i - 1]
    gap = scene.text[before.end : token.start]
    if before.shape is not Shape.LOWER or not before.free:
        return
    begins = scene.before(i - 1)
    letter = len(before.lower) == 1 and gap in {" ", ". "} and (begins is None or begins.lower in _BEFORE_INITIAL)
    turned = len(before.lower) > 1 and gap == ", " and before.lower not in _NO_SURNAME and begins is None
    if letter or (turned and scene.grader.is_first(token.lower)):
        yield Hit(before.start, before.end, Kind.UNKNOWN_NAME)
