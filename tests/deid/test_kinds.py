"""Each kind in the forms the code says it knows, and the ordinary words nearest to them. Everything is made up."""

import pytest

from avvikelse.deid import Kind, Level, check

FOUND: dict[Kind, list[tuple[str, str]]] = {
    Kind.PHONE: [
        ("Nås på 070-174 06 12 efter tre.", "070-174 06 12"),
        ("tel 08/465 004 33", "08/465 004 33"),
        ("mitt nr är 0701740697", "0701740697"),
        ("Ring +46 (0)8 465 004 33.", "+46 (0)8 465 004 33"),
        ("Ring 0046 70 174 06 90!", "0046 70 174 06 90"),
        ("Ring 031-390 06 22", "031-390 06 22"),
        ("Ring (0980) 31 92 14", "(0980) 31 92 14"),
        ("anknytning 4433 svarar inte", "4433"),
        ("Rum 5 070-174 06 12", "070-174 06 12"),
        ("Karin Ek,0701740612,Säffle", "0701740612"),
        ("811228-9874,070-174 06 12", "070-174 06 12"),
        ("Ärende: 070-174 06 12", "070-174 06 12"),
    ],
    Kind.EMAIL: [
        ("Till k.ek@example.se.", "k.ek@example.se"),
        ("Till k.ek (at) example.se nu", "k.ek (at) example.se"),
        ("Till k_ek[at]example[punkt]se", "k_ek[at]example[punkt]se"),
        ("Från: <karin.ek@mejl.example.com>", "karin.ek@mejl.example.com"),
    ],
    Kind.URL: [
        ("Ligger på https://delad.example.se/s/x_1?y=2.", "https://delad.example.se/s/x_1?y=2"),
        ("Se www.example.com/a", "www.example.com/a"),
        ("på forum.example.com/u/stig", "forum.example.com/u/stig"),
        ("konto @stickan_62 på nätet", "@stickan_62"),
    ],
    Kind.ADDRESS: [
        ("Till Storgatan 12 B, tack", "Storgatan 12 B"),
        ("på björkvägen 3 lgh 1102", "björkvägen 3 lgh 1102"),
        ("TRANBÄRSSTIGEN 4 GÄLLER", "TRANBÄRSSTIGEN 4"),
        ("bor kvar, Lövkojetorp 21", "Lövkojetorp 21"),
        ("till Södra Kyrkogatan 5", "Södra Kyrkogatan 5"),
        ("till Karl Johans gata 3", "Karl Johans gata 3"),
    ],
    Kind.POSTCODE: [
        ("Storgatan 1, 661 30 Säffle", "661 30"),
        ("68193 KRISTINEHAMN", "68193"),
        ("Spolgränd 6, 671 95, och", "671 95"),
        ("S-686 97 Lysvik", "S-686 97"),
    ],
    Kind.DATE: [
        ("den 3 mars", "3 mars"),
        ("kom 2024-03-12.", "2024-03-12"),
        ("kom 20250611 hit", "20250611"),
        ("stämplat 250611, skannat", "250611"),
        ("daterat 12/3-24", "12/3-24"),
        ("från 1/5 gäller", "1/5"),
        ("skrivet 5.6.2025, kom", "5.6.2025"),
        ("den 5:e april", "5:e april"),
        ("den 14:e ringde", "14:e"),
        ("3 mars -25", "3 mars -25"),
        ("21 aug fick", "21 aug"),
        ("den tredje mars", "tredje mars"),
        ("på nyårsdagen", "nyårsdagen"),
    ],
    Kind.BIRTH_DATE: [
        ("född 620311, axelop", "620311"),
        ("pat f. 62, sjukskriven", "62"),
        ("(f 1994) väntar", "1994"),
        ("PAT F 710304.", "710304"),
        ("född -48 eller nåt", "48"),
        ("född den 3 maj 1962", "3 maj 1962"),
        ("född i mars -71", "mars -71"),
    ],
    Kind.AGE: [
        ("Patienten är 47 år och svetsare", "47 år"),
        ("en 34-årig svetsare", "34-årig"),
        ("Gunnar, 62-åring på golvet", "62-åring"),
        ("(kvinna, 38, utmattning)", "38"),
        ("han är 57)", "57"),
        ("en fyrtiosjuårig man", "fyrtiosjuårig"),
        ("Pat, åttioett år, kör inte", "åttioett år"),
    ],
    Kind.CASE_NUMBER: [
        ("dnr FK2025/118204", "FK2025/118204"),
        ("se FK 2024/012345 om detta", "FK 2024/012345"),
        ("i Af-2025/0031 4402.", "Af-2025/0031 4402"),
        ("Diarienr 2025:8841", "2025:8841"),
        ("nr INC-25-0718, chefen", "INC-25-0718"),
        ("ärendenr 8812-55-301 och", "8812-55-301"),
        ("ärende PN/2025:212", "PN/2025:212"),
    ],
    Kind.VEHICLE: [
        ("Bilen MLB 84A stod", "MLB 84A"),
        ("HKH 712 körde", "HKH 712"),
        ("bilen (loj318) är avställd", "loj318"),
    ],
    Kind.ACCOUNT: [
        ("Swishade avgiften till 123 900 04 12 men", "123 900 04 12"),
        ("till konto 9999-1, 000 123 4", "9999-1, 000 123 4"),
        ("på SE00 5000 0000 0001 2345 6789,", "SE00 5000 0000 0001 2345 6789"),
        ("Bg för återbetalning: 5000-0001", "5000-0001"),
        ("lämnade 8000-2 000 000 123-4 i mars", "8000-2 000 000 123-4"),
    ],
    Kind.PERSON: [
        ("1. Maj-Britt Ek ringde", "Maj-Britt Ek"),
        ("3 Jan-Erik Lund", "Jan-Erik Lund"),
        ("Kontakta Karin Lindqvist nu.", "Karin Lindqvist"),
        ("handläggare karin återkom aldrig", "karin"),
        ("jag pratade med anna karlsson igår", "anna karlsson"),
        ("Hon heter Björn i efternamn.", "Björn"),
        ("dr Ek vägrade", "Ek"),
        ("Patienten A.K. kallades", "A.K."),
        ("Anna K fick besked", "Anna K"),
        ("skrivet av K. Öhrn i går", "K. Öhrn"),
        ("Vi återkommer. /SÖ", "SÖ"),
        ("Vi återkommer. /Jenny, utredare", "Jenny"),
        ("ANNA KARLSSON STOD PÅ LAPPEN.", "ANNA KARLSSON"),
        ("GÄLLER BLOM, ROS-MARI NU", "BLOM, ROS-MARI"),
        ("Svenssons arbetsgivare bjöds inte in", "Svenssons"),
        ("Dr von Essen skrev", "von Essen"),
        ("och al-Hassan väntade", "al-Hassan"),
        ("Per-Olov väntade", "Per-Olov"),
        ("Stig kom utan underlag.", "Stig"),
        ("Hans Berg ringde.", "Hans Berg"),
        ("I maj fick Maj avslag.", "Maj"),
        ("Enligt Kowalczyk saknades intyg", "Kowalczyk"),
        ("Jag vill att Hoppe kallas till mötet", "Hoppe"),
        ("Nguyen Thi Lan behövde tolk", "Nguyen Thi Lan"),
        ("per telefon med björn på af", "björn"),
        ("Hans Gzerremo väntade", "Hans Gzerremo"),
        ("Utredaren Karin Zmorg svarade", "Karin Zmorg"),
        ("sen ringde karin zmorg igen", "karin zmorg"),
        ("pat heter göran flod om ni undrar", "göran flod"),
        ("Li Kowalczyk väntade", "Li Kowalczyk"),
        ("Anna de la Zmorg fick vänta", "Anna de la Zmorg"),
    ],
    Kind.PLACE: [
        ("Patienten från Årjäng åkte", "Årjäng"),
        ("bor i karlstad sedan länge", "karlstad"),
        ("flyttade till Skurkeberga i våras", "Skurkeberga"),
        ("han bor i Kil med sin mamma", "Kil"),
    ],
    Kind.WORKPLACE: [
        ("Viktor på VC Gripen skrev", "VC Gripen"),
        ("på Vårdcentralen Granåsen i går", "Vårdcentralen Granåsen"),
        ("chefen på Säffle Mekaniska AB sa", "Säffle Mekaniska AB"),
        ("en chef på Holmgrens Plåt i Kil AB", "Holmgrens Plåt i Kil AB"),
        ("jobbar på Ica Kvantum Säffle sedan länge", "Ica Kvantum Säffle"),
        ("lärare på Strandskolan", "Strandskolan"),
        ("Arbetsplatsen Brunskogs Bageri har fyra", "Brunskogs Bageri"),
        ("åkte till Centralsjukhuset i Karlstad då", "Centralsjukhuset i Karlstad"),
    ],
}

