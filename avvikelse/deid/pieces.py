"""Layer 4: names that a reading machine has spoilt, with signs in them ('Kar1n', 'Str@nd') or torn ('Törn gren')."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from avvikelse.deid import vocabulary as v
from avvikelse.deid.grades import Grade, made_like_a_surname
from avvikelse.deid.hits import Hit
from avvikelse.deid.mended import readings
from avvikelse.deid.model import Kind
from avvikelse.deid.patterns import Pattern, Spot
from avvikelse.deid.scene import Scene
from avvikelse.deid.tokens import Token
from avvikelse.deid.touching import touching
from avvikelse.deid.wordbook import Shape, Trait
from avvikelse.deid.wordclasses import SMALL

_MARKS = "0-9|!@€$£§¤"
# 'E. R0senblad', 'P-0 Falk'
_INITIAL_BEFORE = Spot(r"(?<!\w)[A-ZÅÄÖ](?:\.[ ]?[A-ZÅÄÖ])?\.[ ]?\Z|(?<!\w)[A-ZÅÄÖ]-[A-ZÅÄÖ0]\.?[ ]\Z")
_SPOILT_INITIALS = Pattern(r"(?<![\w-])[A-ZÅÄÖ]-[0-9][ ](?=[A-ZÅÄÖ][a-zåäö]{2})")
# 'S1v', 'Al1', 'mat5', 'Lar5-Göran': one figure or two in a short word
_RUN_BEFORE = Spot(r"(?<![^\W_])(?:[^\W_]{2,13}-)?[^\W_]{1,13}\Z")
_LONGEST_RUN = 28
_SHORT_SPOILT = Spot(
    r"(?<![\w.@-])(?=[^\W_]{0,12}(?:-[^\W_]{0,12})?\d)[^\W\d_][^\W_]{1,12}(?:-[^\W_]{2,13})?(?![\w@%-])"
)
_SUSPECT = Spot(rf"[{_MARKS}](?:[^\W\d_]{{2}}|(?<=[^\W\d_]{{2}}[{_MARKS}]))")
_FUSED = Pattern(
    rf"(?<![\w|!/@.])(?<![^a-zåäö]-)(?=[^\W\d_]{{0,20}}[{_MARKS}])(?=[{_MARKS}]{{0,2}}[^\W\d_])(?!@)[\w{_MARKS}]{{3,30}}"
    r"(?<![@€$£§¤])(?![\w@-]|\.\w)",
    through=rf"[{_MARKS}](?:[^\W\d_]|(?<=[^\W\d_][{_MARKS}]))",
)
_SPACED = Pattern(r"(?<![\w])[A-ZÅÄÖ](?:[ ][a-zåäöé]){2,20}(?:[ ]{1,3}[A-ZÅÄÖ](?:[ ][a-zåäöé]){1,20}){0,2}(?!\w)")
_MISREAD_HEAD = re.compile(r"[l1|!][bcdfghkmnpqrstvxz][a-zåäöé-]{1,30}")  # 'lvanova', 'lnger': I read as l
_SIGNS = "0123456789|!@€$£§"
_READINGS = tuple(str.maketrans(_SIGNS, letters) for letters in ("oizeasbtbgliaesss", "olzeasgtbglläesls"))
_LEAST_LETTERS = 3
_CELLS = 2
_LONGEST_PIECE = 8
_LEAST_TORN = 4
_MAY_BE_TORN = {Kind.PERSON, Kind.UNKNOWN_NAME, Kind.UNKNOWN_WORD}
_LEADS_TO_PLACE = v.PLACE_PREPOSITIONS | {"byn", "orten"}
_NO_FIRST_NAMES = SMALL | v.ROLE_CUES


def spoilt(scene: Scene) -> Iterator[Hit]:
    """Ask about words with other signs in them that are names, or nothing at all, once those are read as letters."""
    if _SUSPECT.search(scene.text):
        for match in _FUSED.finditer(scene.text):
            if match[0].count("|") < _CELLS and _spoilt_name(match[0], scene):
                yield Hit(_with_first(scene, match.start()), match.end(), Kind.UNKNOWN_NAME)
    yield from _short_names(scene)
    for match in _SPOILT_INITIALS.finditer(scene.text):
        surname = scene.tokens.at(match.end())
        if surname is not None and scene.person_at(surname):
            yield Hit(match.start(), match.end(), Kind.UNKNOWN_NAME)
    for match in _SPACED.finditer(scene.text):
        words = [part.replace(" ", "").casefold() for part in re.split(r" {2,}|(?<=\w) (?=[A-ZÅÄÖ])", match[0])]
        if any(not scene.known(word) or scene.grader.grade(word) > Grade.NONE for word in words):
            yield Hit(match.start(), match.end(), Kind.UNKNOWN_NAME)


def _short_names(scene: Scene) -> Iterator[Hit]:
    """Ask about short names with a figure or two in them."""
    for at in touching(scene.text):
        start = _RUN_BEFORE.search(scene.text, max(0, at - _LONGEST_RUN), at)
        match = _SHORT_SPOILT.match(scene.text, start.start() if start else at)
        if match and any(_short_name(scene, part) for part in match[0].split("-")):
            yield Hit(match.start(), match.end(), Kind.UNKNOWN_NAME)


def _short_name(scene: Scene, part: str) -> bool:
    """Tell whether a word with a figure or two in it reads as a common name."""
    figures = sum(char.isdigit() for char in part)
    if not 0 < figures < _LEAST_LETTERS or len(part) < _LEAST_LETTERS or len(part) - figures < _CELLS:
        return False
    least = Grade.SURE if part[0].isupper() else Grade.COMMON
    return any(scene.grader.is_first(form) or scene.grader.grade(form) >= least for form in readings(part))


def _with_first(scene: Scene, start: int) -> int:
    """Take in a capitalised word right before: 'Osten Nyh1en'."""
    if initial := _INITIAL_BEFORE.search(scene.text, max(0, start - 7), start):
        return initial.start()
    i = scene.tokens.at(start)
    before = scene.before(i) if i else None
    if before is None or before.shape is not Shape.TITLE or before.lower in _NO_FIRST_NAMES or not before.free:
        return start
    return before.start


def _spoilt_name(word: str, scene: Scene) -> bool:
    letters = "".join(c for c in word if c.isalpha())
    marks = len(word) - len(letters)
    if len(letters) < _LEAST_LETTERS or marks > len(letters) or letters.isupper():
        return False
    stem = word.rstrip("0123456789|!§").casefold()
    forms = (
        {stem} if stem.isalpha() else {word.translate(table).casefold() for table in _READINGS} | set(readings(word))
    )
    if any(scene.grader.grade(form) >= Grade.SURE or scene.grader.may_be_place(form) for form in forms):
        return True
    plain = any(scene.known(form) and scene.nameless(form) for form in forms)
    return word[0].isupper() and not plain


def misread_head(scene: Scene, lower: str) -> bool:
    """Tell whether a word in lower case is a name whose capital I was read as an l ('lvanova')."""
    if not _MISREAD_HEAD.fullmatch(lower) or scene.knows(lower):
        return False
    read = "i" + lower[1:]
    return scene.grader.is_first(read) or not scene.known(read)


def torn(scene: Scene, i: int, *, beside_name: bool) -> bool:
    """Tell whether a capitalised word and the one behind it are two pieces of a name ('Eri ka', 'Törn gren')."""
    token, after = scene.tokens[i], scene.after(i)
    if after is None or after.shape is not Shape.LOWER or not after.free:
        return False
    if token.shape not in (Shape.TITLE, Shape.INITIAL):
        return False
    if len(token.lower) > _LONGEST_PIECE or len(after.lower) > _LONGEST_PIECE:
        return False
    if token.shape is Shape.INITIAL:
        return _torn_initial(scene, token, after)
    return _torn_name(scene, token, after, beside_name=beside_name)


def _torn_initial(scene: Scene, token: Token, after: Token) -> bool:
    """'B erit', 'E va': the first letter alone."""
    joined = token.lower + after.lower
    if token.text in {"I", "Å", "Ö"} or len(joined) < _LEAST_LETTERS:
        return False
    grade = scene.grader.grade(joined)
    k = scene.tokens.at(after.start)
    surname = scene.after(k) if k is not None else None
    if surname is not None and surname.shape is Shape.TITLE and scene.grader.is_first(joined):
        return True  # 'P er Åke rlund'
    if after.lower in SMALL:
        return False
    return grade is Grade.COMMON or (grade is Grade.SURE and not scene.known(after.lower))


_PIECE = Trait(lambda form, _: form.shape is Shape.TITLE and len(form.lower) <= _LONGEST_PIECE)


def torn_places(scene: Scene) -> Iterator[Hit]:
    """Ask about 'i Krist inehamn', 'till Öre bro', also where the first piece is a name of its own."""
    for i in scene.tokens.where(_PIECE):
        token, before, after = scene.tokens[i], scene.before(i), scene.after(i)
        if after is None or (before is None and token.begins):
            continue
        if before is not None and before.lower not in _LEADS_TO_PLACE:
            continue
        joined = token.lower + after.lower
        if after.shape is Shape.LOWER and len(joined) > _LEAST_TORN and scene.grader.is_place(joined):
            yield Hit(token.start, after.end, Kind.UNKNOWN_NAME)


def _torn_name(scene: Scene, token: Token, after: Token, *, beside_name: bool) -> bool:
    joined = token.lower + after.lower
    if beside_name and after.lower not in SMALL and _made_a_name(scene, joined):
        return True
    if after.lower in SMALL and scene.grader.grade(token.lower) > Grade.NONE:
        return False
    if after.lower in SMALL or after.lower in v.PERSON_VERBS:
        return not scene.knows(token.lower) and scene.grader.grade(joined) >= Grade.SURE
    if scene.knows(token.lower):
        return scene.grader.grade(joined) >= Grade.SURE and scene.grader.grade(token.lower) < Grade.SURE
    return _made_a_name(scene, joined) or (
        not scene.knows(after.lower) and scene.knows(joined) and not scene.nameless(joined)
    )


def _made_a_name(scene: Scene, joined: str) -> bool:
    return scene.grader.grade(joined) >= Grade.SURE or made_like_a_surname(joined)


def torn_tail(scene: Scene, i: int) -> bool:
    """Tell whether the word behind the last word of a name is the rest of it ('Eva Anders son', 'Jo hansson')."""
    token, after = scene.tokens[i], scene.after(i)
    if after is None or after.shape is not Shape.LOWER or not after.free or after.lower in v.PERSON_VERBS:
        return False
    joined = token.lower + after.lower
    if after.lower in SMALL:  # 'Anders son'
        return after.lower == "son" and joined.endswith("sson")
    return scene.grader.grade(joined) >= Grade.SURE or (
        made_like_a_surname(joined) and not scene.knows(joined) and after.lower not in v.PERSON_VERBS
    )


def torn_tails(scene: Scene, found: Sequence[Hit]) -> Iterator[Hit]:
    """Ask about the rest of a name whichever rule found its beginning: 'Mar ia'."""
    for hit in found:
        i = bisect_left(scene.tokens.starts, hit.end) - 1
        if hit.kind in _MAY_BE_TORN and 0 <= i < len(scene.tokens) - 1 and torn_tail(scene, i):
            yield Hit(scene.tokens[i + 1].start, scene.tokens[i + 1].end, Kind.UNKNOWN_NAME)
