"""One normalised text with what is needed to look things up in it quickly.

A `Page` is the text itself, a string like any other, that also knows its words and where they and its figures begin.
It lives as long as the check of that text.
"""

import re
from bisect import bisect_left
from functools import cached_property

from avvikelse.deid.plans import END, ENDING, HEAD, LONGEST_RUN, Plan
from avvikelse.deid.tokens import Form, Tokens, plainly

_FIGURES = re.compile(r"\d+")
_PARTS = re.compile(r"[^\W\d_]+")
_LATIN = "\xff"  # up to here every letter has one lower-case letter, and no other one counts as the same
_LONGEST = 400  # no pattern reads farther back from its sign
_CROWDED = 6  # with more places to try than one in so many characters, all are tried


class Page(str):  # noqa: SLOT000 -- what is cached needs a place
    """A text and its index; whatever takes a text takes a page."""

    @cached_property
    def words(self) -> Tokens:
        """The words in order."""
        return Tokens(self)

    @cached_property
    def figures(self) -> list[int]:
        """Where each run of figures begins."""
        return [match.start() for match in _FIGURES.finditer(self)]

    def beginnings(self, plan: Plan) -> list[int] | None:
        """Give the places where a pattern may begin, in order; None where nearly every place may do."""
        places = self._beside_figures(plan) if plan.any_word else self._headed(plan)
        if plan.inside:
            places |= self._inside_words(plan)
        if plan.figure:
            places.update(self._inside_figures if plan.inside_figures else self.figures)
        for sign in plan.signs:
            places.update(self._signs(sign))
        if len(places) * _CROWDED > len(self):
            return None
        if plan.within is None or plan.inside_figures:
            return sorted(places)
        figures, reach = [*self.figures, len(self) + plan.within + 1], plan.within
        return sorted(place for place in places if figures[bisect_left(figures, place)] <= place + reach)

    def before_signs(self, sign: re.Pattern[str], runs: int) -> list[int] | None:
        """Give every place from the beginning of the run of non-blanks with a sign in it, or some runs before."""
        places: set[int] = set()
        for match in sign.finditer(self):
            start = match.start() + 1
            for _ in range(runs):
                start = max(start and 1 + self.rfind(blank, max(0, start - _LONGEST), start - 1) for blank in " \t\n")
            places.update(range(max(start, match.start() - _LONGEST), match.start() + 1))
            if len(places) * _CROWDED > len(self):
                return None
        return sorted(places)

    def _headed(self, plan: Plan) -> set[int]:
        """Find the words that begin with one of the plan's letters."""
        starts, heads = self.words.starts, self._heads
        found: set[int] = set()
        for head in plan.heads & self._known_heads:
            found.update(starts[i] + offset for form, offset in heads[head] for i in form.places)
        if plan.any_capital:
            found.update(self._capitals)
        if plan.heads or plan.any_capital:
            found.update(starts[i] + offset for form, offset in heads.get("", ()) for i in form.places)
        if any(letters in self._vocabulary for letters in plan.inner):
            holding = [entry for entry in self._parts if any(letters in entry[0].plain for letters in plan.inner)]
            found.update(self._run_start(starts[i] + offset) for form, offset in holding for i in form.places)
        return found

    def _run_start(self, place: int) -> int:
        """Go back to where the run of letters, figures and underscores begins, no farther than any pattern reads."""
        least = max(0, place - LONGEST_RUN - 1)
        while place > least and (self[place - 1].isalnum() or self[place - 1] == "_"):
            place -= 1
        return place

    def _inside_words(self, plan: Plan) -> set[int]:
        """Find the plan's letters wherever they stand in a word."""
        found: set[int] = set()
        heads = [letters for head in plan.heads if (letters := head.rstrip(END)) in self._vocabulary]
        for form in self.words.distinct if heads else ():
            held = [head for head in heads if head in form.plain]
            offsets = [match.start() for head in held for match in re.finditer(re.escape(head), form.plain)]
            found.update(self.words.starts[i] + offset for offset in offsets for i in form.places)
        return found

    def _beside_figures(self, plan: Plan) -> set[int]:
        """Find every word, or run of word characters, that a figure follows within reach."""
        places: set[int] = set()
        reach = plan.within or 0
        for figure in self.figures:
            if plan.endings and not plainly(self[max(0, figure - ENDING) : figure]).endswith(plan.endings):
                continue
            i = bisect_left(self._word_places, figure - reach)
            while i < len(self._word_places) and self._word_places[i] <= figure:
                places.add(self._word_places[i])
                i += 1
        return places

    @cached_property
    def _known_heads(self) -> frozenset[str]:
        return frozenset(self._heads)

    @cached_property
    def _vocabulary(self) -> str:
        """Every form once, to see at once that some letters occur in none."""
        return "\n".join(form.plain for form in self.words.distinct)

    @cached_property
    def _capitals(self) -> list[int]:
        capitals = [(form, offset) for form, offset in self._parts if not form.text[offset].islower()]
        return [self.words.starts[i] + offset for form, offset in capitals for i in form.places]

    @cached_property
    def _word_places(self) -> list[int]:
        starts = self.words.starts
        parts = [starts[i] + offset for form, offset in self._parts for i in form.places]
        return sorted([*parts, *self.figures, *self._signs("_")])

    @cached_property
    def _inside_figures(self) -> list[int]:
        return [i for match in _FIGURES.finditer(self) for i in range(*match.span())]

    @cached_property
    def _parts(self) -> list[tuple[Form, int]]:
        """Every form with the places in it where a word character follows another sign."""
        return [
            (form, offset)
            for form in self.words.distinct
            for offset in ((0,) if form.text.isalpha() else [part.start() for part in _PARTS.finditer(form.text)])
        ]

    @cached_property
    def _heads(self) -> dict[str, list[tuple[Form, int]]]:
        """Forms, and places in them, by one to three first letters; under '' those of other alphabets."""
        heads: dict[str, list[tuple[Form, int]]] = {}
        for entry in self._parts:
            form, offset = entry
            letters = form.text[offset : offset + HEAD]
            if not letters.isalpha():
                letters = _PARTS.match(letters)[0]  # type: ignore[index]  # a part begins with a letter
            if max(letters) > _LATIN:
                heads.setdefault("", []).append(entry)
                continue
            letters = (letters.lower() + END)[:HEAD]
            for length in range(1, len(letters) + 1):
                heads.setdefault(letters[:length], []).append(entry)
        return heads

    def _signs(self, sign: str) -> list[int]:
        places = []
        at = self.find(sign)
        while at >= 0:
            places.append(at)
            at = self.find(sign, at + 1)
        return places
