"""Whether a pattern may begin with what is known of a text, asked by a pattern that is made out of it.

`Plan` says by which letters a pattern can begin; that leaves many places where only the first letters fit. Here every
item of the pattern also takes what isn't known, so that the answer is no only where no text whatever could go on so
that the pattern matches. Unknown is any figure, whatever ends a word, and all that follows.
"""

import re
from collections.abc import Callable
from typing import Any

from avvikelse.deid.regex_trees import REPEATS, Unclear, name_of

FIGURE, _BREAK, _OPEN = "\x01", "\x02", "\x03"  # no normalised text has them; low characters compile sooner
_UNKNOWN = FIGURE + _BREAK + _OPEN
_LONGEST = 24  # characters of a pattern that are compared
_WIDEST = 100  # characters that a pattern can ask for, behind what is known
_WIDEST_RANGE = 700
_ALL_OPEN = _OPEN * (2 * _WIDEST)
_CATEGORIES = {
    "CATEGORY_DIGIT": (r"\d", FIGURE + _BREAK),
    "CATEGORY_WORD": (r"\w", FIGURE + _BREAK),
    "CATEGORY_SPACE": (r"\s", _BREAK),
    "CATEGORY_NOT_DIGIT": (r"\D", _BREAK),
    "CATEGORY_NOT_WORD": (r"\W", _BREAK),
    "CATEGORY_NOT_SPACE": (r"\S", FIGURE + _BREAK),
}
_FIGURES = str.maketrans(dict.fromkeys("0123456789", FIGURE))
_LONGEST_KNOWN = 10
_TWO_LETTERS = re.compile(r"(?:[\W\d_]{0,9}[^\W\d_]){2}")


def beginning(tree: Any) -> re.Pattern[str]:
    """Make the pattern that matches whatever a parsed one may begin with. Raises Unclear."""
    if tree.getwidth()[0] > _WIDEST:
        raise Unclear
    flags = tree.state.flags & (re.IGNORECASE | re.DOTALL)
    return re.compile(_sequence(tree.data, whole=False), flags)


def behind(gap: str, letter: str) -> str:
    """Give what is compared behind a word: two characters, by the gap and the first letter of the next word."""
    return gap + letter if gap == " " else (gap + letter)[:2].translate(_FIGURES)


def followed(word: str, behind: str) -> str:
    """Give what is known where this stands `behind` a word; nothing but that it ends, where that is empty."""
    return f"{word}{behind or _BREAK}{_ALL_OPEN}"


def figures_at(text: str, place: int) -> tuple[str, int]:
    """Give what is compared where figures begin, and the place in it: no figure but the first, two letters at most."""
    before = text[place - 1] if place else ""
    behind = text[place + 1 : place + _LONGEST_KNOWN].translate(_FIGURES)
    lettered = _TWO_LETTERS.match(behind)
    return before + text[place] + (lettered[0] if lettered else behind), len(before)


def figure_at(text: str, place: int) -> tuple[str, int]:
    """Give what is compared at a figure, and the place in it: what stands on both sides, no figure but as such."""
    before = text[place - 1] if place else ""
    return (before + text[place : place + 2]).translate(_FIGURES), len(before)


def opened(known: str) -> str:
    """Let anything follow what is known."""
    return known + _ALL_OPEN


def _sequence(items: list[Any], *, whole: bool = True) -> str:
    """Write what a sequence may be. Only the outermost may end early: what stands behind an inner one still follows."""
    found: list[str] = []
    width = 0
    for code, argument in items:
        name = name_of(code)
        found.append(_ITEMS.get(name, _unclear)(name, argument))
        width += _least_width(name, argument)
        if width > _LONGEST and not whole:
            break
    return "".join(found)


def _least_width(name: str, argument: Any) -> int:
    if name in REPEATS:
        return int(argument[0]) * int(argument[2].getwidth()[0])
    if name == "SUBPATTERN":
        return int(argument[3].getwidth()[0])
    return int(name in {"LITERAL", "NOT_LITERAL", "IN", "ANY"})


def _unclear(_name: str, _argument: Any) -> str:
    raise Unclear


def _one(name: str, argument: Any) -> str:
    """Write what a single character may be, the unknown ones among them."""
    if name == "ANY":
        return rf"(?:.|[{_UNKNOWN}])"
    if name == "NOT_LITERAL":
        return f"[^{_escaped(argument)}]"
    if _is_negated(name, argument):
        return f"(?:[^{_written(argument)}]|[{_UNKNOWN}])"
    members = _members(name, argument)
    return f"[{_written(members)}{''.join(sorted(_unknown_among(members)))}{_OPEN}]"


