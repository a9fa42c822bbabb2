"""Words for places of work: what a firm, shop, unit or club is called by the kind of thing it is. Gathered by hand."""

from avvikelse.deid import vocabulary as v

# How the common noun behind or before a name ends: 'Orrvikens kursgård', 'Brunflo tvättinrättning'.
_BARE = (  # noqa: SIM905 -- so many words are easier read in rows
    "servering gård station inrättning stuga hemtjänst hemvård församling bibliotek hus matsal krog bruk lada bod "
    "affär butik handel byrå bolag firma förening klubb kår museum kyrka kiosk mack grill hall gym salong "
    "ateljé verkstad verk gruva varv lager förråd kontor depå terminal anläggning camping hotell odling skola stall "
    "stuteri kennel pensionat teater biograf redaktion akademi stiftelse restaurang catering bageri konditori "
    "café kafé pizzeria kök mejeri slakteri fiske rökeri ysteri bryggeri destilleri spa trädgård park "
    "simhall badhus central mottagning klinik center centrum boende sjukhem vårdhem servicehus äldreboende härbärge "
    "dagis fritids gymnasium akademi universitet internat kursgård lägergård herrgård slott säteri kvarn såg snickeri "
    "smedja lackering svarv gjuteri tryckeri åkeri rederi spedition taxi buss trafik flyg städ tvätt frisör hudvård "
    "rehab fysio assistans omsorg service montage mekaniska rör plåt bygg golv glas måleri tak schakt "
    "maskin motor däck bil bilar lantbruk skog skogsbruk jordbruk entreprenad uthyrning konsult data media reklam "
    "foto optik apotek blommor möbler textil kläder skor sko livs kött chark fisk grönt frukt sybehör garn "
    "hamn flygplats bad ishall arena ridskola golfklubb fritidsgård ungdomsgård hembygdsgård folkets bygdegård "
    "växthus plantskola sockerbruk pappersbruk glasbruk sågverk kraftverk reningsverk värmeverk vattenverk "
    "tingshus kommunhus bosättning återbruk loppis secondhand auktion turism skytteklubb vandrarhem lunch värdshus "
    "stugby fjällhotell skidanläggning gästgiveri gästgivargård krog pub bar bistro brasserie "
    "skrot svets sylt fälg press spår geri leri teri deri peri seri second husläkare "
    "familjeläkare hemservice djursjukhus"
).split()
_DEFINITE = (  # noqa: SIM905
    "serveringen gården stationen inrättningen stugan hemtjänsten hemvården församlingen biblioteket huset matsalen "
    "krogen bruket skolan ladan boden affären butiken handeln handlarn byrån bolaget firman föreningen klubben kåren "
    "museet kyrkan kiosken macken grillen hallen gymmet salongen ateljén verkstaden verkstan verket gruvan varvet "
    "lagret förrådet kontoret depån terminalen anläggningen campingen hotellet odlingen stallet stuteriet kenneln "
    "pensionatet teatern biografen redaktionen akademin stiftelsen restaurangen cateringen bageriet konditoriet caféet "
    "kaféet fiket pizzerian köket mejeriet slakteriet rökeriet ysteriet bryggeriet trädgården simhallen badhuset badet "
    "centralen mottagningen kliniken centret centrumet boendet bostaden hemmet dagiset fritidset gymnasiet internatet "
    "slottet säteriet kvarnen sågen snickeriet smedjan lackeringen gjuteriet tryckeriet åkeriet rederiet spediteringen "
    "bussarna taxin städarna tvätten tvätteriet frisören frisörerna salongerna läkarna tandläkarna terapeuterna "
    "gymnasterna veterinären servicen poolen mekaniska rören plåten bygget måleriet maskinen däcken bilarna "
    "lantbruket fabriken apoteket blommorna möblerna livset fisken hamnen arenan parken torget "
    "coachen coacherna jouren coopen ican konsumet baren puben bistron coachning verksamheten gruppen laget teamet "
    "enheten stationen snabbköpet loppisen återbruket återvinningen renhållningen gatukontoret förvaltningen "
    "lantmännen källaren källarn stugbyn backen spåret banan borgen skansen hyttan masugnen täkten kooperativet "
    "kompaniet gatuköket kurhotellet spaet kliniken kursgården brygghuset magasinet svängen hörnet hörnan pojkarna "
    "bröderna grabbarna gubbarna flickorna damerna systrarna mästarna mästaren proffsen experten experterna kungen"
).split()
SITE_ENDINGS = tuple(sorted({*_BARE, *_DEFINITE, *v.FACILITY_ENDINGS, "verksamhet"}))
SITE_TAILS = frozenset(ending[-3:] for ending in SITE_ENDINGS)  # asked first, for speed
BARE_ENDINGS = tuple(sorted({*_BARE, *v.FACILITY_ENDINGS} - {"eri", "bar", "bad"}))
DEFINITE_ENDINGS = tuple(sorted({*_DEFINITE} - {"laget", "gruppen", "teamet", "enheten", "verksamheten"}))
# Of these a compound is nearly always some house's own name, also where a sentence begins.
NAMING_ENDINGS = tuple(
    sorted(
        {*_DEFINITE}
        - v.words(
            "laget gruppen teamet enheten verksamheten stationen centralen mottagningen kontoret förvaltningen "
            "biblioteket boendet bostaden hemmet jouren läkarna terapeuterna gymnasterna kliniken akademin svängen "
            "experten experterna redaktionen banan backen spåret maskinen torget parken poolen servicen coachning "
            "coachen coacherna återvinningen gården verket hörnet flickorna damerna"
        )
    )
)
# Said of any place of work: no name even where somebody works.
NOBODYS = v.GENERIC | v.words(
    "huset köket jobbet arbetet arbetsplatsen kontoret lagret lager fältet golvet facket banken affären butiken "
    "verkstaden verkstan hallen gården skolköket matsalen storköket restaurangen kommunhuset sjukstugan akuten "
    "avdelningen avdelning enheten enhet gruppen teamet team kliniken mottagningen vården hemmet sjukhemmet "
    "vårdhemmet äldreboendet servicehuset hemtjänsten hemvården hemsjukvården skolan förskolan dagis dagiset fritids "
    "biblioteket kyrkan församlingen apoteket gymmet simhallen ishallen badhuset sporthallen arbetsgivaren företaget "
    "företag bolaget firman fabriken industrin bygget byggarbetsplatsen åkeriet sågen bruket varvet gruvan hamnen "
    "tåget bussen flyget flygplatsen stationen polisstationen brandstationen tågstationen busstationen bensinmacken "
    "macken kiosken krogen puben hotellet caféet kaféet fiket parken torget backen banan spåret verket förvaltningen "
    "socialförvaltningen socialkontoret kansliet expeditionen receptionen växeln vårdcentralen hälsocentralen "
    "sjukhuset lasarettet akutmottagningen jouren tvätten städet städ bageriet stallet centralen centrum verksamheten "
    "lokalkontoret huvudkontoret försäkringskassan arbetsförmedlingen kassan regionen kommunen staten landstinget "
    "folkbokföringen öppenvården slutenvården tandvården primärvården företagshälsovården företagshälsan psykiatrin "
    "boendestödet daglig behandlingshemmet korttidsboendet gruppboendet gruppbostaden vuxenpsykiatrin laget "
    "väntrummet kursen utbildningen högskolan universitetet gymnasiet skolan personalen personalmatsalen lunchrummet "
    "hjälpmedelscentralen larmcentralen växeln magasinet stiftelsen föreningen klubben kåren kontoret mitt dit"
)
_TIMES = (
    "deltid heltid halvtid timmar timme natt natten nätter kvällar kväll dagtid kvällstid nattetid helger helgen "
    "helg skift schema distans uppdrag prov beräkning rutin samma olika annan annat andra egen eget egna ny nya "
    "nytt gamla gammalt gammal stor stora stort liten litet lilla två tre fyra flera många någon något några vilken "
    "halvfart full fullt hel hela halva lunch jour vägen väg sätt plats platsen samhall landet utlandet sverige "
    "norge danmark finland bostaden måndag tisdag onsdag torsdag fredag lördag söndag allvar grund grunden eftersom "
    "uppehåll oss dem henne honom dom sig mig dig er vikariat vikarie försök tim timanställning visstid prao praktik "
    "arbetsträning arbetsprövning posten moms lön golv kontor förmiddag förmiddagar förmiddagen eftermiddag "
    "eftermiddagar eftermiddagen våren sommaren hösten vintern morgonen lov semester ständigt fast hemmaplan sikt "
    "arbetstid arbetsmarknaden marknaden plan planen enbart bara minst max cirka ungefär nivå fritiden fritid gång"
)
NO_SITE = NOBODYS | v.words(_TIMES)
# Authorities and the like that a place beside makes into an office, not into an employer's name.
OFFICIAL = v.words(
    "region regionen kommun kommunen försäkringskassan arbetsförmedlingen af fk fk-kontoret kassan länsstyrelsen "
    "tingsrätten förvaltningsrätten kammarrätten skatteverket polisen socialtjänsten landstinget migrationsverket län "
    "stad vårdcentralen vårdcentral kronofogden länet stift kontoret universitet socialförvaltningen lss orten byn "
    "tätorten samhället staden trakten bygden socknen gatan vägen"
)

