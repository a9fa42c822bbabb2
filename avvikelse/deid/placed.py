"""Layer 4: words that only their place gives away as a person: before a number, behind a label, alone on a line.

'Vilde Grus, 650716-9917', 'tove vår 850505 9817', 'Frånvarande: Finn', 'Lo Silver' between two line ends, 'Rask' in a
column where the other cells are names. What stands there is asked about whatever the word is, unless it says what sort
of person or unit is meant.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from avvikelse.deid import vocabulary as v
from avvikelse.deid.grades import Grade, made_like_a_surname
from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind
from avvikelse.deid.patterns import Pattern, Spot
from avvikelse.deid.scene import Scene
from avvikelse.deid.tokens import Token
from avvikelse.deid.wordbook import Shape, Trait
from avvikelse.deid.wordclasses import SMALL, may_be_surname, verbal

_OF_A_PERSON = {Kind.PERSONAL_NUMBER, Kind.BIRTH_DATE, Kind.PHONE, Kind.AGE, Kind.ADDRESS}
_OVER_LINES = {Kind.PERSONAL_NUMBER, Kind.PHONE, Kind.ADDRESS}
_IS = frozenset({"är", "blir", "fyller", "fyllde"})
_DEFINITE = ("en", "et", "an", "in", "na", "ln", "rn", "er", "ar", "or")
_WIDEST = 24  # from a name to the number behind it: ', f. ', ' (pnr: '
_BETWEEN = Spot(
    r"[ \t]{0,6}(?:[,;|(\t–-][ \t]{0,6}){0,3}"
    r"(?i:(?:f(?:ödd)?|pnr|p-?nr|personn(?:r|ummer)|person-?nr|tel|tfn|mob(?:il)?|med)[.:]?[ \t]{0,3}){0,2}"
)
_ONE_BREAK = Spot(r"[ \t]{0,3},?[ \t]{0,3}\n[ \t]{0,3}")
_MOST_PARTS = 4
_LABEL = Pattern(
    r"(?im)^[ \t>*•-]{0,4}(?:ej[ ])?(?:närvarande|frånvarande|deltagare|deltog|närv|frånv|deltar|kallade|inbjudna"
    r"|anmält[ ]förhinder"
    r"|adjungera(?:d|de)|ordf(?:örande)?|sekr(?:eterare)?|justera(?:re|s)?|protokollförare|föredragande|kopia|cc"
    r"|rapportör|rapporterat[ ]av|rapporterad[ ]av|anmälare|anmäld[ ]av|uppgiftslämnare|kontaktperson"
    r"(?:er)?|berörd(?:[ ](?:person|individ|patient))?"
    r"|inblandade?|namn|förnamn|efternamn|patient(?:ens[ ]namn)?|pat|sökande|kund|klient|försäkrad"
    r"|den[ ]försäkrade|ombud|god[ ]man|anhörig(?:a)?"
    r"|handläggare|handl|läkare|utredare|upprättad[ ]av|ifylld[ ]av|skriven[ ]av|underskrift|namnteckning"
    r"|namnförtydligande|avsändare|mottagare"
    r"|samtal[ ]med|kontakt|tolk|chef|signerat|signatur|från|till|förvaltare|vårdnadshavare|avser[ ]person|individ"
    r"|deltagaren|läk[ ]?are|pati[ ]?ent(?:en)?"
    r"|åtgärdsansvarig|ansvarig(?:[ ]läkare)?|närmaste[ ]chef|vem)[ ]?:[ \t]{0,6}"
)
_SPLIT = Spot(r"[,;/&+\t|]|[ ]och[ ]|[ ]samt[ ]|\n")
_LONGEST_LINE = 300
_BARE_LINE = Pattern(
    r"(?m)^[ \t>]{0,4}([A-ZÅÄÖÉÜØÆ][^\W\d_]{1,24}(?:[-'][^\W\d_]{1,24}){0,2}"
    r"(?:[ ]{1,2}(?:[A-ZÅÄÖÉÜØÆ]\.?(?!\w)|(?:af|av|von|van|de|da|di|el|al)(?!\w)"
    r"|[A-ZÅÄÖÉÜØÆ][^\W\d_]{1,24}(?:[-'][^\W\d_]{1,24}){0,2})){1,3})[ \t]{0,3},?[ \t]{0,3}(?=\n|\Z)"
)
_ITEM = Pattern(
    r"(?m)^[ \t]{0,3}(?:[-–*•·][ ]{1,2}|\d{1,2}[.)][ ])?([^\W\d_][^\W\d_'-]{1,24})(?=[ ](?:–|-|\d)|:|[ ]?[|;\t]|,[ ])"
)
_MONTHS = frozenset({"jan", "april", "juni"})
_LEAST_TRADE = 8
_TRADES = ("are", "ör", "ist", "ska", "log", "ent", "ant", "man", "kvinna", "dam", "barn", "anställd", "het", "flicka")
_DELIMITERS = "\t|;"
_CELL = Spot(r"[^\W\d_][^\d|;\t\n()%:.]{0,30}")
_MOST_IN_CELL = 3
_LEAST_NAMED = 2
NO_PERSON = (
    SMALL
    | v.ROLE_CUES
    | v.GENERIC
    | v.FACILITIES
    | frozenset(
        [
            "avser",
            "gäller",
            "telefon",
            "telefonnummer",
            "mobil",
            "mobilnummer",
            "personnummer",
            "adress",
            "epost",
            "mejl",
            "patientens",
            "kundens",
            "namn",
            "id",
            "ärende",
            "diagnos",
            "ålder",
            "född",
            "datum",
            "tid",
            "åtgärd",
            "intyg",
            "beslut",
            "kön",
            "vem",
            "vad",
            "var",
            "när",
            "nyckel",
            "kod",
            "lösenord",
            "boende",
            "bostad",
            "jour",
            "växel",
            "fax",
            "reception",
            "receptionen",
            "expedition",
            "kundtjänst",
            "växeln",
            "rehab",
            "personal",
            "gruppen",
            "teamet",
            "team",
            "okänd",
            "saknas",
            "anonym",
            "ej",
            "nej",
            "ja",
            "ingen",
            "alla",
            "samtliga",
            "övriga",
            "flera",
            "båda",
            "medarbetare",
            "chefer",
            "handläggare",
            "läkare",
            "samma",
        ]
    )
)


_NO_PERSON_FIRST = NO_PERSON - v.SMALL_FIRST_NAMES
_NO_PERSON_BEGINS = _NO_PERSON_FIRST - _MONTHS
_NO_PERSON_ALONE = _NO_PERSON_FIRST - {"my", "bo"}
_TITLE = Trait(lambda form, _: form.shape is Shape.TITLE)


def find_placed(scene: Scene, patterned: Sequence[Hit]) -> Iterator[Hit]:
    """Ask about words that stand where only a person does. `patterned` are the hits of layer 1."""
    yield from _before_numbers(scene, patterned)
    yield from _behind_labels(scene)
    yield from _alone_on_a_line(scene)
    yield from _in_columns(scene)
    yield from _pairs(scene)


def _ask(scene: Scene, indexes: Sequence[int]) -> Iterator[Hit]:
    for i in indexes:
        if scene.tokens[i].free:
            yield Hit(scene.tokens[i].start, scene.tokens[i].end, Kind.UNKNOWN_NAME)


def _before_numbers(scene: Scene, patterned: Sequence[Hit]) -> Iterator[Hit]:
    """'Klara Hjälm, 47 år', 'Le (f. 621104)', 'tove kort 8505059817', 'Per Silver⏎070-174 06 12'."""
    for hit in patterned:
        if hit.kind not in _OF_A_PERSON:
            continue
        i = bisect_left(scene.tokens.starts, hit.start) - 1
        while i >= 0 and scene.tokens[i].lower in {
            "f",
            "född",
            "pnr",
            "personnr",
            "personnummer",
            "tel",
            "tfn",
            "mobil",
        }:
            i -= 1
        if i < 0 or hit.start - scene.tokens[i].end > _WIDEST:
            continue
        if hit.kind is Kind.AGE and i and scene.tokens[i].lower in _IS:
            yield from _ask(scene, _turning(scene, i - 1))
            continue
        gap = scene.text[scene.tokens[i].end : hit.start]
        if _BETWEEN.fullmatch(gap) and (gap.strip() or hit.kind is not Kind.AGE):
            yield from _ask(scene, _name_ending_at(scene, i, hit.kind))
        elif hit.kind in _OVER_LINES and _ONE_BREAK.fullmatch(gap):
            run = _name_ending_at(scene, i, hit.kind)
            if run and scene.tokens[run[0]].begins and (len(run) > 1 or scene.grader.grade(scene.tokens[i].lower)):
                yield from _ask(scene, run)


def _turning(scene: Scene, i: int) -> list[int]:
    """'Ro är 39 år': a capital first in a sentence that isn't what has lasted ('Garantin är 12 år')."""
    token, lower = scene.tokens[i], scene.tokens[i].lower
    if token.shape is not Shape.TITLE or lower in NO_PERSON or scene.after(i) is None:
        return []
    thing = scene.known(lower) and scene.nameless(lower) and lower.endswith(_DEFINITE)
    return [] if thing else [i]


