"""Words that tell what stands beside them: titles before a name, verbs after one, prepositions before a place.

Plain Swedish of case notes, gathered by hand.
"""


def words(listed: str) -> frozenset[str]:
    """Keep word lists readable: words between blanks instead of a quoted word a line."""
    return frozenset(listed.split())


_set = words


# A name follows even in lower case and even when it is an ordinary word ('dr ek', 'heter björn').
STRICT_CUES = _set(
    "dr doktor dok heter hette hetat efternamn efternamnet förnamn förnamnet namnet namn kallas syster "
    "överläkare hälsn hälsningar hälsning mvh vänligen mvh/ vh herr fru fröken alias undertecknad"
)
# A role, a relation or 'hej': a capitalised word that follows is a name, a lower-case one if a list has it.
ROLE_CUES = STRICT_CUES | _set(
    "läkare läkaren läk öl underläkare underläkaren distriktsläkare distriktsläkaren st-läkare "
    "st-läkaren at-läkare företagsläkare företagsläkaren specialistläkare hyrläkare hyrläkaren kirurg "
    "ortoped psykiater psykiatern psykolog psykologen kurator kuratorn terapeut terapeuten "
    "sjuksköterska sjuksköterskan ssk sköterska sköterskan distriktssköterska distriktssköterskan "
    "undersköterska undersköterskan usk barnmorska barnmorskan fysioterapeut fysioterapeuten "
    "sjukgymnast sjukgymnasten arbetsterapeut arbetsterapeuten logoped logopeden dietist dietisten "
    "tandläkare tandläkaren sekreterare sekreteraren vårdadministratör vårdadm rehabkoordinator "
    "rehabkoordinatorn rehabkoord koordinator koordinatorn samordnare samordnaren rehabsamordnare "
    "handläggare handläggaren handl personlig utredare utredaren fk-utredare fk-utredaren "
    "arbetsförmedlare arbetsförmedlaren af-handläggare fk-handläggare socialsekreterare "
    "socialsekreteraren biståndshandläggare chef chefen enhetschef enhetschefen sektionschef "
    "sektionschefen verksamhetschef verksamhetschefen avdelningschef avdelningschefen gruppchef "
    "gruppledare gruppledaren teamledare teamledaren rektor rektorn lärare läraren professor docent "
    "ombud ombudet advokat advokaten jurist juristen tolk tolken kontaktperson kontaktpersonen kollega "
    "kollegan kollegorna medarbetare medarbetaren vikarie vikarien assistent assistenten chaufför "
    "chauffören taxichaufför granne grannen make maken maka makan man mannen fru frun sambo sambon "
    "särbo pojkvän flickvän exet exman exmannen exfru exfrun mamma mamman pappa pappan mor far mormor "
    "morfar farmor farfar moster faster morbror farbror bror brodern brorsan syskon syskonet son sonen "
    "dotter dottern barnet barnen barnbarn kusin kusinen svärmor svärfar svåger svägerska anhörig "
    "anhöriga god vän vännen väninna väninnan patient patienten pat pats kund kunden klient klienten "
    "brukare brukaren sökande sökanden försäkrad försäkrade arbetstagare arbetstagaren deltagare "
    "deltagaren elev eleven kvinna kvinnan kille killen tjej tjejen pojke pojken flicka flickan hej "
    "hejsan hallå tack psykologdoktor specialist familjebehandlare boendestödjare personligt signerat "
    "signerad sign undertecknat undertecknad attesterat intygsskrivare intygsskrivaren intygsutfärdare "
    "tjena tjenare tja hejhej sekr bitr leg advokaten adv fsk hl fk-hl gm förvaltare godman kontakt "
    "avsändare mottagare från: till: vaktmästare receptionist receptionisten studierektor "
    "forskare polisen prästen präst diakon diakonen familjen makarna bröderna systrarna paret god-man"
)
# Before a name, if the word isn't a known harmless one: an unlisted capital there is asked about at least.
PERSON_PREPOSITIONS = _set(
    "enligt ringde ringt träffade träffat mejlade mailade kontaktade frågade frågat talade talat "
    "pratade pratat hos med av nådde sökt sökte informerade påminde tackade intervjuade kallade gäller "
    "avser ang angående åt mot att och"
)
PARTICLES = _set("von van der den af de la le del della al el bin ibn abu zu dos da di ter ten st")
LONE_PARTICLES = _set("von van bin ibn abu al el zu ter")

