"""Layer 5: what fits so few people that it points one of them out, though nobody is named.

Modest and by nature incomplete: a person is always asked how many it can be. Everything found here is a question.
"""

from collections.abc import Iterator, Sequence

from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind
from avvikelse.deid.patterns import Pattern, Spot

# 'den enda kvinnliga kranföraren på bruket', 'den äldsta i teamet', 'kommunens enda barnmorska'
_PERSON_NOUN = (
    r"(?:\w{0,25}(?:aren|eren|ören|isten|skan|sköterskan|terapeuten|logen|tören|chefen|läkaren|mannen|kvinnan|personen"
    r"|patienten|kunden|klienten|föraren|ledaren|äraren|kaptenen|prästen|polisen|tolken|chefer?|läkare|sköterska"
    r"|barnmorska|förare|lärare|kvinna|man|person|patient|eleven|medlemmen|anställda?|utlandsfödda|flyktingen"
    r"|kvinnliga|manliga|döva|blinda|transpersonen|logopeden?|kuratorn?|dietisten?|psykologen?|kirurgen?|ortopeden?))"
)
_ONLY = Spot(
    r"(?i:\b(?:(?:den|som|är|var|\w{2,30}s)[ ](?:enda|endaste|äldsta|yngsta|första|ensamma|minsta|längsta))"
    rf"(?:[ ][^\W\d_][\w-]{{1,25}}){{0,2}}[ ]{_PERSON_NOUN})(?!\w)"
    r"(?:[ ](?i:på|i|vid|hos|inom)[ ][^\W\d_][\w-]{1,40})?"
)
_ONLY_AT = Spot(
    r"(?i:\b(?:den|det|vår|deras|kommunens|regionens|enhetens|byns|ortens)[ ](?:enda|endaste|äldsta|yngsta|ensamma)"
    r"[ ](?:på|i|vid|inom|hos)[ ][^\W\d_][\w-]{1,40})"
)
# Offices that one person holds, or a few whom everybody knows.
_OFFICES = Pattern(
    r"(?i:\b(?:kommunalråd(?:et|ets)?|regionråd(?:et|ets)?|oppositionsråd(?:et|ets)?|landshövding(?:en|ens)?"
    r"|regiondirektör(?:en|ens)?|kommundirektör(?:en|ens)?|kommunchef(?:en|ens)?|generaldirektör(?:en|ens)?"
    r"|hälso- och sjukvårdsdirektör(?:en|ens)?|socialdirektör(?:en|ens)?|skoldirektör(?:en|ens)?"
    r"|riksdags(?:ledamot|ledamoten|man|mannen)|statsråd(?:et|ets)?|(?:stats|social|utrikes|finans|justitie"
    r"|försvars|utbildnings|sjukvårds|arbetsmarknads)minister(?:n|ns)?"
    r"|kommunstyrelsens ordförande|regionstyrelsens ordförande|nämndens ordförande|nämndordförande(?:n|ns)?"
    r"|kyrkoherde(?:n|ns)?|biskop(?:en|ens)?|domprost(?:en|ens)?|polismästare(?:n|ns)?|polischef(?:en|ens)?"
    r"|räddningschef(?:en|ens)?|länspolismästare(?:n|ns)?|förbundskapten(?:en|ens)?|chefredaktör(?:en|ens)?"
    r"|olympier(?:n|ns)?|landslagsspelare(?:n|ns)?|världsmästare(?:n|ns)?|melodifestival\w{0,15}))(?!\w)"
)
# Events that the newspaper wrote about, or that happen to one person in a town.
_EVENTS = Pattern(
    r"(?i:\b(?:mord(?:et|försök|försöket|åtalad|offer)?|dråp(?:et|försök)?|mordbrand(?:en)?|knivdåd(?:et)?"
    r"|knivhugg(?:en|ning|ningen)|skottlossning(?:en)?|skjutning(?:en)?|skottskad(?:ad|or)|gruvras(?:et)?"
    r"|blixtnedslag(?:et)?|flygolycka(?:n)?|helikopterolycka(?:n)?|flyghaveri(?:et)?|tågolycka(?:n)?"
    r"|bussolycka(?:n)?|drunkningsolycka(?:n)?|dödsolycka(?:n)?|sprängning(?:en|sdåd)|kidnapp(?:ad|ning|ningen)"
    r"|gisslan|rånad|bankrån(?:et)?|väpnat rån|björnangrepp(?:et)?|vargangrepp(?:et)?|lottovinst(?:en)?"
    r"|trillingar(?:na)?|fyrlingar(?:na)?|hedersmord(?:et)?|könskorrigering(?:en)?|organdonator(?:n)?"
    r"|terrordåd(?:et)?|lavinolycka(?:n)?|hjärttransplant\w{2,10}|vådaskott(?:et)?))(?!\w)"
)
# A job that a town has one or a few of, told together with the place.
_ROLE_AT_PLACE = Spot(
    r"(?i:\b(?:\w{0,20}chef(?:en)?|rektor(?:n)?|präst(?:en)?|diakon(?:en)?|veterinär(?:en)?|brandman(?:nen)?"
    r"|borgmästare(?:n)?|direktör(?:en)?|vd(?:n|:n)?|\w{0,20}föreståndare(?:n)?|kantor(?:n)?|imam(?:en)?"
    r"|barnmorska(?:n)?|tandläkare(?:n)?|apotekare(?:n)?|skomakare(?:n)?|bagare(?:n)?|urmakare(?:n)?"
    r"|logoped(?:en)?|renskötare(?:n)?|yrkesfiskare(?:n)?|ordförande(?:n)?|handlare(?:n)?|distriktsläkare(?:n)?))"
    r"[ ](?i:i|på|vid|från|för)[ ]\Z"
)
_CLAUSE = Spot(r"[ ]som[ ](?:nyss[ ]|nyligen[ ]|just[ ])?[^\W\d_]{2,25}(?:[ ][^\W\d_]{2,25})?(?=[.,;!?\n]|\Z)")
# Ages with a unit are layer 1's; here the bare ones above 89 that stand alone.
_OLD = Pattern(
    r"(?i:\b(?:blev|blir|fyllt|fyllde|fyller|hunnit bli|bli) )(9\d|1[01]\d)(?=[.,;!?)]|\n|\Z| och\b)(?![.,]\d)"
)
_SINGULAR = Pattern(r"(?i)\b(?:enda|endaste|äldsta|yngsta|första|ensamma|minsta|längsta)\b")
_AT = (" i ", " på ", " vid ", " från ", " för ")
_REACH = 60
_BEFORE, _BEHIND = 40, 140


def find_rare(text: str, found: Sequence[Hit]) -> Iterator[Hit]:
    """Ask about the only one of a kind, known offices, telling events, a role at a place, and ages above 89.

    `found` are the hits of the layers before, in any order; places, workplaces and ages among them are built upon.
    """
    for pattern in (_OFFICES, _EVENTS):
        yield from (Hit(match.start(), match.end(), Kind.RARE) for match in pattern.finditer(text))
    for word in _SINGULAR.finditer(text):
        window = (max(0, word.start() - _BEFORE), word.end() + _BEHIND)
        for only in (_ONLY, _ONLY_AT):
            yield from (Hit(match.start(), match.end(), Kind.RARE) for match in only.finditer(text, *window))
    yield from (Hit(*match.span(1), Kind.RARE) for match in _OLD.finditer(text))
    for hit in found:
        if hit.kind in (Kind.PLACE, Kind.WORKPLACE):
            start = max(0, hit.start - _REACH)
            if text[start : hit.start].casefold().endswith(_AT) and (
                match := _ROLE_AT_PLACE.search(text[start : hit.start])
            ):
                clause = _CLAUSE.match(text, hit.end)
                yield Hit(start + match.start(), clause.end() if clause else hit.end, Kind.RARE)
