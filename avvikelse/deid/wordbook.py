"""What a word is by itself, worked out once for each way of writing it.

A text says most of its words many times, and texts say the same words as each other. What a rule can tell from a word
alone, without its neighbours, is therefore kept with the form of the word: how it is written, which patterns may begin
in it, which rules it may matter to. Between texts only ordinary Swedish words are kept, never one that may be a name.
"""

import re
from collections.abc import Callable, Iterable
from enum import Enum, auto

from avvikelse.deid import starts
from avvikelse.deid import vocabulary as v
from avvikelse.deid.beginnings import figures_at, followed, opened
from avvikelse.deid.dictionary import Dictionary
from avvikelse.deid.grades import Grader
from avvikelse.deid.starts import Begins
from avvikelse.deid.wordclasses import SMALL

_ODD_LETTERS = str.maketrans("İıſ", "iis")
_MOST_KEPT = 20_000
_MOST_LEARNT, _MOST_PREPARED = 60, 2  # words, patterns after each text
_MOST_FIGURES, _LONGEST_RUN, _MOST_BEHIND = 10_000, 40, 200


class Shape(Enum):
    """How a word is written."""

    LOWER = auto()
    TITLE = auto()
    UPPER = auto()
    INITIAL = auto()
    MIXED = auto()


class Form:
    """One way of writing a word. `lower` is casefolded, `base` also without a genitive -s.

    `parts` are the places of letters behind another sign, `begins` and `behind_run` the patterns that may begin in the
    word, `near_figure` those that may where a figure is near, `traits` the numbers of the rules that the word may
    matter to. `after` narrows `begins` and `near_figure` by the two characters behind the word, None as long as
    nothing has been learnt of it. `explained` says that it is so ordinary that no question is asked about it but at telling places, `opens`
    that none is where a sentence begins; neither is known before it has been asked for.
    """

    __slots__ = (
        *("after", "at_line", "base", "begins", "behind_run", "explained", "ends_in_letter"),
        *("lower", "near_figure", "opens", "parts", "plain", "shape", "text", "traits"),
    )

    def __init__(self, text: str) -> None:
        self.text = text
        self.lower = text.casefold().replace("ß", "ss")
        self.base = base_of(self.lower)
        self.plain = plainly(text)
        self.shape = shape_of(text)
        self.parts = starts.parts_of(text)
        self.ends_in_letter = text[-1].isalpha()
        self.begins: Begins = ()
        self.near_figure: Begins = ()
        self.behind_run: Begins = ()
        self.traits: tuple[int, ...] = ()
        self.after: dict[str, tuple[Begins, Begins]] | None = None
        self.at_line: dict[tuple[str, str], tuple[int, ...]] = {}
        self.explained = False
        self.opens = False


class Trait:
    """What makes a word worth a look to one rule, wherever it stands."""

    def __init__(self, tells: Callable[[Form, Grader], object]) -> None:
        """Take a question about a form that depends on the lists alone."""
        self.tells = tells
        self.number = len(_TRAITS)
        _TRAITS.append(self)


_TRAITS: list[Trait] = []