CLEAN = [
    "Försäkringskassan, Arbetsförmedlingen och Region Värmland enades om rutinen i maj.",
    "Hans sjukskrivning gick ut. Per telefon fick han besked. Klara besked saknas.",
    "Stig in i patientens skor. Ros och ris. Berg och dalbana. Dag 90 passerades.",
    "Vi gick en stig över berg och dal men hittade ingen väg till lind eller sten.",
    "BESLUTET KOM FÖR SENT OCH HANDLÄGGAREN SVARADE INTE PER TELEFON.",
    "Patienten har Sjögrens syndrom, Mb Crohn och Parkinsons sjukdom. Lex Maria gäller inte.",
    "Hon har väntat i 2 år. Garantin gäller i 3 år, åldern 19–29 år avser aktivitetsersättning.",
    "Sertralin 50 mg, MADRS 24, BT 145/90, F43.8A, FK 7804, AF 00242, dag 180, 50 %.",
    "- 12/40 intyg kompletterades\n- 3/4 av dem gällde psykisk ohälsa\n- snitt 9,5 dagar",
    "Ring 112 eller 1177. Läkaren är på plats tor 13–15 och tis fm, 10 tim/v.",
    "vårdcentralen i länsdelen och en klinik på sjukhuset väntar på ortopeden.",
    "Socialnämnden och Skatteverket informerades. Samhall och Kivra nämndes på Mina sidor.",
    "Uppgift saknas. NN och handläggare XX, person A och person B, har inte svarat.",
    "1. Ring patienten\n2. Skriv intyg\n* Kalla till möte\n\nÅtgärd: Enhetschefen följer upp.",
    "Frisk enligt läkaren. Glad över beskedet. Stark smärta. Vinter och sommar är svårast. Maj var kall.",
]


