"""One normalised text with what is needed to look things up in it quickly.

A `Page` is the text itself, a string like any other, that also knows its words and where they and its figures begin.
It lives as long as the check of that text.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import chain
from typing import Self

from avvikelse.deid import starts
from avvikelse.deid.beginnings import behind
from avvikelse.deid.lazily import lazily
from avvikelse.deid.plan_figures import ENDING
from avvikelse.deid.plans import LONGEST_RUN, Plan
from avvikelse.deid.starts import NEAR, Begins, Sought, Starts
from avvikelse.deid.tokens import Tokens
from avvikelse.deid.wordbook import Wordbook, plainly

_FIGURES, _PLAIN_FIGURES = re.compile(r"\d+"), re.compile("[0-9]+")
_BLANKS = " \t\n"
_LONGEST = 400  # no pattern reads farther back from its sign
_CROWDED = 6  # with more places to try than one in so many characters, all are tried
_LONGEST_LEAD = 3  # signs before the first word of a line
_FAR = 1_000  # no pattern needs a figure so far behind
_WHOLE = (0,)
_NOWHERE: list[int] = []
_BARE = Wordbook()


class Page(str):  # noqa: SLOT000 -- what is cached needs a place
    """A text and its index; whatever takes a text takes a page."""

    book: Wordbook

    def __new__(cls, text: str, book: Wordbook = _BARE) -> Self:
        """Take a text, and the wordbook that knows its words."""
        page = super().__new__(cls, text)
        page.book = book
        return page

    @lazily
    def signs(self) -> frozenset[str]:
        """The different characters in it."""
        return frozenset(self)

    @lazily
    def words(self) -> Tokens:
        """The words in order."""
        return Tokens(str(self), self.book, self.signs)

    @lazily
    def figures(self) -> list[int]:
        """Where each run of figures begins."""
        return [start for start, _ in self._figure_runs]

    @lazily
    def _figure_runs(self) -> list[tuple[int, int]]:
        foreign = any(sign.isdecimal() and not sign.isascii() for sign in self.signs)
        return [match.span() for match in (_FIGURES if foreign else _PLAIN_FIGURES).finditer(self)]

    def _runs(self, least: int) -> list[int]:
        """Give where the runs of so many figures begin."""
        if least == 1:
            return self.figures
        found = self._found_runs.get(least)
        if found is None:
            found = self._found_runs[least] = [start for start, end in self._figure_runs if end - start >= least]
        return found

    @lazily
    def _found_runs(self) -> dict[int, list[int]]:
        return {}

    @lazily
    def idle(self) -> frozenset[int]:
        """The numbers of the patterns that can begin nowhere, as may be told at a glance."""
        longest = max((end - start for start, end in self._figure_runs), default=0)
        begun = {*self._begun, *self._at_lines}
        return starts.of_all().idle(begun, self.signs, longest, self._at_figures)

    def beginnings(self, pattern: Sought) -> list[int] | None:
        """Give the places where a pattern may begin, in order; None where nearly every place may do."""
        plan = pattern.plan
        if plan is None:
            return None
        figures = self._figures_of(plan, pattern.number) if plan.figure else _NOWHERE
        others = self._others_of(plan, pattern.number)
        if others and plan.within is not None:
            others = self._before_figures(others, plan.within)
        places = sorted({*others, *figures}) if others else figures
        return None if len(places) * _CROWDED > len(self) else places

    def _figures_of(self, plan: Plan, number: int) -> list[int]:
        if self._at_figures is None or number >= self._indexed:
            return self._inside_figures if plan.inside_figures else self._runs(plan.run)
        return self._at_figures.get(number, _NOWHERE)

    @lazily
    def _at_figures(self) -> dict[int, list[int]] | None:
        """The runs of figures where each pattern may begin, by its number; None where there are too many of them."""
        if len(self._figure_runs) * _CROWDED > len(self):
            return None
        found: defaultdict[int, list[int]] = defaultdict(list)
        for start, end in self._figure_runs:
            for number in self.book.at_figures(self, start, end):
                found[number].append(start)
            # Between other figures each figure is like the one before.
            inner: tuple[int, ...] = ()
            for place in range(start, end):
                if place < start + 2 or place == end - 1:
                    inner = self.book.inside_figures(self, place)
                for number in inner:
                    found[number].append(place)
        return found

    def _others_of(self, plan: Plan, number: int) -> Collection[int]:
        """Give the places in words, at signs and where lines begin."""
        begun = self._begun.get(number, _NOWHERE) if number < self._indexed else self._begun_by(Starts([plan]))
        if not (plan.signs or plan.lines or plan.any_word):
            return begun
        if plan.any_word and self.figures:
            return self._beside_figures(plan).union(begun, *map(self._signs, plan.signs))
        places = set(begun).union(*map(self._signs, plan.signs))
        if plan.lines:
            places.update(self._at_lines.get(number, _NOWHERE) if number < self._indexed else self._lines)
        return places

    @lazily
    def _at_lines(self) -> dict[int, list[int]]:
        """The lines where each pattern may begin with them, by its number."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        words = self.words
        for start in self._lines:
            i = bisect_left(words.starts, start)
            lead = self[start : min(start + _LONGEST_LEAD + 1, words.starts[i])] if i < len(words.forms) else ""
            plain = i < len(words.forms) and len(lead) <= _LONGEST_LEAD
            form = words.forms[i] if plain else None
            for number in self.book.at_line(form, lead, self._behind[i] if plain else ""):
                found[number].append(start)
        return found

    @lazily
    def _figures_and_end(self) -> list[int]:
        return [*self.figures, len(self) + _FAR]

    def _before_figures(self, places: Collection[int], reach: int) -> Collection[int]:
        """Leave out the places with no figure so near behind them."""
        if not self.figures:
            return _NOWHERE
        figures = self._figures_and_end
        return [place for place in places if figures[bisect_left(figures, place)] <= place + reach]

    def before(self, signs: Iterator[re.Match[str]], runs: int) -> list[int] | None:
        """Give every place from the beginning of the run of non-blanks with a sign in it, or some runs before."""
        places: set[int] = set()
        for match in signs:
            at = start = match.start()
            least = max(0, at - _LONGEST)
            for _ in range(runs):
                start = max(self.rfind(blank, least, max(start, 0)) for blank in _BLANKS)
            start = max(start + 1, least)
            places.update(range(start, at + 1))
            if len(places) * _CROWDED > len(self):
                return None
        return sorted(places)

    @lazily
    def _begun(self) -> dict[int, list[int]]:
        """The places where each pattern may begin in a word, by its number."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        starts = self.words.starts
        for begins, places in chain(self._alike(), self._alike_near_figures()):
            at = [starts[i] for i in places]
            for number, offset in begins:
                found[number] += [place + offset for place in at] if offset else at
        for form, places in self.words.places.items():
            for number, offset in form.nature.behind_run:
                found[number] += [self._run_start(starts[i] + offset) for i in places]
        return found

    def _alike_near_figures(self) -> Collection[tuple[Begins, list[int]]]:
        """The same for what needs a figure, of the words that have one near behind some letter of theirs."""
        found: dict[int, tuple[Begins, list[int]]] = {}
        behind, after, forms = self._behind, self.book.after, self.words.forms
        for i in self._near_figures():
            known = forms[i].nature.after
            told = known.get(behind[i]) if known is not None else None
            begins = (told or after(forms[i], behind[i]))[1]
            if begins:
                found.setdefault(id(begins), (begins, []))[1].append(i)
        return found.values()

    def _alike(self) -> Collection[tuple[Begins, list[int]]]:
        """Give the words together in which the same patterns may begin."""
        found: dict[int, tuple[Begins, list[int]]] = {}
        behind, after = self._behind, self.book.after
        for form, places in self.words.places.items():
            begins, known = form.nature.begins, form.nature.after
            if not begins:
                continue
            if known is None:
                found.setdefault(id(begins), (begins, []))[1].extend(places)
                continue
            for i in places:
                begins = (known.get(behind[i]) or after(form, behind[i]))[0]
                if begins:
                    found.setdefault(id(begins), (begins, []))[1].append(i)
        return found.values()

    @lazily
    def _behind(self) -> list[str]:
        """What is compared behind each word."""
        words = self.words
        following = zip(words.gaps[1:], words.forms[1:], strict=False)
        found = [gap + form.first if gap == " " else behind(gap, form.first) for gap, form in following]
        return [*found, behind(words.gaps[-1], "")]

    def _near_figures(self) -> Iterator[int]:
        """Give the indexes of the words that have a figure near behind some letter of theirs."""
        starts, done = self.words.starts, 0
        for figure in self.figures:
            first, last = max(done, bisect_left(starts, figure - NEAR) - 1), bisect_right(starts, figure)
            yield from range(first, last)
            done = max(done, last)

    @lazily
    def _indexed(self) -> int:
        return starts.of_all().size

    def _begun_by(self, begin: Starts) -> list[int]:
        """The same for a pattern that was made too late to be known to the words."""
        found: list[int] = []
        starts = self.words.starts
        for form, places in self.words.places.items():
            for _, offset in chain(*begin.of(form.text, form.plain, form.nature.parts)):
                found += [starts[i] + offset for i in places]
            for _, offset in begin.behind_run(form.plain, form.nature.parts):
                found += [self._run_start(starts[i] + offset) for i in places]
        return found

    def _run_start(self, place: int) -> int:
        """Go back to where the run of letters, figures and underscores begins, no farther than any pattern reads."""
        least = max(0, place - LONGEST_RUN - 1)
        while place > least and (self[place - 1].isalnum() or self[place - 1] == "_"):
            place -= 1
        return place

    def _beside_figures(self, plan: Plan) -> set[int]:
        """Find every word, or run of word characters, that a figure follows within reach."""
        if (plan.within or 0) <= NEAR:  # the words tell themselves
            return set(self._other_runs if self._at_figures is None else self._signs("_"))
        places: set[int] = set()
        reach, done = plan.within or 0, 0
        words, other = self.words, self._other_runs
        for figure in self.figures:
            if plan.endings and not self._before_figure[figure].endswith(plan.endings):
                continue
            first, last = max(done, bisect_left(words.starts, figure - reach) - 1), bisect_right(words.starts, figure)
            for start, form in zip(words.starts[first:last], words.forms[first:last], strict=True):
                if form.nature.parts == _WHOLE:
                    places.add(start)
                else:
                    places.update(start + part for part in form.nature.parts)
            places.update(other[bisect_left(other, figure - reach) : bisect_right(other, figure)])
            done = max(done, last)
        return places

    @lazily
    def _before_figure(self) -> dict[int, str]:
        """What stands right before each run of figures."""
        return {figure: plainly(self[max(0, figure - ENDING) : figure]) for figure in self.figures}

    @lazily
    def _other_runs(self) -> list[int]:
        """Where runs of word characters begin that aren't letters."""
        return sorted([*self.figures, *self._signs("_")])

    @lazily
    def _inside_figures(self) -> list[int]:
        return [i for start, end in self._figure_runs for i in range(start, end)]

    @lazily
    def _lines(self) -> list[int]:
        """Where each line begins."""
        return [0, *(at + 1 for at in self._signs("\n"))]

    @lazily
    def _found_signs(self) -> dict[str, list[int]]:
        return {}

    def _signs(self, sign: str) -> list[int]:
        found = self._found_signs.get(sign)
        if found is None:
            found = self._found_signs[sign] = []
            at = self.find(sign)
            while at >= 0:
                found.append(at)
                at = self.find(sign, at + 1)
        return found
