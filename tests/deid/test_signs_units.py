"""Signatures, chat labels, spoilt names, units named by words: a line for each class, and lines that raise nothing."""

from tests.deid.lines import each_is_clean, each_is_covered

COVERED = [
    # initials and signatures
    ("Klart och skickat i dag. HG", "HG"),
    ("Dikt: Alm, utskr. bk", "bk"),
    ("Närvarande: UH, Pia och LT", "UH"),
    ("Deltog: GS, NJ och Rut", "NJ"),
    ("Patient VH uteblev.", "VH"),
    ("Init|Födelseår\nVH|1959", "VH"),
    ("RW: har du sett svaret?\nSM: nej", "RW"),
    ("[08:02] solveig.a: vem tar samtalet?", "solveig.a"),
    ("@Dragan kan du svara?", "Dragan"),
    ("tack för hjälpen, kram majsan", "majsan"),
    ("kontaktperson: lovisa ö.", "lovisa ö."),
    # small words that are names
    ("Kurator Mina Holmberg följer upp.", "Mina Holmberg"),
    ("Vi Tran ringde i dag.", "Vi Tran"),
    ("sten har slutat svara", "sten"),
    ("beslutet togs av per i receptionen", "per"),
    ("Kerstin-ärendet är avslutat.", "Kerstin"),
    ("jobbar åt snickar-nisse", "snickar-nisse"),
    # spoilt
    ("Intyget gäller lrene Hedman.", "lrene Hedman"),
    ("Mor till Pat$ik Kv@rnlund", "Kv@rnlund"),
    ("Eva Lind holm uteblev.", "Eva Lind holm"),
    ("B irgitta svarade.", "B irgitta"),
    ("S o n j a  A l m uteblev.", "S o n j a  A l m"),
    ("Osten W1klund uteblev.", "Osten W1klund"),
    ("Kontoret i Hag fors är stängt.", "Hag fors"),
    ("Beslutet kom den 4 nov ember.", "4 nov ember"),
    # lost rings and dots
    ("59-arig man med lumbago", "59-arig"),
    ("Siv, 73 ar", "73 ar"),
    ("Pat fodd 1949 i Kil", "1949"),
    # units and firms
    ("sköterskan på vc lindängen svarade inte", "vc lindängen"),
    ("| Rehabenheten Norrgläntan | 3 |", "Rehabenheten Norrgläntan"),
    ("praktik på verkstaden muttern i vår", "verkstaden muttern"),
    ("det är en liten firma, holm & döttrar", "holm & döttrar"),
    ("anställd av nisses plåt ab sedan i våras", "nisses plåt ab"),
    ("doktorn på lindängens vc svarade inte", "lindängens vc"),
    ("kock på sjökrogen", "sjökrogen"),
    ("Arbetar hos Nisses Plåt & Rör.", "Nisses Plåt & Rör"),
    # numbers and dates
    ("Se 2026-SYN-0417.", "2026-SYN-0417"),
    ("Ticket INC0071234 hos supporten.", "INC0071234"),
    ("avvikelse #7712", "#7712"),
    ("Nytt konto 2025-11-03: 9021-44 710 3.", "9021-44 710 3"),
    ("Tiden 1 april -30 april gäller.", "30 april"),
    ("Personen heter Kim och är 37.", "37"),
    ("adress: lillvägen nio", "lillvägen nio"),
    ("bil MLB l23", "MLB l23"),
]
CLEAN = [
    "Svar saknas. FK",
    "Närvarande: FK, AF och regionen.",
    "Obs! Kopia till HR och IT.",
    "B i l a g a  2",
    "Patientens vårdcentral svarade inte. Kundens arbetsgivare också.",
    "hon går till vårdcentralen varje vecka och jobbar på kontoret",
    "Tabell: 12-14, 15-17 och 18-20. Ärende om 12-14 intyg.",
    "Forskning & utveckling svarade också. Läkarintyg kom v 12.",
    "Pat ringer 12 gånger. Mina intyg saknas.",
]

test_mention_is_wholly_covered = each_is_covered(COVERED)
test_nothing_is_found = each_is_clean(CLEAN)