def _name_ending_at(scene: Scene, i: int, kind: Kind) -> list[int]:
    """Give the words, ending with word i, that may be a name, in order."""
    token = scene.tokens[i]
    if token.shape is Shape.LOWER:
        return _lower_name_ending_at(scene, i, kind)
    run: list[int] = []
    k = i
    while k >= 0 and len(run) < _MOST_PARTS and _capital(scene.tokens[k]):
        run.insert(0, k)
        if k == 0 or not _joined(scene, k):
            break
        k -= 1
    run = [k for k in run if scene.tokens[k].lower not in NO_PERSON]
    if kind is Kind.AGE and len(run) == 1 and scene.tokens[run[0]].begins:
        lower = scene.tokens[run[0]].lower
        bare = len(lower) < _LEAST_TRADE and not lower.endswith(_TRADES) and scene.tokens[run[0]].shape is Shape.TITLE
        return run if scene.grader.grade(lower) > Grade.NONE or not scene.known(lower) or bare else []
    if kind is Kind.ADDRESS and run and all(_ordinary(scene, k) for k in run):
        return []
    return run


def _capital(token: Token) -> bool:
    return token.shape in (Shape.TITLE, Shape.INITIAL, Shape.UPPER)


def _joined(scene: Scene, k: int) -> bool:
    """Tell whether the word before k is on the same line with blanks, a full stop of an initial or ', ' between."""
    before = scene.tokens[k - 1]
    gap = scene.text[before.end : scene.tokens[k].start]
    if gap in {" ", "  ", "\t"}:
        return True
    return (gap == ". " and before.shape is Shape.INITIAL) or (gap == ", " and before.begins)


