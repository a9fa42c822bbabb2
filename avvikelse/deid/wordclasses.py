"""Which lower-case words can't be a name: small words, verbs by their endings, abbreviations.

Beside a name nearly any word may be the surname ('anna grip', 'sofia härdig'). The small words of Swedish are a closed
class and listed by hand; verbs are known by an ending whose infinitive the dictionary has ('söker' from 'söka').
"""

from collections.abc import Callable

from avvikelse.deid import vocabulary as v


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


SMALL = (
    v.STARTERS
    | v.NEVER_A_NAME
    | v.PERSON_PREPOSITIONS
    | v.PLACE_PREPOSITIONS
    | v.CONJUNCTIONS
    | _set(
        "aldrig alltid alls alltså annan annat andra annars av bak bakom bara bland bort borta bra båda både "
        "bättre bäst "
        "där därefter därför därifrån dit ditt din dina dig då dock du eftersom egen eget egna ej elva en "
        "enbart endast er "
        "ett fast fel femte fem fler flera flest flesta fyra fortfarande framför fram före förra först "
        "första förut genast "
        "genom gentemot ganska gärna helt heller hem hemma hemifrån henne honom hit hos hur här häromdagen "
        "ibland idag igen "
        "igenom igår imorgon imorse in inför ingenting innan inne inom innebär ens inte istället ju jämt "
        "just kanske kring "
        "kvar lika lite liten litet lilla länge längre längst längs mer mest mig min mina mindre minst mitt "
        "mot mycket månne "
        "nej nere ner ned nog nu nyss nyligen nån nåt nåns nånting någonting någonsin näst nästa nästan ofta "
        "olika om omkring "
        "oss också per plus precis på redan resp rätt sammanlagt samma samtidigt samt sen sedan senare "
        "senast sig sin sina "
        "sitt sist sista sju själv själva sjätte snart som strax så sådan sådant sån sånt tack tidigare till "
        "tillbaka "
        "tillsammans tills tio tre tredje troligen trots tvärtom två typ under upp uppe ur utan ute utanför "
        "utöver utom vad "
        "var vare varken vars vart varför vars vem vems vid vidare vilka vilken vilket visst väl åt åter "
        "åtminstone åtta än "
        "ändå ännu även över oavsett härmed därmed därav varav härom varje vardera ingendera bägge ensam "
        "ensamt dessutom "
        "förresten faktiskt egentligen nämligen möjligen antagligen förmodligen kl klockan tel telefon mobil "
        "nr dnr pnr "
        "personnummer född f b år årig åring mån måndag tisdag onsdag torsdag fredag lördag söndag januari "
        "februari mars "
        "april juni juli augusti september oktober november december jan feb apr jun jul aug sep sept okt "
        "nov dec från "
        "frånvarande närvarande sjuk sjukskriven sjukskrivning arbetslös gravid ensamstående ensamstånde "
        "boende hemmahörande "
        "ny nya nytt gammal gamla gammalt stor stort god gott nöjd orolig arg ledsen trött glad klar klart "
        "redo färdig borta "
        "ledig hemma intyg intyget ärende ärendet beslut beslutet möte mötet samtal samtalet brev brevet "
        "mejl mejlet besked efteråt därpå efterhand småningom dessvärre troligtvis lyckligtvis någonstans överallt "
        "kansli kansliet teamet fk af vc hc bup ssk usk läk hl pat patient patienten kund kunden kille tjej "
        "man kvinna"
    )
)
# Of an organisation these are said with a word in the definite form ('kassan säger'), of a person with a bare name.
HUMAN_VERBS = v.SPEECH | _set(
    "ringer ringde skrev uppgav undrade frågade frågar berättade menade tyckte svarade hälsar hälsade lovade lovar "
    "redogör redogjorde tackar tackade mejlade mailade mejlar hörde vill ville tycker tror trodde vet visste "
    "meddelar "
    "meddelade "
    "föreslår föreslog påpekade hävdade önskar önskade kom tog tar skickade bokade glömde"
)
NOBODY_IN_PARTICULAR = _set(
    "personal arbetsgivare anhörig folk facket kommun region vård rehab kansli anställd ansvarig tjänsteman "
    "gäst part "
    "kassan kassa soc vårdcentral förmedling försäkringskassa arbetsförmedling enhet mottagning skola "
    "företag bolag myndighet team tid frågan svar brev mejl besked beslut intyg remiss kallelse sms post "
    "samtal fråga regn påminnelse allt bud hjälp faktura inbjudan rapport klagomål larm resultat blankett"
)
# Greeted at once: 'Hej Rehabgruppen'.
MANY = tuple(
    _set(
        "supporten redaktionen avdelningen förvaltningen jouren styrelsen ledningen personalen arbetslaget nätverket "
        "forumet nämnden sektionen vänner kollegor kolleger växeln myndigheten kassan verksamheten koordinatorer "
        "handläggare läkare chefer samordnare medarbetare teamet gruppen enheten mottagningen centralen kansliet "
        "kontoret receptionen kliniken"
    )
)
SURNAME_ENDINGS = (
    "gren",
    "berg",
    "ström",
    "qvist",
    "kvist",
    "lund",
    "blad",
    "stedt",
    "löf",
    "holm",
    "dahl",
    "strand",
    "wall",
)
NO_SURNAME_ENDINGS = ("en", "et", "an", "na", "arna", "orna", "are", "ist", "ör", "or", "ande", "else", "het", "ning")
_ENDINGS = (
    ("ades", ("a",)), ("ade", ("a",)), ("dde", ("",)), ("tes", ("a",)), ("des", ("a",)), ("te", ("a",)), ("de", ("a",)),
    ("its", ("a",)), ("ats", ("a",)), ("it", ("a",)), ("at", ("a",)), ("er", ("a",)), ("ar", ("a",)), ("as", ("a",)),
    ("es", ("a",)), ("t", ("a",)), ("r", ("",)), ("s", ("", "a")), ("ts", ("a",)),
)  # fmt: skip
_ADVERBS = ("ligen", "vis", "igt", "ligt", "ande", "ende")
_STRONG = (
    "gör",
    "ger",
    "går",
    "står",
    "tar",
    "ser",
    "får",
    "slår",
    "gav",
    "tog",
    "gick",
    "fick",
    "stod",
    "kom",
    "såg",
    "skrev",
)
_SHORTEST = 3


