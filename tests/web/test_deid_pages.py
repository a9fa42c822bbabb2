"""Writing, checking and attesting the text for the forum, as the two people at the screens meet it (R13)."""

import re
from collections.abc import Callable
from typing import Any

from avvikelse.services.deid_desk import compare
from avvikelse.services.desk import show_case
from tests.services.steps import attested, received
from tests.web.conftest import Browser, words
from tests.web.test_case_page import done, send
from tests.world import CLEAN_TEXT, World

AsUser = Callable[[str], Browser]

ASKING = f"{CLEAN_TEXT} Det kallas zmorgigt hos oss."


def keys(page: str) -> dict[str, str]:
    """The findings of a page that can be chosen about: the field that carries each one's key, and the key."""
    return dict(re.findall(r'name="(vad-\d+)" value="([^"]+)"', page))


def about(page: str, word: str) -> tuple[str, dict[str, str]]:
    """The number of the finding that marks a word, and all keys as the form sends them."""
    found = keys(page)
    [name] = [name for name, key in found.items() if word in key]
    return name.removeprefix("vad-"), found


def written(world: World, number: str) -> Any:
    return world.do(show_case, "fk.chef", number).deidentification


def test_a_first_text_is_a_proposal_beside_the_original(world: World, as_user: AsUser) -> None:
    number = received(world)
    page = as_user("fk.chef").get(f"/avvikelser/{number}/avidentifiera").text
    shown = words(page)
    assert "Det här är ett förslag: läs det och skriv om det." in shown
    assert '<mark class="gone">Anna Berg<sup><span class="hidden-visually"> fynd </span>1</sup></mark>' in page
    assert '<mark class="gone">[person 1]<sup><span class="hidden-visually"> fynd </span>1</sup></mark>' in page
    assert "Anna Berg" not in page[page.index("<textarea") :].split("<details>")[0]
    assert "Alla 2 fynd är omhändertagna." in shown
    assert "”Anna Berg” är ersatt med ”[person 1]”" in shown
    assert "Ingen annan avvikelse har samma enhet, kategori, månad och kön." in shown
    assert written(world, number) is None


def test_counting_again_writes_the_chosen_proposals_in_and_saves_nothing(world: World, as_user: AsUser) -> None:
    number = received(world)
    browser, path = as_user("fk.chef"), f"/avvikelser/{number}/avidentifiera"
    typed = {"text": "Bertil Ek ringde. Sedan hände inget.", "tried": "Bertil Ek talade med oss.", "question": ""}
    page = send(browser, path, do="check", **typed).text
    assert "Bertil Ek ringde. Sedan hände inget.</textarea>" in page
    number_of, known = about(page, "person.1.Bertil Ek")
    page = send(browser, path, do="check", **typed, **known, **{f"val-{number_of}": "ersatt"}).text
    assert "[person 1] ringde. Sedan hände inget.</textarea>" in page
    assert "Bertil Ek talade med oss.</textarea>" in page
    page = send(browser, path, do="all", **typed).text
    assert "[person 1] talade med oss.</textarea>" in page
    assert "Bertil Ek" not in page[page.index("<textarea") :]
    assert written(world, number) is None


def test_a_question_of_the_check_is_answered_beside_the_word(world: World, as_user: AsUser) -> None:
    number = received(world)
    browser, path = as_user("fk.chef"), f"/avvikelser/{number}/avidentifiera"
    page = done(browser, path, do="save", text=ASKING, tried="", question="")
    assert "Texten är sparad. Ett fynd är kvar att ta hand om innan den kan intygas." in page
    n, known = about(browser.get(path).text, "zmorgigt")
    kept = {"text": ASKING, "tried": "", "question": "", **known, f"val-{n}": "kvar", "do": "save"}
    answer = send(browser, path, **kept)
    assert answer.status_code == 422
    assert f'href="#fynd-{n}">Välj varför ordet kan stå kvar.' in answer.text
    answer = send(browser, path, **kept, **{f"skal-{n}": "other", f"kommentar-{n}": "zmorgigt är vanligt"})
    assert answer.status_code == 422
    assert f"Skälet till fynd {n} får inte upprepa ordet." in words(answer.text)
    assert f'name="kommentar-{n}" type="text" value="zmorgigt är vanligt"' in answer.text
    page = done(browser, path, **kept, **{f"skal-{n}": "term"})
    assert "Texten är sparad. Be en kollega läsa och intyga den." in page
    again = browser.get(path).text
    assert 'value="term" selected' in again
    assert "0 kvar" not in again
    assert "Alla" in words(again)


def test_what_must_be_rewritten_can_not_be_let_pass(world: World, as_user: AsUser) -> None:
    number = received(world)
    browser, path = as_user("fk.chef"), f"/avvikelser/{number}/avidentifiera"
    typed = {"text": "Bertil Ek ringde.", "tried": "", "question": ""}
    page = send(browser, path, do="check", **typed).text
    n, known = about(page, "Bertil Ek")
    assert f'name="val-{n}" value="kvar"' not in page
    page = done(browser, path, do="save", **typed, **known, **{f"val-{n}": "kvar", f"skal-{n}": "term"})
    assert "Ett fynd är kvar att ta hand om" in page
    assert written(world, number).verdict == "blocked"


