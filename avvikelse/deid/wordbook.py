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
from avvikelse.deid.beginnings import figure_at, figures_at, followed, opened
from avvikelse.deid.dictionary import Dictionary
from avvikelse.deid.grades import Grader
from avvikelse.deid.starts import Begins
from avvikelse.deid.wordclasses import SMALL

_ODD_LETTERS = str.maketrans("İıſ", "iis")
_MOST_KEPT, _MOST_NATURES = 20_000, 10_000
_FIRST_TEXTS = 100  # a process that checks no more has no use for what takes half a second to learn
_MOST_LEARNT, _MOST_PREPARED = 150, 3  # words, patterns after each text
_MOST_FIGURES, _LONGEST_RUN, _MOST_BEHIND = 10_000, 40, 200


class Shape(Enum):
    """How a word is written."""

    LOWER = auto()
    TITLE = auto()
    UPPER = auto()
    INITIAL = auto()
    MIXED = auto()


class Nature:
    """What a word is to the patterns and rules, without saying which word, so that it may be remembered.

    `parts` are the places of letters behind another sign, `begins` and `behind_run` the patterns that may begin in the
    word, `near_figure` those that may where a figure is near, `traits` the numbers of the rules that the word may
    matter to. `after` narrows `begins` and `near_figure` by the two characters behind the word, and `at_line` tells
    what begins with a line that begins with the word; None as long as nothing has been learnt of it. `met` says that it
    has stood in an earlier text.
    """

    __slots__ = ("after", "at_line", "begins", "behind_run", "met", "near_figure", "parts", "shape", "traits")

    def __init__(self, text: str, plain: str) -> None:
        begin = starts.of_all()
        self.shape = shape_of(text)
        self.parts = starts.parts_of(text)
        self.begins, self.near_figure = begin.of(text, plain, self.parts)
        self.behind_run = begin.behind_run(plain, self.parts)
        self.traits: tuple[int, ...] = ()
        self.after: dict[str, tuple[Begins, Begins]] | None = None
        self.at_line: dict[tuple[str, str], tuple[int, ...]] | None = None
        self.met = False

    def learn(self, text: str) -> None:
        """Leave out the patterns that can't begin in the word, whatever stands behind it."""
        begin, known = starts.of_all(), followed(text, "")
        self.begins, self.near_figure = begin.narrowed(self.begins, known), begin.narrowed(self.near_figure, known)
        self.after, self.at_line = {}, {}


class Form:
    """One way of writing a word. `lower` is casefolded, `base` also without a genitive -s.

    `nature` is shared with the same word in other texts. `explained` says that the word is so ordinary that no question
    is asked about it but at telling places, `opens` that none is where a sentence begins; neither is known before it
    has been asked for. `first` is its first letter.
    """

    __slots__ = (
        *("base", "ends_in_letter", "explained", "first", "kept", "lower"),
        *("nature", "opens", "plain", "shape", "text"),
    )

    def __init__(self, text: str, plain: str, nature: Nature) -> None:
        self.text = text
        self.lower = text.casefold().replace("ß", "ss")
        self.base = base_of(self.lower)
        self.plain = plain
        self.nature = nature
        self.shape = nature.shape
        self.first = text[0]
        self.ends_in_letter = text[-1].isalpha()
        self.explained = False
        self.opens = False
        self.kept = False


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
        self.kept: dict[str, Form] = {}
        self._texts = 0
        self._natures: dict[tuple[int, int], Nature] = {}
        self._figures: dict[tuple[str, int], tuple[int, ...] | None] = {}
        self._any_figures: dict[int, tuple[int, ...]] = {}
        self._figure: dict[str, tuple[int, ...]] = {}

    def keep(self, forms: Iterable[Form]) -> None:
        """Remember the forms of ordinary words from one text to the next; learn more of the words met before."""
        begin = starts.of_all()
        left = _MOST_LEARNT if begin.ready else 0
        for form in forms:
            if form.kept and form.nature.after is not None:
                continue
            if not form.kept and len(self.kept) < _MOST_KEPT and self._is_harmless(form):
                form.kept = True
                self.kept[form.text] = form
            nature = form.nature
            if nature.after is None and nature.met and left:
                left -= 1
                nature.learn(form.text)
            nature.met = True
        self._texts += 1
        if self._texts > _FIRST_TEXTS:
            begin.prepare(_MOST_PREPARED)

    def after(self, form: Form, behind: str) -> tuple[Begins, Begins]:
        """Give which patterns may begin in a word, by what stands behind it: anywhere, and where a figure is near."""
        nature = form.nature
        if nature.after is None:
            return nature.begins, nature.near_figure
        found = nature.after.get(behind)
        if found is None:
            begin, known = starts.of_all(), followed(form.text, behind)
            found = begin.narrowed(nature.begins, known), begin.narrowed(nature.near_figure, known)
            if len(nature.after) < _MOST_BEHIND:
                nature.after[behind] = found
        return found

    def at_line(self, form: Form | None, lead: str, behind: str) -> tuple[int, ...]:
        """Give the numbers of the patterns that may begin with a line, by its first word and what stands round that."""
        known = form.nature.at_line if form is not None else None
        if form is None or known is None:
            return starts.of_all().at_line()
        found = known.get((lead, behind))
        if found is None:
            found = starts.of_all().at_line("\n" + lead + followed(form.text, behind), 1)
            if len(known) < _MOST_BEHIND and not any(map(str.isalnum, lead)):
                known[lead, behind] = found
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

    def inside_figures(self, text: str, place: int) -> tuple[int, ...]:
        """Give the numbers of the patterns that may begin at any figure, by what stands on both sides of it."""
        if not starts.of_all().ready:
            return starts.of_all().inside_figures()
        known, at = figure_at(text, place)
        found = self._figure.get(known)
        if found is None:
            found = starts.of_all().inside_figures(opened(known), at)
            if len(self._figure) < _MOST_FIGURES:
                self._figure[known] = found
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

    def new(self, text: str) -> Form:
        """Give what is known of a word that isn't kept.

        Its nature is remembered by two salted hashes that only this process can make; that two words ever share both is
        less likely than that the machine breaks.
        """
        plain, salted = plainly(text), (hash(text), hash(text + "\0"))
        nature = self._natures.get(salted)
        if nature is not None:
            return Form(text, plain, nature)
        form = Form(text, plain, Nature(text, plain))
        if self._grader is not None:
            form.nature.traits = tuple(trait.number for trait in _TRAITS if trait.tells(form, self._grader))
        if len(self._natures) >= _MOST_NATURES:
            self._natures.clear()
        self._natures[salted] = form.nature
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
