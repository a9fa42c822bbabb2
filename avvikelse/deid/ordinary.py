"""Layer 4: words so ordinary that no question is asked about them, kept in mind with their form.

Most words of a text are looked up once in the life of the process. A form is noted here only when the answer hangs on
nothing but the word, and only as long as the dictionary still answers for the text in hand does the note count.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from avvikelse.deid import vocabulary as v
from avvikelse.deid.expected import Expected
from avvikelse.deid.grades import made_like_a_surname
from avvikelse.deid.pieces import misread_head
from avvikelse.deid.scene import Scene
from avvikelse.deid.wordbook import Form, Shape

_LONGEST_UNIT = 4  # 'mg', 'kap', 'tabl' right behind a figure
_LEAST_LOWER = 2


class Ordinary:
    """What explains itself in one scene."""

    def __init__(self, scene: Scene, expected: Expected) -> None:
        self.scene, self.tokens, self.grader, self.expected = scene, scene.tokens, scene.grader, expected

    def worth_asking(self, telling: AbstractSet[int]) -> Iterator[int]:
        """Leave out what is known to explain itself, as long as the dictionary answers."""
        answers = self.scene.answers()
        for i, form in enumerate(self.tokens.forms):
            if form.explained and answers and i not in telling:
                continue
            if form.opens and answers and self._opens_sentence(i):
                continue
            yield i
            answers = self.scene.answers()  # what was asked meanwhile may have been the last

    def _opens_sentence(self, i: int) -> bool:
        """Tell whether a word has its capital because a sentence begins, so that it is read as in lower case."""
        token = self.tokens[i]
        return not token.caps and (token.begins or self.scene.text[max(0, token.start - 2) : token.start] == ". ")

    def explains_itself(self, form: Form) -> bool:
        """Tell whether a word in lower case, too long for a unit or code, is an ordinary one wherever it stands."""
        if form.shape is not Shape.LOWER or len(form.text) <= _LONGEST_UNIT or not self.scene.answers():
            return False
        asked = self.grader.hardly_a_word(form.lower) or self.expected.may_ask(form.lower)
        asked = asked or misread_head(self.scene, form.lower)
        explains = not asked and self.scene.known(form.lower)
        form.explained = explains and self.scene.knows(form.lower)
        return explains

    def is_plain(self, form: Form) -> bool:
        """Tell whether a word in lower case that was not asked about would not be elsewhere either."""
        lower = form.lower
        if form.shape is not Shape.LOWER or self.grader.hardly_a_word(lower) or self.expected.may_ask(lower):
            return False
        plain = len(lower) < _LEAST_LOWER or lower in v.SHORTENED or lower in v.MONTH_NAMES or self.scene.knew(lower)
        form.explained = plain and len(lower) >= _LEAST_LOWER and lower not in v.MONTH_NAMES
        return plain

    def note_opening(self, i: int) -> None:
        """Keep in mind that a word is never asked about where a sentence begins."""
        form = self.tokens.forms[i]
        if form.shape is Shape.TITLE and not made_like_a_surname(form.lower):
            form.opens = self.scene.knows(form.lower)