# Finite verbs of which a person is the subject; after 'Hans', 'Stig' or 'Glad' they say that it was a name.
PERSON_VERBS = _set(
    "är var har hade får fick kom kommer gick går ringer ringde säger sa sade vill ville menar menade "
    "hör hörde skriver skrev deltar deltog ska skulle kan kunde måste behöver behövde bor bodde arbetar "
    "arbetade jobbar jobbade svarar svarade tar tog ber bad frågar frågade berättar berättade undrar "
    "undrade vet visste tycker tyckte tror trodde mår mådde blev blir uteblev uteblir sjukskrevs "
    "sjukskrivs kallas kallades heter hette lovade lovar skickade skickar mejlar mejlade mailade läser "
    "läste hjälper hjälpte påpekar påpekade uppger uppgav önskar önskade vägrar vägrade nekar nekade "
    "nekades orkar orkade klarar klarade träffar träffade söker sökte begär begärde tackar tackade "
    "kräver krävde glömde tappade hittade återkommer återkom slutade slutar började börjar bedömer "
    "bedömde anser ansåg signerade utfärdade tyvärr själv inte aldrig också ringt bokade bokar missade "
    "väntar väntade meddelade meddelar hävdar hävdade förklarade förklarar påstår påstod tycktes verkar "
    "verkade låter lät finns stod står sitter satt la lade lämnade upplever upplevde känner kände "
    "tvingades fyller fyllde föddes avled dog opererades remitterades anmälde anmäler kontaktade "
    "kontaktar medverkar medverkade presenterade höll kördes flyttade flyttar reser reste åkte åker "
    "ansökte talar talade pratar pratade mötte möter heter, informerade informerar bekräftade bekräftar "
    "kompletterade kompletterar redogör redogjorde inleder inledde föreslår föreslog godkände avslutade "
    "avbröt fått gått "
    "varit sagt skrivit haft gjort tagit lämnat hört svarat frågat bett velat gör gjorde stannade valde "
    "väljer ser såg ger "
    "gav drar drog tvekar tvekade gråter grät klagar klagade skäms hinner hann följer följde protokollför "
    "protokollförde "
    "antecknar antecknade beklagar beklagade avstår avstod avböjer avböjde instämmer instämde justerar "
    "justerade yrkar "
    "yrkade återkopplar återkopplade handlägger handlade remitterar remitterade skrev höll slog föll sover "
    "sov hoppas "
    "hoppades hjälpt löst ordnat ordnar ordnade fixar fixade hämtar hämtade lämnar betalar betalade pendlar pendlade "
    "vårdas vårdades behandlas nekats beviljas beviljades avskedades sparkades försvann dök dyker"
)
# After a word that is also an adjective or noun these say nothing ('Frisk är man …', 'Storm är …').
COPULAS = _set(
    "är var blir blev kan ska skulle finns måste har får kommer går tar inte aldrig också själv står "
    "låter verkar gäller"
)

PLACE_PREPOSITIONS = _set("i från fr till mot mellan över utanför nära vid kring runt via per")
PLACE_CUES = _set(
    "bor bodde bosatt boende boendes flyttade flyttat flyttar flytt uppväxt uppvuxen byn orten "
    "samhället tätorten hemma uppe nere ute inne borta pendlar pendlade reser reste åker åkte skjuts "
    "sommarstuga stuga torp gård hus lägenhet villa stämplad kommer"
)
PLACE_SUFFIXES = tuple(
    sorted(
        _set(
            "stad by torp köping hult fors forsen bruk vik viken sjö ryd arp hamn holm berga berg mark näs "
            "lösa "
            "tuna boda bol härad sund dal dalen hyttan stöten heden rud backa bäck träsk vall lund löv åker "
            "red "
            "ered ervik kyrka älv ås sta inge landa skog panna äng"
        )
    )
)

