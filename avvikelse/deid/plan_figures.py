"""What every match of a pattern has in it: where its first figure stands, how many stand together, which signs.

Nearly every number that the check looks for is told by its figures, and a text has far fewer figures than words.
"""

from typing import Any

from avvikelse.deid.regex_trees import FIGURES, REPEATS, WIDTHLESS, Unclear, again, characters, name_of

ENDING = 4  # characters before the first figure that are compared
_MOST_ENDINGS = 4_000
_WIDEST = 400


def first_figure(items: list[Any]) -> int | None:
    """Give the farthest place of the first figure that every match of a sequence has, None if it may have none."""
    passed = 0
    for code, argument in items:
        found = _figure_in(name_of(code), argument)
        if found is not None:
            return passed + found
        passed += _width(name_of(code), argument)
        if passed > _WIDEST:
            return None
    return None


def _figure_in(name: str, argument: Any) -> int | None:
    if name == "SUBPATTERN":
        return first_figure(argument[3].data)
    if name == "BRANCH":
        places = [first_figure(branch.data) for branch in argument[1]]
        return None if None in places else max(place for place in places if place is not None)
    if name in REPEATS:
        return first_figure(argument[2].data) if argument[0] else None
    if name == "LITERAL":
        return 0 if chr(argument) in FIGURES else None
    if name == "IN" and all(_only_figures(name_of(code), value) for code, value in argument):
        return 0
    return None


def run_of_figures(items: list[Any], begun: bool = False) -> int | None:
    """Give how many figures a sequence begins with at least, None where it can't begin with one.

    When the run has `begun` before the sequence, another beginning ends it.
    """
    for k, (code, argument) in enumerate(items):
        name, rest = name_of(code), items[k + 1 :]
        if name in WIDTHLESS:
            continue
        if name == "SUBPATTERN":
            return run_of_figures([*argument[3].data, *rest], begun)
        if name == "BRANCH":
            return _least_run([[*branch.data, *rest] for branch in argument[1]], begun)
        if name in REPEATS:
            inner = argument[2].data
            if argument[0] == 0:
                return _least_run([inner, rest], begun)
            if len(inner) != 1 or _figure_in(name_of(inner[0][0]), inner[0][1]) != 0:
                return run_of_figures(inner, begun)
            return int(argument[0]) + (run_of_figures(rest, begun=True) or 0)
        if _figure_in(name, argument) == 0:
            return 1 + (run_of_figures(rest, begun=True) or 0)
        if begun:
            return 0
        return 1 if _may_be_figure(name, argument) else None
    return 0 if begun else None


def _least_run(ways: list[list[Any]], begun: bool) -> int | None:
    """Give the least that any of some ways to go on begins with."""
    return min((run for way in ways if (run := run_of_figures(way, begun)) is not None), default=None)


def _may_be_figure(name: str, argument: Any) -> bool:
    try:
        single, classes = characters(name, argument)
    except Unclear:
        return True
    return "figure" in classes or bool(single & FIGURES)


def _only_figures(member: str, value: Any) -> bool:
    if member == "CATEGORY":
        return name_of(value) == "CATEGORY_DIGIT"
    if member == "RANGE":
        return bool(chr(value[0]) in FIGURES and chr(value[1]) in FIGURES)
    return member == "LITERAL" and chr(value) in FIGURES


def _width(name: str, argument: Any) -> int:
    if name in WIDTHLESS:
        return 0
    if name == "SUBPATTERN":
        return int(argument[3].getwidth()[1])
    if name == "BRANCH":
        return max(int(branch.getwidth()[1]) for branch in argument[1])
    if name in REPEATS:
        return min(int(argument[1]), _WIDEST + 1) * int(argument[2].getwidth()[1])
    return 1 if name in {"LITERAL", "NOT_LITERAL", "IN", "ANY"} else _WIDEST + 1


def endings(items: list[Any]) -> tuple[str, ...]:
    """Give what may stand right before the first figure; empty where that may be anything."""
    try:
        found = {ending for before in _before_figure(items) for ending in _last(before[::-1], ENDING)}
    except Unclear:
        return ()
    return () if "" in found or len(found) > _MOST_ENDINGS else tuple(sorted(found))


def _before_figure(items: list[Any]) -> list[list[Any]]:
    """Give the items that lead to the first figure that every match has, one list for each way there."""
    for k, (code, argument) in enumerate(items):
        name = name_of(code)
        if _figure_in(name, argument) is None:
            continue
        if name == "SUBPATTERN":
            inner = _before_figure(argument[3].data)
        elif name == "BRANCH":
            inner = [way for branch in argument[1] for way in _before_figure(branch.data)]
        elif name in REPEATS:
            inner = _before_figure(argument[2].data)
        else:
            inner = [[]]
        return [[*items[:k], *way] for way in inner]
    raise Unclear


def _last(items: list[Any], need: int) -> set[str]:
    """Give the last characters that a sequence, given backwards, may end in; a shorter answer leaves the rest open."""
    if not need:
        return {""}
    for k, (code, argument) in enumerate(items):
        name, rest = name_of(code), items[k + 1 :]
        if name in WIDTHLESS:
            continue
        if name == "BRANCH":
            return {end for branch in argument[1] for end in _last([*branch.data[::-1], *rest], need)}
        if name == "SUBPATTERN":
            return _last([*argument[3].data[::-1], *rest], need)
        if name in REPEATS:
            taken = _last([*argument[2].data[::-1], *again(code, argument), *rest], need)
            return taken | (_last(rest, need) if argument[0] == 0 else set())
        if name != "LITERAL" and not (name == "IN" and name_of(argument[0][0]) != "NEGATE"):
            return {""}
        single, classes = characters(name, argument)
        if classes or any(char in FIGURES for char in single):
            return {""}
        return {end + char.lower() for end in _last(rest, need - 1) for char in single}
    return {""}


def signs_needed(items: list[Any]) -> frozenset[str]:
    """Give signs of which every match of a sequence has one at least, as few as can be; empty where there are none."""
    found: list[frozenset[str]] = []
    for code, argument in items:
        name = name_of(code)
        if name == "SUBPATTERN":
            found.append(signs_needed(argument[3].data))
        elif name == "BRANCH":
            ways = [signs_needed(branch.data) for branch in argument[1]]
            found.append(frozenset().union(*ways) if all(ways) else frozenset())
        elif name in REPEATS:
            found.append(signs_needed(argument[2].data) if argument[0] else frozenset())
        elif name == "ASSERT" and argument[0] > 0:
            found.append(signs_needed(argument[1].data))
        elif name == "LITERAL" or (name == "IN" and all(name_of(kind) == "LITERAL" for kind, _ in argument)):
            chars = frozenset(chr(value) for _, value in (argument if name == "IN" else [(None, argument)]))
            found.append(frozenset() if any(char.isalnum() or char == " " for char in chars) else chars)
    return min(filter(None, found), key=len, default=frozenset())
