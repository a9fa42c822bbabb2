"""One plain Swedish sentence for each kind: what was seen, and what to write instead. Never the found words."""

from avvikelse.deid.model import Kind

WHY = {
    Kind.PERSON: "Det här ser ut som ett personnamn eller initialer. Skriv rollen i stället, som ”patienten”.",
    Kind.PERSONAL_NUMBER: "Det här ser ut som ett personnummer eller en del av ett. Ta bort det.",
    Kind.BIRTH_DATE: "Det här ser ut som en födelsetid. Ta bort den.",
    Kind.PHONE: "Det här ser ut som ett telefonnummer. Ta bort det.",
    Kind.EMAIL: "Det här ser ut som en e-postadress. Ta bort den.",
    Kind.ADDRESS: "Det här ser ut som en gatuadress. Ta bort den.",
    Kind.CASE_NUMBER: "Det här ser ut som ett ärende- eller diarienummer. Skriv ”ärendet” i stället.",
    Kind.VEHICLE: "Det här ser ut som ett registreringsnummer. Skriv ”bilen” i stället.",
    Kind.ACCOUNT: "Det här ser ut som ett konto- eller betalnummer. Skriv ”kontot” i stället.",
    Kind.URL: "Det här ser ut som en webbadress eller ett användarnamn. Ta bort den.",
    Kind.PLACE: "Det här ser ut som en ort. Skriv ”orten” eller ta bort den.",
    Kind.WORKPLACE: "Det här ser ut som en namngiven arbetsplats. Skriv ”arbetsgivaren” eller ”en vårdcentral”.",
    Kind.DATE: "Det här ser ut som ett datum. Skriv månaden, eller hur lång tid det tog.",
    Kind.AGE: "Det här ser ut som en ålder. Ta bort den eller skriv ungefär, till exempel ”i medelåldern”.",
    Kind.POSTCODE: "Det här ser ut som ett postnummer. Ta bort det.",
    Kind.RARE: "Det här kan peka ut någon, för få kan vara den som menas. Skriv mer allmänt.",
    Kind.UNKNOWN_NAME: "Ordet har stor bokstav och är inte känt. Är det ett namn ska det bort.",
    Kind.UNKNOWN_WORD: "Ordet finns inte i ordlistan. Är det ett namn ska det bort, är det felskrivet kan det rättas.",
}
ODD = "Här blandas bokstäver från olika alfabet, eller så finns osynliga tecken. Skriv om det."
BROKEN = "Kontrollen kunde inte genomföras. Texten får inte användas förrän felet är rättat."
