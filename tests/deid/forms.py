"""Makers of made-up identifiers in the forms that `avvikelse.deid` documents, and of sentences to put them in.

Phones are from the ranges kept for fiction, web addresses on example domains; nothing here belongs to anybody. The
first of a pair is what stands before the identifier and isn't part of it, such as 'född ' or 'bor på '.
"""

# ruff: noqa: E501 -- rows of forms read best beside each other

import random
from collections.abc import Callable
from datetime import date, timedelta

Maker = Callable[[random.Random], tuple[str, str]]

MONTHS = "januari februari mars april maj juni juli augusti september oktober november december".split()  # noqa: SIM905
SHORT_MONTHS = "jan feb mar apr maj jun jul aug sep okt nov dec".split()  # noqa: SIM905
ORDINALS = [
    "första",
    "andra",
    "tredje",
    "fjärde",
    "femte",
    "sjätte",
    "sjunde",
    "åttonde",
    "nionde",
    "tionde",
    "elfte",
    "tolfte",
    "trettonde",
    "fjortonde",
    "femtonde",
    "sextonde",
    "sjuttonde",
    "artonde",
    "nittonde",
    "tjugonde",
    "tjugoförsta",
    "tjugoandra",
    "tjugotredje",
    "tjugofjärde",
    "tjugofemte",
    "tjugosjätte",
    "tjugosjunde",
    "tjugoåttonde",
    "tjugonionde",
    "trettionde",
    "trettioförsta",
]
TENS = "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio".split()  # noqa: SIM905
UNITS = ["", *"ett två tre fyra fem sex sju åtta nio".split()]  # noqa: SIM905
FIRST = "karin olle siv per-olof åsa yusuf anna.k m.j".split()  # noqa: SIM905
LAST = "ek öhrn lindqvist al-hassan berg".split()  # noqa: SIM905
STREETS = (
    "Tallbacksvägen Storgatan Hantverkaregatan Björkstigen Kvarngränd Rosentorget Lindallén Klockarbacken Västra "
    "Hamngatan|Norra Kyrkogatan|S:t Olofsgatan|Prästgårdsv.|Kyrkog.|Älvgatan|Karl Johans väg|Nygårdsvägen"
).replace(" Västra ", "|Västra ")
STREET_NAMES = [
    s for part in STREETS.split("|") for s in ([part] if " " in part and "Tall" not in part else part.split())
]
VILLAGES = ["Näset", "Skogsbyn", "Norra Torp", "Västra Bråna", "Långnäs", "Öjenäs", "Rud", "Bäckelid"]
TOWNS = "Karlstad Kil Forshaga Grums Åmål Örebro".split()  # noqa: SIM905
SENTENCES = (
    "{}",
    "({}).",
    "Vi läste {} i journalen.",
    "Gäller {}, enligt uppgift.",
    "Står fel i intyget: {}.",
    "| avser | {} |",
    "- {}\n- åter till handläggaren",
    "hej, {} är det som står i intyget",
    "Se {}. Svar saknas.",
)


def _day(rng: random.Random) -> date:
    return date(1950, 1, 1) + timedelta(days=rng.randrange(27_000))


def phone(rng: random.Random) -> tuple[str, str]:
    a, b, c = "174", "06", f"{rng.randrange(5, 100):02}"
    mobile = rng.choice(
        ("070{0}174{1}06{1}" + c, "070{0}17{1}40{1}6" + c, "070{0}1740{1}6" + c, "070{0}1{1}74{1}06{1}" + c)
    )
    forms = (
        mobile.format(rng.choice(("-", " ", "/", " - ", "–", ".", "")), rng.choice((" ", "", ".", "-"))),
        f"(070) {a} {b} {c}",
        f"+46{rng.choice((' ', ''))}70{rng.choice((' ', '-', ''))}{a} {b} {c}",
        f"+46 (0)70-{a} {b} {c}",
        f"+46(0)70{a}{b}{c}",
        f"0046{rng.choice((' ', ''))}70 {a} {b} {c}",
        f"08-465 004 {c}",
        f"08-46 50 04 {c}",
        f"08{rng.choice((' ', '/', ''))}465004{c}",
        f"031-390 06 {c}",
        f"0980-31 92 {c}",
        f"0980{rng.choice((' ', '-', '/'))}3192{c}",
        f"O7O-{a} O6 {c}",
        f"07O-l74 06 {c}",
    )
    cued = (
        (rng.choice(("ankn ", "ankn. ", "anknytning: ", "anknytning ")), f"{rng.randrange(200, 99999)}"),
        (rng.choice(("tel ", "tel: ", "Tfn ", "telefon ", "mob. ", "mobil: ", "ring ", "växel ")), f"{a} {b} {c}"),
        (rng.choice(("tel. ", "tfn: ", "telnr ")), f"39006{c}"),
    )
    return rng.choice((*(("", form) for form in forms), *cued))