def certain(text: str) -> list[tuple[str, str]]:
    findings = [f for f in check(text).findings if f.level is Level.MUST_REWRITE]
    return [(f.kind.value, text[f.start : f.end]) for f in findings]


@pytest.mark.parametrize(("kind", "text", "found"), [(k, t, f) for k, many in FOUND.items() for t, f in many])
def test_found_whole_and_named_right(kind: Kind, text: str, found: str) -> None:
    got = [(f.kind, text[f.start : f.end]) for f in check(text).findings]
    assert (kind, found) in got, got


@pytest.mark.parametrize("first", ["070-174 06 12", "0701740612", "08-465 004 00", "0123", "054-12 34 56"])
def test_a_phone_number_right_behind_another_is_covered_too(first: str) -> None:
    text = f"{first} 070-174 06 13"
    covered = {i for f in check(text).findings if f.kind is Kind.PHONE for i in range(f.start, f.end)}
    assert {i for i in range(len(first) + 1, len(text)) if text[i].isdigit()} <= covered


def test_every_kind_built_so_far_is_tried() -> None:
    later = {Kind.RARE, Kind.UNKNOWN_NAME, Kind.UNKNOWN_WORD}
    assert set(FOUND) | later | {Kind.PERSONAL_NUMBER} == set(Kind)


@pytest.mark.parametrize("text", CLEAN)
def test_nothing_to_rewrite_in_clean_text(text: str) -> None:
    assert certain(text) == []


@pytest.mark.parametrize("text", CLEAN)
def test_nothing_to_rewrite_in_clean_text_in_capitals(text: str) -> None:
    assert certain(text.upper()) == []


def test_levels_and_layers() -> None:
    findings = check("Karin, 811228-9874, Karlstad.").findings
    assert [(f.layer, f.level) for f in findings] == [(n, Level.MUST_REWRITE) for n in (2, 1, 3)]


def test_a_name_found_once_is_found_everywhere() -> None:
    text = "Utredaren heter Quvist. Sedan svarade inte quvists chef, men Quvist gjorde det."
    assert len(certain(text)) == 3


@pytest.mark.parametrize(
    "later", ["Zmorg svarade inte.", "zmorgs chef svarade.", "ring zmorg nu", "ZMORG SVARADE INTE."]
)
def test_surname_found_beside_a_first_name_is_found_everywhere(later: str) -> None:
    text = f"Utredaren Karin Zmorg fick frågan.\n{later}"
    assert [k for k, _ in certain(text)] == ["person", "person"]


def test_vardcentralen_in_a_town_is_only_the_town() -> None:
    text = "vårdcentralen i Säffle"
    assert [(f.kind, text[f.start : f.end]) for f in check(text).findings] == [(Kind.PLACE, "Säffle")]