def test_changing_an_attested_text_says_that_the_attestation_falls(world: World, as_user: AsUser) -> None:
    number = received(world)
    attested(world, number)
    browser, path = as_user("fk.chef"), f"/avvikelser/{number}/avidentifiera"
    page = browser.reads(path)
    assert "Sparar du en ändring faller intyget" in page
    assert "Spara ändringen, intyget faller" in page
    done(browser, path, do="save", text=CLEAN_TEXT, tried="", question="")
    assert written(world, number).attested_at is not None  # nothing was changed
    done(browser, path, do="save", text=f"{CLEAN_TEXT} Det hände igen.", tried="", question="")
    assert written(world, number).attested_at is None


def test_another_person_reads_the_new_text_and_attests(world: World, as_user: AsUser) -> None:
    number = received(world)
    done(as_user("fk.chef"), f"/avvikelser/{number}/avidentifiera", do="save", text=CLEAN_TEXT, tried="", question="")
    path = f"/avvikelser/{number}/intyga"
    own = as_user("fk.chef").reads(path)
    assert "Du har skrivit texten. Be en kollega läsa och intyga den." in own
    colleague = as_user("fk.samordnare")
    page = colleague.reads(path)
    assert CLEAN_TEXT in page
    assert "Anna Berg" not in page
    assert "Anna Berg" in colleague.reads(f"{path}?original=ja")
    empty = send(colleague, path)
    assert empty.status_code == 422
    assert 'href="#nobody_recognised"' in empty.text
    doubt = send(colleague, path, nobody_recognised="nej")
    assert doubt.status_code == 409
    assert "Be den som skrev texten att skriva den mer allmänt." in words(doubt.text)
    page = done(colleague, path, nobody_recognised="ja")
    assert "Texten är intygad och kan läggas på ett forums bord." in page


def test_who_answered_the_check_can_not_attest(world: World, as_user: AsUser) -> None:
    number = received(world)
    path = f"/avvikelser/{number}/avidentifiera"
    done(as_user("fk.chef"), path, do="save", text=ASKING, tried="", question="")
    colleague = as_user("fk.samordnare")
    assert "Kontrollen har fynd kvar." in colleague.reads(f"/avvikelser/{number}/intyga")
    n, known = about(colleague.get(path).text, "zmorgigt")
    form = {"text": ASKING, "tried": "", "question": "", **known, f"val-{n}": "kvar", f"skal-{n}": "term"}
    done(colleague, path, do="save", **form)
    assert "Du har svarat på kontrollens frågor" in colleague.reads(f"/avvikelser/{number}/intyga")
    boss = as_user("fk.omradeschef")
    page = boss.reads(f"/avvikelser/{number}/intyga")
    assert "Får stå kvar: Ett fackord" in page
    done(boss, f"/avvikelser/{number}/intyga", nobody_recognised="ja")


def test_who_saves_second_keeps_the_text(world: World, as_user: AsUser) -> None:
    number = received(world)
    path = f"/avvikelser/{number}/avidentifiera"
    first, second = as_user("fk.chef"), as_user("fk.samordnare")
    rev = re.search(r'name="rev" value="(\d+)"', second.get(path).text)
    assert rev is not None
    done(first, path, do="save", text=CLEAN_TEXT, tried="", question="")
    answer = second.post(path, {"rev": rev[1], "do": "save", "text": "Min egen text.", "tried": "", "question": ""})
    assert answer.status_code == 409
    assert "Min egen text.</textarea>" in answer.text
    assert "En avidentifierad text skrevs." in words(answer.text)


def test_a_conduct_matter_is_never_de_identified(world: World, as_user: AsUser) -> None:
    number = received(world, conduct_matter=True, category="beteende")
    page = as_user("fk.chef").get(f"/avvikelser/{number}/avidentifiera")
    assert "stannar mellan cheferna. Den avidentifieras inte." in words(page.text)
    assert "<textarea" not in page.text
    form = {"rev": "1", "do": "save", "text": "Text."}
    assert as_user("fk.chef").get(f"/avvikelser/{number}").status_code == 200
    browser = as_user("fk.chef")
    browser.get(f"/avvikelser/{number}")
    assert browser.post(f"/avvikelser/{number}/avidentifiera", form).status_code == 409


def test_a_finding_has_the_same_number_in_both_texts() -> None:
    original = "Anna Berg ringde Bertil Ek. Anna Berg skrev också."
    lines = compare(original, "Bertil Ek fick ett samtal. Cecilia Holm såg på.")
    shown = [(line.number, line.words, line.there is not None, line.here is not None) for line in lines]
    assert shown == [
        (1, "Anna Berg", True, False),
        (2, "Bertil Ek", True, True),
        (3, "Anna Berg", True, False),
        (4, "Cecilia Holm", False, True),
    ]
    assert [line.number for line in lines if line.open] == [2, 4]


def test_an_empty_text_is_told_at_its_field(world: World, as_user: AsUser) -> None:
    number = received(world)
    answer = send(as_user("fk.chef"), f"/avvikelser/{number}/avidentifiera", do="save", text=" ", tried="", question="")
    assert answer.status_code == 422
    assert 'href="#text">Texten saknas. Fyll i fältet.' in answer.text
