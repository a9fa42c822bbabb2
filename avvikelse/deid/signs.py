"""Layer 4: initials and nicknames that only their place gives away: '… slut! EL', 'utskr. aw', 'Närv: AL, RTN'.

Two or three capitals are nearly always an abbreviation, so they are asked about only last in a line behind the end of
a sentence, behind a word that says who took part, wrote or answers, and as the label of a line in a chat.
"""

from collections import Counter
from collections.abc import Iterator

from avvikelse.deid import vocabulary as v
from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind
from avvikelse.deid.patterns import Pattern, Spot
from avvikelse.deid.scene import Scene
from avvikelse.deid.wordclasses import SMALL

_CAPITALS = r"[A-ZÅÄÖ]{2,3}"
_LAST_IN_LINE = Pattern(rf"(?:(?<=[.!?)\n])|(?<=[.!?)\n][ ]))({_CAPITALS})(?=[ ]{{0,3}}(?:\n|\Z))")
_LISTED = Pattern(
    r"(?i:(?<!\w)(?:dikt(?:at|erat|erad|ering)?|utskr(?:ivet|ift|iven)?|skriv(?:et|en|are)?|ansv(?:arig|ariga)?"
    r"|n[äa]rv(?:arande)?|deltog|deltagare|deltar|justera(?:re|t)|frånv(?:arande)?|kopia(?:[ ]till)?|cc|antecknat"
    r"|noterat|signerat|inlagt[ ]av|ombud|kontakt|av|via|hos|till|enl|enligt|jag[ ]och|handl|handläggare|bokat[ ]av"
    r"|pat(?:ient(?:en)?)?|kund(?:en)?|klient(?:en)?|brukare(?:n)?|sökande(?:n)?|medarbetare(?:n)?|anställd(?:a|e)?"
    r"|kollega(?:n)?|elev(?:en)?|om|gällande|gäller|ang|angående"
    r"|avser"
    r"|initialer(?:na)?|init))"
    r"[ ]?[.:]{0,1}[ ](?:av[ ])?"
    rf"((?:[A-ZÅÄÖ][ ][A-ZÅÄÖ](?!\w)|{_CAPITALS})(?:(?:,|[ ]och|[ ]&|[ ]?/|[ ]\+)[ ]?(?:{_CAPITALS}"
    rf"|[A-ZÅÄÖ][a-zåäö]{{1,15}})(?!\w)){{0,8}})(?!\w)"
)
_STRONG = frozenset(
    [
        "initialer",
        "init",
        "pat",
        "patient",
        "patienten",
        "dikt",
        "utskr",
        "diktat",
        "ansv",
        "närv",
        "narv",
        "deltog",
        "justerare",
        "närvarande",
        "signerat",
    ]
)
_OFFICES = v.words("FK AF VC HC BUP IVO AG SIP IVA DFA FMU TMU AFU SLU SGI SRS PHQ GAD ICD OSL HSL SFB AML")
_EACH = Spot(rf"(?<!\w)(?:[A-ZÅÄÖ][ ][A-ZÅÄÖ]|{_CAPITALS})(?!\w)")
_LOWER = Pattern(
    r"(?i:(?<!\w)(?:dikt(?:at|erat)?|utskr(?:ivet|ift)?|skrivet[ ]av|sign(?:erat|erad)?|antecknat[ ]av|vidim(?:erat)?"
    r"|kontrasign|ansv)(?:[ ]av)?)[.:]?[ ]([a-zåäö]{2,3})(?=[ ]?(?:[,.;/)\n]|\Z))"
)
# 'Handl.: jlu', 'registrerat av: mkn': behind a label that says who did it
_LABELLED = Pattern(
    r"(?i:(?<!\w)(?:handl(?:äggare|ägges[ ]av)?|läk(?:are)?|utred(?:are)?|ansv(?:arig)?|kontakt|sign(?:erat|erad|atur)?"
    r"|(?:reg(?:istrera[td])?|inlag[td]|skrive[tn]|upprätta[td]|ifyll[td]|boka[td]|besluta[td]|noterat|rapportera[td]"
    r"|skapa[td]|ändra[td]|godkän[td]|granska[td]|attest(?:era[td])?|utför[td]|mottage[tn]|makulera[td]|stäng[td])"
    r"(?:[ ]av)?|sekr(?:eterare)?|ssk|usk|rapportör|upprättare|användare|user|inl|just(?:erare)?|beslutsfattare)"
    r"\.?[ ]?[:|=][ ]{0,2})([a-zåäö]{2,5})(?=[ ]?(?:[,.;/)\n|]|\Z))"
)
_BEHIND_SLASH = Pattern(r"(?<=[^\W\d_])/([a-zåäö]{2,3})(?=[ ]?(?:\.?\n|\.?\Z))")
_CHAT = Pattern(
    r"(?m)^[ >]{0,3}(?:\[?\d{1,2}[.:]\d\d\]?[ ]{1,2})?[@<]?([^\W\d_][\w.'-]{1,20})>?:[ ]"
    r"(?=(?i:hej|har|nej|ja|jo|vi|jag|du|kan|det|ok|okej|ska|vet|hur|nä|nja|tack|då|men|varför|när|va|vad|vem"
    r"|svar|nu|inte"
    r"|så|bra|fick|läkaren|hon|han)(?!\w))"
)
_TIMED = Pattern(r"(?m)^[ >]{0,3}\[?\d{1,2}[.:]\d\d\]?[ ]{1,2}[@<]?([^\W\d_][\w.'-]{1,20})>?[:>]")
_TIMED_BEHIND = Pattern(
    r"(?m)^[ >]{0,3}[@<]?([^\W\d_][\w.'-]{1,20}(?:[ ][A-ZÅÄÖa-zåäö])?)>?[ ](?:kl[. ]{1,2})?\[?\d{1,2}[.:]\d\d\]?[:>]"
)
_ABOUT_ONESELF = Pattern(
    r"(?i:(?<!\w)(?:jag|undertecknad|und\.|mig)),?[ ](?:\(([A-ZÅÄÖa-zåäö]{1,3})\)|([A-ZÅÄÖ]{2,3})(?=,))"
)
# initials behind a role: 'maken (LH) sa', also with an age
_IN_PARENTHESIS = Pattern(
    r"(?i:(?<!\w)(?:pat(?:ient(?:en)?)?|kund(?:en)?|maken|makan|sambon|sonen|dottern|modern|fadern|mamman|pappan"
    r"|brodern|systern|läkaren"
    r"|handläggaren|kuratorn|chefen|eleven|brukaren|klienten|kvinnan|mannen|försäkrade|sökanden|tolken|grannen"
    r"|kollegan))"
    r"[ ]\(([A-ZÅÄÖ]{1,3})(?=[,)])"
)
# 'kvitterat av "J."'
_QUOTED = Pattern(
    r"(?i:(?<!\w)(?:av|från|med|till|hos|sign|märkta?|initialer(?:na)?|bokstäverna|signatur(?:en)?|kallas|heter))"
    r"[ ][\"”“'»«]([A-ZÅÄÖ]{1,3}\.?)(?=[\"”“'»«])"
)
_LAST_SMALL = Pattern(r"(?:(?<=[.!?])[ ]|\n)[ ]{0,3}([a-zåäö]{1,3}|[a-zåäö]-[a-zåäö])[ .]{0,2}\Z")
_SPEAKS = Pattern(r"(?m)^[ >]{0,3}([^\W\d_][\w'-]{1,20}(?:[ ][A-ZÅÄÖa-zåäö])?):[ ]")
_LONGEST_NICKNAME = 8
_LEAST_TALKING = 2
_NO_LABELS = v.ROLE_CUES | SMALL | v.NO_SIGNS
_HEADS = v.words("ps obs ok fr re sv vb nb tel mob svar nr kl dag tid fel mål ja nej sa q a s f")
_DEFINITE = ("en", "an", "et", "na", "ln", "rn")
_CALLED = Pattern(r"(?<![\w@.])@[ ]?([^\W\d_][^\W_]{1,20})")
# a user's name in a header or behind 'av': 'ifylld av s.ek'
_USER = Pattern(
    r"(?i:(?<!\w)(?:från|till|kopia|cc|av|avs(?:ändare)?|mottagare|användare|user|login|inloggad[ ]som)[ ]?:?[ ]{1,2})"
    r"([a-zåäö]{1,15}[._][a-zåäö]{1,20}\d{0,4})(?=[ ]?(?:[,;)\n|]|\Z))"
)
# 'granskad av MB/LK'
_PAIR = Pattern(
    r"(?i:(?<!\w)(?:av|sign(?:erat|erad)?|handl|ansv)[ ]?:?[ ])([A-ZÅÄÖ]{2,3}[ ]?[/+][ ]?[A-ZÅÄÖ]{2,3})(?![\w/])"
)
# 'smeknamn "Bamse"', 'kallas "Kulan"'
_NICKNAMED = Pattern(
    r"(?i:(?<!\w)(?:smeknamn(?:et)?|kalla[ds]|kallas(?:[ ]för)?|kalla[ ](?:sig|honom|henne|mig)|öknamn(?:et)?|alias"
    r"|heter|hette))"
    r"[ ]?:?[ ](?:bara[ ])?[\"”“'»«]([^\W\d_][\w -]{1,20})(?=[\"”“'»«])"
)
_JOINED = Pattern(r"(?<![\w@.])[a-zåäö]{3,15}[._][a-zåäö](?=:)", through=r"(?<=[._][a-zåäö]):")


