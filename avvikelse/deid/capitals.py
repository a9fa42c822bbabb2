"""Layer 4: what a capital says: the name of somebody, an abbreviation, the beginning of a sentence, or politeness."""

from avvikelse.deid import vocabulary as v
from avvikelse.deid.expected import Expected
from avvikelse.deid.grades import Grade, made_like_a_surname
from avvikelse.deid.ordinary import Ordinary
from avvikelse.deid.places import HOUSE
from avvikelse.deid.scene import Scene
from avvikelse.deid.tokens import Token
from avvikelse.deid.wordbook import Shape
from avvikelse.deid.wordclasses import (
    HUMAN_VERBS,
    NO_SURNAME_ENDINGS,
    NOBODY_IN_PARTICULAR,
    SMALL,
    told_as_word,
    verbal,
)

# Long ordinary words are no surnames: 'Omprövningsenheten', 'Rehabteamet'.
_LEAST_HONOURED = 8
_WIDEST_END = 8
_LONGEST_ABBREVIATION = 5
# 'till PMO', 'via NPÖ': behind these an abbreviation is a thing more often than somebody's initials
_BEFORE_THINGS = v.words("till från för om via med av enligt enl mot att och samt per utan gäller avser ang angående")
_JOINS = frozenset({"och", "samt", "eller", "per"})
_AT_WORK = frozenset({"på", "hos", "vid", "åt", "från"})
_KINDS_OF_UNIT = (
    *("enheten", "teamet", "mottagningen", "kliniken", "avdelningen", "kontoret", "gruppen", "centrum", "sjukhuset"),
    *(
        "myndigheten",
        "förvaltningen",
        "nämnden",
        "rådet",
        "peden",
        "cinen",
        "urgen",
        "iatrin",
        "logen",
        "login",
        "iken",
        "vården",
        "hälsan",
        "jouren",
        "intyget",
        "beslutet",
        "mötet",
    ),
    *(
        "ning",
        "ningen",
        "het",
        "heten",
        "tion",
        "tionen",
        "are",
        "aren",
        "ande",
        "andet",
        "psyk",
        "rehab",
    ),
    *("blanketten", "rutinen", "planen", "listan", "systemet", "portalen", "sidan", "tjänst", "tjänsten", "akuten"),
)
_WHERE = frozenset({"på", "hos", "från"})
_IS = frozenset({"är", "var", "blir", "blev", "finns", "låter", "verkar", "gäller"})
_LONGEST_SIGN = 3
_SIGNS = v.words("signerade signerat skrev intygade ordinerade remitterade sjukskrev skriver signerar")
_ACTS = v.PERSON_VERBS - _IS
_ACTS_SURELY = v.PERSON_VERBS - v.COPULAS
_ACTS_OR_WHERE = v.PERSON_VERBS | _WHERE
_BEHIND_A_LETTER = _ACTS_SURELY | _WHERE | {"vill", "får", "har", "är"}
_BEFORE_A_LETTER = v.BEFORE_A_NAME | v.LEADS_TO_A_NAME
_BEFORE_A_PERSON = v.BEFORE_A_NAME - _BEFORE_THINGS
_CUES = v.ROLE_CUES | v.NAMING_VERBS
DOUBTFUL_INITIALS = frozenset("IÅÄÖO")
_LONGEST_UNIT = 4  # 'mg', 'kap', 'tabl' right behind a figure


