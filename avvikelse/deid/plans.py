"""Where in a text a pattern can begin at all, read off the pattern itself.

A check has some hundred patterns, and trying each at every character is most of its time. Nearly all of them begin
with a figure or with one of a few words, and many need a figure soon after. That is derived here from the pattern, not
written down beside it, so that a changed pattern can never be looked for in too few places. A pattern that isn't
understood has no plan and is tried everywhere.
"""

from typing import Any

from avvikelse.deid.plan_figures import endings, first_figure, run_of_figures, signs_needed
from avvikelse.deid.regex_trees import (
    FIGURES,
    HEAD,
    LINE_STARTS,
    REPEATS,
    WIDTHLESS,
    Unclear,
    again,
    characters,
    cut,
    name_of,
)

LONGEST_RUN = 64
END = "\0"  # stands behind a word that is shorter than its head
_MOST_HEADS = 400
_LEAST_INNER = 2


class Plan:
    """Where a match can begin: at words by their first letters, at figures, at single characters, at `lines`.

    `two_capitals` begin a word of capitals, `lone_capital` is all of one. `inner` are letters that the first word holds
    somewhere, `capital_inner` one that begins with a capital; `inside` tells that a match may begin in the middle of a
    word. `within` is the farthest that the first figure can be from the beginning, None where none is needed, and
    `endings` is what may stand right before that figure. `run` is how many figures at least stand together where a
    match begins with one. `needs` are signs of which every match holds one, empty where it needn't hold any.
    """

    __slots__ = (
        *("heads", "inner", "inside", "any_word", "any_capital", "capital_inner", "two_capitals", "lone_capital"),
        *("figure", "inside_figures", "lines", "signs", "within", "run", "endings", "needs"),
    )

    def __init__(self) -> None:
        self.heads: set[str] = set()
        self.inner: set[str] = set()
        self.inside = False
        self.any_word = False
        self.any_capital = False
        self.capital_inner: set[str] = set()
        self.two_capitals = False
        self.lone_capital = False
        self.figure = False
        self.inside_figures = False
        self.lines = False
        self.signs: set[str] = set()
        self.within: int | None = None
        self.run = 1
        self.endings: tuple[str, ...] = ()
        self.needs: frozenset[str] = frozenset()


def plan(tree: Any) -> Plan | None:
    """Derive the plan of a parsed pattern, None where there is none."""
    found = Plan()
    try:
        _begin(tree.data, found)
        found.within = first_figure(tree.data)
        found.needs = signs_needed(tree.data)
        found.run = max(1, run_of_figures(tree.data) or 1)
        found.endings = endings(tree.data) if found.any_word and found.within is not None else ()
    except Unclear:
        return None
    scattered = " " in found.signs or (found.any_word and found.within is None)
    scattered = scattered or (found.inside and any(len(head.rstrip(END)) < _LEAST_INNER for head in found.heads))
    return None if scattered else found


def _begin(items: list[Any], found: Plan, letters: bool = False, figures: bool = False) -> None:
    """Add the beginnings of a sequence; `letters` and `figures` tell what cannot stand right before it."""
    for k, (code, argument) in enumerate(items):
        name, rest = name_of(code), items[k + 1 :]
        if name == "AT" and name_of(argument) in LINE_STARTS:
            found.lines = True
            return
        if name in WIDTHLESS:
            more = cut(name, argument)
            letters, figures = letters or more[0], figures or more[1]
            continue
        if name == "BRANCH":
            for branch in argument[1]:
                _begin([*branch.data, *rest], found, letters, figures)
        elif name == "SUBPATTERN":
            _begin([*argument[3].data, *rest], found, letters, figures)
        elif name in REPEATS:
            if argument[0] == 0:
                _begin(rest, found, letters, figures)
            if letters and _held_in_a_word(argument, rest, found):
                return
            _begin([*argument[2].data, *again(code, argument), *rest], found, letters, figures)
        else:
            _add(characters(name, argument), rest, found, letters, figures)
        return
    raise Unclear


