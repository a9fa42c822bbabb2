"""Signing in: with a password, for a working day; never for a form that another site sends."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import select, update

from avvikelse.bootstrap import Installation
from avvikelse.db.session import reading, unit_of_work
from avvikelse.db.tables import Credential, table
from avvikelse.errors import BadInput, BadSetting
from avvikelse.services.signing_in import LASTS, RESTS, TRIES, set_password
from avvikelse.settings import read_settings
from avvikelse.web.app import create_app
from tests.web.conftest import Browser, app_of, words
from tests.world import World

PASSWORD = "tre gula kråkor på ett tak"  # noqa: S105 (of a person in a test)
AsUser = Callable[[str], Browser]


@pytest.fixture
def known(world: World, quick_passwords: None) -> World:
    """A world where the manager at Försäkringskassan has a password."""
    world.plain(set_password, "fk.chef", PASSWORD)
    return world


def _signs_in(browser: Browser, password: str, username: str = "fk.chef", till: str = "/") -> int:
    browser.get("/logga-in")
    form = {"username": username, "password": password, "till": till}
    return browser.post("/logga-in", form).status_code


def test_a_password_lets_a_person_in_and_signing_out_lets_them_out(known: World, stranger: Browser) -> None:
    assert stranger.get("/").headers["location"] == "/logga-in?till=%2F"
    assert _signs_in(stranger, PASSWORD) == 303
    assert stranger.get("/").headers["location"] == "/avvikelser"
    stranger.get("/logga-in")
    assert stranger.post("/logga-ut").status_code == 303
    assert stranger.get("/").headers["location"].startswith("/logga-in")


def test_a_password_is_kept_at_full_cost_and_one_kept_at_less_is_kept_anew(world: World, stranger: Browser) -> None:
    """Argon2id with 64 MiB, gone through three times: more than OWASP asks for at least (19 MiB, twice)."""

    def kept() -> str:
        with reading(world.engine) as session:
            return str(session.execute(select(table(Credential).c.password_hash)).scalar_one())

    world.plain(set_password, "fk.chef", PASSWORD)
    assert kept().startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert PASSWORD not in kept()
    assert _signs_in(stranger, PASSWORD) == 303
    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)).hash(PASSWORD)
    with unit_of_work(world.engine) as session:
        session.execute(update(table(Credential)).values(password_hash=cheap))
    assert _signs_in(stranger, PASSWORD) == 303
    assert kept().startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_an_e_mail_address_in_any_case_will_do_as_well(known: World, stranger: Browser) -> None:
    assert _signs_in(stranger, PASSWORD, "  FK.Chef@example.se ") == 303


def test_a_wrong_password_and_an_unknown_person_are_told_the_same(known: World, stranger: Browser) -> None:
    for username in ("fk.chef", "ingen.alls", "af.chef", "\x00", ""):
        stranger.get("/logga-in")
        answer = stranger.post("/logga-in", {"username": username, "password": "fel fel fel fel"})
        assert answer.status_code == 422
        assert "Användarnamnet eller lösenordet stämmer inte" in words(answer.text)


def test_however_often_one_guesses_an_account_that_rests_looks_like_none(known: World, stranger: Browser) -> None:
    def said(username: str, password: str) -> tuple[int, str]:
        stranger.get("/logga-in")
        answer = stranger.post("/logga-in", {"username": username, "password": password})
        return answer.status_code, words(answer.text).replace(username, "")

    for _ in range(TRIES + 2):
        assert said("fk.chef", "fel fel fel fel") == said("ingen.alls", "fel fel fel fel")
    assert said("fk.chef", PASSWORD) == said("ingen.alls", PASSWORD), "also with the right password, while it rests"


def test_signing_in_anew_ends_what_the_browser_had(known: World, stranger: Browser) -> None:
    assert _signs_in(stranger, PASSWORD) == 303
    before = stranger.client.cookies["avvikelse"]
    assert _signs_in(stranger, PASSWORD) == 303
    old = Browser(TestClient(app_of(known), base_url="http://testserver", cookies={"avvikelse": before}))
    assert old.get("/").headers["location"].startswith("/logga-in")
    assert stranger.get("/").headers["location"] == "/avvikelser"
    demo = Browser(TestClient(app_of(known, open_house=True), base_url="http://testserver"))
    kept = []
    for person in ("fk.chef", "af.chef"):
        demo.get("/logga-in")
        assert demo.post("/logga-in/demo", {"person": person}).status_code == 303
        kept.append(demo.client.cookies["avvikelse"])
    old = Browser(TestClient(app_of(known), base_url="http://testserver", cookies={"avvikelse": kept[0]}))
    assert old.get("/").headers["location"].startswith("/logga-in")


def test_an_account_rests_after_too_many_wrong_passwords(known: World, stranger: Browser) -> None:
    for _ in range(TRIES):
        assert _signs_in(stranger, "fel") == 422
    stranger.get("/logga-in")
    answer = stranger.post("/logga-in", {"username": "fk.chef", "password": PASSWORD})
    assert answer.status_code == 422
    assert "Efter fem fel behöver du vänta en stund" in words(answer.text)
    known.wait(minutes=3)
    assert _signs_in(stranger, PASSWORD) == 303


def test_one_is_signed_out_after_a_working_day_and_after_a_rest(known: World, as_user: AsUser) -> None:
    resting = as_user("fk.chef")
    known.now += RESTS + timedelta(minutes=1)
    assert resting.get("/").headers["location"].startswith("/logga-in")
    working = as_user("fk.chef")
    for hour in range(1, LASTS // timedelta(hours=1)):
        known.now += timedelta(hours=1)
        assert working.get("/").headers["location"] == "/avvikelser", hour
    known.now += timedelta(hours=1, minutes=1)
    assert working.get("/").headers["location"].startswith("/logga-in")


def test_a_new_password_signs_out_every_browser(known: World, as_user: AsUser) -> None:
    browser = as_user("fk.chef")
    assert browser.get("/").headers["location"] == "/avvikelser"
    known.plain(set_password, "fk.chef", "fyra gröna kråkor i en ek")
    assert browser.get("/").headers["location"].startswith("/logga-in")


@pytest.mark.parametrize("bad", ["kort", "x" * 201, "fk.chef fk.chef fk.chef"])
def test_a_bad_password_is_refused(known: World, bad: str) -> None:
    with pytest.raises(BadInput, match="Lösenordet"):
        known.plain(set_password, "fk.chef", bad)


@pytest.mark.parametrize(
    "till", ["https://ond.example.se/", "//ond.example.se", "/\\ond.example.se", "javascript:x", "/logga-ut", "\n"]
)
def test_signing_in_never_leads_to_another_site(known: World, stranger: Browser, till: str) -> None:
    stranger.get("/logga-in")
    answer = stranger.post("/logga-in", {"username": "fk.chef", "password": PASSWORD, "till": till})
    assert answer.headers["location"] == "/"


def test_a_form_without_its_token_or_from_another_site_writes_nothing(known: World, as_user: AsUser) -> None:
    browser = as_user("fk.chef")
    browser.get("/logga-in")
    right = browser.token
    for token, headers in (
        ("", {}),
        ("00" * 64, {}),
        ("inte hex", {}),
        (right, {"sec-fetch-site": "cross-site"}),
        (right, {"origin": "https://ond.example.se"}),
    ):
        answer = browser.client.post("/logga-ut", data={"form_token": token}, headers=headers, follow_redirects=False)
        assert answer.status_code == 403, (token, headers)
    assert browser.get("/").headers["location"] == "/avvikelser"


def test_another_browsers_token_is_no_good(known: World, as_user: AsUser) -> None:
    one, other = as_user("fk.chef"), as_user("af.chef")
    one.get("/logga-in")
    other.token = one.token
    assert other.post("/logga-ut").status_code == 403


def test_the_demos_open_door_is_the_demos_alone(known: World, stranger: Browser) -> None:
    stranger.get("/logga-in")
    assert stranger.post("/logga-in/demo", {"person": "fk.chef"}).status_code == 404
    demo = Browser(TestClient(app_of(known, open_house=True), base_url="http://testserver"))
    assert "Demo: välj vem du vill vara" in demo.reads("/logga-in")
    assert demo.post("/logga-in/demo", {"person": "fk.chef"}).status_code == 303
    assert demo.get("/").headers["location"] == "/avvikelser"


def test_over_https_cookies_are_bound_to_the_host(known: World) -> None:
    address = "https://avvikelse.example.se"
    client = TestClient(app_of(known, base_url=address), base_url=address)
    answer = client.get("/logga-in")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-avvikelse-gast=")
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert "strict-transport-security" in answer.headers


def test_every_answer_has_its_headers(app: FastAPI, stranger: Browser) -> None:
    for path in ("/logga-in", "/finns-inte", "/health/live", "/"):
        headers = stranger.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self'"), path
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["cache-control"] == "no-store", path


def test_the_style_sheet_and_the_script_are_kept_for_ever(stranger: Browser) -> None:
    page = stranger.get("/logga-in").text
    for start in ('href="/static/avvikelse.', 'src="/static/avvikelse.'):
        address = page.split(start)[1].split('"')[0]
        answer = stranger.get(f"/static/avvikelse.{address}")
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    assert stranger.get("/static/..%2f..%2fsettings.py").status_code == 404


def test_without_a_secret_key_the_web_does_not_start(world: World) -> None:
    with pytest.raises(BadSetting, match="AVVIKELSE_SECRET_KEY"):
        create_app(Installation(read_settings({}), world.engine))
