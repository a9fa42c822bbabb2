"""What is written in a long form is kept in the browser until the server has answered, and no longer."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import AsUser

CASE = "/avvikelser/AVV-2026-0001"
CONTACT = f"{CASE}/gor/kontakt"
HALF = "Halvskrivet om ett samtal"
SAVE = "form[data-keep] button.main"


def write_half(page: Page) -> None:
    page.goto(CONTACT)
    page.fill("#text", HALF)


def test_what_was_written_is_back_when_one_comes_back(as_user: AsUser) -> None:
    page = as_user("maria.chef")
    write_half(page)
    page.goto(CASE)
    page.goto(CONTACT)
    expect(page.locator("#text")).to_have_value(HALF)
    expect(page.locator("form [role=status]")).to_contain_text("Det du hade skrivit men inte skickat är tillbaka.")
    page.click("text=Ta bort det och börja om")
    expect(page.locator("#text")).to_have_value("")


def test_a_lost_connection_loses_nothing(as_user: AsUser) -> None:
    page = as_user("maria.chef")
    write_half(page)
    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        page.click(SAVE, no_wait_after=True)
    page.context.set_offline(False)
    page.goto(CONTACT)
    expect(page.locator("#text")).to_have_value(HALF)
    page.click(SAVE)
    expect(page.locator(".said")).to_contain_text("Kontakten är antecknad.")
    page.goto(CONTACT)
    expect(page.locator("#text")).to_have_value("")


def test_nothing_is_left_when_one_has_signed_out(as_user: AsUser) -> None:
    page = as_user("maria.chef")
    write_half(page)
    page.click("text=Logga ut")
    page.wait_for_url("**/logga-in")
    assert page.evaluate("Object.keys(sessionStorage)") == []


def test_a_text_that_comes_back_checked_is_the_one_that_counts(as_user: AsUser) -> None:
    """The server has written a proposal in: what the browser kept from before must not undo it."""
    page = as_user("maria.chef")
    page.goto(f"{CASE}/avidentifiera")
    page.fill("#text", "Bertil Ek ringde.")
    page.click('button[value="check"]')
    page.check('input[value="ersatt"]')
    page.click('button[value="check"]')
    expect(page.locator("#text")).to_have_value("[person 1] ringde.")
