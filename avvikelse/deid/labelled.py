"""Layer 4: what a label or a line's end makes a workplace or a person: 'Arbetsgivare: Pizza Hörnan', 'Vret, sekr.'."""

from collections.abc import Iterator

from avvikelse.deid import vocabulary as v
from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind
from avvikelse.deid.patterns import Pattern, Spot
from avvikelse.deid.placed import NO_PERSON
from avvikelse.deid.scene import Scene
from avvikelse.deid.wordbook import Shape
from avvikelse.deid.wordclasses import NO_SURNAME_ENDINGS, verbal

_MOST_PARTS = 4
_LONGEST_END = 24  # a line of one word
_CLINICS = ("terapin", "iatrin", "urgin", "login")
_LONGEST_SIGNATURE = 120
_NOBODY = NO_PERSON | v.SHORTENED
_WORK_LABEL = Pattern(
    r"(?i)(?<![\w-])(arbetsgivare(?:n)?|arbetsplats(?:en)?|arbetsställe"
    r"|praktikplats|plats(?:[ ]för[ ]praktik)?|praktik|ag|företag|vårdenhet|vårdgivare|mottagande|avlämnande|skola"
    r"|remittent|utförare|anordnare|anställd[ ](?:vid|hos)|uppdragsgivare)[ ]?:[ \t]{1,6}"
)
_SURELY_WORK = ("arbetsgivare", "arbetsplats", "arbetsställe", "praktikplats", "anställd", "företag")
# 'Arbetsgivaren (Sl0ttsbro Gjuter1)', 'arbetade på Bi1glas Väst': read by a machine, a figure in the name or the label
_SPOILT_WORK = Pattern(
    r"(?i:\barbets?g[1i]var(?:e|en)|\barbetsp[1l]ats(?:en)?|\bf[o0]retaget|\b(?:arbeta|jobba|praktisera)(?:r|de"
    r"|t)[ ](?:på|hos|vid)"
    r"|\banstä[1l][1l]d[ ](?:på|hos|vid|av))(?:[ ]?[:(][ ]?|[ ])((?=[A-ZÅÄÖ]\w{0,25}\d"
    r"|[A-ZÅÄÖ]\w{1,25}[ ][A-ZÅÄÖ]\w{0,25}\d)"
    r"[A-ZÅÄÖ][\wåäö-]{2,30}(?:[ ](?:&|[A-ZÅÄÖ][\wåäö-]{1,30})){0,3})"
)
_LAST_WORD = Spot(r"(?<=\n)[ ]{0,3}([A-ZÅÄÖ][a-zåäöéü]{1,11})[ .!]{0,2}\n{0,2}\Z")
_WITH_ROLE = Pattern(
    r"(?m)^[ ]{0,3}([A-ZÅÄÖ][a-zåäöéü]{1,14}),[ ](?:leg\.?[ ])?(?:sekr|sekreterare|ssk|handl|handläggare|läkare"
    r"|kurator|utredare|chef"
    r"|enhetschef|rehabkoord(?:inator)?|koordinator|psykolog|fysioterapeut|arbetsterapeut|distriktsläkare)\b"
)
# 'Edda, ekonomisk rådgivare', last or nearly last in a letter
_TITLED_LAST = Spot(
    r"(?m)(?<=\n)[ ]{0,3}([A-ZÅÄÖ][a-zåäöéü]{1,14}),[ ][a-zåäö][a-zåäöé/-]{2,30}(?:[ ](?:i|på|vid"
    r"|och)?[ ]?[\wåäöÅÄÖ/-]{2,30}){0,4}"
    r"[ ]{0,3}(?=\n|\Z)"
)
_DICTATED = Pattern(
    r"(?<!\w)([A-ZÅÄÖ][a-zåäöéü]{1,14})[ ]komma[ ](?:född|personnummer|telefon|handläggare|patient"
    r"|\w{3,12}[ ]år)(?!\w)",
    through=r"(?<=[ ])komma[ ]",
    runs=2,
)


# how far from the end of the text each is looked for; None is everywhere
_SIGNING = ((_LAST_WORD, _LONGEST_END), (_WITH_ROLE, None), (_DICTATED, None), (_TITLED_LAST, _LONGEST_SIGNATURE))


def find_labelled(scene: Scene) -> Iterator[Hit]:
    """Ask about workplaces behind labels, and words alone where somebody signs or is dictated."""
    yield from _behind_work_labels(scene)
    yield from _signing(scene)


def _signing(scene: Scene) -> Iterator[Hit]:
    """'Strut' alone last, 'Vret, sekr.' last in a line, 'Borg komma född åttiotre' in a dictated note."""
    for pattern, reach in _SIGNING:
        start = max(0, len(scene.text) - reach) if reach else 0
        for match in pattern.finditer(scene.text, start):
            i = scene.tokens.at(match.start(1))
            if i is None or not scene.tokens[i].free or scene.tokens[i].lower in _NOBODY:
                continue
            lower = scene.tokens[i].lower
            bare = pattern is _DICTATED or not lower.endswith((*NO_SURNAME_ENDINGS, *_CLINICS))
            if bare and not _verb(scene, lower):
                yield Hit(scene.tokens[i].start, scene.tokens[i].end, Kind.UNKNOWN_NAME)


def _behind_work_labels(scene: Scene) -> Iterator[Hit]:
    """'Arbetsgivare: Pizza Hörnan', 'Plats: Daglig verksamhet Kugghjulet': what a form says of where somebody works."""
    yield from (Hit(*match.span(1), Kind.UNKNOWN_NAME) for match in _SPOILT_WORK.finditer(scene.text))
    for match in _WORK_LABEL.finditer(scene.text):
        i = scene.tokens.at(match.end())
        if i is None or scene.tokens[i].shape not in (Shape.TITLE, Shape.UPPER):
            continue
        k = i
        while k - i < _MOST_PARTS and (after := scene.after(k)) is not None and after.lower not in v.PERSON_VERBS:
            k += 1
        words = scene.tokens.between(i, k + 1)
        capitals = [word for word in words if word.shape is Shape.TITLE and word.free and word.lower not in NO_PERSON]
        sure = match[1].casefold().startswith(_SURELY_WORK)
        if len(capitals) > 1 or (capitals and sure):
            last = max(j for j in range(i, k + 1) if scene.tokens[j].shape is not Shape.LOWER)
            yield Hit(words[0].start, scene.tokens[last].end, Kind.UNKNOWN_NAME)


def _verb(scene: Scene, lower: str) -> bool:
    return verbal(lower, scene.knows) or (lower.endswith("a") and scene.knows(lower + "r"))
