"""Where in a word any pattern can begin, for all patterns at once.

Each pattern's plan says by which letters it can begin. Turned round, a word tells at once which few patterns are worth
trying at it; that answer belongs to the word alone and is kept with its form.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Protocol

from avvikelse.deid.plans import END, Plan
from avvikelse.deid.regex_trees import HEAD

_PARTS = re.compile(r"[^\W\d_]+")
NEAR = 60  # characters from a word to a figure
Begins = tuple[tuple[int, int], ...]
_MOST_SEEN = 20_000
_LATIN = "\xff"  # up to here every letter has one lower-case letter, and no other one counts as the same


class Sought(Protocol):
    """What is looked for all through a text."""

    number: int

    @property
    def plan(self) -> Plan | None:
        """Where a match can begin, None if anywhere."""

    def prepare(self) -> None:
        """Make ready to be asked `may_begin`."""

    def may_begin(self, known: str, at: int) -> bool:
        """Tell whether a match may begin at a place in what is known of a text."""


_SOUGHT: list[Sought] = []


def register(sought: Sought) -> int:
    """Give a pattern its number among all that are looked for."""
    _SOUGHT.append(sought)
    return len(_SOUGHT) - 1


def registered() -> list[Sought]:
    """Give all that is looked for, in the order of their numbers."""
    return list(_SOUGHT)


def parts_of(text: str) -> tuple[int, ...]:
    """Give the places in a word where a letter follows another sign, or the beginning."""
    return (0,) if text.isalpha() else tuple(match.start() for match in _PARTS.finditer(text))


class Starts:
    """Some patterns, by how they begin. `size` is how many; a pattern's number is its place among them."""

    def __init__(self, plans: Sequence[Plan | None], sought: Sequence[Sought] = ()) -> None:
        self.size = len(plans)
        self._all = frozenset(range(self.size))
        self._sought = sought
        self._waiting = list(sought)
        self._heads: dict[str, list[int]] = {}
        self._inner: dict[str, list[int]] = {}
        self._inside: dict[str, list[int]] = {}
        self._capital: list[int] = []
        self._any_word: list[int] = []
        self._capital_inner: dict[str, list[int]] = {}
        self._two_capitals: list[int] = []
        self._lone_capital: list[int] = []
        self._foreign: list[int] = []  # a letter of another alphabet may count as any
        self._figures: dict[int, set[int]] = {}  # by how many stand together
        self._at_figures: dict[int, int] = {}  # of those that begin where a run does, how many they ask for
        self._beside_figures: set[int] = set()
        self._inside_figures: list[int] = []
        self._signs: dict[str, set[int]] = {}
        self._needing: dict[frozenset[str], set[int]] = {}
        self._at_lines: list[int] = []
        self._unbound: set[int] = set()
        self._need_figure: set[int] = set()
        self._near: set[int] = set()
        self._same: dict[Begins, Begins] = {}
        self._heads_seen: dict[str, tuple[Begins, Begins]] = {}
        for number, plan in enumerate(plans):
            if plan is None:
                self._unbound.add(number)
            else:
                self._add(number, plan)
                self._add_others(number, plan)
        inside = "|".join(sorted(map(re.escape, self._inside), key=len, reverse=True))
        self._holds_inside = re.compile(f"(?={inside})") if inside else None

    def _add(self, number: int, plan: Plan) -> None:
        if plan.inside:
            for head in plan.heads:
                self._inside.setdefault(head.rstrip(END), []).append(number)
        if plan.any_word:
            if (plan.within or 0) <= NEAR:
                self._any_word.append(number)
            return  # of others the page looks beside its figures
        for head in plan.heads:
            self._heads.setdefault(head, []).append(number)
        for letters in plan.inner:
            self._inner.setdefault(letters, []).append(number)
        for letters in plan.capital_inner:
            self._capital_inner.setdefault(letters, []).append(number)
        for group, wanted in (
            (self._capital, plan.any_capital),
            (self._two_capitals, plan.two_capitals and not plan.any_capital),
            (self._lone_capital, plan.lone_capital and not plan.any_capital),
            (
                self._foreign,
                plan.heads or plan.any_capital or plan.capital_inner or plan.two_capitals or plan.lone_capital,
            ),
        ):
            if wanted:
                group.append(number)

    def _add_others(self, number: int, plan: Plan) -> None:
        if plan.lines:
            self._at_lines.append(number)
        if plan.figure or plan.any_word:
            self._figures.setdefault(1 if plan.any_word else plan.run, set()).add(number)
            if plan.figure and not plan.inside_figures:
                self._at_figures[number] = 1 if plan.any_word else plan.run
            if plan.any_word:
                self._beside_figures.add(number)
            if plan.figure and plan.inside_figures:
                self._inside_figures.append(number)
        if plan.needs:
            self._needing.setdefault(plan.needs, set()).add(number)
        for sign in plan.signs:
            self._signs.setdefault(sign, set()).add(number)
        if plan.within is not None:
            self._need_figure.add(number)
            if plan.within <= NEAR:
                self._near.add(number)

    def idle(
        self, begun: Iterable[int], signs: AbstractSet[str], run: int, at_figures: Iterable[int] | None
    ) -> frozenset[int]:
        """Give the patterns that can begin nowhere in a text.

        By what its words begin, its signs, its longest run of figures, and what may begin at those, if that is known.
        """
        found = self._unbound.union(begun)
        if run and at_figures is not None:
            found |= self._beside_figures
            found.update(at_figures)
        for least, numbers in self._figures.items() if at_figures is None else ():
            if run >= least:
                found |= numbers
        for sign in signs & self._signs.keys():
            found |= self._signs[sign]
        if not run:
            found -= self._need_figure
        for needed, numbers in self._needing.items():
            if needed.isdisjoint(signs):
                found -= numbers
        return self._all - found

    @property
    def ready(self) -> bool:
        """Whether `narrowed` and `at_figures` may be asked."""
        return bool(self._sought) and not self._waiting

    def prepare(self, most: int) -> None:
        """Make some more patterns ready to be asked where they may begin."""
        for _ in range(most):
            try:
                waiting = self._waiting.pop()
            except IndexError:  # the last may be taken by another thread, which has asked at the same time
                return
            waiting.prepare()

    def narrowed(self, begins: Begins, known: str) -> Begins:
        """Leave out the patterns that can't begin in a word, by all that is known of it and what stands behind."""
        left = tuple(one for one in begins if self._sought[one[0]].may_begin(known, one[1]))
        if len(self._same) > _MOST_SEEN:
            self._same.clear()
        return self._same.setdefault(left, left)

    def at_figures(self, run: int, known: str = "", at: int = 0) -> tuple[int, ...]:
        """Give the numbers of the patterns that may begin where a run of figures does, by its length or all known."""
        numbers = (number for number, least in self._at_figures.items() if least <= run)
        return tuple(one for one in numbers if not known or self._sought[one].may_begin(known, at))

    def inside_figures(self, known: str = "", at: int = 0) -> tuple[int, ...]:
        """Give the numbers of the patterns that may begin in the middle of figures too, by all that is known there."""
        return tuple(one for one in self._inside_figures if not known or self._sought[one].may_begin(known, at))

    def at_line(self, known: str = "", at: int = 0) -> tuple[int, ...]:
        """Give the numbers of the patterns that may begin where a line does, by all that is known of that."""
        return tuple(one for one in self._at_lines if not known or self._sought[one].may_begin(known, at))

    def of(self, text: str, plain: str, parts: Sequence[int]) -> tuple[Begins, Begins]:
        """Give the numbers of the patterns that may begin in a word, each with the place in it.

        First those that may do so anywhere, then those that need a figure within `NEAR`.
        """
        held = [] if text.islower() else self._held(plain)
        inside = self._holds_inside is not None and self._holds_inside.search(plain) is not None
        if len(parts) == 1 and not held and not inside and len(text) > parts[0] + HEAD:
            return self._by_head(text[parts[0] : parts[0] + HEAD], parts[0])
        found: list[tuple[int, int]] = []
        for offset in parts:
            found += ((number, offset) for number in self._at(text, offset))
            if held and not text[offset].islower():
                found += ((number, offset) for number in held)
        if inside and self._holds_inside is not None:
            for match in self._holds_inside.finditer(plain):
                found += self._within(plain, match.start())
        return self._parted(found)

    def _by_head(self, head: str, offset: int) -> tuple[Begins, Begins]:
        """The same for a word that begins with these letters and holds nothing that matters: most words do."""
        known = self._heads_seen.get(head) if not offset else None
        if known is None:
            known = self._parted([(number, offset) for number in self._at(head, 0)])
            if not offset and len(self._heads_seen) < _MOST_SEEN:
                self._heads_seen[head] = known
        return known

    def _parted(self, found: list[tuple[int, int]]) -> tuple[Begins, Begins]:
        """Part those that may begin anywhere from those that need a figure; words that are alike share theirs."""
        once = dict.fromkeys(found)
        anywhere = tuple(one for one in once if one[0] not in self._near)
        near = tuple(one for one in once if one[0] in self._near)
        if len(self._same) > _MOST_SEEN:
            self._same.clear()
        return self._same.setdefault(anywhere, anywhere), self._same.setdefault(near, near)

    def _held(self, plain: str) -> list[int]:
        """Give the patterns that begin with a capital where the word holds certain letters."""
        return [number for letters, numbers in self._capital_inner.items() if letters in plain for number in numbers]

    def behind_run(self, plain: str, parts: Sequence[int]) -> tuple[tuple[int, int], ...]:
        """Give the patterns that begin with any run of letters and figures before some letters of the word."""
        numbers = {number for letters, numbers in self._inner.items() if letters in plain for number in numbers}
        return tuple((number, offset) for number in sorted(numbers) for offset in parts) if numbers else ()

    def _at(self, text: str, offset: int) -> Iterable[int]:
        letters = text[offset : offset + HEAD]
        if not letters.isalpha():
            letters = _PARTS.match(letters)[0]  # type: ignore[index]  # a part begins with a letter
        if max(letters) > _LATIN:
            return [*self._any_word, *self._foreign, *self._capitals(text, offset)]
        head = (letters.lower() + END)[:HEAD]
        found = [number for length in range(1, len(head) + 1) for number in self._heads.get(head[:length], ())]
        found += self._any_word
        return found if letters[0].islower() else [*found, *self._capitals(text, offset)]

    def _capitals(self, text: str, offset: int) -> Iterator[int]:
        if not text[offset].islower():
            yield from self._capital
            following = text[offset + 1 : offset + 2]
            if not following.isalpha():
                yield from self._lone_capital
            elif not following.islower():
                yield from self._two_capitals

    def _within(self, plain: str, offset: int) -> Iterator[tuple[int, int]]:
        for letters, numbers in self._inside.items():
            if plain.startswith(letters, offset):
                yield from ((number, offset) for number in numbers)


@cache
def of_all() -> Starts:
    """Give the beginnings of every pattern that is registered when this is first asked for."""
    return Starts([sought.plan for sought in _SOUGHT], tuple(_SOUGHT))
