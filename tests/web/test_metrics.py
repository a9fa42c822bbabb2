"""Figures on the installation's own work, for Prometheus, and that what mails link to is there."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from tests.outbound.mailserver import MailBox, PostOffice
from tests.outbound.relaying import relay
from tests.services.steps import contacted
from tests.web.conftest import Browser, app_of
from tests.world import World


def test_metrics_name_no_case_and_nobody(world: World, machine: TestClient) -> None:
    number = contacted(world)
    answer = machine.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    assert all(line.startswith("avvikelse_") and float(line.rpartition(" ")[2]) >= 0 for line in lines)
    assert 'avvikelse_mails{state="dead"} 0' in lines
    assert number not in answer.text
    assert "chef" not in answer.text


@pytest.mark.parametrize("proxy", ["x-forwarded-for", "x-real-ip", "forwarded"])
def test_metrics_are_for_the_machine_itself(machine: TestClient, stranger: Browser, proxy: str) -> None:
    """A page that isn't there, to everybody else: also to those a proxy on the same machine lets in."""
    assert stranger.get("/metrics").status_code == 404
    assert machine.get("/metrics", headers={proxy: "192.0.2.1"}).status_code == 404
    assert stranger.client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_or_for_whoever_shows_the_token(world: World) -> None:
    shown = "sju-sorters-kakor"
    elsewhere = TestClient(app_of(world, AVVIKELSE_METRICS_TOKEN=shown))
    for given, status in ((f"Bearer {shown}", 200), ("Bearer fel", 404), (shown, 404), ("", 404)):
        assert elsewhere.get("/metrics", headers={"authorization": given}).status_code == status, given


def test_the_link_in_a_mail_opens_for_its_reader(world: World, as_user: Callable[[str], Browser]) -> None:
    for _ in range(2):
        contacted(world)
    box = MailBox()
    with PostOffice(box) as office:
        relay(world, office.address())
        contacted(world)
        relay(world, office.address())
    mails = box.to("vc.chef@example.se")
    links = {word for mail in mails for word in mail.part().split() if word.startswith("https://")}
    paths = {link.removeprefix("https://avvikelse.example.se") for link in links}
    assert paths == {"/meddelanden", "/avvikelser/AVV-2026-0003"}
    for path in paths:
        assert as_user("vc.chef").get(path).status_code == 200