def find_signs(scene: Scene) -> Iterator[Hit]:
    """Ask about initials and labels that stand where somebody signs, takes part or speaks."""
    text = scene.text
    signs = list(_initials(scene))
    yield from signs
    yield from _again(scene, {text[hit.start : hit.end] for hit in signs})
    yield from _small_letters(scene)
    for match in _PAIR.finditer(text):
        if not {part.strip() for part in match[1].replace("+", "/").split("/")} & _OFFICES:
            yield Hit(*match.span(1), Kind.UNKNOWN_NAME)
    for match in _NICKNAMED.finditer(text):
        word = match[1].casefold()
        if not (len(word) > _LONGEST_NICKNAME and scene.known(word)) and word not in v.ROLE_CUES:
            yield Hit(*match.span(1), Kind.UNKNOWN_NAME)
    for pattern in (_ABOUT_ONESELF, _IN_PARENTHESIS, _QUOTED):
        for match in pattern.finditer(text):
            if match[match.lastindex or 0] not in _OFFICES | {"NN", "XX", "N", "X"}:
                yield Hit(*match.span(match.lastindex or 0), Kind.UNKNOWN_NAME)
    for match in _USER.finditer(text):
        yield Hit(*match.span(1), Kind.UNKNOWN_NAME)
    for match in _JOINED.finditer(text):
        yield Hit(match.start(), match.end(), Kind.UNKNOWN_NAME)
    yield from _labels(scene)