def _is_negated(name: str, argument: Any) -> bool:
    return name == "IN" and name_of(argument[0][0]) == "NEGATE"


def _members(name: str, argument: Any) -> list[Any]:
    return [(name, argument)] if name == "LITERAL" else list(argument)


def _written(members: list[Any]) -> str:
    """Write the members of a set in its brackets."""
    found: list[str] = []
    for code, value in members:
        kind = name_of(code)
        if kind == "LITERAL":
            found.append(_escaped(value))
        elif kind == "RANGE":
            found.append(f"{_escaped(value[0])}-{_escaped(value[1])}")
        elif kind == "CATEGORY" and name_of(value) in _CATEGORIES:
            found.append(_CATEGORIES[name_of(value)][0])
        elif kind != "NEGATE":
            raise Unclear
    return "".join(found)


def _escaped(code: int) -> str:
    return re.escape(chr(code))


def _unknown_among(members: list[Any]) -> set[str]:
    """Give the unknown characters that may be one of a set."""
    found: set[str] = set()
    for code, value in members:
        kind = name_of(code)
        if kind == "CATEGORY":
            found.update(_CATEGORIES[name_of(value)][1])
        elif kind == "RANGE" and value[1] - value[0] > _WIDEST_RANGE:
            found.update(_UNKNOWN)
        else:
            low, high = value if kind == "RANGE" else (value, value)
            chars = [chr(char) for char in range(low, high + 1)]
            found.update(FIGURE for char in chars if char.isdecimal())
            found.update(_BREAK for char in chars if not char.isalpha())
    return found


def _group(_name: str, argument: Any) -> str:
    _, on, off, inner = argument
    flag = "i" if on & re.IGNORECASE else "-i" if off & re.IGNORECASE else ""
    return f"(?{flag}:{_sequence(inner.data)})"


def _branch(_name: str, argument: Any) -> str:
    return f"(?:{'|'.join(_sequence(branch.data) for branch in argument[1])})"


def _repeat(name: str, argument: Any) -> str:
    least, most, inner = argument
    times = f"{{{int(least)},{'' if name_of(most) == 'MAXREPEAT' else int(most)}}}"
    return f"(?:{_sequence(inner.data)}){times}{'?' if name == 'MIN_REPEAT' else ''}"


def _at(_name: str, argument: Any) -> str:
    """Keep where a word begins or ends; of lines and the text nothing is known."""
    if name_of(argument) != "AT_BOUNDARY":
        return ""
    return rf"(?:\b|(?=[{_UNKNOWN}])|(?<=[{_UNKNOWN}]))"


def _assertion(name: str, argument: Any) -> str:
    """Keep what must stand ahead, and what a single character ahead or behind must or mustn't be."""
    direction, inner = argument
    if direction > 0 and name == "ASSERT" and inner.getwidth()[0] <= _WIDEST:
        return f"(?={_sequence(inner.data)})"
    if len(inner) != 1 or name_of(inner.data[0][0]) not in {"LITERAL", "IN"}:
        return ""
    kind, value = name_of(inner.data[0][0]), inner.data[0][1]
    if name == "ASSERT":
        return rf"(?:(?<={_one(kind, value)})|\A)"
    surely = _surely(kind, value)
    return f"(?{'!' if direction > 0 else '<!'}{surely})" if surely else ""


def _surely(name: str, argument: Any) -> str:
    """Write a set without the unknown characters, which only may be in it; empty where they can't be left out."""
    if _is_negated(name, argument):
        return f"[^{_written(argument)}{_UNKNOWN}]"
    members = _members(name, argument)
    holds = any(name_of(code) == "CATEGORY" and "_NOT_" in name_of(value) for code, value in members)
    return "" if holds else f"[{_written(members)}]"


_ITEMS: dict[str, Callable[[str, Any], str]] = {
    **dict.fromkeys(("LITERAL", "NOT_LITERAL", "IN", "ANY"), _one),
    **dict.fromkeys(REPEATS, _repeat),
    **dict.fromkeys(("ASSERT", "ASSERT_NOT"), _assertion),
    "SUBPATTERN": _group,
    "BRANCH": _branch,
    "AT": _at,
    "GROUPREF": lambda _name, _argument: r"[\s\S]{0,400}",
}
