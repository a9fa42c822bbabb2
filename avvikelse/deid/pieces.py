"""Layer 4: names that a reading machine has spoilt, with figures in them ('Kar1n', 'Anna8') or torn ('Törn gren')."""

from collections.abc import Iterator

from avvikelse.deid import vocabulary as v
from avvikelse.deid.grades import Grade, made_like_a_surname
from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind
from avvikelse.deid.patterns import Pattern
from avvikelse.deid.scene import Scene
from avvikelse.deid.tokens import Shape
from avvikelse.deid.wordclasses import SMALL

_SUSPECT = Pattern(r"[^\W\d_]{2}[0-9|!]|[0-9|!][^\W\d_]{2}")
_FUSED = Pattern(
    r"(?<![\w|!/@.-])(?=[^\W\d_]{0,20}[0-9|!])(?=[0-9|!]{0,2}[^\W\d_])[^\W_|!][\w|!]{2,30}(?![\w@-])",
    through=r"[^\W\d_][0-9|!]|[0-9|!][^\W\d_]",
)
_READINGS = (str.maketrans("0135478|!", "oiseatBli"), str.maketrans("0135478|!", "olseatBll"))
_LEAST_LETTERS = 3
_LONGEST_PIECE = 8


def spoilt(scene: Scene) -> Iterator[Hit]:
    """Ask about words with figures in them that are names, or nothing at all, once the figures are read as letters."""
    if not _SUSPECT.search(scene.text):
        return
    for match in _FUSED.finditer(scene.text):
        if _spoilt_name(match[0], scene):
            yield Hit(match.start(), match.end(), Kind.UNKNOWN_NAME)


def _spoilt_name(word: str, scene: Scene) -> bool:
    letters = "".join(c for c in word if c.isalpha())
    figures = sum(c in "0123456789|!" for c in word)
    if len(letters) < _LEAST_LETTERS or figures > len(letters) or letters.isupper():
        return False
    stem = word.rstrip("0123456789|!").casefold()
    forms = {stem} if stem.isalpha() else {word.translate(table).casefold() for table in _READINGS}
    if any(scene.grader.grade(form) >= Grade.SURE for form in forms):
        return True
    plain = any(scene.known(form) and scene.nameless(form) for form in forms)
    return word[0].isupper() and not plain


def torn(scene: Scene, i: int, *, beside_name: bool) -> bool:
    """Tell whether a capitalised word and the one behind it are two pieces of a name ('Eri ka', 'Törn gren')."""
    token, after = scene.tokens[i], scene.after(i)
    if after is None or after.shape is not Shape.LOWER or not after.free or token.shape is not Shape.TITLE:
        return False
    if len(token.lower) > _LONGEST_PIECE or len(after.lower) > _LONGEST_PIECE:
        return False
    joined = token.lower + after.lower
    named = scene.grader.grade(joined) >= Grade.SURE or made_like_a_surname(joined)
    if beside_name and named and after.lower not in SMALL:
        return True
    if after.lower in SMALL and scene.grader.grade(token.lower) > Grade.NONE:
        return False
    if after.lower in SMALL or after.lower in v.PERSON_VERBS:
        return not scene.knows(token.lower) and scene.grader.grade(joined) >= Grade.SURE
    if scene.knows(token.lower):
        return scene.grader.grade(joined) >= Grade.SURE and scene.grader.grade(token.lower) < Grade.SURE
    return named or (not scene.knows(after.lower) and scene.knows(joined))
