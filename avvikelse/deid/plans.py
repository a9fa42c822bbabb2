"""Where in a text a pattern can begin at all, read off the pattern itself.

A check has some hundred patterns, and trying each at every character is most of its time. Nearly all of them begin
with a figure or with one of a few words, and many need a figure soon after. That is derived here from the pattern, not
written down beside it, so that a changed pattern can never be looked for in too few places. A pattern that isn't
understood has no plan and is tried everywhere.
"""

from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

HEAD = 3  # letters of a word that are compared
LONGEST_RUN = 64
END = "\0"  # stands behind a word that is shorter than that
_MOST_HEADS = 400
_FIGURES = frozenset("0123456789")
_WIDTHLESS = frozenset({"AT", "ASSERT", "ASSERT_NOT"})
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT"})
_WIDEST = 400
_LEAST_INNER = 2
ENDING = 4  # characters before the first figure that are compared


class _Unclear(Exception):
    """The pattern may begin with nearly anything."""


@dataclass(slots=True)
class Plan:
    """Where a match can begin: at words by their first letters, at figures, at single characters.

    `inner` are letters that the first word holds somewhere; `inside` tells that a match may begin in the middle of a
    word. `within` is the farthest that the first figure can be from the beginning, None where none is needed, and
    `endings` is what may stand right before that figure.
    """

    heads: set[str] = field(default_factory=set)
    inner: set[str] = field(default_factory=set)
    inside: bool = False
    any_word: bool = False
    any_capital: bool = False
    figure: bool = False
    inside_figures: bool = False
    signs: set[str] = field(default_factory=set)
    within: int | None = None
    endings: tuple[str, ...] = ()


def plan(tree: Any, *, by_case: bool) -> Plan | None:
    """Derive the plan of a parsed pattern, None where there is none; `by_case` if letter case counts all through."""
    found = Plan()
    try:
        _begin(list(tree), found)
        found.within = _first_figure(list(tree))
        found.endings = _endings(list(tree)) if found.any_word and found.within is not None else ()
    except _Unclear:
        return None
    if found.any_capital and not by_case:
        found.any_word = True
    scattered = " " in found.signs or (found.any_word and found.within is None)
    return None if scattered else found


def parse(source: str, flags: int) -> Any:
    """Parse a pattern as the standard library does before it compiles one."""
    return import_module("re._parser").parse(source, flags)


def _name(code: Any) -> str:
    return str(code)


def _begin(items: list[Any], found: Plan, letters: bool = False, figures: bool = False) -> None:
    """Add the beginnings of a sequence; `letters` and `figures` tell what cannot stand right before it."""
    for k, (code, argument) in enumerate(items):
        name, rest = _name(code), items[k + 1 :]
        if name in _WIDTHLESS:
            more = _cut(name, argument)
            letters, figures = letters or more[0], figures or more[1]
            continue
        if name == "BRANCH":
            for branch in argument[1]:
                _begin([*branch, *rest], found, letters, figures)
        elif name == "SUBPATTERN":
            _begin([*argument[3], *rest], found, letters, figures)
        elif name in _REPEATS:
            if argument[0] == 0:
                _begin(rest, found, letters, figures)
            if letters and _held_in_a_word(argument, rest, found):
                return
            _begin([*argument[2], *_again(code, argument), *rest], found, letters, figures)
        else:
            _add(_characters(name, argument), rest, found, letters, figures)
        return
    raise _Unclear


def _held_in_a_word(repeat: Any, rest: list[Any], found: Plan) -> bool:
    """Add the letters behind a run of any word characters ('\\w{1,20}ärende'); False if they aren't known."""
    items = list(repeat[2])
    if len(items) != 1 or _name(items[0][0]) != "IN" or repeat[1] > LONGEST_RUN:
        return False
    single, classes = _characters("IN", items[0][1])
    if "word" not in classes or not all(char.isalnum() or char == "_" for char in single):
        return False
    tails = {tail.rstrip(END) for tail in _tails(rest, HEAD)}
    if min(map(len, tails)) < _LEAST_INNER:
        return False
    found.inner |= tails
    return True