def verbal(lower: str, knows: Callable[[str], bool]) -> bool:
    """Tell whether a word is a form of a verb, by its ending and the infinitive; or a participle or adverb."""
    if lower.endswith("ad") and len(lower) > len("planad") - 1 and knows(lower[:-1]):
        return True  # 'avvisad'
    if lower in v.PERSON_VERBS or (lower.endswith(_ADVERBS) and knows(lower)):
        return True
    if not knows(lower):
        return False
    if lower.endswith(_STRONG):
        return True
    for ending, infinitives in _ENDINGS:
        if lower.endswith(ending) and len(lower) - len(ending) >= _SHORTEST - 1:
            stem = lower[: -len(ending)]
            if any((stem + last).endswith("a") and knows(stem + last) for last in infinitives):
                return True
    return False


def may_be_surname(lower: str, knows: Callable[[str], bool]) -> bool:
    """Tell whether a word beside a name may belong to it."""
    if len(lower) < _SHORTEST or lower in SMALL or lower in v.SHORTENED or lower in v.ROLE_CUES:
        return False
    return not verbal(lower, knows)


# Sure names that are a verb or a part of the body in a note: 'Inger lugnt intryck', 'Axel: inskränkt rotation'.
_WORD_BESIDE = {"inger": _set("intryck hopp förtroende respekt"), "axel": _set("rotation rörlighet smärta arc")}
_NEAR = 40  # letters


def told_as_word(text: str, lower: str, end: int) -> bool:
    """Tell whether what follows a name, up to `end`, makes a word of it."""
    beside = _WORD_BESIDE.get(lower)
    return beside is not None and any(word in text[end : end + _NEAR] for word in beside)