# Known to everybody and so allowed, but where somebody works when a place stands behind: 'Samhall Örebro'.
EMPLOYING = v.words(
    "sfi komvux samhall korset kyrkan systembolaget apoteket postnord feelgood regionhälsan församlingen kyrkan"
)
_TEAMS = "team grupp enhet område hemtjänst hemtjänsten hemvården hemvård gruppbostaden boendet avdelning avd"
TEAMS = v.words(_TEAMS)
TEAM_NAMES = v.words("öst väst norr söder syd nord östra västra norra södra gul röd grön blå lila orange vit rosa")
# Belongs to the name of what stands behind it.
LEADING = v.words(
    "norra södra östra västra nya gamla stora lilla gröna röda vita blå gula svarta övre nedre sankt sankta s:t s:ta "
    "daglig dagliga svenska bröderna systrarna"
)
# Whose place of work it is when nobody's in particular: 'sjukhusets matsal'.
OWNED_BY_ANYBODY = (
    v.OWNERS
    | v.ROLE_CUES
    | NO_SITE
    | OFFICIAL
    | v.FACILITIES
    | v.words(
        "dagen veckan månaden året morgondagen gårdagen patient person vård sjukvård hälso rehab landet staden stad "
        "skol sjukhus företag kommun region anställd arbetstagar barn familj förälder föräldrar make maka son dotter "
        "mamma pappa vän granne kollega chef ens vår deras hans hennes den försäkrad sökande mottagning avdelning "
        "enhet "
        "verksamhet boende arbetsplat arbetsplats allmän världen europa sverige norge tid framtid livet liv höst vår"
    )
)