class Wordbook:
    """The forms that are known, as one set of lists and one dictionary have them.

    Without lists it knows of no traits.
    """

    def __init__(self, grader: Grader | None = None, dictionary: Dictionary | None = None) -> None:
        self._grader, self.dictionary = grader, dictionary
        self._kept: dict[str, Form] = {}
        self._figures: dict[tuple[str, int], tuple[int, ...] | None] = {}
        self._any_figures: dict[int, tuple[int, ...]] = {}

    def form(self, text: str) -> Form:
        """Give what is known of a word as it is written."""
        return self._kept.get(text) or self._new(text)

    def keep(self, forms: Iterable[Form]) -> None:
        """Remember the forms of ordinary words from one text to the next; learn more of those met before."""
        begin = starts.of_all()
        learnt = 0 if begin.ready else _MOST_LEARNT
        for form in forms:
            if form.text not in self._kept:
                if len(self._kept) < _MOST_KEPT and self._is_harmless(form):
                    self._kept[form.text] = form
            elif form.after is None and learnt < _MOST_LEARNT:
                learnt += 1
                known = followed(form.text, "")
                form.begins = begin.narrowed(form.begins, known)
                form.near_figure = begin.narrowed(form.near_figure, known)
                form.after = {}
        begin.prepare(_MOST_PREPARED)

    def after(self, form: Form, behind: str) -> tuple[Begins, Begins]:
        """Give which patterns may begin in a word, by what stands behind it: anywhere, and where a figure is near."""
        if form.after is None:
            return form.begins, form.near_figure
        found = form.after.get(behind)
        if found is None:
            begin, known = starts.of_all(), followed(form.text, behind)
            found = begin.narrowed(form.begins, known), begin.narrowed(form.near_figure, known)
            if len(form.after) < _MOST_BEHIND:
                form.after[behind] = found
        return found

    def at_line(self, form: Form | None, lead: str, behind: str) -> tuple[int, ...]:
        """Give the numbers of the patterns that may begin with a line, by its first word and what stands round that."""
        if form is None or form.after is None:
            return starts.of_all().at_line()
        found = form.at_line.get((lead, behind))
        if found is None:
            found = starts.of_all().at_line("\n" + lead + followed(form.text, behind), 1)
            if len(form.at_line) < _MOST_BEHIND and not any(map(str.isalnum, lead)):
                form.at_line[lead, behind] = found
        return found

    def at_figures(self, text: str, start: int, end: int) -> tuple[int, ...]:
        """Give the numbers of the patterns that may begin where these figures do.

        Of what stands there only the first figure, two letters and the signs are remembered, and what may begin only
        when it has been met twice.
        """
        run = min(end - start, _LONGEST_RUN)
        known, at = figures_at(text, start)
        found = self._figures.get((known, run))
        if found is None:
            if (known, run) in self._figures and starts.of_all().ready:
                found = self._figures[known, run] = starts.of_all().at_figures(run, opened(known), at)
            else:
                if len(self._figures) < _MOST_FIGURES:
                    self._figures[known, run] = None
                found = self._any_figures.get(run)
                if found is None:
                    found = self._any_figures[run] = starts.of_all().at_figures(run)
        return found

    def _is_harmless(self, form: Form) -> bool:
        """Tell whether a word is an ordinary one, or our own lists know it as no name."""
        if self.dictionary is not None and self.dictionary.has_kept(form.lower):
            return True
        if form.lower in SMALL or form.lower in v.SHORTENED:
            return True
        return self._grader is not None and bool({form.lower, form.base} & self._grader.lists.allow.keys())

    def traits(self) -> int:
        """Say how many traits there are."""
        if self._grader is None:
            raise LookupError("a wordbook without lists knows of no traits")
        return len(_TRAITS)

    def _new(self, text: str) -> Form:
        form, begin, grader = Form(text), starts.of_all(), self._grader
        form.begins, form.near_figure = begin.of(text, form.plain, form.parts)
        form.behind_run = begin.behind_run(form.plain, form.parts)
        if grader is not None:
            form.traits = tuple(trait.number for trait in _TRAITS if trait.tells(form, grader))
        return form


def plainly(text: str) -> str:
    """Write in lower case, letter for letter, as patterns that don't mind letter case compare."""
    return text.lower() if text.isascii() else text.translate(_ODD_LETTERS).lower()


def shape_of(word: str) -> Shape:
    """Say how a word is written; 'Gun-Britt' and 'al-Hassan' count as capitalised, 'FK-utredaren' doesn't."""
    if len(word) == 1:
        return Shape.INITIAL if word.isupper() else Shape.LOWER
    if word.islower():
        return Shape.LOWER
    if word.isupper():
        return Shape.UPPER
    parts = [p for p in re.split("[-':]", word) if p]
    if any(len(p) > 1 and p.isupper() for p in parts[:1]):
        return Shape.MIXED
    if any(p[0].isupper() and p[1:2].islower() for p in parts):
        return Shape.TITLE
    return Shape.MIXED


def base_of(lower: str) -> str:
    """Take off a genitive -s, with or without apostrophe or colon."""
    lower = lower.split(":", maxsplit=1)[0] if ":" in lower else lower
    if lower.endswith("'s"):
        return lower[:-2]
    return lower[:-1] if lower.endswith("s") and len(lower) > 3 else lower  # noqa: PLR2004
