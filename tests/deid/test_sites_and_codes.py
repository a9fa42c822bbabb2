"""What version 1.8 learnt: whole workplaces, figures nobody can explain, wide gaps, names first in a sentence."""

import pytest

from avvikelse.deid import check
from avvikelse.deid.model import Kind
from tests.deid.invariants import assert_wholly_covered

COVERED = [
    # the words beside a name that say what sort of business it is
    ("Hon går på Solviksgårdens keramikverkstad sedan i fjol.", "Solviksgårdens keramikverkstad"),
    ("Arbetsgivaren är Alfta tråddrageri och repslageri.", "Alfta tråddrageri"),
    ("Han kom från Ljusdal kakelfabrik i höstas.", "Ljusdal kakelfabrik"),
    ("Remissen gick till Ålhults maskinstation av misstag.", "Ålhults maskinstation"),
    ("Plats på Kaffestugan i Delsbo från och med nu.", "Kaffestugan i Delsbo"),
    ("Hon vikarierar på Färgbutiken i Hofors.", "Färgbutiken i Hofors"),
    ("Han är kvar hos Tegelbruket Bjärred.", "Tegelbruket Bjärred"),
    ("Samhall Vetlanda har ingen plats.", "Samhall Vetlanda"),
    ("Flyttad till Avd 7 Sollefteå sjukhus igår.", "Avd 7 Sollefteå sjukhus"),
    ("Uppsagd från Gnestas Frön & Lök medan hon var sjuk.", "Gnestas Frön & Lök"),
    ("Jag ringde Hamnkrogen utan svar.", "Hamnkrogen"),
    ("Hemtjänsten Norr har nya tider.", "Hemtjänsten Norr"),
    ("hon jobbar på silverräven sedan i maj", "silverräven"),
    ("vi på brandförrådet har väntat", "brandförrådet"),
    ("anställd hos sportlädan i hede", "sportlädan i hede"),
    ("arbetsgivaren alnö kallbadhus sa nej", "alnö kallbadhus"),
    ("praktik på daglig verksamhet sländan i år", "sländan"),
    ("var på gamla simhallen i arvika igår", "gamla simhallen i arvika"),
    ("ringde pizzeria vulkano i morse", "pizzeria vulkano"),
    ("team gul tog över", "team gul"),
    # figures
    ("Märk brevet 8804-0117 när du svarar.", "8804-0117"),
    ("Det ligger som K 91/3307 i pärmen.", "K 91/3307"),
    ("Se RX44718 för receptet.", "RX44718"),
    ("hör ihop med ä3308-25", "ä3308-25"),
    ("Ligger under #8817 hos oss.", "#8817"),
    ("Insatt på p1usgiro 88 31 l7-2 i går.", "88 31 l7-2"),
    ("Skriv till oss, 331 47 räcker som adress.", "331 47"),
    # read by a machine
    ("Brev  sänt  den  14  n0v  till  oss", "14  n0v"),
    ("Kto rådet svarade, mötet 9 apri1 ställdes in.", "9 apri1"),
    ("Adress:  Ringvägen  4,  771  3l  Ludvika", "771  3l"),
    ("S0nen T0bias (f. 2OO8) och M1lja Ek.", "M1lja Ek"),
    ("Hand1äggare  Ma ri  Ny lén  och  Er ik  T  kom", "Er ik  T"),
    # people
    ("Zorbi i receptionen sa nej.", "Zorbi"),
    ("GH: är det du?\nTL: ja, jag\nGH: ok", "TL"),
    ("Tack för hjälpen.\n\nRakel, samordnare på ekonomi", "Rakel"),
    ('Patienten, smeknamn "Kulan", är känd.', "Kulan"),
    ("Från: tove.r\nÄmne: intyg", "tove.r"),
    ("Ändrat av: mkv\nKlart", "mkv"),
    ("Dottern Signe, 6, var med.", "6"),
    ("pratade m nisse om planen, han vill", "nisse"),
    ("det var inte anna utan karin m l som ringde", "karin m l"),
    ("Hon är 58 år med dålig rygg.", "58 år"),
    ("Patienten Ola Bro komma femtiotre komma söker", "femtiotre"),
    ("Bor i Upplands Väsby sedan länge.", "Upplands Väsby"),
    ("Praktik på Motorverket Tierp i maj.", "Motorverket Tierp"),
]
QUIET = [
    "Telefontid 08.15-09.00 och 13.00-14.30.",
    "Ring kl 13-14.30 om det passar.",
    "Öppet 07.30–16.00 alla dagar.",
    "Hej Rehabgruppen!\n\nNär är nästa möte?",
    "Enligt lagen (2019:1297) och FK 7804 krävs det inte.",
    "Lönen är 28 500 kr och skulden 14 000 kr.",
    "Blodtryck 145/90, besked inom 30-45 dagar.",
    "hon jobbar på lagret på deltid och chefen på avdelningen vet",
    "Diagnos punkt Fråga två punkt Nej punkt Slut",
    "Trafikverket och Skatteverket har svarat.",
]


@pytest.mark.parametrize(("text", "mention"), COVERED)
def test_wholly_covered(text: str, mention: str) -> None:
    assert_wholly_covered(text, mention)


@pytest.mark.parametrize("text", QUIET)
def test_nothing_is_found(text: str) -> None:
    assert [text[f.start : f.end] for f in check(text).findings] == []


def test_what_is_read_again_is_marked_where_it_stands() -> None:
    text = "Möte  den  14  n0v  och  070-174  06  12\nTack"
    found = {text[f.start : f.end] for f in check(text).findings if f.kind in {Kind.DATE, Kind.PHONE}}
    assert found == {"14  n0v", "070-174  06  12"}
