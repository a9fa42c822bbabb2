"""One normalised text with what is needed to look things up in it quickly.

A `Page` is the text itself, a string like any other, that also knows its words and where they and its figures begin.
It lives as long as the check of that text.
"""

import re
from bisect import bisect_left
from functools import cached_property

from avvikelse.deid.plans import END, HEAD, Plan
from avvikelse.deid.tokens import Form, Tokens

_FIGURES = re.compile(r"\d+")
_PARTS = re.compile(r"[^\W\d_]+")
_LATIN = "\xff"  # up to here every letter has one lower-case letter, and no other one counts as the same
_CROWDED = 6  # with more places to try than one in so many characters, all are tried


class Page(str):
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

    def _headed(self, plan: Plan) -> set[int]:
        """Find the words that begin with one of the plan's letters."""
        forms: dict[tuple[Form, int], None] = {}
        for head in plan.heads:
            forms.update(dict.fromkeys(self._heads.get(head, ())))
        if plan.any_capital:
            forms.update(dict.fromkeys(entry for entry in self._parts if not entry[0].text[entry[1]].islower()))
        if plan.heads or plan.any_capital:
            forms.update(dict.fromkeys(self._heads.get("", ())))
        starts = self.words.starts
        return {starts[i] + offset for form, offset in forms for i in form.places}

    def _beside_figures(self, plan: Plan) -> set[int]:
        """Find every word, or run of word characters, that a figure follows within reach."""
        places: set[int] = set()
        reach = plan.within or 0
        for figure in self.figures:
            i = bisect_left(self._word_places, figure - reach)
            while i < len(self._word_places) and self._word_places[i] <= figure:
                places.add(self._word_places[i])
                i += 1
        return places

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