def _again(scene: Scene, signs: set[str]) -> Iterator[Hit]:
    """Ask about initials wherever they stand once they were asked about: 'medarbetare JW. JW medger'."""
    for i in scene.tokens.saying({sign.casefold() for sign in signs}):
        if scene.tokens[i].text in signs and scene.tokens[i].free and not scene.tokens[i].caps:
            yield Hit(scene.tokens[i].start, scene.tokens[i].end, Kind.UNKNOWN_NAME)


def _initials(scene: Scene) -> Iterator[Hit]:
    """Give two or three capitals last in a line, and behind a word that says who took part, wrote or answers."""
    text = scene.text
    for match in _LAST_IN_LINE.finditer(text):
        yield from _capitals(scene, *match.span(1), strong=True)
    for match in _LISTED.finditer(text):
        cue = match[0].split(maxsplit=1)[0].strip(".:").casefold()
        if cue in _STRONG or match.end() == match.start(1) + 2 or len(match[1]) > len("ABC"):
            for each in _EACH.finditer(text, *match.span(1)):
                yield from _capitals(scene, *each.span(), strong=cue in _STRONG)


def _small_letters(scene: Scene) -> Iterator[Hit]:
    """'utskr. aw', '/kl', 'l-g' last in a text without capitals."""
    for pattern in (_LOWER, _LABELLED, _BEHIND_SLASH):
        for match in pattern.finditer(scene.text):
            known = pattern is _LABELLED and scene.known(match[1]) and scene.nameless(match[1])
            if not known and match[1] not in SMALL | v.SHORTENED - {"aw", "sö", "pm", "mk"}:
                yield Hit(*match.span(1), Kind.UNKNOWN_NAME)
    for match in _LAST_SMALL.finditer(scene.text) if scene.in_lower_case else ():
        if match[1] not in SMALL | {"ok", "ja", "mm", "osv", "etc", "tja", "hej"}:
            yield Hit(*match.span(1), Kind.UNKNOWN_NAME)


def _capitals(scene: Scene, start: int, end: int, *, strong: bool) -> Iterator[Hit]:
    """Ask about two or three capitals that no list explains; where somebody surely signs, whatever they stand for."""
    i = scene.tokens.at(start)
    if i is None or scene.tokens[i].caps:
        return
    if not scene.tokens[i].free and not (strong and scene.text[start:end] not in _OFFICES):
        return
    if scene.tokens[i].lower not in v.NO_SIGNS:
        yield Hit(start, end, Kind.UNKNOWN_NAME)


def _labels(scene: Scene) -> Iterator[Hit]:
    """Ask about what stands before a colon where somebody speaks, and behind '@'."""
    spoken = list(_SPEAKS.finditer(scene.text))
    times = Counter(match[1] for match in spoken)
    talked = {k for match in spoken if (k := scene.tokens.at(match.start(1))) is not None and scene.person_at(k)}
    if len(talked) >= _LEAST_TALKING:  # a chat: each label is somebody
        times.update(match[1] for match in spoken)
    elif talked:
        times.update(match[1] for match in spoken if scene.grader.grade(match[1].casefold()))
    timed = [match for pattern in (_TIMED, _TIMED_BEHIND) for match in pattern.finditer(scene.text)]
    others = [match for pattern in (_CHAT, _CALLED) for match in pattern.finditer(scene.text)]
    for match in (*timed, *others, *(match for match in spoken if times[match[1]] > 1)):
        label = match[1].casefold()
        i = scene.tokens.at(match.start(1))
        told = match[1].isupper() or (scene.in_lower_case and len(label) <= len("abc") and times[match[1]] > 1)
        if i is None or (label in _NO_LABELS and not told) or label in v.ROLE_CUES:
            continue
        if not scene.tokens[i].free and not (match[1].isupper() and match[1] not in _OFFICES and times[match[1]] > 1):
            continue
        short = len(label) <= len("abc") and label.upper() not in _OFFICES and label not in _HEADS
        speaks = short and (match[1].isupper() or (scene.in_lower_case and len(times) > 1))
        timely = match in timed and not label.endswith(_DEFINITE)
        named = speaks or (timely and (match[1][0].isupper() or scene.in_lower_case))
        if named or not (scene.nameless(label) and scene.known(label)):
            yield Hit(*match.span(1), Kind.UNKNOWN_NAME)