def email(rng: random.Random) -> tuple[str, str]:
    local = rng.choice(FIRST) + rng.choice((".", "_", "-", "", "+x.")) + rng.choice(LAST)
    host = rng.choice(("example.se", "mail.example.com", "example.com", "post.a-b.example.se"))
    at = rng.choice(("@", "@", " @ ", "(at)", " (at) ", "[at]", " at ", "{at}", " snabel-a ", "@ ", " @", "＠"))
    whole = local + at + host
    if at in {"(at)", " (at) ", "[at]"} and rng.random() < 0.5:
        whole = local + at + host.replace(".", rng.choice((" (dot) ", "(punkt)", " punkt ", " dot ")))
    whole = rng.choice((str, str, str.upper, str.title))(whole) if "at" not in at else whole
    return rng.choice(("", "", "mejl: ", "e-post ", "mailto:")), whole


def url(rng: random.Random) -> tuple[str, str]:
    path = rng.choice(("", "/", "/karin-ek", "/a/b?id=17&x=2", "/~ek/index.html#top", "/Dok%20ett.pdf"))
    host = rng.choice(
        ("example.se", "www.example.com", "karin-ek.example.se", "delad.example.com", "blogg.example.org")
    )
    prefix = rng.choice(("https://", "http://", "HTTPS://", "hxxp://", "ftp://", "http:// ", "", "//"))
    if prefix == "" and rng.random() < 0.3:
        return "", rng.choice(("@karin_ek", "@ek.karin98", "fb.com/karin.ek", "instagram.com/ek", "www.example.se/ek"))
    port = rng.choice(("", "", ":8080"))
    return rng.choice(("", "se ", "länk: ")), prefix + host + port + path


def address(rng: random.Random) -> tuple[str, str]:
    street, number = rng.choice(STREET_NAMES), rng.randrange(1, 240)
    letter = rng.choice(("", "", " B", "b", "C", " a", "-14", " - 16"[0:0]))
    flat = rng.choice(
        ("", "", "", ", lgh 1102", " lgh 1203", ", 3 tr", " 2tr", ", lägenhet 14", ", vån 3", " uppg C", ", 2 tr ö.g.")
    )
    forms = (
        ("", f"{street} {number}{letter}{flat}"),
        ("", f"{street.lower()} {number}{letter}"),
        ("", f"{street.upper().replace('V.', 'VÄGEN').replace('G.', 'GATAN')} {number}"),
        (
            rng.choice(("bor på ", "Bor i ", "adress: ", "bosatt ", "bor kvar i ", "Adress ")),
            f"{rng.choice(VILLAGES)} {number}",
        ),
        (rng.choice(("", "Adress: ")), f"Box {rng.randrange(1, 9999)}"),
        ("", f"{rng.choice(('c/o', 'C/O', 'c/o'))} {rng.choice(('Ek', 'Lindqvist', 'Öhrn'))}, {street} {number}"),
        ("", f"{rng.choice(VILLAGES)} {number}, 681 93 {rng.choice(TOWNS)}"),
        ("", f"Postlåda {rng.randrange(10, 9999)}"),
    )
    return rng.choice(forms)


def postcode(rng: random.Random) -> tuple[str, str]:
    a, b, town = rng.randrange(100, 985), rng.randrange(10, 100), rng.choice(TOWNS)
    code = rng.choice((f"{a} {b}", f"{a}{b}", f"{a}\u00a0{b}"))
    before = rng.choice(
        (
            "Storgatan 5, ",
            "Box 12, ",
            "postnr ",
            "Postnummer: ",
            "postadress ",
            "SE-TOWN",
            "S-TOWN",
            "TOWN",
            "TOWN",
            "lower",
        )
    )
    if before == "TOWN":
        return "", f"{code}|{rng.choice((' ', '  '))}{rng.choice((town, town.upper()))}"
    if before == "lower":
        return "", f"{code}| {town.lower()}"
    if before.endswith("TOWN"):
        return "", f"{before[:-4]}{code}| {town}"
    return before, code


