"""Layer 4: ordinary words that a reading machine has spoilt or torn, so that nobody is asked about their pieces.

'Läkarut1åtandet', 'Socia1försäkr1ngsba1ken', 'Öve rvägande', 'SJUKPENN ING'. Only asked about a word that would be a
question otherwise, and never one that is a name itself or becomes one when it is put together.
"""

from collections.abc import Callable, Iterator
from itertools import islice, product

from avvikelse.deid import vocabulary as v
from avvikelse.deid.drugs import MADE_SO
from avvikelse.deid.grades import Grade, made_like_a_surname
from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind
from avvikelse.deid.patterns import Pattern
from avvikelse.deid.scene import Scene
from avvikelse.deid.tokens import WIDEST_GAP
from avvikelse.deid.wordbook import Shape, Trait
from avvikelse.deid.wordclasses import SMALL

_READ = {"0": "oö", "1": "li", "5": "s", "8": "b", "3": "e", "4": "a", "6": "g", "9": "g", "7": "t", "2": "z"} | {
    "|": "li",
    "!": "li",
    "à": "åä",
    "é": "é",
}
_LONGEST_SHORTENED = max(map(len, v.SHORTENED))
_ALL_LOWER = {Shape.LOWER}
_MOST_READINGS = 32
_LONGEST_CHUNK = 40
_LEAST_LETTERS, _LEAST_JOINED = 3, 5
_MOST_PIECES = 3
_LONGEST_PIECE = 8
_MOST_MARKS = 2
_TELLING = (
    "inen",
    "sson",
    "ström",
    "gren",
    "qvist",
    "kvist",
    "ović",
    "berg",
    "lund",
    "stedt",
    "feldt",
    "oglu",
    "mäki",
    "wicz",
)
_CAPITALS = Pattern(
    r"(?<![\w-])(?:[A-ZÅÄÖ]{2,15}[ ]?-[ ]?)?(?=[A-ZÅÄÖ]{0,12}[0-9|!])[A-ZÅÄÖ0-9|!]{3,19}[A-ZÅÄÖ0-9](?![\w-])"
)


_SHORT = Trait(lambda form, _: form.shape is Shape.TITLE and len(form.lower) <= _LONGEST_PIECE)


def chunk(text: str, start: int, end: int) -> tuple[int, int]:
    """Give the run of letters, figures and marks that a word is part of."""
    least, most = max(0, start - _LONGEST_CHUNK), min(len(text), end + _LONGEST_CHUNK)
    marks = "!" if text.count("|", least, most) >= _MOST_MARKS else "|!"  # bars between cells are no letters
    while start > least and (text[start - 1].isalnum() or text[start - 1] in marks):
        start -= 1
    while end < most and (text[end].isalnum() or (text[end] in marks and text[end + 1 : end + 2].isalnum())):
        end += 1
    return start, end


def readings(word: str) -> Iterator[str]:
    """Give the words that figures and marks read as letters may stand for, the likeliest first."""
    word = word[:1] + word[1:].replace("I", "l") if not word.isupper() else word  # 'tiII'
    options = [_READ.get(char, char) for char in word.casefold()]
    return ("".join(letters) for letters in islice(product(*options), _MOST_READINGS))


def mended(scene: Scene, i: int) -> bool:
    """Tell whether word i is a piece of an ordinary word that a machine has spoilt or torn."""
    token = scene.tokens[i]
    start, end = chunk(scene.text, token.start, token.end)
    if (start, end) != (token.start, token.end):
        return _plain(scene, scene.text[start:end])
    if "I" in token.text[1:] and token.shape is Shape.MIXED and _plain(scene, token.text):
        return True
    asked = scene.answers()
    return any(
        _plain_together(scene, first, last) for first, last in _stretches(i) if asked or _is_short(scene, first, last)
    )


def _is_short(scene: Scene, first: int, last: int) -> bool:
    """Tell whether a stretch is no longer than what is known without the dictionary."""
    tokens = scene.tokens
    if last >= len(tokens):
        return False
    return tokens[last].end - tokens[first].start <= _LONGEST_SHORTENED + WIDEST_GAP * (last - first)


def _stretches(i: int) -> Iterator[tuple[int, int]]:
    """Give the stretches of two to four words that word i is part of."""
    for first in range(max(0, i - _MOST_PIECES + 1), i + 1):
        yield from ((first, last) for last in range(max(i, first + 1), first + _MOST_PIECES))