FACILITIES = _set(
    "vårdcentralen vårdcentral vc hälsocentralen hälsocentral hc familjecentralen närhälsan "
    "jourcentralen jouren vårdmottagningen rehabmottagningen ungdomsmottagningen mottagningen kliniken "
    "klinik sjukhuset sjukhus lasarettet lasarett skolan skola förskolan förskola gymnasiet gymnasium "
    "högstadiet högskolan universitetet äldreboendet äldreboende boendet gruppboendet gruppbostaden "
    "servicehuset hemtjänsten demensboendet korttidsboendet behandlingshemmet café caféet kafé kaféet "
    "restaurang restaurangen pizzeria pizzerian hotell hotellet salong salongen frisör syateljé bageri "
    "bageriet konditori konditoriet åkeri åkeriet verkstaden bilverkstad firman firma företaget butiken "
    "affären bolaget kiosken krogen puben gymmet apoteket apotek bruket fabriken sågverket sågen "
    "tandvården folktandvården familjeläkarna husläkarna läkarhuset läkargruppen läkarstation "
    "läkarmottagningen capio privatmottagningen sporthallen biblioteket kyrkan församlingen moskén "
    "stiftelsen föreningen kooperativet koncernen kedjan byggfirman elfirman städfirman städbolaget "
    "bemanningsföretaget taxibolaget bussbolaget gården lantbruket stallet"
)
# A capitalised word with one of these endings beside another name is a business or a care unit.
FACILITY_ENDINGS = tuple(
    sorted(
        _set(
            "skola skolan gymnasium gymnasiet sjukhus sjukhuset lasarett lasarettet vårdcentral vårdcentralen "
            "hälsocentral hälsocentralen äldreboende äldreboendet boende boendet hemmet gården kliniken "
            "mottagningen förskola förskolan bageri bageriet eri eriet konditori mekaniska åkeri betongpump "
            "måleri trädgård lantbruk blommor frisör trelast restaurang tvätt tvätteri snickeri verkstad "
            "bibliotek industri industrier transport transporter entreprenad pizzeria hotell camping wärdshus "
            "värdshus elektriska folkhögskola brandstation apotek psykiatri slakteri mejeri tryckeri sågverk "
            "fabriker redovisning tandvård optik fabrik fabriken center rehabcenter hälsocenter glasverket "
            "stålverket järnverket "
            "träteknik plåtslageri bilservice däckservice fastighetsservice hemservice städservice "
            "bilverkstad ridskola dagis klinik mottagning garnison musikkår museum teater bryggeri badhus simhall "
            "ishall orkester pensionat vandrarhem gästhem lanthandel järnhandel bokhandel bilhandel rökeri charkuteri "
            "garveri gruppbostad servicebostad sparbank ladugård krog gatukök spelhall ridcenter lastvagnar "
            "lastvagnsservice konstsmide byggservice rörservice"
        )
    )
)
# The same, but too short to be told from the end of a surname.
FACILITY_WORDS = _set(
    "allfrukt assistans begravningsbyrå bemanning bil bruk buss bygg café data däck el energi fabrik "
    "fastigheter finans foto frukt församling glas golv grönt handel järn kafé kommun konsult kraft kök "
    "last livs mark maskin mat mek motor omsorg papper pizza plåt pump resor rör schakt service skog "
    "snabbköp städ stål såg tak taxi tidning trafik trä vård"
)
# Named after their kind only: 'Vårdcentralen' or 'Skolan' alone is any.
GENERIC = _set(
    "skola skolan förskola förskolan grundskola grundskolan gymnasium gymnasiet gymnasieskola "
    "gymnasieskolan högskola högskolan folkhögskola folkhögskolan särskola särskolan gymnasiesärskolan "
    "sjukhus sjukhuset lasarett lasarettet vårdcentral vårdcentralen hälsocentral hälsocentralen "
    "äldreboende äldreboendet boende boendet hemmet gården kliniken klinik mottagningen "
    "öppenvårdsmottagningen psykiatrimottagningen specialistmottagningen specialistkliniken "
    "smärtkliniken smärtmottagningen ögonkliniken kvinnokliniken medicinkliniken kirurgkliniken "
    "ortopedkliniken barnkliniken hudkliniken akutmottagningen ungdomsmottagningen rehabmottagningen "
    "läkarmottagningen universitetssjukhuset länssjukhuset lärarhögskolan yrkeshögskolan vuxenskolan "
    "gruppboendet serviceboendet vårdboendet korttidsboendet servicebostaden demensboendet "
    "behandlingshemmet barnhemmet sjukhemmet vårdhemmet föräldrahemmet hälso- kommun kommunen "
    "församling psykiatri omsorg vård tandvård el tak mark service data bil mat"
)
WORK_CUES = _set(
    "arbetar arbetat arbetade arb jobbar jobbat jobbade jobb anställd anställning anställningen praktik "
    "praktiserar praktikplats arbetsträning arbetsträningen arbetstränar arbetsprövning vikarierar "
    "vikariat tjänst tjänsten timanställd arbetsgivare arbetsgivaren arbetsplats arbetsplatsen kollega "
    "kollegor chef chefen åring visstid provanställd lärling extrajobb extrajobbar sommarjobb "
    "sommarjobbade kock lärare säljare förare svetsare montör snickare undersköterska städare "
    "lokalvårdare lagerarbetare praktiken ägare ägaren vd driver företaget arbetsledare slutade slutat "
    "började börjat uppsagd"
)
WORK_PREPOSITIONS = _set("på hos vid för inom")
LEGAL_FORMS = frozenset(
    {"AB", "HB", "KB", "AS", "ASA", "ApS", "Oy", "OY", "Oyj", "Ltd", "GmbH", "Inc", "A/S", "KF", "BRF", "Brf"}
)

