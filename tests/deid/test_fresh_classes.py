"""What two new authors' texts taught: a line for each class of gap that was closed, and lines that raise nothing."""

import pytest

from avvikelse.deid import check
from tests.deid.invariants import assert_wholly_covered

COVERED = [
    # names in lower case that the dictionary takes for compounds, and what stands beside a name
    ("hörde av af att ludmila inte är anträffbar", "ludmila"),
    ("klagande: per-ola tapper", "per-ola tapper"),
    ("lista\na-c wallin\nbo ek", "a-c wallin"),
    ("den 8 jan skrev t zieliński om saken", "t zieliński"),
    ("samtal i enrum med chef gabriella must.", "gabriella must"),
    ("nr patient\n1  stark, ebbe  f. 03", "stark, ebbe"),
    ("hej pärm!\ntog upp det i går", "pärm"),
    ("frånvarande: torsk\npunkt 2", "torsk"),
    ("pat torsk vill att all post går hem", "torsk"),
    ("fia på solgårdens hc säger nej", "fia"),
    ("bosse å har ringt fem gånger", "bosse å"),
    # a role before an initial, a name spoilt behind its initial
    ("Handläggaren R. Dahlman på AF skrev i går.", "R. Dahlman"),
    ("Berörd: E. R0senblad, se bilaga.", "E. R0senblad"),
    ("P-0 Falk, leg läkare", "P-0 Falk"),
    ("Min son Jan-0lov Stenman får företräda mig.", "Jan-0lov Stenman"),
    ("Intygen ligger i fack märkt ”KG” hos oss.", "KG"),
    ("Listan: Karin, Min-jun, en vikarie", "Min-jun"),
    ("Svar\nJag ringer änkan själv.\nStrut", "Strut"),
    ("Fura på rehab lovade ta det.", "Fura"),
    ("Slutanteckning. Gran komma född åttiotre", "Gran"),
    # firms and units
    ("Arbetsgivaren, Bröderna Hallgrens Såg, har svarat.", "Bröderna Hallgrens Såg"),
    ("Tillbaka på halvtid på Däckverkstan i Forsen.", "Däckverkstan i Forsen"),
    ("Praktik på Plåt och Smide i Docksta.", "Plåt och Smide i Docksta"),
    ("Bett Lövudden vård och rehab att vänta.", "Lövudden vård och rehab"),
    ("Avsändare: Smärtenheten Norrgården\nGäller: svar", "Smärtenheten Norrgården"),
    ("Han förlorade sin plats på Guldfågeln i maj.", "Guldfågeln"),
    ("Arbetsgivare: Pizza Hörnan\nOrt: okänd", "Pizza Hörnan"),
    ("Hon städar på Tandläkarna på Torget sedan i fjol.", "Tandläkarna på Torget"),
    ("hon jobbar på ica ripan i fjällen", "ica ripan"),
    ("praktik hos skogsmaskiner i nord ab", "skogsmaskiner i nord ab"),
    ("hans chef på kvarnens lackering visste inget", "kvarnens lackering"),
    ("kallad till rehabhuset eken i maj", "rehabhuset eken"),
    # figures
    ("Hon e 31 å har haft diskbråck.", "31"),
    ("Anders är barnlös och 35. Utlåtandet saknas.", "35"),
    ("Kjell hann bli 63 och blev sjuk.", "63"),
    ("Karin Ek, dryga 50, och hennes son", "50"),
    ("Sonen (19½ år) följde med.", "19½ år"),
    ("jag bokade tolk 4:e\ntack", "4:e"),
    ("Stått utan sjukpenning sen 1/2. Ärendet låg.", "1/2"),
    ("Period | Grad\n1/2–28/2 | 100", "1/2"),
    ("Inlämnat 2/6 av samordnaren.", "2/6"),
    ("Brev mottaget 9 seplember.", "9 seplember"),
    ("Ny tid bokad trettonde i sjätte.", "trettonde i sjätte"),
    ("Svar kom 3 juni 25.", "3 juni 25"),
    ("Ärendet hos oss är FK25/33180.", "FK25/33180"),
    ("Han har 2 akter, 25-4471 å 25-4417.", "25-4417"),
    ("Läste i beslutet 4410-77125 att det avslås.", "4410-77125"),
    ("Avser komplettering i KOMP-44-2026-908.", "KOMP-44-2026-908"),
    ("såg nu att reg nr fem 612 står kvar", "fem 612"),
    ("Dubbelkolla 9814 sista fyra. I intyget står 9841.", "9841"),
    ("Yıldız, Emre / 1996 / slutdatum", "1996"),
    # numbers of matters and accounts in more of the ways they are written
    ("Beslut G-2024-40117 är spärrat.", "G-2024-40117"),
    ("Jag har beslutet AF-R-2025-7714 här.", "AF-R-2025-7714"),
    ("Hej, gäller 25-061-204 igen.", "25-061-204"),
    ("Kundnr | K-771 20\nKund | okänd", "K-771 20"),
    ("Numret är 8814-2025-AF, sa hon.", "8814-2025-AF"),
    ("ett beslut som ändrades (6114-25)", "6114-25"),
    ("AF ärendenr 25-0000733 saknas.", "25-0000733"),
    ("ärendenumret är 14 35 56 71 och inget annat", "14 35 56 71"),
    ("Polisanmälan 5000-K733911-25 bifogas.", "5000-K733911-25"),
    ("Diariefört som 2025/733 i går.", "2025/733"),
    ("Se ticket 77118 och skrivelse 733/2025.", "733/2025"),
    ("Uppgift för utlägg: 0888-4, 71 130 66-2", "0888-4, 71 130 66-2"),
    ("Handelsbanken 6112 - 713 456 789", "713 456 789"),
    ("Sista fyra i brevet är 9814 och i systemet 9841.", "9841"),
    ("Hjalmar Ek, född nionde mars femtiotre, ringde.", "nionde mars femtiotre"),
    ("Nova: ring Adam\nAdam: ja\nNova: nu", "Nova"),
    ("hon bor numera på norra esplanaden 6, högst upp", "norra esplanaden 6"),
    # firms and units told by a label, their own word or the work done there
    ("Arbetsgivaren (Sl0ttsåns Gjuter1) säger nej.", "Sl0ttsåns Gjuter1"),
    ("Arbetsp1ats: Städbo1aget Blanka Rutan", "Städbo1aget Blanka Rutan"),
    ("Hon arbetade på Bi1glas Norr till i maj.", "Bi1glas Norr"),
    ("Remissen skickades till Ekås Rehab i stället.", "Ekås Rehab"),
    ("Samtycker till att Rehabpunkten Liljeholmen läser.", "Rehabpunkten Liljeholmen"),
    ("arbetsprövning djur-affären nosen avbruten", "djur-affären nosen"),
    ("nytt försök hos bokhandel sjögren i maj", "bokhandel sjögren"),
]
CLEAN = [
    "Insatser enligt FAIR planeras.",
    "Fråga / Svar\nDiagnos: M54.5",
    "Återigen ett LUH-utlåtande utan prognos.",
    "Jag har varit tolv år i Sverige.",
    "till slut ringde jag 112 för hjälp",
    "Remissen till vuxenhab avvisad.",
    "På Ortopedkliniken sa man nej.",
    "Vi möts kl 13-1430 på Teams.",
    "Efteråt frågade patienten om planen.",
    "Uppföljninq enligt rutin, skickas tiII kassan.",
    "ID|Ort|Status\n1|okänd|väntar",
    "Steg | Ansvarig | Tid\nIntyg | vården | i tid\nPlan | arbetsgivare | saknas",
    "Bokning 14:30 gick bra.",
    "Begäran om komplettering, fk 7263/7804, kom inte.",
    "Nu ska ansökan 3070 användas.",
    "Insättning av medicin, efter 14 dagar 100 mg.",
    "Utbetalning från dag 15 till dag 364.",
]


@pytest.mark.parametrize(("text", "wanted"), COVERED)
def test_mention_is_wholly_covered(text: str, wanted: str) -> None:
    assert_wholly_covered(text, wanted)


@pytest.mark.parametrize("text", CLEAN)
def test_nothing_is_found(text: str) -> None:
    assert [text[f.start : f.end] for f in check(text).findings] == []
