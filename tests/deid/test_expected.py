"""Persons whom only their place in the text gives away: each gap that was closed has a line, and its opposite."""

import pytest

from avvikelse.deid import check
from tests.deid.invariants import assert_wholly_covered

COVERED = [
    ("jag pratade med anna foster om intyget", "anna foster"),
    ("samtal med sofia härdig i går", "sofia härdig"),
    ("hej saga! jag skickar intyget i dag", "saga"),
    ("jag väntar fortfarande på svar\nmvh kurre", "kurre"),
    ("ingen ringer tillbaka. /lotta k", "lotta k"),
    ("det var en som hette hans som svarade", "hans"),
    ("har du hört om ros fått sitt intyg?", "ros"),
    ("Hans på kundtjänst lovade svar.", "Hans"),
    ("Per ringde tillbaka.", "Per"),
    ("Stigs intyg kom bort.", "Stigs"),
    ("Sol redogör för ärendet.", "Sol"),
    ("Kan du ringa Sol-Britt om detta?", "Sol-Britt"),
    ("Anna8 fick ingen kallelse.", "Anna8"),
    ("Intyget för Kar1n saknas.", "Kar1n"),
    ("Närvarande: Eri ka Törn gren, försäkrad", "Eri ka Törn gren"),
    ("Ringde Anna-Karin von der Burg.", "Anna-Karin von der Burg"),
    ("Ringde Mona af Ugglas.", "Mona af Ugglas"),
    ("Listan: de la Cruz, M. och andra", "de la Cruz, M."),
    ("Ombud: adv. Stark, se bilaga", "Stark"),
    ("BREVET GICK TILL ABDIRAHMAN JAMA OSMAN I DAG", "ABDIRAHMAN JAMA OSMAN"),
    ("Klart i dag.\nMvh\nBosse", "Bosse"),
    ("Intyget klart. /AK", "AK"),
    ("Intyget klart. sign. ÖB", "ÖB"),
    ("intyget skrevs av p. al-hassan i maj", "p. al-hassan"),
    ("gustaf_w: hej, jag väntar på svar", "gustaf_w"),
    ("Hon heter F-e-r-e-s-h-t-e-h.", "F-e-r-e-s-h-t-e-h"),
    ("hon går på vårdcentralen tussilago sedan i höstas", "vårdcentralen tussilago"),
    ("jag har jobbat på bruksgårdens kök i hela livet", "bruksgårdens kök"),
    ("Lönespec från Trä & Sånt saknas.", "Trä & Sånt"),
    ("pat har bytt till vc i kil utan att vi visste", "kil"),
    ("Hon bor på Näset 45 numera.", "Näset 45"),
    ("Namn\tÅlder\tOrt\nFrisk\t33\tKåge", "33"),
    ("Efternamn;Född\nFrisk;1971", "1971"),
    ("patienten är född femtioåtta enligt diktatet", "femtioåtta"),
    ("nummer noll sju noll sjutton fyrtio sex elva", "noll sju noll sjutton fyrtio sex elva"),
    ("En elev, 22, som tvingats välja.", "22"),
    ("Nytt möte den fjortonde.", "fjortonde"),
    ("Nästa möte 27:e.", "27:e"),
    ("Tel O7O-l74 O6 12", "O7O-l74 O6 12"),
    ("Sista fyra?\nSvar: 9903", "9903"),
]
CLEAN = [
    "Ros i benet sedan i maj. Stig därefter av bussen.",
    "Max 25 % enligt läkaren. Max tre förslag. Klara besked behövs.",
    "Hawkins + Neer pos, Jobe neg. Schober 12 cm.",
    "Enligt SoL 4 kap. och HSLF-FS 2018:54 gäller annat. Man kan förstå båda.",
    "Kompl.begäran FK 7263/7804 inom 10 arb.dgr. Förordning (EG) nr 883/2004.",
    "1) Sänd kopia till vården.\n2) Ta bort faxen.\n3) Mät ledtiden.",
    "Läkemedel\tDos\tSedan\nSertralin\t100 mg\t2024",
    "Månad | Antal | Andel\njan | 412 | 14,8 %",
    "Handläggare: Logga in med BankID.",
    "Med vänlig hälsning\nNämndens kansli",
    "KÖRKORTSINTYG / FORDON",
    "Se bilaga 17 B. Ny adress okänd. Fält 7 var tomt.",
    "vårdcentralen ringde inte. om patienten är frisk ska intyget dras tillbaka.",
    "Den 1 § i 106 kap. SFB. Den tionde gången var det stopp.",
    "hon fick vänta med stark smärta till dag 90 och var trött men modig",
]


@pytest.mark.parametrize(("text", "wanted"), COVERED)
def test_mention_is_wholly_covered(text: str, wanted: str) -> None:
    assert_wholly_covered(text, wanted)


@pytest.mark.parametrize("text", CLEAN)
def test_nothing_is_found(text: str) -> None:
    assert [text[f.start : f.end] for f in check(text).findings] == []
