"""Layer 4: words without a telling capital, in lower case or in a line of capitals, where a person is expected.

'mvh kurre', 'hej saga!', 'anna grip', 'en som hette hans', 'om ros fått svar': nothing but the place says that a person
is meant, so each is a question and never more.
"""

import re

from avvikelse.deid import vocabulary as v
from avvikelse.deid.grades import Grade, made_like_a_surname
from avvikelse.deid.scene import Scene
from avvikelse.deid.tokens import Token
from avvikelse.deid.wordbook import Shape, Trait
from avvikelse.deid.wordclasses import (
    HUMAN_VERBS,
    NO_SURNAME_ENDINGS,
    NOBODY_IN_PARTICULAR,
    SMALL,
    SURNAME_ENDINGS,
    may_be_surname,
    verbal,
)

_SLASH = re.compile("/")
_AMONG_WORDS = re.compile(r"[^\W\d_][ ]/[ ]")  # 'Fråga / Svar'
_CLOSES = re.compile(r"[ .,!()]*(?:\n|\Z)|[^\S\n]*[,.(]")
_NO_INITIALS = frozenset("iåoefhx")
_POSSESSIVE = {"hans", "per"}
_NAMING_REACH = 3
_MOST_SIGNED = 3
_LONGEST_INITIALS = 3
_TITLES = v.words("dr doktor ssk sköterska handl handläggare läkare kurator läk hl utredare")
_BEFORE_ANY_NAME = frozenset({"dr", "doktor", "dok", "doc", "herr", "hr", "fru", "fröken", "familjen", "makarna"})
_HAVE_NAMES = (
    v.ROLE_CUES
    | v.GREETINGS
    | frozenset({"jag", "hon", "han", "hen", "som", "o", "och", "pat", "de", "personen", "ni", "du"})
) - {"det", "vad"}
_UNIT_ENDINGS = (
    *("expeditionen", "teamet", "kansliet", "kontoret", "receptionen", "mottagningen", "enheten", "tjänst"),
    *(
        "centralen",
        "terapin",
        "psykiatrin",
        "kirurgin",
        "medicinen",
        "vården",
        "kliniken",
        "teamet",
        "akuten",
        "jouren",
    ),
)
_PER = v.words("dag dygn vecka mån månad år tim timme h v vb d")  # '4 h/dag'
_ARTICLES = v.words("en ett den någon ingen varje denna min din sin vår er ens stor hel tung")
_RARELY_WORDS = frozenset("abcdghjklnqrsuwyz")  # 'göran k istället'; 'm' is 'med', 'f' 'född', 't' 'till'
_SMALL_LETTERS = frozenset("iåäöoex")
_AMOUNTS = frozenset({"vitamin", "hepatit", "ca", "st", "kl", "nr"})
_SHORT = 2
_NO_REST = SMALL | v.PERSON_VERBS | v.ROLE_CUES | v.SHORTENED
_LEAST_VERBAL, _LONGEST_VERBAL = 3, 5
_RATHER_WORDS = v.ORDINARY_IN_LOWER_CASE | v.MONTH_NAMES | v.NO_PLACE
_FOLLOWS_PER = v.PERSON_VERBS | {"på", "och"}

_UNIT = Trait(lambda form, _: form.lower in v.CARE_UNITS or form.lower in v.FACILITIES)
_BEFORE_NAMES = Trait(lambda form, _: form.lower in _BEFORE_ANY_NAME or form.lower in v.NAMING_VERBS)
_SIGN_OFF = Trait(lambda form, _: form.lower in v.SIGN_OFFS)
_CLOSE_CUES = v.ROLE_CUES - v.LOOSE_CUES
_DOUBTFUL_SURNAMES = v.COMMON_WORDS - {"berg", "ask", "sten", "sol"}
_ACTS = v.PERSON_VERBS - v.COPULAS
_LEADS_TO_ANY = v.BEFORE_A_NAME | v.EMPLOYER_NOUNS | v.FACILITIES


def _behind_slash(text: str, start: int) -> bool:
    """Tell whether a slash stands right before: 'fyra timmar/dag'."""
    return text[max(0, start - 1) : start] == "/"