def _held_in_a_word(repeat: Any, rest: list[Any], found: Plan) -> bool:
    """Add the letters behind a run of any word characters ('\\w{1,20}ärende'); False if they aren't known."""
    items = repeat[2].data
    if len(items) != 1 or name_of(items[0][0]) != "IN" or repeat[1] > LONGEST_RUN:
        return False
    single, classes = characters("IN", items[0][1])
    if "word" not in classes or not all(char.isalnum() or char == "_" for char in single):
        return False
    tails = _letters(rest)
    if min(map(len, tails)) < _LEAST_INNER:
        return False
    found.inner |= tails
    return True


def _add(first: tuple[set[str], set[str]], rest: list[Any], found: Plan, letters: bool, figures: bool) -> None:
    single, classes = first
    if single & FIGURES or "figure" in classes:
        found.figure = True
        found.inside_figures = found.inside_figures or not figures
    words = {char.lower() for char in single if char.isalpha()}
    if "blank" in classes or (classes & {"word", "capital"} and not letters):
        raise Unclear
    found.inside = found.inside or bool(words and not letters)
    found.any_word = found.any_word or "word" in classes
    if "capital" in classes:
        _add_capital(rest, found)
    found.signs |= {char for char in single if not char.isalnum()}
    if words:
        found.heads |= {word + tail for tail in _tails(rest, HEAD - 1) for word in words}
    if len(found.heads) > _MOST_HEADS:
        raise Unclear


def _add_capital(rest: list[Any], found: Plan) -> None:
    """Add what begins with a capital: by what must follow, or by what the same word must hold ('[A-Z][a-z]+gatan')."""
    if _tails(rest, 1) == {END}:
        found.lone_capital = True
    elif _capital(rest):
        found.two_capitals = True
    elif rest and _small_letters(*rest[0]) and min(map(len, tails := _letters(rest[1:]))) >= _LEAST_INNER:
        found.capital_inner |= tails
    else:
        found.any_capital = True


def _letters(items: list[Any]) -> set[str]:
    return {tail.rstrip(END) for tail in _tails(items, HEAD)}


def _small_letters(code: Any, argument: Any) -> bool:
    """Tell whether an item is a run of small letters, which may be empty."""
    if name_of(code) == "SUBPATTERN":
        return len(argument[3]) == 1 and _small_letters(*argument[3][0])
    if name_of(code) in REPEATS:
        return len(argument[2]) == 1 and _small_letters(*argument[2][0])
    kinds = {name_of(kind) for kind, _ in argument} if name_of(code) == "IN" else {"NEGATE"}
    return (
        kinds <= {"RANGE", "LITERAL"}
        and not characters("IN", argument)[0]
        and characters("IN", argument)[1] == {"word"}
    )


def _capital(items: list[Any]) -> bool:
    """Tell whether a sequence can only go on with a capital letter."""
    for code, argument in items:
        name = name_of(code)
        if name in WIDTHLESS:
            continue
        if name in REPEATS:
            return bool(argument[0]) and _capital(argument[2].data)
        if name == "SUBPATTERN":
            return _capital(argument[3].data)
        if name != "IN" or name_of(argument[0][0]) == "NEGATE":
            return False
        single, classes = characters(name, argument)
        return classes == {"capital"} and not single
    return False


def _tails(items: list[Any], need: int) -> set[str]:
    """Give the letters that may follow, as many as are compared; a shorter answer leaves the rest open."""
    if not need:
        return {""}
    for k, (code, argument) in enumerate(items):
        name, rest = name_of(code), items[k + 1 :]
        if name in WIDTHLESS:
            if name == "ASSERT" and argument[0] > 0 and "" not in (ahead := _tails(argument[1].data, need)):
                return ahead
            continue
        if name == "BRANCH":
            return _capped(tail for branch in argument[1] for tail in _tails([*branch.data, *rest], need))
        if name == "SUBPATTERN":
            return _tails([*argument[3].data, *rest], need)
        if name in REPEATS:
            taken = _tails([*argument[2].data, *again(code, argument), *rest], need)
            return _capped(taken | (_tails(rest, need) if argument[0] == 0 else set()))
        return _letter_and_tail(name, argument, rest, need)
    return {""}


def _letter_and_tail(name: str, argument: Any, rest: list[Any], need: int) -> set[str]:
    try:
        single, classes = characters(name, argument)
    except Unclear:
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