def date_form(rng: random.Random) -> tuple[str, str]:
    day = _day(rng)
    d, m, y = day.day, day.month, day.year
    month = rng.choice((MONTHS, SHORT_MONTHS))[m - 1]
    th = rng.choice(("", "", ":e", ":a", " :e", "e", "."))
    tail = rng.choice(("", "", f" {y}", f", {y}", f" -{y % 100:02}", f"-{y % 100:02}", f" '{y % 100:02}"))
    forms = (
        ("", day.isoformat()),
        ("", f"{day:%Y%m%d}"),
        ("", f"{day:%y%m%d}"),
        ("", f"{day:%y-%m-%d}"),
        ("", f"{day:%Y/%m/%d}"),
        ("", f"{day:%Y.%m.%d}"),
        ("", f"{day:%d.%m.%Y}"),
        ("", f"{day:%d-%m-%Y}"),
        ("", f"{d}/{m}-{y % 100:02}"),
        ("", f"{d}/{m} {y}"),
        ("", f"{d}/{m}-{y}"),
        ("den ", f"{d}/{m}"),
        ("", f"{d}.{m}.{y % 100:02}"),
        ("", f"{d}{th} {month}{tail}"),
        ("", f"{d}{month}"),
        ("", f"{d} {month.capitalize()}{tail}"),
        ("", f"{d} {month.upper()}{tail}"),
        ("", f"{month} {d}"),
        ("den ", f"{ORDINALS[d - 1]} {month}{tail}"),
        ("", f"{ORDINALS[d - 1]} {month}"),
        ("", f"{ORDINALS[d - 1].capitalize()} {month}"),
        ("den ", f"{d}:{'a' if d in (1, 2, 21, 22, 31) else 'e'}"),
        ("den ", ORDINALS[rng.randrange(10, 31)]),
        ("den ", f"{d}"),
        ("", rng.choice(("julafton", "nyårsdagen", "midsommarafton", "långfredagen", "Kristi himmelsfärdsdag"))),
        ("på ", rng.choice(("juldagen", "annandag påsk", "trettondagsafton", "valborgsmässoafton"))),
    )
    return rng.choice(forms)


def birth_date(rng: random.Random) -> tuple[str, str]:
    day = _day(rng)
    y = day.year % 100
    cue = rng.choice(("född ", "f. ", "f ", "f.", "född: ", "född den ", "Född ", "f.d. ", "födelsedatum ", "födelsedag: ",
                      "b. ", "födelsetid ", "född år ", "född på "))  # fmt: skip
    forms = [f"{day:%y%m%d}", f"{day:%Y%m%d}", day.isoformat(), f"{day:%y-%m-%d}", f"{day.day}/{day.month}-{y:02}"]
    forms += [f"{day.day} {MONTHS[day.month - 1]} {day.year}", f"{day.day} {SHORT_MONTHS[day.month - 1]} -{y:02}"]
    forms += [
        f"{day.day}/{day.month} {day.year}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%Y/%m/%d}",
        f"{day:%Y %m %d}",
    ]
    if "den" not in cue and "dag" not in cue and "på" not in cue:
        forms += [f"{y:02}", f"{day.year}"]
        if cue.endswith(" ") and cue != "född år ":
            return rng.choice(
                ((cue, rng.choice(forms)), (cue.strip() + " -", f"{y:02}"), (cue.strip() + "-", f"{y:02}"))
            )
    return cue, rng.choice(forms)


