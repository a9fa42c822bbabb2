"""How many steps a backtracking engine takes for a pattern: what `re` does inside one call, counted.

A small engine that walks the parse tree of the standard library as `re` walks its code: greedy repeats are taken as far
as they go and given back one by one. Its answers are held against those of `re`; its steps are what the tests are for.
"""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

_parser = import_module("re._parser")
Then = Callable[[int], bool]
_DEEP = 20_000
_ONE_CHARACTER = {"LITERAL", "NOT_LITERAL", "IN", "ANY"}
_CLASSES: dict[str, Callable[[str], bool]] = {
    "CATEGORY_DIGIT": str.isdecimal,
    "CATEGORY_SPACE": str.isspace,
    "CATEGORY_WORD": lambda c: c.isalnum() or c == "_",
}


class TooManyStepsError(Exception):
    """The engine gave up."""


def parsed(pattern: re.Pattern[str]) -> Any:
    """The parse tree of a pattern."""
    return _parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)


@contextmanager
def _deep() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(_DEEP)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


class Engine:
    """Matches one text at one place and counts."""

    def __init__(self, text: str, limit: int) -> None:
        self.text, self.limit, self.steps = text, limit, 0
        self._groups: dict[int, tuple[int, int]] = {}

    def end(self, pattern: re.Pattern[str], start: int = 0) -> int | None:
        """Where the match at a place ends, None without one. Raises TooManyStepsError beyond the limit."""
        ends: list[int] = []
        with _deep():
            found = self._items(list(parsed(pattern)), 0, start, pattern.flags, lambda at: not ends.append(at))
        return ends[0] if found else None

    def _items(self, items: Sequence[Any], k: int, at: int, flags: int, then: Then) -> bool:
        self.steps += 1
        if self.steps > self.limit:
            raise TooManyStepsError
        if k == len(items):
            return then(at)
        code, argument = items[k]
        name = str(code)

        def go_on(place: int) -> bool:
            return self._items(items, k + 1, place, flags, then)

        if name in _ONE_CHARACTER:
            return self._is(name, argument, at, flags) and go_on(at + 1)
        step: Callable[..., bool] = getattr(self, f"_{name.lower()}")
        return step(argument, at, flags, go_on)

    def _is(self, name: str, argument: Any, at: int, flags: int) -> bool:
        if at >= len(self.text):
            return False
        char = self.text[at]
        if name == "ANY":
            return char != "\n" or bool(flags & re.DOTALL)
        forms = {char, char.lower(), char.upper()} if flags & re.IGNORECASE else {char}
        if name == "IN":
            return any(_within(argument, form) for form in forms)
        return (chr(argument) in forms) == (name == "LITERAL")

    def _subpattern(self, argument: Any, at: int, flags: int, go_on: Then) -> bool:
        group, add, remove, inner = argument

        def close(place: int) -> bool:
            before = self._groups.get(group)
            if group is not None:
                self._groups[group] = (at, place)
            if go_on(place):
                return True
            if before is not None:
                self._groups[group] = before
            return False

        return self._items(list(inner), 0, at, (flags | add) & ~remove, close)

    def _groupref(self, group: int, at: int, _flags: int, go_on: Then) -> bool:
        if group not in self._groups:
            return False
        held = self.text[slice(*self._groups[group])]
        return self.text.startswith(held, at) and go_on(at + len(held))

    def _branch(self, argument: Any, at: int, flags: int, go_on: Then) -> bool:
        return any(self._items(list(branch), 0, at, flags, go_on) for branch in argument[1])

    def _max_repeat(self, argument: Any, at: int, flags: int, go_on: Then) -> bool:
        least, most, inner = argument
        items = list(inner)
        if len(items) == 1 and str(items[0][0]) in _ONE_CHARACTER:
            taken = 0
            while taken < most and self._is(str(items[0][0]), items[0][1], at + taken, flags):
                taken += 1
                self.steps += 1
            return any(go_on(at + length) for length in range(taken, least - 1, -1))
        return self._round(0, at, argument, flags, go_on)

    def _round(self, done: int, at: int, repeat: Any, flags: int, go_on: Then) -> bool:
        least, most, inner = repeat

        def again(place: int) -> bool:
            return place > at and self._round(done + 1, place, repeat, flags, go_on)

        return (done < most and self._items(list(inner), 0, at, flags, again)) or (done >= least and go_on(at))

    def _min_repeat(self, argument: Any, at: int, flags: int, go_on: Then) -> bool:
        return self._few(0, at, argument, flags, go_on)

    def _few(self, done: int, at: int, repeat: Any, flags: int, go_on: Then) -> bool:
        least, most, inner = repeat
        if done >= least and go_on(at):
            return True

        def again(place: int) -> bool:
            return place > at and self._few(done + 1, place, repeat, flags, go_on)

        return done < most and self._items(list(inner), 0, at, flags, again)

    def _looks(self, argument: Any, at: int, flags: int) -> bool:
        direction, inner = argument
        if direction > 0:
            return self._items(list(inner), 0, at, flags, lambda _: True)
        start = at - inner.getwidth()[0]
        return start >= 0 and self._items(list(inner), 0, start, flags, lambda place: place == at)

    def _assert(self, argument: Any, at: int, flags: int, go_on: Then) -> bool:
        return self._looks(argument, at, flags) and go_on(at)

    def _assert_not(self, argument: Any, at: int, flags: int, go_on: Then) -> bool:
        return not self._looks(argument, at, flags) and go_on(at)

    def _at(self, argument: Any, at: int, flags: int, go_on: Then) -> bool:
        text, name, lines = self.text, str(argument), bool(flags & re.MULTILINE)
        word = [0 <= k < len(text) and _CLASSES["CATEGORY_WORD"](text[k]) for k in (at - 1, at)]
        holds = {
            "AT_BEGINNING": at == 0 or (lines and text[at - 1] == "\n"),
            "AT_BEGINNING_STRING": at == 0,
            "AT_END": at == len(text) or (text[at] == "\n" and (lines or at == len(text) - 1)),
            "AT_END_STRING": at == len(text),
            "AT_BOUNDARY": word[0] != word[1],
            "AT_NON_BOUNDARY": word[0] == word[1],
        }
        return holds[name] and go_on(at)


def _within(members: Any, char: str) -> bool:
    """Whether a character is in a set."""
    if str(members[0][0]) == "NEGATE":
        return not _within(members[1:], char)
    for code, value in members:
        name = str(code)
        if name == "CATEGORY":
            kind = str(value).replace("_NOT_", "_")
            if _CLASSES[kind](char) == (kind == str(value)):
                return True
        elif (name == "RANGE" and value[0] <= ord(char) <= value[1]) or (name == "LITERAL" and value == ord(char)):
            return True
    return False


def pieces(tree: Any) -> list[str]:
    """What a pattern can be led through, item by item: each piece is the least that its item takes."""
    return [piece for code, argument in tree if (piece := _least(str(code), argument))]


def _least(name: str, argument: Any) -> str:
    """Something short that an item takes; repeats are taken once, so that what is optional is there too."""
    if name == "LITERAL":
        return chr(argument)
    if name == "IN":
        return next((char for char in "1a A.-/,:*x_@\n" if _within(argument, char)), chr(0x2022))
    if name in {"ANY", "NOT_LITERAL"}:
        return "a"
    if name == "SUBPATTERN":
        return "".join(pieces(argument[3]))
    if name == "BRANCH":
        return "".join(pieces(argument[1][0]))
    if name in {"MAX_REPEAT", "MIN_REPEAT"}:
        return "".join(pieces(argument[2])) * max(1, min(argument[0], 12))
    return ""