def _lower_name_ending_at(scene: Scene, i: int, kind: Kind) -> list[int]:
    """'intyg för tove kort 8505059817': up to two words that can be a name, behind a small word or nothing."""
    if kind not in {Kind.PERSONAL_NUMBER, Kind.BIRTH_DATE}:
        return []
    if i and scene.person_at(i - 1) and scene.tokens[i].lower not in NO_PERSON and scene.before(i) is not None:
        return [i]
    run: list[int] = []
    k = i
    while k >= 0 and len(run) < _LEAST_NAMED and may_be_surname(scene.tokens[k].lower, scene.knows):
        if scene.tokens[k].lower in NO_PERSON or scene.tokens[k].shape is not Shape.LOWER:
            break
        run.insert(0, k)
        if k == 0 or scene.before(k) is None:
            break
        k -= 1
    named = any(
        scene.grader.grade(scene.tokens[k].lower) > Grade.NONE or not scene.known(scene.tokens[k].lower) for k in run
    )
    return run if named else []


def _ordinary(scene: Scene, k: int) -> bool:
    lower = scene.tokens[k].lower
    return scene.nameless(lower) and scene.known(lower)


def _behind_labels(scene: Scene) -> Iterator[Hit]:
    """'Frånvarande: Finn', 'Ombud: Vass, Tove': every part of the line that begins with a capital and names no role."""
    for match in _LABEL.finditer(scene.text):
        end = scene.text.find("\n", match.end(), match.end() + _LONGEST_LINE)
        end = end if end >= 0 else min(len(scene.text), match.end() + _LONGEST_LINE)
        start = match.end()
        for stop in [*(m.start() for m in _SPLIT.finditer(scene.text, match.end(), end)), end]:
            i = bisect_left(scene.tokens.starts, start)
            if i < len(scene.tokens) and scene.tokens[i].start < stop:
                yield from _part(scene, i, stop)
            start = stop + 1


def _part(scene: Scene, i: int, stop: int) -> Iterator[Hit]:
    """Ask about the capitalised words at the beginning of one part of a list of people."""
    run: list[int] = []
    while i < len(scene.tokens) and scene.tokens[i].start < stop and len(run) < _MOST_PARTS:
        token = scene.tokens[i]
        if token.lower in _NO_PERSON_BEGINS and not run:
            if token.lower in v.ROLE_CUES:
                i += 1
                continue
            return
        small = token.shape is Shape.LOWER and scene.in_lower_case and _may_be_lower_name(scene, i)
        small = small or (token.shape is Shape.LOWER and scene.in_lower_case and not run and _only_one(scene, i, stop))
        behind = run and token.shape is Shape.LOWER and scene.in_lower_case and may_be_surname(token.lower, scene.knows)
        small = small or bool(behind)
        if token.shape is not Shape.TITLE and not small and not (token.shape is Shape.INITIAL and run):
            break
        run.append(i)
        if scene.after(i) is None:
            break
        i += 1
    plain = all(_ordinary(scene, k) and len(scene.tokens[k].lower) >= len("utredning") for k in run)
    if run and not plain and not (len(run) == 1 and _ordinary(scene, run[0]) and _goes_on(scene, run[0])):
        yield from _ask(scene, run)


def _may_be_lower_name(scene: Scene, i: int) -> bool:
    lower = scene.tokens[i].lower
    return scene.grader.grade(lower) > Grade.NONE or (not scene.known(lower) and may_be_surname(lower, scene.knows))


