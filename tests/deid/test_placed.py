"""Words that stand where only a person does, spoilt ones, and what is explained instead of asked about."""

from tests.deid.lines import each_is_clean, each_is_covered

COVERED = [
    # before a number that belongs to a person
    ("Vilde Grus, 650716-9917, fick avslag", "Vilde Grus"),
    ("intyg för tove kort 8505059817 har kommit bort", "tove kort"),
    ("Broms (f. 621104) har flyttat", "Broms"),
    ("Koppar, 47 år, skrevs in hos oss", "Koppar"),
    ("April Karm\nHantverkaregatan 46\n731 40 Köping", "April Karm"),
    # behind a label, alone on a line, in a column
    ("Frånvarande: Finn\n\nPunkt 2. Två fall.", "Finn"),
    ("Ombud: Vass, Tove; tel 054-14 06 11", "Vass, Tove"),
    ("Vi hörs på måndag.\n\nLo Silver\nverksamhetschef", "Lo Silver"),
    ("Lindberg 0,5 – klart\nRask 1,0 – väntar", "Rask"),
    ("nr | handlagt av | vad\n1 | Anna Lind | svar\n2 | Broms | inget", "Broms"),
    # full names of ordinary words, bare nouns that act
    ("Klara Hjälm ringde i går.", "Klara Hjälm"),
    ("Torsk säger att intyget är skickat.", "Torsk"),
    ("Jag har pratat med Hjälm om planen.", "Hjälm"),
    ("diktat doktor spik angående remissen", "spik"),
    ("pat heter frej å har slutat ringa", "frej"),
    ("Vi kallade familjen Gren till möte.", "Gren"),
    ("De väntar på Örn-ärendet igen.", "Örn"),
    # initials
    ("Jag pratade med PW på kassan om K. K är sjuk.", "K. K"),
    ("B på AF svarar inte på mejl.", "B"),
    ("Jag (MS) skrev till dem.", "MS"),
    ("Fel plan (I. Szabó). Mötet fick avbrytas.", "I. Szabó"),
    ("Allt är klart.\n\nE.", "E."),
    ("pratade m göran k istället", "göran k"),
    ("kolla upp y persson, hon får inga pengar", "y persson"),
    ("beslut av l. tallberg i går", "l. tallberg"),
    ("kan du ringa sol-britt om detta", "sol-britt"),
    ("Sökande: Hallström, B\nIntyg saknas", "Hallström, B"),
    ("Klart\nde Vries – avslutad", "de Vries"),
    # no abbreviation and no law
    ("Hon heter Stig Vass enligt intyget.", "Stig Vass"),
    ("Läkaren Jo Wik slutar.", "Jo Wik"),
    ("Planen gäller Do Thi Mai och hennes återgång.", "Do Thi Mai"),
    # chat
    ("[09:14] Bössa: någon som vet?\n[09:15] Bössa: nej", "Bössa"),
    ("Ros 08:14: Hej är du på väg?", "Ros"),
    # what a machine has spoilt or torn
    ("Avser: MARGARETA 0LOFSS0N", "MARGARETA 0LOFSS0N"),
    ("Patient: NILS-ER1K VRETH0LM", "NILS-ER1K VRETH0LM"),
    ("Ni, Tu o mas Kar jalain en, har rätt", "Tu o mas Kar jalain en"),
    # numbers, days, ages
    ("Arbetsskadeanmälan ISA 25-77301 ej bekräftad", "ISA 25-77301"),
    ("Se raden med 2025-441-B.", "2025-441-B"),
    ("uppdrag tf-118804 hos oss", "tf-118804"),
    ("bilar:\nsur 662 – handikappfordon", "sur 662"),
    ("ring ulla vikberg; skärså fiskeläge 9; 826 92; skärså", "skärså fiskeläge 9"),
    ("Född fyrtioåtta nej förlåt femtioåtta komma", "femtioåtta"),
    ("Patienten (JH, 72) och maken uppger olika datum.", "JH"),
    ("Underlaget avser fel individ: Lundin AM.", "Lundin AM"),
    ("Namnteckning: P Sjöblom Namnförtydligande: PER SJÖBLOM", "PER SJÖBLOM"),
    ("klart i går. lagergren informerade om läget", "lagergren"),
    ("Handläggare P er Åke rlund svarar inte", "P er Åke rlund"),
    ("Bor på Park gatan 9 sedan i maj.", "Park gatan 9"),
    ("knuten till HSN 2025-0341-7, se bilaga", "HSN 2025-0341-7"),
    ("Hans bil RHT 12 A står kvar.", "RHT 12 A"),
    ("Hon ringde lillejulafton.", "lillejulafton"),
    ("ett den tredje och ett den nionde juni", "tredje"),
    ("Inkommet | Ärende\n02.03 | A-3391", "02.03"),
    ("Åter senast 1 0kt0ber.", "1 0kt0ber"),
    ("Möte tisdag ll mars kl 10.", "ll mars"),
    ("pat heter åke å är 63 å har slutat ringa", "63"),
    ("K är tjugosju. Ring K.", "tjugosju"),
    ("Arbetsgivare: Åke Norrman från Värmlands Fönsterfabrik.", "Värmlands Fönsterfabrik"),
]
CLEAN = [
    "Läkarut1åtandet är 0fullständigt. Socia1försäkr1ngsba1ken 27 kap. 46 §.",
    "Öve rvägande skäl. Hand1äggaren har ej t11ämpat undantaget.",
    "Status: PERRL. Genomgått ACDF C5-C6. D-KEFS och ABAS-3 låga. Rotatorcuffsyndrom.",
    "T Jardiance 10 mg 1x1, Nässpray Mometason, insatt på Tryptizol, Oxascand vid behov.",
    "Ang. hyrpsykolog: bedöms som interkostalneuralgi. Kortisoninj gavs. Statistik i QlikSense.",
    "Patient med Sjögren och lätt depression. Hoehn och Yahr 2.",
    "Balans 3/5, grip 12/40. VAS 7/10 i vila, 9/10 vid belastning.",
    "pat sjukskriven 1/1 sedan i höstas",
    "VAB nekades då Skolan inte utfärdat intyg. BUP och Elevhälsan var inte samordnade.",
    "Hör av er om något är oklart.\nMvh Rehabteamet",
    "Inger lugnt intryck. Det var som att en sten föll från mitt bröst.",
    "Undertecknad avböjer ytterligare komplettering punkt. Slut.",
    "Mötet öppnas.\nÖvriga frågor\nNästa möte",
    "Patienten (NN) ringde XX. Handläggaren (FK) svarade.",
]

test_mention_is_wholly_covered = each_is_covered(COVERED)
test_nothing_is_found = each_is_clean(CLEAN)