class Capitals:
    """Rules for one scene."""

    def __init__(self, scene: Scene, expected: Expected, ordinary: Ordinary) -> None:
        self.scene, self.tokens, self.text, self.grader = scene, scene.tokens, scene.text, scene.grader
        self.expected, self.ordinary = expected, ordinary

    def abbreviates(self, i: int) -> bool:
        """'PERRL', 'ACDF', 'D-KEFS': capitals in a text that isn't all capitals, and no name: an abbreviation."""
        token = self.tokens[i]
        short = all(len(part) <= _LONGEST_ABBREVIATION for part in token.text.split("-"))
        rare = len(token.text) <= _LONGEST_UNIT and self.grader.grade(token.lower) is Grade.SURE  # 'FAIR'
        return short and not token.caps and (rare or self.scene.nameless(token.lower))

    def acts(self, i: int) -> bool:
        """Tell whether a verb follows that only a person can be the subject of."""
        after = self.scene.after(i)
        return after is not None and after.lower in _ACTS

    def lone_initial(self, i: int) -> bool:
        """'eleven E.', 'hos B', 'M vill': a capital letter alone where a person is expected; not 'patient A'."""
        token, before, after = self.tokens[i], self.scene.before(i), self.scene.after(i)
        if beside_figure(token, self.text) or (before is not None and before.lower in v.NOT_BEFORE_INITIAL):
            return False
        if before is None:
            return self._initial_opens(token, after)
        if before.lower in v.ROLE_CUES or before.lower in v.ASKS_FOR_PERSON:
            return not (token.caps and token.text in DOUBTFUL_INITIALS)
        if token.caps or token.text in DOUBTFUL_INITIALS or before.lower not in _BEFORE_A_LETTER:
            return False
        if before.lower in _JOINS and not self.scene.person_at(i - 2):
            return False
        return self.scene.ends_clause(i) or (after is not None and after.lower in _ACTS_OR_WHERE)

    def _initial_opens(self, token: Token, after: Token | None) -> bool:
        """'M vill', 'B på AF svarar', '(E.)', or a letter that is all there is on the last line."""
        if token.text in "ÅÄÖ" and after is not None and after.lower in HUMAN_VERBS | _SIGNS:
            return True
        if self.text[max(0, token.start - 1) : token.start] == "(" and self.text[token.end : token.end + 2] == ".)":
            return True
        if token.text in DOUBTFUL_INITIALS or not token.begins:
            return False
        if after is None:
            last = not self.text[token.end :][:_WIDEST_END].strip(" .\n")
            return last and self.text[: token.start].endswith("\n")
        return after.lower in _BEHIND_A_LETTER

    def ordinary_start(self, i: int) -> bool:
        """Tell whether a word whose capital says nothing is an ordinary one and no name."""
        lower = self.tokens[i].lower
        if lower in v.FUNCTION_WORDS and lower in self.scene.person_words:
            return False
        if told_as_word(self.text, lower, self.tokens[i].end):
            return True
        if lower in v.FUNCTION_WORDS:
            after = self.scene.after(i)
            acts = after is not None and after.lower not in _IS and verbal(after.lower, self.scene.knows)
            acts = acts and lower not in {"hans", "per", "man", "dag", "ring"}
            return not (acts or self.expected.asks(i) or self._ends_shortly(i))
        if self.grader.grade(lower) is Grade.NONE:
            if not self.scene.known(lower):
                return False
            if not self._may_speak(lower):
                self.ordinary.note_opening(i)
            return self.tokens[i].caps or not (self._surname_of_parts(i) or self._speaks(i) or self._sits(i))
        return self.grader.is_word(lower) and self._used_as_word(i)

    def _ends_shortly(self, i: int) -> bool:
        """'| Glad | 45 |', 'Gäller: Stark': a word alone between two marks."""
        token = self.tokens[i]
        return token.begins and token.lower not in {"ny", "god", "stor"} and self.scene.ends_clause(i)

    def _speaks(self, i: int) -> bool:
        """'Torsk säger', 'Hjälm vill': a bare noun in the singular that does what only a person does."""
        token, after = self.tokens[i], self.scene.after(i)
        if token.shape is not Shape.TITLE or after is None or after.lower not in HUMAN_VERBS:
            return False
        return self._may_speak(token.lower) and not verbal(token.lower, self.scene.knows)

    def _sits(self, i: int) -> bool:
        """'Fura på rehab lovade': a bare noun and an office, where a sentence begins."""
        if i + 2 >= len(self.tokens) or self.tokens[i].shape is not Shape.TITLE or self.scene.after(i) is None:
            return False
        sits = self.tokens[i + 1].lower in _WHERE and self.tokens[i + 2].lower in v.OFFICES
        return sits and self._may_speak(self.tokens[i].lower) and not verbal(self.tokens[i].lower, self.scene.knows)

    def _may_speak(self, lower: str) -> bool:
        """Tell whether a word alone may be a name before a verb of speech: short, bare and nobody in particular."""
        somebody = lower in SMALL or lower in v.ROLE_CUES or lower in v.GENERIC or lower in NOBODY_IN_PARTICULAR
        return not somebody and not lower.endswith(NO_SURNAME_ENDINGS) and len(lower) < _LEAST_HONOURED

    def _surname_of_parts(self, i: int) -> bool:
        """'Nordvall kom': the dictionary takes it for a compound, yet it is made like a surname and acts like one."""
        lower, after = self.tokens[i].lower, self.scene.after(i)
        if not made_like_a_surname(lower) or lower.endswith(("ska", "skas", "en", "an")):
            return False
        return self.scene.ends_clause(i) or (after is not None and after.lower in _ACTS_SURELY)

    def _used_as_word(self, i: int) -> bool:
        """'Ros i benet', 'Stig därefter av', 'Rapp återkoppling': by what follows a word and no name."""
        after, lower = self.scene.over_line(i), self.tokens[i].lower
        if lower.endswith("s") and lower not in {"dags", "livs"} and self.grader.is_word(lower[:-1]):
            return False  # 'Stigs intyg'
        if after is None:
            return self.text[self.tokens[i].end : self.tokens[i].end + 2].strip()[:1].isdigit()
        if after.shape is not Shape.LOWER and not after.caps:
            return False
        if after.lower in v.PERSON_VERBS:
            return after.lower in _IS and not self.grader.is_first(self.tokens[i].lower)
        beyond = self.scene.after(i + 1)
        if after.lower == "och" and beyond is not None and beyond.lower in v.POSSESSIVES:
            return False
        if after.lower in SMALL:
            return beyond is None or beyond.shape is Shape.LOWER or beyond.caps
        return self.scene.known(after.lower) and not verbal(after.lower, self.scene.knows)

    def honoured(self, i: int) -> bool:
        """Tell whether a capital inside a sentence is only politeness: a role, a kind of unit, a long ordinary word.

        Not where a name is expected, where another capital stands beside it, or with a house number behind.
        """
        token, before, after = self.tokens[i], self.scene.before(i), self.scene.after(i)
        lower = token.lower
        if token.shape is Shape.UPPER and not self.like_a_signature(i):
            return self.scene.nameless(lower)
        plain = lower in v.ROLE_CUES or lower in v.FACILITIES or lower in v.GENERIC
        if not plain and not (self.scene.nameless(lower) and self.scene.known(lower)):
            return False
        if lower in SMALL:
            cued = before is not None and before.lower in _CUES
            return not (cued and lower in v.SMALL_FIRST_NAMES and after is not None and after.shape is Shape.TITLE)
        beside = any(t is not None and t.free and t.shape is Shape.TITLE and not t.begins for t in (before, after))
        if beside and not (after is not None and lower in v.ROLE_CUES):
            return False
        if HOUSE.match(self.text, token.end) and lower not in v.NUMBERED:
            return False
        if not plain and before is not None and self._names_a_workplace(i, before):
            return False
        return plain or len(lower) >= _LEAST_HONOURED

    def _names_a_workplace(self, i: int, before: Token) -> bool:
        """'på Guldfågeln', 'Höganäs Pumpservice': where somebody works, or behind a town, and no kind of unit."""
        lower = self.tokens[i].lower
        if before.shape is Shape.TITLE and not before.free and self.grader.may_be_place(before.base):
            return True
        return before.lower in _AT_WORK and not lower.endswith(_KINDS_OF_UNIT)

    def like_a_signature(self, i: int) -> bool:
        """Tell whether capitals stand where a person does: led to by a word, before a verb, or alone last in a line."""
        token, before, after = self.tokens[i], self.scene.before(i), self.scene.after(i)
        if token.lower in v.NO_SIGNS:
            return False
        if before is not None and before.lower in _BEFORE_A_PERSON:
            return True
        if after is not None:
            met = before is not None and before.lower in {"med", "av", "hos"} and after.lower in _WHERE
            return met or after.lower in _ACTS
        listed = i > 0 and self.tokens[i - 1].shape is Shape.UPPER
        listed = listed and not self.text[self.tokens[i - 1].end : token.start].strip(" ,")
        listed = listed and "\t" not in self.text[self.tokens[i - 1].end : token.start]
        return (
            (before is None or self.scene.marked_off(i))
            and len(token.text) <= _LONGEST_SIGN
            and not listed
            and self.text[token.end : token.end + 2].strip(" .")[:1] in {"", "\n"}
        )


def beside_figure(token: Token, text: str) -> bool:
    """'F43', '10mg', 'v12': part of a code or a unit."""
    if len(token.text) > _LONGEST_UNIT:
        return False
    before, after = text[max(0, token.start - 1) : token.start], text[token.end : token.end + 1]
    return before.isdigit() or after.isdigit() or "_" in (before, after)
