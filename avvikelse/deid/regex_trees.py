"""What the standard library's parse tree of a pattern says of the characters it begins with and stands behind."""

import re
from importlib import import_module
from typing import Any

HEAD = 3  # letters of a word that are compared
FIGURES = frozenset("0123456789")
WIDTHLESS = frozenset({"AT", "ASSERT", "ASSERT_NOT"})
REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT"})
LINE_STARTS = frozenset({"AT_BEGINNING", "AT_BEGINNING_STRING"})
_CAPITALS = re.compile("[A-Z]-[A-Z]")
_SMALL = (ord("a"), ord("z"))
_WIDEST = 400


class Unclear(Exception):
    """The pattern may begin with nearly anything."""


def parse(source: str, flags: int) -> Any:
    """Parse a pattern as the standard library does before it compiles one.

    Where letter case doesn't count, a range of capitals is given as one of letters.
    """
    tree = import_module("re._parser").parse(source, flags)
    any_case = bool(tree.state.flags & re.IGNORECASE)
    if (any_case or "(?i" in source) and _CAPITALS.search(source):
        _widen(tree, any_case=any_case)
    return tree


def _widen(tree: Any, *, any_case: bool) -> None:
    for k, (code, argument) in enumerate(tree.data):
        name = name_of(code)
        if name == "IN" and any_case:
            capitals = (kind for kind, value in argument if name_of(kind) == "RANGE" and chr(value[0]).isupper())
            tree.data[k] = (code, [*argument, *((kind, _SMALL) for kind in capitals)])
        elif name == "SUBPATTERN":
            _, on, off, inner = argument
            _widen(inner, any_case=bool((any_case or on & re.IGNORECASE) and not off & re.IGNORECASE))
        elif name == "BRANCH":
            for branch in argument[1]:
                _widen(branch, any_case=any_case)
        elif name in REPEATS or name in {"ASSERT", "ASSERT_NOT"}:
            _widen(argument[-1], any_case=any_case)


def name_of(code: Any) -> str:
    """The name that the standard library gives a kind of node in a parsed pattern."""
    return str(code)


def again(code: Any, repeat: Any) -> list[Any]:
    """Give what may follow the first round of a repetition."""
    least, most, inner = repeat
    return [(code, (min(max(least - 1, 0), HEAD), min(most - 1, HEAD), inner))] if most > 1 else []


def characters(name: str, argument: Any) -> tuple[set[str], set[str]]:
    """Give the characters an item may be, and the classes: 'word', 'capital', 'figure', 'blank'."""
    if name == "LITERAL":
        return {chr(argument)}, set()
    if name != "IN":
        raise Unclear
    if name_of(argument[0][0]) == "NEGATE":
        if any(name_of(value) == "CATEGORY_NOT_WORD" for code, value in argument if name_of(code) == "CATEGORY"):
            return set(), {"word", "figure"}
        raise Unclear
    single: set[str] = set()
    classes: set[str] = set()
    for code, value in argument:
        member = name_of(code)
        if member == "LITERAL":
            single.add(chr(value))
        elif member == "RANGE":
            _add_range(single, classes, *value)
        elif member == "CATEGORY" and name_of(value) in _CATEGORIES:
            classes |= _CATEGORIES[name_of(value)]
        else:
            raise Unclear
    if classes & {"word", "capital"}:
        single = {char for char in single if not char.isalpha() or ("word" not in classes and not char.isupper())}
    return single, classes


_CATEGORIES = {"CATEGORY_DIGIT": {"figure"}, "CATEGORY_WORD": {"word", "figure"}, "CATEGORY_SPACE": {"blank"}}


def _add_range(single: set[str], classes: set[str], low: int, high: int) -> None:
    chars = [chr(code) for code in range(low, high + 1)] if high - low < _WIDEST else []
    if not chars or sum(char.isalpha() for char in chars) > HEAD:
        classes.add("capital" if chars and all(char.isupper() for char in chars) else "word")
        single |= {char for char in chars if not char.isalpha()}
    else:
        single.update(chars)


def cut(name: str, argument: Any) -> tuple[bool, bool]:
    """Tell whether an assertion forbids a letter, a figure right before the match."""
    if name == "AT":
        return (True, True) if name_of(argument) == "AT_BOUNDARY" else (False, False)
    direction, inner = argument
    items = inner.data
    if direction > 0 or not items:
        return False, False
    code, value = items[-1]
    if name == "ASSERT":
        return _follows(name_of(code), value)
    if len(items) > 1 or name_of(code) != "IN":
        return False, False
    members = {(name_of(kind), str(argument)) for kind, argument in value}
    figure = ("CATEGORY", "CATEGORY_DIGIT")
    if ("NEGATE", "None") in members:  # '[^\W_]': letters and figures
        rest = members - {("NEGATE", "None"), ("CATEGORY", "CATEGORY_NOT_WORD"), ("LITERAL", str(ord("_"))), figure}
        word = not rest and ("CATEGORY", "CATEGORY_NOT_WORD") in members
        return word, word and figure not in members
    word = ("CATEGORY", "CATEGORY_WORD") in members
    return word, word or figure in members or ("RANGE", "(48, 57)") in members


def _follows(name: str, value: Any) -> tuple[bool, bool]:
    """Tell whether a character that must stand before can't be a letter, can't be a figure."""
    while name in REPEATS and value[0] and len(value[2]) == 1:
        name, value = name_of(value[2][0][0]), value[2][0][1]
    try:
        single, classes = characters(name, value)
    except Unclear:
        return False, False
    letters = classes & {"word", "capital"} or any(char.isalnum() or char == "_" for char in single)
    return not letters, "figure" not in classes and not single & FIGURES