# Words that start a sentence after an abbreviation or a single letter; never a surname after an initial.
STARTERS = _set(
    "jag du han hon hen den det vi ni de man en ett i på av till från för med om efter före innan under "
    "över vid utan hos mot mellan men och eller så då nu när där här hur vad vem vilka vilken varför "
    "alla många flera några ingen inga inget någon något detta denna dessa sedan sen patienten läkaren "
    "handläggaren utredaren intyget beslutet ärendet kunden personen kvinnan mannen försäkringskassan "
    "arbetsförmedlingen vården ska kan har är var blev fick inte bara även också enligt fortsatt mycket "
    "tack hej ring se hoppas väntar behöver begärde begär enda andra första hans hennes hens deras min "
    "mitt mina vår vårt våra ni er ert era"
)
# After a lower-case letter word like these a single capital is a grade or a type, not an initial.
NOT_BEFORE_INITIAL = _set(
    "vitamin hepatit typ grupp plan person diagnos nivå fält punkt bilaga avsnitt klass part enhet "
    "alternativ patient kund handläggare läkare steg del modul blankett rad kolumn figur tabell version fas kategori "
    "sal rum hus plats zon kod block bokstav bokstaven körkort behörighet moment schema influensa "
    "streptokocker lista "
    "enheten gruppen planen typen kunden patienten personen handläggaren läkaren boende område klinik avdelning"
)

# A full stop after these does not end a sentence.
ABBREVIATIONS = _set(
    "dr ca bl ex tel tfn enl ang resp ev ssk usk pat obs nr kl st sek min tim osv mfl fl jfr inkl exkl "
    "prof doc leg sign avd läk öl spec f b c g k m o p s t v a d fr sköt handl koord rehabkoord mvh hälsn "
    "vh mob ank ankn kap pga fm em dvs etc tf ev iom ggr resp tom fom"
)

# Three letters before a number that are no number plate.
NOT_PLATES = _set(
    "DAG TEL PAT MED KAN DET DEN FEM SEX MAX MIN KAP NAT SFB OSL SGI APT ICD SEK KOL MRT TIA BMI EKG DSM "
    "PHQ GAD MOA TMU AFU SLU FMU AUB FAX NOK EUR USD LSS LAS AML HSL RUM"
)

# Letters before a number that are no diary.
NOT_CASE_PREFIXES = _set("ICD SFS SOU HFD ISO COVID PHQ GAD EQ DSM VAS MADRS AUDIT BT DAG PROP KL NRS F M G VECKA")

# Small words that end a name even where everything is in capitals.
NEVER_A_NAME = _set(
    "är har i på och som kan ska vill fick får hos med av till från för att men när ej inte om vid den "
    "det de en ett sin har hade var kom ringer ringde svarar svarade skrev skriver behöver måste enligt "
    "utan samt eller under efter före hör sa säger"
)

