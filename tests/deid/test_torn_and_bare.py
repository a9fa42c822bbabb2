"""What blanks have torn, figures that only the words beside them make an age or a day, and practices named by trade."""

from tests.deid.lines import each_is_clean, each_is_covered

COVERED = [
    # figures and letters with blanks between them
    ("Född:  1 9 6 2 - 0 7 - O 9", "1 9 6 2 - 0 7 - O 9"),
    ("Inkom: 25 -11- 04", "25 -11- 04"),
    ("Brev av d. 1 4 . 0 9 kom bort", "1 4 . 0 9"),
    ("inlagd fr. 2 1 / 5 till 2 9/ 5 .", "2 9/ 5"),
    ("kom hit den l 2 : e i alla fall", "l 2 : e"),
    ("Sökande, 811228 - 9 8 7 4, ringde", "811228 - 9 8 7 4"),
    ("Bilen:  K L M  2 O 7", "K L M  2 O 7"),
    ("A rende HT - 31 O2 5 saknas", "HT - 31 O2 5"),
    ("Se www. exem pel.se / sjuk", "www. exem pel.se / sjuk"),
    ("Anna bor på Björk vä gen 4.", "Björk vä gen 4"),
    ("Avser man, 43  år , från orten", "43  år"),
    # names with blanks between their letters
    ("Sökande:  B E R G K V I S T ,  Ulla", "B E R G K V I S T"),
    ("FULLMAKT  för , Ger trud  Lun dqv ist ,  att  hämta", "Ger trud  Lun dqv ist"),
    ("FULLMAKT  för , Ger trud  von  Lund ,  att  hämta", "Ger trud  von  Lund"),
    ("Intyg  av  F. Hells tröm ,  läkare  här", "Hells tröm"),
    # numbers in a dictated note
    ("Sonen född tjugohundrasju har ansökt.", "tjugohundrasju"),
    ("Modern född nittonhundrafyrtiotvå har ansökt.", "nittonhundrafyrtiotvå"),
    ("Boende Trånga gränd sex i staden punkt", "Trånga gränd sex"),
    ("De sista fyra siffrorna nittioåtta sjuttio punkt", "nittioåtta sjuttio"),
    ("diarienummer FK tjugofem snedstreck noll två ett åtta punkt", "FK tjugofem snedstreck noll två ett åtta"),
    # case numbers, streets, postcodes
    ("Diarienr: KS/VON 2025-3381", "KS/VON 2025-3381"),
    ("Polisanmälan K 417-25 är gjord.", "K 417-25"),
    ("Hon bor på Hamnstråket 12 B numera.", "Hamnstråket 12 B"),
    ("Retur v. 9\nLillängsbo 8 | 65 321 | flyttad", "Lillängsbo 8 | 65 321"),
    ("Kan ni sända blanketten hit, 68133", "68133"),
    ("Där står fel postnummer, 652 24, på kuvertet.", "652 24"),
    # days
    ("Olycksfall 24.10. Ärendet är godkänt.", "24.10"),
    ("Svaret kom först 28.4. Då var det sent.", "28.4"),
    ("Intyg saknas 250110-250131. Hör av er.", "250110-250131"),
    ("Schema: Ulla 2-8 mars, Eskil 9-15, resten sen.", "9-15"),
    # ages
    ("Brukaren är 52 och bor ensam.", "52"),
    ("Den ene är yr och 71, den andre 26 och bruten.", "71"),
    ("Den ene är yr och 71, den andre 26 och bruten.", "26"),
    ("Ålder: cirka 40\nHittad i väntrummet", "40"),
    ("Flickan är 7. Mamman arbetar natt.", "7"),
    ("Diabetes sedan han var 5. Nu ny kontakt.", "5"),
    ("han är 70+ nånting tror jag", "70"),
    ("Ärende 2. K.B-L., 44. Intyg saknas.", "K.B-L"),
    # persons by their place
    ("Tall är 36 år och arbetar natt.", "Tall"),
    ("Samtal med medarbetare KÖ. KÖ medger felet.", "KÖ. KÖ"),
    ("Hämtat i receptionen av ”T.”.", "T."),
    # workplaces
    ("Hon går på Tallbackens smärtklinik varje tisdag.", "Tallbackens smärtklinik"),
    ("Han var anställd vid Sjöstrands garnison.", "Sjöstrands garnison"),
    ("Eva Lind\nfysioterapeut, Husläkarna vid torget", "Husläkarna vid torget"),
    ("jobbade i norge på havbruket as", "havbruket as"),
]
CLEAN = [
    "Ta 1 1/2 tablett i 12 - 14 dagar. Styrka 4 / 5. Kap. 3.2. Se punkt 10.11. Sedan 2 1/2 år.",
    "Den ena 50 %, den andra 25 procent. Väntetiden är 12 veckor.",
    "Läkaren rekommenderar 50, handläggaren 75, chefen 0. Patienten 25.",
    "B E S L U T\nÖ V R I G T",
    "Enligt  lag  om  koordin ering  ska  regio nen  svara.",
    "Vecka 12 | 45123 | klart\nVecka 13 | 41876 | klart",
    "jan | 41 | 12 d\nfeb | 38 | 14 d\nmars | 55 | 19 d",
    "De väntade sedan i går. Två av tre är 5 dagar sena.",
]

test_mention_is_wholly_covered = each_is_covered(COVERED)
test_nothing_is_found = each_is_clean(CLEAN)