def age(rng: random.Random) -> tuple[str, str]:
    n = rng.randrange(21, 99)
    word = TENS[n // 10 - 2] + UNITS[n % 10]
    written = rng.choice((str(n), str(n), word))
    unit = rng.choice(("-årig", "-åring", "-årige", " årig", "-åringen", " åring", "åring")) if written != word else rng.choice(
        ("årig", "åring", "-årig", "åriga", "åringen"))  # fmt: skip
    forms = (
        ("En ", written + unit),
        ("mannen är ", f"{written} år"),
        ("kvinna, ", f"{n} år"),
        ("man ", f"{n}"),
        ("patienten är ", f"{n}"),
        ("patienten är ", word),
        ("hon fyllde ", rng.choice((f"{n}", f"{n} år", word))),
        ("", f"{written} år gammal"),
        ("ålder: ", f"{n}"),
        ("ålder ", f"{n} år"),
        ("i ", f"{n}-årsåldern"),
        ("kvinna (", f"{n}"),
        ("Kvinna, ", f"{n}"),
        ("pat ", f"{n} år"),
        ("pat, ", f"{n} år"),
        ("en dotter på ", f"{rng.randrange(2, 18)} år"),
        ("barnet är ", f"{rng.randrange(2, 20)} månader gammalt"),
    )
    cue, found = rng.choice(forms)
    return cue, found.replace(" gammalt", "").replace(" gammal", "")


def case_number(rng: random.Random) -> tuple[str, str]:
    n, year = rng.randrange(10_000, 999_999), rng.randrange(2019, 2027)
    diary = rng.choice(("FK", "AF", "RV", "HSN", "Af", "HSA", "LK", "RS", "SN", "PAN"))
    bare = (
        f"{diary} {year}/{n}", f"{diary}-{year}-{n}", f"{diary}{year}/{n}", f"{diary}/{n}", f"{diary} {year}:{n}",
        f"{diary}/{year}/{n}", f"{diary}-{year % 100}-{n}", f"{year}/{n}", f"{diary} {n // 100}-{year}",
        f"{diary}-{n}", f"{n}-{year}", f"{diary}.{year}.{n}", f"{diary}_{year}_{n}", f"{year}-{n}",
    )  # fmt: skip
    cue = rng.choice(("dnr ", "Dnr: ", "diarienr ", "diarienummer: ", "ärende ", "ärendenr ", "Ärende: ", "ärendenummer ",
                      "avvikelse nr ", "avvikelsenr ", "avv.nr ", "ref ", "ref: ", "ref.nr ", "målnr ", "id ", "intygs-id ",
                      "beställning ", "Synergi ", "synergi-nr ", "ärendet ", "dnr. ", "remiss-id: ", "kundnr "))  # fmt: skip
    cued = (*bare, f"{n}", f"{n // 1000}-{n % 1000:03}", f"{n // 100} {n % 100:02}{year}", f"A{n}", f"{n}/{year % 100}",
            f"T {n // 100}-{year % 100}", f"{diary}{n + 100_000}", f"#{n}", f"{n}:2", f"{n // 10}A", f"{n // 1000:03}.{n % 1000:03}",
            f"a{n}b", f"{n}-{rng.randrange(10)}")  # fmt: skip
    return rng.choice((("", rng.choice(bare)), (cue, rng.choice(cued))))


def vehicle(rng: random.Random) -> tuple[str, str]:
    letters = "".join(rng.choice("MLBXWZ") for _ in range(3))
    letters = "MLB" if letters in {"MAX", "XXX"} else letters
    last = rng.choice(("4", "7", "A", "X"))
    sep = rng.choice((" ", "", "-", "–"))
    plate = f"{letters}{sep}{rng.randrange(10, 100)}{last}"
    cue = rng.choice(("bilen ", "reg ", "reg.nr ", "regnr: ", "Registreringsnummer ", "skylt ", "bil ", "med moped "))
    return rng.choice((("", plate), (cue, plate.lower()), (cue, plate)))


def account(rng: random.Random) -> tuple[str, str]:
    a, b = rng.randrange(100_000, 9_999_999), rng.randrange(1000, 9999)
    iban = f"SE{rng.randrange(10, 100)} 9999 0000 0000 {rng.randrange(10_000):04} {b}"
    bare = (
        f"9999-{b % 10}, {a // 1000 % 1000:03} {a % 1000:03} {b % 10}", f"9999, {a}0", f"9999-{a}00", f"9999 {a % 100:02} {b} {a % 1000:03}",
        iban, iban.replace(" ", ""), f"9999 {b} 0000 {b}", f"9999-{b}-0000-{b}", f"9999-1 {a}",
    )  # fmt: skip
    cue = rng.choice(("konto ", "kontonr ", "Kontonummer: ", "bankkonto ", "lönekonto: ", "kontot ", "till konto "))
    giro = rng.choice(("bg ", "bankgiro ", "Bg: ", "pg ", "plusgiro: ", "swish ", "Swisha till "))
    cued = (
        (cue, rng.choice((*bare, f"9999-{a}", f"{a}{b}", f"9999.{a}", f"{a // 100}-{b % 10}", f"9999 - 1 - {a}"))),
        (giro, f"{b % 900 + 100}-{b}"),
        (giro, rng.choice((f"{a}-{b % 10}", f"123 {b % 900 + 100} {a % 90 + 10} {b % 90 + 10}", f"{a}"))),
        (rng.choice(("clearing ", "clearingnr: ")), f"9999{rng.choice(('', '-1'))}"),
        (rng.choice(("kort ", "kortnr ", "kort som slutar på ")), rng.choice((f"**** {b}", f"xxxx xxxx xxxx {b}"))),
    )
    return rng.choice((("", rng.choice(bare)), *cued))


MAKERS: dict[str, Maker] = {
    "phone": phone,
    "email": email,
    "url": url,
    "address": address,
    "postcode": postcode,
    "date": date_form,
    "birth_date": birth_date,
    "age": age,
    "case_number": case_number,
    "vehicle": vehicle,
    "account": account,
}


def placed(rng: random.Random, make: Maker) -> tuple[str, int, int]:
    """Give a text and where in it the identifier is; a '|' in it parts the identifier from what must follow."""
    cue, found = make(rng)
    found, _, after = found.partition("|")
    before, _, behind = rng.choice(SENTENCES).partition("{}")
    start = len(before + cue)
    return before + cue + found + after + behind, start, start + len(found)
