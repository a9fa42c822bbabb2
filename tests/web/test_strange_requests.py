"""What no page of ours sends: it is answered in a sentence, never with a crash, and never kept."""

from collections.abc import Callable

import pytest

from tests.web.conftest import Browser

AsUser = Callable[[str], Browser]
NO_ROW = (2**40, 10**25)
"""Numbers that no row has: too large for PostgreSQL's ids, and for SQLite's."""


@pytest.mark.parametrize("number", NO_ROW)
def test_a_number_that_no_row_has_is_as_unknown_as_any_other(as_user: AsUser, number: int) -> None:
    manager = as_user("fk.chef")
    for path in (f"/rapportera/{number}", f"/rapportera/{number}/vad", f"/rapportera/{number}/kasta"):
        assert manager.get(path).status_code == 404, path
    for path in (f"/rapportera/{number}/spara", f"/meddelanden/{number}", f"/installningar/franvaro/{number}"):
        assert manager.post(path).status_code == 404, path


@pytest.mark.parametrize("before", [str(number) for number in NO_ROW] + ["abc", "²"])
def test_a_list_asked_for_from_nowhere_begins_from_the_top(as_user: AsUser, before: str) -> None:
    for username, path in (("granskare", "/granskning"), ("administrator", "/administration/utskick")):
        assert as_user(username).get(f"{path}?fore={before}").status_code == 200, path
    assert as_user("fk.chef").get(f"/meddelanden?fore={before}").status_code == 200


def test_a_mail_or_a_routine_that_cannot_be_is_not_found(as_user: AsUser) -> None:
    administrator = as_user("administrator")
    for mail in ("²", str(10**25)):
        assert administrator.post("/administration/utskick/igen", {"mejl": mail}).status_code == 422, mail
    for version in ("x", *NO_ROW):
        assert administrator.get(f"/administration/rutiner/{version}").status_code == 404


def test_days_before_and_after_the_calendar_are_no_days(as_user: AsUser) -> None:
    manager = as_user("fk.chef")
    assert manager.get("/avvikelser?fran=0001-01-01&till=9999-12-31").status_code == 200
    for first, last in (("0001-01-01", "0001-01-02"), ("9999-12-30", "9999-12-31")):
        assert "Välj dagar mellan" in manager.reads(f"/overblick?fran={first}&till={last}")


def test_an_address_that_is_none_leads_to_the_start_page(stranger: Browser) -> None:
    answer = stranger.get("/logga-in?till=//[")
    assert answer.status_code == 200
    assert 'name="till" value="/"' in answer.text


@pytest.mark.parametrize("body", ['{"text": "\\ud800 Kalle"}', "[" * 30_000])
def test_what_is_no_text_is_not_checked(as_user: AsUser, body: str) -> None:
    manager = as_user("fk.chef")
    manager.get("/meddelanden")
    headers = {"x-form-token": manager.token, "content-type": "application/json"}
    answer = manager.client.post("/avidentifiering/kontroll", content=body, headers=headers)
    assert answer.status_code == 422


def test_more_than_any_form_holds_is_not_taken_in(stranger: Browser) -> None:
    stranger.get("/logga-in")
    sent = {"data": {"form_token": stranger.token}, "files": {"file": ("x", b"x" * 5_000_000)}}
    assert stranger.client.post("/logga-in", **sent).status_code == 413
    streamed = stranger.client.post(
        "/logga-in",
        content=(b"x" * 1_000_000 for _ in range(6)),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert streamed.status_code == 413
