"""Layer 4: names in a text where a reading machine has set single blanks inside words and wide ones between them.

'Be rtil  L i nds tröm', 'vårdas  på  Bar n hemmet  Guld ås': there what stands between two wide gaps, line ends or
marks is one word. It is asked about when it begins with a capital and makes a name, or no ordinary word, once put
together.
'H E R M A N S S O N' is a word in any text.
"""

from collections.abc import Iterator

from avvikelse.deid import vocabulary as v
from avvikelse.deid.grades import Grade
from avvikelse.deid.hits import Hit
from avvikelse.deid.mended import readings
from avvikelse.deid.model import Kind
from avvikelse.deid.patterns import Pattern, Spot
from avvikelse.deid.scene import Scene
from avvikelse.deid.wordclasses import SMALL

_GAP = Spot(r"(?<=[\w,.:])[ ]{2,6}(?=[\w&])")
_LEAST_GAPS = 2
_CHUNK = Pattern(
    r"(?<![^\s,:;.!?()|])(?<![^\s,:;.!?()|][ ])[A-ZÅÄÖ][^\W_]{0,15}(?:[ ][a-zåäöé][a-zåäöé0-9|]{0,14}){1,4}"
    r"(?![^\W_]|[ ][^\W_])"
)
# a name that two words make: 'på  Guld ås fr.'
_TWO_WORDS = Pattern(r"(?<=[a-zåäö,][ ]{2})[A-ZÅÄÖ][a-zåäö]{2,12}[ ][a-zåäö]{2,10}(?![^\W_])")
_CAPITALS = Pattern(r"(?<![\w.])(?<!\w )[A-ZÅÄÖ](?:[ ][A-ZÅÄÖ]){3,24}(?![\w.]|[ ]\w)")
_SURNAME = Spot(r"[ ]{1,3}(?:af|av|von|van|de|da)[ ]{1,3}[A-ZÅÄÖ][^\W\d_]{1,20}")
_LONGEST = 18
_NAME_WORDS = frozenset("af av von van de da".split())  # noqa: SIM905


def wide_gaps(scene: Scene) -> Iterator[Hit]:
    """Ask about words torn by blanks that may be names."""
    for match in _CAPITALS.finditer(scene.text):
        if _may_be_name(scene, match[0]):
            yield Hit(match.start(), match.end(), Kind.UNKNOWN_NAME)
    if "  " not in scene.text or sum(1 for _ in _GAP.finditer(scene.text)) < _LEAST_GAPS:
        return
    for match in _TWO_WORDS.finditer(scene.text):
        if not _ends_name(scene, match[0]):
            yield Hit(match.start(), match.end(), Kind.UNKNOWN_NAME)
    end = -1
    for match in _CHUNK.finditer(scene.text):
        if _torn_name(scene, match[0]):
            start = end if _only_between(scene.text[end : match.start()]) else match.start()
            surname = _SURNAME.match(scene.text, match.end())
            end = surname.end() if surname else match.end()
            yield Hit(start, end, Kind.UNKNOWN_NAME)


def _torn_name(scene: Scene, chunk: str) -> bool:
    """Tell whether a chunk is one word in pieces, at least one of them no word of its own, and may be a name."""
    whole = all(scene.knows(piece.casefold()) for piece in chunk.split())
    return not whole and len(chunk.replace(" ", "")) <= _LONGEST and _may_be_name(scene, chunk)


def _ends_name(scene: Scene, pair: str) -> bool:
    """Tell whether the second word goes on with the sentence: 'av  Anna och'."""
    second = pair.split()[1]
    return second in SMALL or second in v.PERSON_VERBS or not _may_be_name(scene, pair)


def _may_be_name(scene: Scene, torn: str) -> bool:
    """Tell whether torn pieces make a name, or no ordinary word, when they are put together."""
    forms = set(readings(torn.replace(" ", "")))
    if any(scene.grader.grade(form) >= Grade.SURE for form in forms):
        return True
    forms |= {form.removesuffix("s") for form in forms}
    return not any(scene.known(form) and scene.nameless(form) for form in forms)


def _only_between(gap: str) -> bool:
    """Tell whether nothing but blanks and a small word of names stands between two pieces that were asked about."""
    return 0 < len(gap) <= len("  von  ") and gap.strip() in {"", *_NAME_WORDS}