# 'Sjögrens syndrom', 'Parkinsons sjukdom', 'Trendelenburgs test': the person has been dead for long.
EPONYM_HEADS = _set(
    "syndrom sjukdom sjuka tecken test skala symtom symptom reflex operation fraktur lymfom pares "
    "kontraktur tyreoidit demens fenomen struma kriterier index klassifikation prov manöver "
    "glomerulonefrit anemi ataxi dystrofi tumör sarkom cysta hernia"
)

# Names so common as words that lower case never makes a person of them.
COMMON_WORDS = _set(
    "per hans stig dag maj vide saga sol lo sten berg man ask brand hård norr söder lång glad frisk stark ring "
    "ung snäll vacker mager duktig bred grym snygg störst nätt galant trofast"
)

# Of these, those that start a sentence mostly as something else than a name.
FUNCTION_WORDS = _set("per hans dag man ask brand hård norr söder lång glad frisk stark ring stor ny god")
# A person is expected behind these, also in lower case.
ASKS_FOR_PERSON = _set(
    "enligt frågar fråga frågade ringde ringer ringt träffade träffat mejlade mailade kontaktade kontakta "
    "talade pratade pratar hos informerade påminde tackade intervjuade kallade mvh hälsningar"
)
# Names that start a sentence as names, but that are ordinary words in lower case.
ORDINARY_IN_LOWER_CASE = _set(
    "axel bo lova frank franks fred dan dans rita liv livs max mats mat bror brors helga helgas ville inge "
    "jack sam björn viola lotta jon urban brännström alf urbana ann"
)

# A title is followed by one of these more often than by a name.
NEVER_CUED = STARTERS | ROLE_CUES | PERSON_VERBS
# Between 'heter' and the name.
FILLERS = _set("egentligen nog visst faktiskt av ju då tydligen")
NAMING_VERBS = _set("heter hette hetat undertecknat signerat kallas kallad skrivet utfärdat")
# Roles that are so common before ordinary words that only a sure name counts in lower case.
LOOSE_CUES = _set("man mannen patienten pat tack barnet hej")
ABBREVIATED_CUES = _set(
    "sekr bitr leg adv fsk hl fk-hl dr mvh ssk usk hälsn sign öl läk handl koord rehabkoord hälsningar hälsning hej"
)
CONJUNCTIONS = _set("att och som men när om eftersom innan då sa enligt medan")
# First names that are months, days or weather: 'Maj var kall'.
CALENDAR_NAMES = _set("maj dag sol vide juni april mars storm ros sommar vinter")
# Where a first name sits: 'björn på af'.
OFFICES = _set(
    "af fk vc försäkringskassan arbetsförmedlingen kassan vårdcentralen rehab psyk it kundtjänst facket kommunen soc"
)
# What stands before an employer's name.
EMPLOYER_NOUNS = _set(
    "arbetsgivaren arbetsgivare arbetsplatsen arbetsplats företaget firman praktikplatsen praktikplats"
)
WORKER_ENDINGS = ("åring", "åringen", "arbetare", "chef", "biträde")
# A capitalised word with one of these endings, inside a sentence, names one school, hospital or home.
PROPER_ENDINGS = (
    *("skolan", "skola", "gymnasiet", "sjukhuset", "lasarettet", "hemmet", "kliniken", "boendet"),
    *("vårdcentralen", "gården", "huset", "hallen"),
)

# Closings of a letter; a name follows, also over an empty line.
SIGN_OFFS = _set(
    "mvh hälsn hälsningar hälsning vh vänligen hälsar undertecknad undertecknat sign kram kramar kramis puss "
    "hälsningarna vänligast högaktningsfullt"
)
GREETINGS = _set("grattis bästa kära käre hejdå hej hejsan tjena tjenare tja hallå morrn morsning hejhej igen tack")
# First names that a table or note abbreviates months by.
MONTH_NAMES = _set("jan maj juni juli april augusti mars")
# Verbs of saying: 'säger borg'.
SPEECH = _set("säger sade sa uppger skriver menar berättar tycker undrar hävdar förklarar svarar påpekar")
# A known word with a capital inside a sentence is asked about behind these.
BEFORE_A_NAME = (
    SPEECH
    | PERSON_PREPOSITIONS
    | ASKS_FOR_PERSON
    | ROLE_CUES
    | _set("vare kallad kallas smeknamn alias till från för om samt som via utan per både enl")
)

