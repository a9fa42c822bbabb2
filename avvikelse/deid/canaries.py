"""Twenty lines in which something must be found and five in which nothing may be, tried before the check is trusted.

All made up: numbers from the ranges kept for fiction, birth numbers 980–999, addresses on example domains.
"""

from avvikelse.deid.detector import check
from avvikelse.deid.model import Kind, Report, Verdict

_FOUND: tuple[tuple[Kind, str], ...] = (
    (Kind.PERSONAL_NUMBER, "Pat 19811228-9874 uteblev."),
    (Kind.PERSONAL_NUMBER, "Intyget för 811228–XXXX saknas."),
    (Kind.PERSONAL_NUMBER, "Reservnummer 19810829M071 på remissen."),
    (Kind.PERSONAL_NUMBER, "Sista fyra är 9874."),
    (Kind.BIRTH_DATE, "En kvinna f. 620312 fick avslag."),
    (Kind.PHONE, "Nås på 070-174 06 12 efter tre."),
    (Kind.PHONE, "Växeln är +46 8 465 004 33."),
    (Kind.EMAIL, "Svara till k.ek (at) example.se i dag."),
    (Kind.URL, "Allt ligger på https://delad.example.se/x1."),
    (Kind.ADDRESS, "Brevet gick till Tallbacksvägen 14 B."),
    (Kind.POSTCODE, "Ny postadress: 681 93 Kristinehamn."),
    (Kind.CASE_NUMBER, "Omprövning begärd, dnr FK2025/118204."),
    (Kind.VEHICLE, "Bilen MLB 84A stod utanför."),
    (Kind.ACCOUNT, "Fel konto 9999-1, 000 123 4 angavs."),
    (Kind.DATE, "Mötet den 3 mars ställdes in."),
    (Kind.AGE, "En 47-årig svetsare nekades."),
    (Kind.PERSON, "Kontakta Karin Lindqvist om detta."),
    (Kind.PERSON, "handläggare karin återkom aldrig."),
    (Kind.PLACE, "Hon har flyttat till Karlstad."),
    (Kind.WORKPLACE, "Hon jobbar på Vårdcentralen Granåsen."),
)
_CLEAR: tuple[str, ...] = (
    "Försäkringskassan begärde komplettering av läkarutlåtandet inom 14 dagar.",
    "Enligt 27 kap. 5 § socialförsäkringsbalken ska arbetsförmågan prövas.",
    "Patienten har Parkinsons sjukdom och har väntat i tre år på ett nytt FK 7804 via Webcert.",
    "Hans sjukskrivning gick ut i maj 2025 och per telefon fick han ett annat besked.",
    "Vi gick en stig över berg och dal men hittade ingen väg till lind eller sten.",
)

TRIAL = "Karin Lindqvist, 19811228-9874, ringde i går till Vårdcentralen Granåsen i Säffle om en Zqvxa."
"""One line for every layer, to see that the check still works just before something it said earlier is used again."""
_IN_TRIAL = {Kind.PERSON, Kind.PERSONAL_NUMBER, Kind.WORKPLACE, Kind.PLACE, Kind.UNKNOWN_NAME}


def passes_trial(report: Report) -> bool:
    """Tell whether a report on `TRIAL` finds what stands there."""
    return {finding.kind for finding in report.findings} >= _IN_TRIAL


def self_test() -> tuple[str, ...]:
    """Try every line and answer, in Swedish, what failed; empty when all is well.

    While anything fails nothing may be put on an agenda.
    """
    failed = [
        f"Provrad {i}: {kind.value} hittades inte."
        for i, (kind, line) in enumerate(_FOUND, 1)
        if not any(f.kind is kind for f in check(line).findings)
    ]
    failed += [
        f"Ren provrad {i} gav fynd." for i, line in enumerate(_CLEAR, 1) if check(line).verdict is not Verdict.CLEAR
    ]
    return tuple(failed)