def _only_one(scene: Scene, i: int, stop: int) -> bool:
    """'frånvarande: finn': one short bare word is all that the part holds."""
    token = scene.tokens[i]
    bare = len(token.lower) < _LEAST_TRADE and not token.lower.endswith(_DEFINITE)
    alone = not scene.text[token.end : stop].strip(" .\n") and not scene.text[stop - 1 : stop + 1].isdigit()
    return bare and alone and may_be_surname(token.lower, scene.knows)


def _goes_on(scene: Scene, i: int) -> bool:
    """Tell whether a sentence follows: 'Till: Alla som väntar'."""
    after = scene.after(i)
    return after is not None and after.shape is Shape.LOWER and not scene.in_lower_case


def _alone_on_a_line(scene: Scene) -> Iterator[Hit]:
    """'Lo Silver' and nothing else on the line: a signature; not 'Övriga Frågor'."""
    for match in _BARE_LINE.finditer(scene.text):
        first = bisect_left(scene.tokens.starts, match.start(1))
        stop = bisect_left(scene.tokens.starts, match.end(1))
        words = scene.tokens.between(first, stop)
        if any(word.caps or word.lower in _NO_PERSON_ALONE for word in words):
            continue
        if all(_ordinary(scene, k) for k in range(first, stop)):
            continue
        yield from _ask(scene, range(first, stop))


def _in_columns(scene: Scene) -> Iterator[Hit]:
    """'Rask 0,5 – klart' under 'Lind 1,0 – väntar': where other lines of a list or table begin with a person."""
    yield from _list_items(scene)
    for delimiter in _DELIMITERS:
        if scene.text.count(delimiter) >= _LEAST_NAMED:
            yield from _column_cells(scene, delimiter)


def _list_items(scene: Scene) -> Iterator[Hit]:
    items = [i for match in _ITEM.finditer(scene.text) if (i := scene.tokens.at(match.start(1))) is not None]
    forms = {scene.tokens[i].lower: scene.person_at(i) for i in items}
    mostly = sum(forms.values()) * 2 >= len(forms)  # who writes often in a chat counts once
    named = any(forms.values())
    for i in items:
        token = scene.tokens[i]
        if not token.free or token.lower in NO_PERSON:
            continue
        word = scene.grader.is_word(token.lower) and token.shape is not Shape.LOWER
        odd = made_like_a_surname(token.lower) and not verbal(token.lower, scene.knows)
        if named and (word or odd or mostly) and token.lower not in v.NUMBERED:
            yield from _ask(scene, [i])


def _column_cells(scene: Scene, delimiter: str) -> Iterator[Hit]:
    """Ask about the other cells of a column of which one or more hold a person and nothing else."""
    cells: list[tuple[int, int, int, bool]] = []  # column, start, end, whether a person
    named: dict[int, int] = {}
    start = 0
    for line in scene.text.split("\n"):
        at = start
        for column, cell in enumerate(line.split(delimiter) if delimiter in line else ()):
            begin = at + len(cell) - len(cell.lstrip())
            end = begin + len(cell.strip())
            person = begin in scene.person_starts and end in scene.person_ends
            named[column] = named.get(column, 0) + person
            cells.append((column, begin, end, person))
            at += len(cell) + 1
        start += len(line) + 1
    for column, begin, end, person in cells:
        if not person and named[column] and _CELL.fullmatch(scene.text[begin:end]):
            first, stop = bisect_left(scene.tokens.starts, begin), bisect_left(scene.tokens.starts, end)
            words = range(first, stop)
            if len(words) <= _MOST_IN_CELL and not any(scene.tokens[k].lower in NO_PERSON for k in words):
                yield from _ask(scene, words)


def _pairs(scene: Scene) -> Iterator[Hit]:
    """'Klara Hjälm ringde', 'My Fast', 'Park Ji-woo': two capitals first in a sentence."""
    for i in scene.tokens.where(_TITLE):
        token, after = scene.tokens[i], scene.after(i)
        if not token.begins or after is None or after.shape is not Shape.TITLE or after.caps or not after.free:
            continue
        if token.lower in _NO_PERSON_FIRST or after.lower in NO_PERSON:
            continue
        first = scene.grader.is_first(token.lower) or (
            token.lower in v.SMALL_FIRST_NAMES - v.GREETINGS and scene.grader.is_last(after.lower)
        )
        bare = scene.nameless(token.lower) and not _verb(scene, token.lower) and len(token.lower) < _LEAST_TRADE
        if first or (bare and not scene.known(after.lower)):
            yield from _ask(scene, [i, i + 1])


def _verb(scene: Scene, lower: str) -> bool:
    return verbal(lower, scene.knows) or (lower.endswith("a") and scene.knows(lower + "r"))