# Shortened words of case notes. Unlike ABBREVIATIONS they may well end a sentence; a capital after them says nothing.
SHORTENED = ABBREVIATIONS | _set(
    "feb apr aug sept okt nov dec vt ht "
    "sku ist ba imorn imorrn mailet maila mejla handlarn tlf utb nåt dä säj asså jepp japp nä näe jo oki okej "
    "kolla iaf "
    "ngt mkt dom nånting sånt dan sen ju va ä å mej dej sej nåra direktnr "
    "dsk eval fysio fysioter gyn uro onk inl epikr remsv provsv ktr pgr bef hosp sbar btr sat pox afeb prox dist inf "
    "ventr dors flex abd pron supin obj subj cons inj anst ansökn arbetsg arbetspl arbetst avstämn beslutsf "
    "dokum eft "
    "efterfr ersättn fortl följn förlängn handläggn händ hänv inkl ink komplett kortfr lämnl mottagn neds nedsättn "
    "omprövn patienth proc rehabil remitt samordn sjukförs sjukp skrivn teamm telef tillf underl uppfölj uppg utredn "
    "varakt veckoml verksamh vårdc väntel "
    "afo ag akut amb ankom anm anml ansv ansök arb arbf arbg arbl arbtr avb avböj avst bed beg beh besl bet betr "
    "bev bif bilat bl bla dat def dgr div dok dvs dx dxt ej el enh ers exv fakt fb fd fft fgn fort forts fram "
    "frånv fullm fys förb föreg förf förl förs försäkr förv gen ggn giltig gml gn gr grp gränsdragn gtt hab hand "
    "hd helt htn hyp hö hö: icke ifrågas ik ind indik info inj inl insk int iom journ kb kirurg klin kog "
    "kommu komp kompl konf konsult kontr kval kvv känd lab lg lic lign lm läkem lö mag mao medd medv mfl "
    "min mkt mm mobil mot mott mtp mtrl mv må möjl neg neuropsyk ngn ngra ngt nkl nml npr nyb närv ober oförändr "
    "ok omg omh oms on ons op ord org ort osteop osv oä pall palp per-oral pga po polikl pos poss postop pp "
    "prel preop prep prim prod progr prot ps psyk pt pv rad rec recept red reh rehab rek rem remi resp rf rtg "
    "rutin rör sa samb samh saml samordn samt sek sekr senas senv sev sgs sin sit sjg sjukd sjukg "
    "sjukskr skick skr skriftl skö slutl slutr smärtenh snar soc somat spec spont ss ssg stabil stat status std "
    "sthlm stn str stöd subst supp sv sym symt syn sö tabl tbl teamkonf telef temp ter tfn th therap ti tid till "
    "tim tis tjm tn to tom trl tv ty tyd ua ub ul und undant undersökn uppf upph uppl uppr upps urs utbet "
    "utdr utf utg utl utr utred utskr v-a vb vbl vdg vec verks vet vg vht vid vidb vkn vuxpsyk vä ytterl åb "
    "återbes åtg öppenv övr "
    "lu tsh hb asat alat crea krea gfr tpk lpk sr luh fkfs iii tnf crps nyha ect peth cfs mfs "
    "rbans lbr fullst återb ext rot inskr sjukgymn m b12 "
)
# Units that are named by a word behind them, also in lower case: 'vårdcentralen tussilago'.
CARE_UNITS = _set(
    "vårdcentralen vårdcentral vc hälsocentralen hälsocentral hc närhälsan familjeläkarna husläkarna komvux"
)
NAMED_UNITS = _set(
    "café caféet kafé kaféet restaurang restaurangen pizzeria pizzerian hotell hotellet salong salongen "
    "frisör bageri "
    "konditori åkeri stall sushi thai kebab secondhand second hand gästis pensionat vandrarhem hårstudio "
    "nagelstudio firman förskolan gruppboendet gruppbostaden servicehuset äldreboendet puben krogen syateljé"
)
# What is counted with a figure behind: no house number.
NUMBERED = _set(
    "fält punkt bilaga steg fråga dag vecka rum sal avdelning avd team grupp kapitel kap nivå del typ plan "
    "modul tabell "
    "figur covid sida rad version alternativ kategori fas klass grad omgång möte paragraf artikel blankett "
    "område zon spår "
    "prioritet prio kolumn ruta enhet station linje kontor distrikt kvartal termin år fall ärende intyg"
)
# Of the words for a business those that anybody has: 'på patientens vård'.
ANYBODYS = _set("vård omsorg service bil data mat last kommun församling finans kraft energi skog tidning trafik")
OWNERS = _set(
    "dag daga kommunen regionen region landstinget staten kund kundens företag företaget bolag enhet enheten kvinnan"
)
# Diseases that bear a name many Swedes do, and what stands before one as an illness.
NAMES_OF_ILLNESS = _set(
    "sjögren hashimoto graves bell wilson addison cushing turner down still baker tietze reiter löfgren "
    "paget gilbert "
    "asperger barrett horton felty marfan horner hodgkin"
)
ILL = _set("misstänkt känd känt primär sekundär sannolik svår lindrig diagnosen diagnos konstaterad nydebuterad")
HAVE_ILLNESS = _set(
    "patient patienten pat kvinna man person diagnostiserad diagnosticerad sjuk syster mor far släkting han hon hen"
)
# Diseases that bear only a name; hardly anybody in Sweden does.
EPONYMS = _set("parkinson raynaud ehlers danlos hodgkin crohn alzheimer huntington sjögrens dupuytren menière basedow")
# Places that stand behind 'i' and 'från' as words.
NO_PLACE = _set("sommar vinter host höst mark natt dag stad by sal plan fjol hall rum bo bro lag sund time")
POSSESSIVES = _set("hennes hans hens deras min mitt mina jag hon han vi")
# Small words that lead to a person's name, or to a thing.
LEADS_TO_A_NAME = _set(
    "vare med till åt från för gäller gällde avser avsåg ang angående hos av mot via och samt enligt kontakta "
    "kontaktade kontaktat ringde "
    "ring ringt träffade träffat fråga frågade frågat mejlade mailade mail mejl pratade talade pratat talat "
    "tolk samtal brev man make "
    "maka fru sambo son dotter syster bror mamma pappa chef boka avbokade bad bett hälsa tacka tackade nådde "
    "nå sök sökte sökt"
)
# Shortened words of two letters and stops that are no initials.
DOTTED = _set(
    "m.m. s.k. f.d. u.a. n.n. e.d. f.n. p.o. p.m. e.m. f.m. i.v. m.a. p.s. o.d. t.v. t.h. n.b. ö.g. t.ex. p.g."
)
# Small words that are first names too, with a capital before a surname: 'Ssk Mina Karlsson', 'Vi Nguyen'.
SMALL_FIRST_NAMES = _set(
    "mina min vi du era er my hon den an so in de da sin van kan man har nu om till per hans alla ingen ni mig "
    "bo liten "
    "god ny stor enda även snart sara dit din dina sen eller är var såg tack hej får vill ska kom tog ring ringer se "
    "ser be ber ta tar ge ger"
)
# What is called by a person's name: 'Karin-ärendet'.
MATTERS = _set(
    "ärendet fallet intyget mötet samtalet frågan beslutet historien anmälan avvikelsen händelsen brevet mejlet "
    "utredningen patienten kunden saken grejen papperen journalen remissen läkaren handläggaren teamet familjen"
)
# Two or three capitals that are nobody's.
NO_SIGNS = _set(
    "ms me ki tb bp ra sle als kbt dbt us pc tv da vt ht ao api sip di sf obs ps nb re sv vb fw pm id it hr tf "
    "hd ig ok ej nr kl am fm em eg mr dt ct ekg vas bt bmi psa crp hb atl soc lss sos vab sgi ssk usk pat asp "
    "ad add gad phq covid pga mfl dvs tex fou vd ibs kol rtg mrt fkfs hslf "
)