class Expected:
    """Rules for one scene."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.closing = self._behind_closings()
        units = scene.tokens.where(_UNIT)
        titles = scene.tokens.where(_BEFORE_NAMES)
        # where any ordinary word may be asked about
        self.telling = self.closing.union((i + 1 for i in units), (i + 1 for i in titles))

    def _behind_closings(self) -> set[int]:
        """Find the few words that stand right behind a closing or a slash."""
        tokens = self.scene.tokens
        near = {k + gap for k in tokens.where(_SIGN_OFF) for gap in range(1, 1 + _MOST_SIGNED)}
        for slash in _SLASH.finditer(self.scene.text):
            if _AMONG_WORDS.match(self.scene.text, max(0, slash.start() - 2)):
                continue
            for k in (tokens.at(slash.end()), tokens.at(slash.end() + 1)):
                if k is not None and tokens.forms[k].lower not in v.SIGN_OFFS:
                    near.update(range(k, k + _MOST_SIGNED))
        return near

    def asks(self, i: int) -> bool:
        """Tell whether a word of no telling capital stands where a person is expected."""
        lower = self.scene.tokens[i].lower
        if len(lower) < _SHORT or lower in v.NEVER_A_NAME:
            return False
        if lower in _PER and _behind_slash(self.scene.text, self.scene.tokens[i].start):
            return False
        if self._signed(i):
            return True
        if self._titled(i):
            return True
        if lower in v.MONTH_NAMES:
            after = self.scene.after(i)
            return after is not None and after.lower in _ACTS
        if lower in _POSSESSIVE:
            return self._no_possessive(i)
        if self.scene.in_lower_case and self._acts_behind_role(i):
            return True
        if lower.endswith(SURNAME_ENDINGS) and self._acts_like_a_person(i):
            return True
        if self.scene.grader.is_word(lower):
            return self._named_word(i)
        return False

    def _acts_like_a_person(self, i: int) -> bool:
        """'lagergren informerade': made like a surname, where a clause begins, before a verb of persons."""
        after = self.scene.after(i)
        begins = self.scene.tokens[i].begins or self.scene.before(i) is None
        if not self.scene.in_lower_case:
            return False
        # 'kyrkans kamrer, oxelgren, skriver'
        aside = self.scene.before(i) is None and self.scene.text[self.scene.tokens[i].end :][:2] == ", "
        return aside or (begins and after is not None and after.lower in _ACTS)

    def _acts_behind_role(self, i: int) -> bool:
        """'pat ruta vill', 'handläggare torsk ringde': a bare word between a role and a verb of persons."""
        scene, lower, after = self.scene, self.scene.tokens[i].lower, self.scene.after(i)
        if after is None or after.lower not in _ACTS | HUMAN_VERBS or scene.before(i) is None:
            return False
        bare = not lower.endswith(NO_SURNAME_ENDINGS) and lower not in NOBODY_IN_PARTICULAR
        return bare and scene.tokens[i - 1].lower in _CLOSE_CUES and may_be_surname(lower, scene.knows)

    def _titled(self, i: int) -> bool:
        """'dr spik', 'familjen gren', 'pat heter frej': any word that can be a name, where one must follow."""
        scene, cue = self.scene, self.scene.cue_before(i)
        named = cue in _BEFORE_ANY_NAME
        if cue in v.NAMING_VERBS and i > 1:
            named = scene.tokens[i - 2].lower in _HAVE_NAMES
        return named and may_be_surname(scene.tokens[i].lower, scene.knows)

    def may_ask(self, lower: str) -> bool:
        """Tell whether a word may be asked about elsewhere than at the telling places."""
        letter = len(lower) == 1 and lower not in _NO_INITIALS
        told = lower in _POSSESSIVE or lower.endswith(SURNAME_ENDINGS)
        return letter or told or self.scene.grader.is_word(lower) or self.surely_named(lower)

    def surely_named(self, lower: str) -> bool:
        """Tell whether a word in lower case is listed as a name or place and as no word ('ludmila', 'åmotfors').

        The dictionary may still take it for a compound.
        """
        grader = self.scene.grader
        if len(lower) <= _SHORT or lower in _RATHER_WORDS:
            return False
        return grader.in_lower_case(lower) >= Grade.SURE or grader.is_place(lower)

    def beside_name(self, i: int) -> bool:
        """Tell whether a word right beside a name in lower case or capitals may be the rest of it."""
        scene, token = self.scene, self.scene.tokens[i]
        if len(token.lower) == 1:
            after = scene.after(i)
            acts = after is not None and after.lower in v.PERSON_VERBS
            if token.lower == "å" and acts and scene.in_lower_case:
                return True
            if token.lower in {"å", "o", "e"} and scene.text[token.end : token.end + 1] == ".":
                return scene.ends_clause(i)
            last = scene.text[token.end : token.end + 1] in {"", "\n"}
            if token.lower in {"å", "ö"} and scene.in_lower_case and last:
                return True
            joined = after is not None and after.lower in {"på", "från", "hos", "och", "samt"}
            counted = scene.text[token.end : token.end + 2].strip()[:1].isdigit()
            told = acts or joined or scene.ends_clause(i) or (token.lower in _RARELY_WORDS and not counted)
            return token.lower not in {"i", "å", "o", "e"} and told
        if scene.grader.is_last(token.lower):
            return token.lower not in v.NEVER_A_NAME
        if may_be_surname(token.lower, scene.knows):
            return True
        # 'gabriella must': a noun that looks like a verb
        short = _LEAST_VERBAL <= len(token.lower) <= _LONGEST_VERBAL and token.lower not in _NO_REST
        return short and scene.in_lower_case and scene.ends_clause(i) and not token.lower.endswith(("ade", "as"))

    def _signed(self, i: int) -> bool:
        """'mvh kurre', '/lotta': up to three words between a closing and the end of the line."""
        scene, k = self.scene, i
        if i not in self.closing:
            return False
        lower = scene.tokens[i].lower
        if lower.endswith(_UNIT_ENDINGS) or lower in v.PERSON_VERBS or lower in _PER:
            return False
        if scene.tokens[i].lower in SMALL - {"per", "hans"} or scene.tokens[i].lower in v.ROLE_CUES:
            return False
        last, small = i, SMALL - {"per", "hans"}
        while last - i < _MOST_SIGNED and scene.after(last) is not None:
            last += 1
        if not _CLOSES.match(scene.text, scene.tokens[last].end):
            return False
        while (
            k and i - k < _MOST_SIGNED and scene.before(k) is not None and scene.tokens[k - 1].lower not in v.SIGN_OFFS
        ):
            k -= 1
            if scene.tokens[k].lower in small or verbal(scene.tokens[k].lower, scene.knows):
                return False
        gap = scene.text[scene.tokens[k - 1].end : scene.tokens[k].start] if k else ""
        if gap.rstrip(" ").endswith("/") and not gap.startswith("/"):
            return True
        return bool(k) and scene.tokens[k - 1].lower in v.SIGN_OFFS and not gap.strip(" .,!:/\n")

    def _no_possessive(self, i: int) -> bool:
        """'hans på kundcenter', 'som hette hans.', 'per ringde': no 'his', no 'by'."""
        scene, after = self.scene, self.scene.after(i)
        if self._naming(i):
            return True
        if after is not None and scene.tokens[i].lower == "hans":
            return after.lower in v.PERSON_VERBS - {"inte", "själv", "tyvärr"} or after.lower in {
                "på",
                "i",
                "från",
                "och",
            }
        if after is not None:
            before = scene.before(i)
            led = (
                before is not None and before.lower in v.LEADS_TO_A_NAME and after.lower in {"i", "från", "hos", "vid"}
            )
            return led or after.lower in _ACTS or after.lower in {"och", "på"}
        before = scene.before(i)
        return scene.ends_clause(i) and (before is None or before.lower not in {"inte", "än", "var"})

    def _naming(self, i: int) -> bool:
        """'heter alltså per i förnamn'."""
        scene = self.scene
        cues = {t.lower for t in scene.tokens.between(max(0, i - _NAMING_REACH), i)}
        if self.scene.cue_before(i) in {"efternamnet", "förnamnet", "efternamn", "förnamn", "namnet"}:
            return True
        behind = {t.lower for t in scene.tokens.between(i + 1, i + _NAMING_REACH)}
        return bool(cues & v.NAMING_VERBS) or bool(behind & {"förnamn", "efternamn"})

    def _named_word(self, i: int) -> bool:
        """Look for what makes a person of a name that is a word as well."""
        scene, token = self.scene, self.scene.tokens[i]
        lower, after = token.lower, scene.after(i)
        common = lower in v.COMMON_WORDS
        if lower in v.PERSON_VERBS and after is not None and after.lower in {"inte", "aldrig", "också", "själv"}:
            return False  # 'jourläkaren ville inte'
        if self._naming(i):
            return True
        if self._called(i, scene.cue_before(i)):
            return True
        if (token.caps or scene.in_lower_case) and self._placed_as_name(i):
            return True
        if token.caps and lower.removesuffix("s") in scene.person_words:
            return True
        if after is not None and self._opens_in_lower_case(i, after.lower):
            return True
        acts = after is not None and after.lower in v.PERSON_VERBS
        counted = scene.before(i)
        acts = acts and (counted is None or counted.lower not in _ARTICLES)  # 'en sten föll'
        owned = i > 0 and scene.tokens[i - 1].lower.endswith("s")  # 'patientens liv gick'
        if acts and after is not None and not owned and (scene.grader.is_first(lower) or not common):
            return after.lower not in v.COPULAS or (scene.grader.is_first(lower) and not common)
        return token.caps and scene.cue_before(i) in v.ROLE_CUES

    def _opens_in_lower_case(self, i: int, after: str) -> bool:
        """'sten har slutat svara', 'eftersom lotta bifogade': a first name where a clause begins, before a verb."""
        scene, lower = self.scene, self.scene.tokens[i].lower
        named = scene.grader.is_first(lower) or scene.grader.is_last(lower)
        if not scene.in_lower_case or not named or lower in (v.FUNCTION_WORDS - {"hans"}) | v.PERSON_VERBS:
            return False
        before = scene.before(i)
        if not scene.tokens[i].begins and (before is None or before.lower not in v.CONJUNCTIONS):
            return False
        if not scene.grader.is_first(lower):
            return after in HUMAN_VERBS or after == "har"
        if after in {"på", "från", "hos"} and lower not in v.COMMON_WORDS:  # 'fia på solgårdens hc'
            return True
        acts = after.endswith(("ade", "ar")) and verbal(after, scene.knows)
        return acts or after in v.PERSON_VERBS - {"är", "var", "blir", "blev"}

    def _placed_as_name(self, i: int) -> bool:
        """'samtal med saga på tisdagen', 'gäller: berg', '| berg |', 'det var stig som …'."""
        scene, lower = self.scene, self.scene.tokens[i].lower
        before, after = scene.before(i), scene.after(i)
        common = lower in v.COMMON_WORDS and not scene.grader.is_first(lower)
        ended = scene.ends_clause(i)
        if before is None:
            acts = after is not None and after.lower not in v.COPULAS and verbal(after.lower, scene.knows)
            joined = (
                after is not None
                and after.lower == "och"
                and scene.tokens[min(i + 2, len(scene.tokens) - 1)].lower in v.POSSESSIVES
            )
            owns = lower.endswith("s") and scene.tokens[i].begins and not scene.knows(lower)
            return owns or (ended and (not common or scene.marked_off(i))) or joined or (acts and not common)
        if before.lower in {"var", "är"} and after is not None and after.lower == "som":
            return True
        if before.lower not in v.LEADS_TO_A_NAME or (common and before.lower == "för"):  # 'för ung när'
            return False
        counted = scene.text[scene.tokens[i].end : scene.tokens[i].end + 2].strip()[:1].isdigit()
        small = after is not None and after.lower in SMALL
        return not counted and (ended or small or not common)

    def _called(self, i: int, before: str) -> bool:
        """'hej igen saga!', 'handläggare frisk sa'."""
        scene, lower = self.scene, self.scene.tokens[i].lower
        if before in v.GREETINGS and (scene.grader.is_first(lower) or scene.ends_clause(i)):
            return True
        after = scene.after(i)
        ended = (
            scene.ends_clause(i) or lower not in v.COMMON_WORDS or (after is not None and after.lower in v.PERSON_VERBS)
        )
        return before in _CLOSE_CUES and ended

    def lone_initial(self, i: int) -> bool:
        """'dr b', 'handl. ö': a single letter in lower case behind a title."""
        letter = self.scene.tokens[i].lower
        if self.scene.cue_before(i) in _TITLES and letter not in _NO_INITIALS:
            return True
        return self.scene.in_lower_case and letter not in _SMALL_LETTERS and self._stands_for_a_person(i)

    def _stands_for_a_person(self, i: int) -> bool:
        """'b på af svarar inte', 'mamman till t, 15', 'pratade om k.': in a text without capitals."""
        scene, before, after = self.scene, self.scene.before(i), self.scene.after(i)
        figure = scene.text[max(0, scene.tokens[i].start - 1) : scene.tokens[i].start].isdigit()
        if figure or scene.text[scene.tokens[i].end : scene.tokens[i].end + 1] in {"-", "/", "."} - {
            "." if before else ""
        }:
            return False
        if before is None:
            return after is not None and after.lower in {
                "på",
                "hos",
                "från",
                *(v.PERSON_VERBS - v.COPULAS),
                "är",
                "har",
            }
        if before.lower in v.NOT_BEFORE_INITIAL or before.lower in _AMOUNTS:
            return False
        led = before.lower in {"till", "med", "om", "av", "från", "hos", "åt", "enligt", "för", "ringde", "träffade"}
        return led and (scene.ends_clause(i) or (after is not None and after.lower in v.PERSON_VERBS | {"på", "hos"}))

    def signed_in_short(self, i: int) -> bool:
        """'mvh sö': initials in lower case."""
        return len(self.scene.tokens[i].lower) <= _LONGEST_INITIALS and self._signed(i)

    def name_in_parts(self, i: int) -> bool:
        """'per berg', 'angående per berg', 'P FOSTER': two words that make a full name only together."""
        scene, token, after = self.scene, self.scene.tokens[i], self.scene.after(i)
        if after is None or not after.free or after.lower in SMALL or token.shape is Shape.TITLE:
            return False
        if token.shape is Shape.INITIAL:
            return after.caps and token.text not in {"I", "Å", "Ö", "O"} and may_be_surname(after.lower, scene.knows)
        first = scene.grader.is_first(token.lower)
        last = scene.grader.is_last(after.lower) or made_like_a_surname(after.lower)
        last = last or (scene.grader.is_first(after.lower) and scene.grader.is_word(after.lower))
        doubtful = token.lower in v.FUNCTION_WORDS and after.lower in _DOUBTFUL_SURNAMES
        before = scene.before(i)
        return first and last and (not doubtful or (before is not None and before.lower in v.BEFORE_A_NAME))

    def unlisted(self, i: int) -> bool:
        """Tell whether a word that no dictionary has may be a name, by how the text is written."""
        scene, lower, before, after = self.scene, self.scene.tokens[i].lower, self.scene.before(i), self.scene.after(i)
        if scene.in_lower_case or scene.grader.grade(lower) > Grade.NONE or made_like_a_surname(lower):
            return True
        if scene.alone_in_cell(i):
            return True
        if before is not None and before.lower in _LEADS_TO_ANY:
            return True
        return after is not None and after.lower in v.PERSON_VERBS

    def small_first(self, i: int, following: Token) -> bool:
        """'Ssk Mina Karlsson', 'Vi Nguyen svarade': a small word with a capital before what can be a surname."""
        token = self.scene.tokens[i]
        if token.shape is not Shape.TITLE or following.shape is not Shape.TITLE or following.begins:
            return False
        if token.lower in {"mina", "era", "my"}:
            return True
        return token.lower in v.SMALL_FIRST_NAMES and (
            not token.begins or not self.scene.grader.is_first(following.lower)
        )

    def beside_person(self, i: int) -> bool:
        """'lena och mats': joined to a name."""
        if i < 2 or self.scene.tokens[i - 1].lower not in {"och", "eller", "samt"}:  # noqa: PLR2004
            return False
        other = self.scene.tokens[i - 2]
        return self.scene.person_at(i - 2) or self.scene.grader.hardly_a_word(other.lower)