def _again(code: Any, repeat: Any) -> list[Any]:
    """Give what may follow the first round of a repetition."""
    _, most, inner = repeat
    return [(code, (0, min(most - 1, HEAD), inner))] if most > 1 else []


def _add(first: tuple[set[str], set[str]], rest: list[Any], found: Plan, letters: bool, figures: bool) -> None:
    single, classes = first
    if single & _FIGURES or "figure" in classes:
        found.figure = True
        found.inside_figures = found.inside_figures or not figures
    words = {char.lower() for char in single if char.isalpha()}
    if "blank" in classes or (classes & {"word", "capital"} and not letters):
        raise _Unclear
    found.inside = found.inside or bool(words and not letters)
    found.any_word = found.any_word or "word" in classes
    found.any_capital = found.any_capital or "capital" in classes
    found.signs |= {char for char in single if not char.isalnum()}
    if words:
        found.heads |= {word + tail for tail in _tails(rest, HEAD - 1) for word in words}
    if len(found.heads) > _MOST_HEADS:
        raise _Unclear


def _tails(items: list[Any], need: int) -> set[str]:
    """Give the letters that may follow, as many as are compared; a shorter answer leaves the rest open."""
    if not need:
        return {""}
    for k, (code, argument) in enumerate(items):
        name, rest = _name(code), items[k + 1 :]
        if name in _WIDTHLESS:
            continue
        if name == "BRANCH":
            return _capped(tail for branch in argument[1] for tail in _tails([*branch, *rest], need))
        if name == "SUBPATTERN":
            return _tails([*argument[3], *rest], need)
        if name in _REPEATS:
            taken = _tails([*argument[2], *_again(code, argument), *rest], need)
            return _capped(taken | (_tails(rest, need) if argument[0] == 0 else set()))
        return _letter_and_tail(name, argument, rest, need)
    return {""}


def _letter_and_tail(name: str, argument: Any, rest: list[Any], need: int) -> set[str]:
    try:
        single, classes = _characters(name, argument)
    except _Unclear:
        return {""}
    if classes & {"word", "capital"}:
        return {""}
    ends = {END} if classes or any(not char.isalpha() for char in single) else set()
    following = {char.lower() for char in single if char.isalpha()}
    more = _tails(rest, need - 1) if following else set()
    return _capped(ends | {char + tail for char in following for tail in more})


def _capped(tails: Any) -> set[str]:
    found = set(tails)
    return found if len(found) <= _MOST_HEADS and "" not in found else {""}


def _characters(name: str, argument: Any) -> tuple[set[str], set[str]]:
    """Give the characters an item may be, and the classes: 'word', 'capital', 'figure', 'blank'."""
    if name == "LITERAL":
        return {chr(argument)}, set()
    if name != "IN":
        raise _Unclear
    if _name(argument[0][0]) == "NEGATE":
        if any(_name(value) == "CATEGORY_NOT_WORD" for code, value in argument if _name(code) == "CATEGORY"):
            return set(), {"word", "figure"}
        raise _Unclear
    single: set[str] = set()
    classes: set[str] = set()
    for code, value in argument:
        member = _name(code)
        if member == "LITERAL":
            single.add(chr(value))
        elif member == "RANGE":
            _add_range(single, classes, *value)
        elif member == "CATEGORY" and _name(value) in _CATEGORIES:
            classes |= _CATEGORIES[_name(value)]
        else:
            raise _Unclear
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


def _cut(name: str, argument: Any) -> tuple[bool, bool]:
    """Tell whether an assertion forbids a letter, a figure right before the match."""
    if name == "AT":
        return (True, True) if _name(argument) == "AT_BOUNDARY" else (False, False)
    direction, inner = argument
    items = list(inner)
    if direction > 0 or not items:
        return False, False
    code, value = items[-1]
    if name == "ASSERT":
        blank = _name(code) == "LITERAL" and not chr(value).isalnum() and chr(value) != "_"
        return blank, blank
    if len(items) > 1 or _name(code) != "IN":
        return False, False
    members = {(_name(kind), str(argument)) for kind, argument in value}
    word = ("CATEGORY", "CATEGORY_WORD") in members
    return word, word or ("CATEGORY", "CATEGORY_DIGIT") in members or ("RANGE", "(48, 57)") in members