def _plain(scene: Scene, word: str) -> bool:
    folded = word.casefold()
    stands = word.isalpha() and folded.isalpha() and _READ.keys().isdisjoint(folded)
    if stands and ("I" not in word[1:] or word.isupper()):  # it reads as it stands
        return len(word) >= _LEAST_LETTERS and scene.known(folded) and scene.nameless(folded)
    letters = sum(char.isalpha() for char in word)
    if letters < _LEAST_LETTERS or letters * 2 < len(word):
        return False
    found = [form for form in readings(word) if form.isalpha()]
    allowed = scene.grader.lists.allow
    if any((form,) in allowed.get(form, ()) or MADE_SO.fullmatch(form) for form in found):  # 'Tramado1'
        return True
    return any(scene.known(form) and scene.nameless(form) for form in found) and not any(
        scene.grader.grade(form) >= Grade.SURE for form in found
    )


def _plain_together(scene: Scene, first: int, last: int) -> bool:
    """Tell whether words stand in a row as the pieces of one ordinary word."""
    tokens = scene.tokens
    if last >= len(tokens) or not all(tokens.joined(k) for k in range(first + 1, last + 1)):
        return False
    pieces = tokens.between(first, last + 1)
    head = pieces[0]
    shapes = {piece.shape for piece in pieces[1:]}
    if shapes != _ALL_LOWER and (Shape.TITLE in shapes or shapes != {head.shape}):
        return False
    if pieces[-1].lower in SMALL and len(pieces[-1].lower) <= _MOST_MARKS and scene.in_lower_case:
        return False  # 'wik i kassan'
    if not scene.nameless(head.lower) or all(scene.knows(piece.lower) for piece in pieces):
        return False
    start, end = chunk(scene.text, head.start, pieces[-1].end)
    word = "".join(scene.text[start:end].split())
    if len(word) < _LEAST_JOINED or len(word) > _LONGEST_CHUNK:
        return False
    # 'Noi lagar' is no misread 'nollagar': letters that stand for themselves are put together and not read again
    if word.isalpha() and "I" not in word[1:]:
        folded, allowed = word.casefold(), scene.grader.lists.allow
        return scene.knows(folded) or any(
            (form,) in allowed.get(form, ()) for form in (folded, folded.removesuffix("s"))
        )
    return _plain(scene, word)


def spoilt_capitals(scene: Scene) -> Iterator[Hit]:
    """Ask about '0LOFSS0N', 'VRETH0LM', 'NILS-ER1K': capitals with figures that read as a name or no word."""
    for match in _CAPITALS.finditer(scene.text):
        word = match[0].rpartition("-")[2].strip()
        marks = sum(not char.isalpha() for char in word)
        if not 0 < marks <= _MOST_MARKS or len(word) - marks < _LEAST_LETTERS or word[-_MOST_MARKS:].isdigit():
            continue
        found = list(readings(word))
        named = any(scene.grader.grade(form) >= Grade.SURE or made_like_a_surname(form) for form in found)
        if named or (len(word) - marks > _LEAST_LETTERS and not any(scene.known(form) for form in found)):
            yield Hit(match.start(), match.end(), Kind.UNKNOWN_NAME)


def torn_names(scene: Scene) -> Iterator[Hit]:
    """Ask about 'Tu o mas Kar jalain en' and 'Os man Kaya': a name in three pieces or more, or two before a name."""
    grade = scene.grader.grade
    for i in scene.tokens.where(_SHORT):
        joined, k, plain = scene.tokens[i].lower, i, True
        while k - i <= _MOST_PIECES and (piece := scene.after(k)) is not None and piece.shape is Shape.LOWER:
            k += 1
            if len(piece.lower) > _LONGEST_PIECE or not piece.free:
                break
            plain = plain and (k > i + 1 or scene.knows(joined)) and scene.knows(piece.lower)
            joined += piece.lower
            if k == i + 1:
                found = _small_tail(scene, i, joined)
            else:
                found = (not plain or grade(joined) >= Grade.SURE) and _names(grade, joined, scene.knows)
            if found:
                yield Hit(scene.tokens[i].start, piece.end, Kind.UNKNOWN_NAME)


def _small_tail(scene: Scene, i: int, joined: str) -> bool:
    """'Os man Kaya': a name whose second piece is a small word, before another name."""
    if scene.tokens[i + 1].lower not in SMALL or not _before_name(scene, i + 1):
        return False
    return scene.grader.grade(joined) >= Grade.SURE and scene.tokens[i].lower not in v.ROLE_CUES | SMALL


def _names(grade: Callable[[str], Grade], joined: str, knows: Callable[[str], bool]) -> bool:
    return grade(joined) >= Grade.SURE or (joined.endswith(_TELLING) and not knows(joined))


def _before_name(scene: Scene, k: int) -> bool:
    after = scene.after(k)
    return after is not None and after.shape is Shape.TITLE and scene.grader.grade(after.lower) > Grade.NONE