def _first_figure(items: list[Any]) -> int | None:
    """Give the farthest place of the first figure that every match of a sequence has, None if it may have none."""
    passed = 0
    for code, argument in items:
        found = _figure_in(_name(code), argument)
        if found is not None:
            return passed + found
        passed += _width(_name(code), argument)
        if passed > _WIDEST:
            return None
    return None


def _figure_in(name: str, argument: Any) -> int | None:
    if name == "SUBPATTERN":
        return _first_figure(list(argument[3]))
    if name == "BRANCH":
        places = [_first_figure(list(branch)) for branch in argument[1]]
        return None if None in places else max(place for place in places if place is not None)
    if name in _REPEATS:
        return _first_figure(list(argument[2])) if argument[0] else None
    if name == "LITERAL":
        return 0 if chr(argument) in _FIGURES else None
    if name == "IN" and all(_only_figures(_name(code), value) for code, value in argument):
        return 0
    return None


def _only_figures(member: str, value: Any) -> bool:
    if member == "CATEGORY":
        return _name(value) == "CATEGORY_DIGIT"
    if member == "RANGE":
        return bool(chr(value[0]) in _FIGURES and chr(value[1]) in _FIGURES)
    return member == "LITERAL" and chr(value) in _FIGURES


def _width(name: str, argument: Any) -> int:
    if name in _WIDTHLESS:
        return 0
    if name == "SUBPATTERN":
        return int(argument[3].getwidth()[1])
    if name == "BRANCH":
        return max(int(branch.getwidth()[1]) for branch in argument[1])
    if name in _REPEATS:
        return min(int(argument[1]), _WIDEST + 1) * int(argument[2].getwidth()[1])
    return 1 if name in {"LITERAL", "NOT_LITERAL", "IN", "ANY"} else _WIDEST + 1


def _endings(items: list[Any]) -> tuple[str, ...]:
    """Give what may stand right before the first figure; empty where that may be anything."""
    try:
        found = {ending for before in _before_figure(items) for ending in _last(before[::-1], ENDING)}
    except _Unclear:
        return ()
    return () if "" in found or len(found) > _MOST_HEADS * 10 else tuple(sorted(found))


def _before_figure(items: list[Any]) -> list[list[Any]]:
    """Give the items that lead to the first figure that every match has, one list for each way there."""
    for k, (code, argument) in enumerate(items):
        name = _name(code)
        if _figure_in(name, argument) is None:
            continue
        if name == "SUBPATTERN":
            inner = _before_figure(list(argument[3]))
        elif name == "BRANCH":
            inner = [way for branch in argument[1] for way in _before_figure(list(branch))]
        elif name in _REPEATS:
            inner = _before_figure(list(argument[2]))
        else:
            inner = [[]]
        return [[*items[:k], *way] for way in inner]
    raise _Unclear


def _last(items: list[Any], need: int) -> set[str]:
    """Give the last characters that a sequence, given backwards, may end in; a shorter answer leaves the rest open."""
    if not need:
        return {""}
    for k, (code, argument) in enumerate(items):
        name, rest = _name(code), items[k + 1 :]
        if name in _WIDTHLESS:
            continue
        if name == "BRANCH":
            return {end for branch in argument[1] for end in _last([*list(branch)[::-1], *rest], need)}
        if name == "SUBPATTERN":
            return _last([*list(argument[3])[::-1], *rest], need)
        if name in _REPEATS:
            taken = _last([*list(argument[2])[::-1], *_again(code, argument), *rest], need)
            return taken | (_last(rest, need) if argument[0] == 0 else set())
        if name != "LITERAL" and not (name == "IN" and _name(argument[0][0]) != "NEGATE"):
            return {""}
        single, classes = _characters(name, argument)
        if classes or any(char in _FIGURES for char in single):
            return {""}
        return {end + char.lower() for end in _last(rest, need - 1) for char in single}
    return {""}
