"""The case pages for everybody: who opens which page, and that no text of the other side stands on any of them.

Every page of some cases is fetched once for every person; the tests look through what came back.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

import pytest
from fastapi.testclient import TestClient

from avvikelse.db.people import person_id
from avvikelse.db.session import unit_of_work
from avvikelse.services.signing_in import open_browser_session
from avvikelse.web.security import form_token
from tests.access.story import EVERYBODY, KINDS, SECRETARY, Story, mark
from tests.access.test_texts import CONDUCT, FK_HANDLERS, ORDINARY, REGION_HANDLERS, expected_readers
from tests.web.conftest import ADDRESS, KEY, app_of, words

pytestmark = pytest.mark.parametrize("story", ["sqlite"], indirect=True)
"""On one kind of database: the doors that the pages go through are tested on both (test_texts)."""

R = {"fk.utredare"}
FK_MANAGERS, REGION_MANAGERS = {"fk.chef", "fk.omradeschef"}, {"vc.chef", "region.direktor"}
HANDLERS = FK_HANDLERS | REGION_HANDLERS
NEAREST = {"fk.chef", "vc.chef"}

CASES = ("raised", "managers", "closed", "conduct managers")
WHOLE = ("raised", "managers", "conduct managers")
"""The cases whose every page is fetched; of the others the case page alone."""


@dataclass(frozen=True)
class Opened:
    """What somebody got for an address: by fetching it and, when that wasn't theirs, by sending a form to it."""

    status: int
    page: str
    sent: int | None


Everything = dict[tuple[str, str, str], Opened]


def paths(story: Story, case: str) -> dict[str, str]:
    """Every page about a case, by a short name."""
    base = f"/avvikelser/{story.numbers[case]}"
    found = {"page": base, "lamna-over": f"{base}/lamna-over", "avidentifiera": f"{base}/avidentifiera"}
    found |= {"intyga": f"{base}/intyga", "originalet": f"{base}/intyga?original=ja"}
    for what in ("kontakt", "utredning", "atgard", "godkann", "beskrivning", "dela"):
        found[what] = f"{base}/gor/{what}"
    for step in ("register", "resolve", "lift_to_forum", "close"):
        found[step] = f"{base}/steg/{step}"
    if case in story.measures:
        found["atgard-klar"] = f"{base}/gor/atgard-klar/{story.measures[case]}"
        found["mottaget"] = f"{base}/gor/mottaget/{story.messages[case]}"
    return found


@pytest.fixture(scope="session")
def opened(story: Story) -> Everything:
    """What everybody got, by person, case and page."""
    found: Everything = {}
    with TestClient(app_of(story.world), base_url=ADDRESS) as client:
        for who in sorted(EVERYBODY):
            client.cookies = {"avvikelse": _secret(story, who)}
            for case in CASES:
                for name, got in _opened(client, story, case):
                    found[who, case, name] = got
    return found


def _secret(story: Story, who: str) -> str:
    """What the person's browser is signed in with."""
    with unit_of_work(story.world.engine) as session:
        user_id = person_id(session, who)
        assert user_id is not None
        return open_browser_session(session, user_id, story.world.now)


def _opened(client: TestClient, story: Story, case: str) -> Iterator[tuple[str, Opened]]:
    pages = paths(story, case)
    for name, path in (pages if case in WHOLE else {"page": pages["page"]}).items():
        answer = client.get(path, follow_redirects=False)
        sent = None
        if answer.status_code in (403, 404) and name not in ("page", "originalet"):
            form = {"form_token": form_token(KEY, client.cookies["avvikelse"]), "rev": "1"}
            sent = client.post(path, data=form, follow_redirects=False).status_code
        yield name, Opened(answer.status_code, answer.text, sent)


WRITERS = dict.fromkeys(("utredning", "atgard", "lamna-over", "avidentifiera", "intyga", "originalet"), HANDLERS)
MAY: dict[str, dict[str, set[str]]] = {
    "managers": {
        **WRITERS,
        "kontakt": R | HANDLERS,
        "beskrivning": R | HANDLERS,
        "godkann": FK_MANAGERS | REGION_MANAGERS,
        "dela": R | FK_MANAGERS,
        "atgard-klar": FK_HANDLERS,
        "mottaget": REGION_HANDLERS,
        "register": R | HANDLERS,  # a page that says where the step can be taken
        "resolve": FK_MANAGERS | REGION_MANAGERS,
        "lift_to_forum": FK_MANAGERS | REGION_MANAGERS,
        "close": R | HANDLERS,
    },
    "raised": {
        **dict.fromkeys(WRITERS, FK_HANDLERS),
        "kontakt": R | FK_HANDLERS,
        "beskrivning": R | FK_HANDLERS,
        "godkann": FK_MANAGERS,
        "dela": R | FK_MANAGERS,
        "register": R | {"fk.samordnare"},
        "resolve": R | FK_HANDLERS,
        "lift_to_forum": R | FK_HANDLERS,
        "close": R | FK_HANDLERS,
    },
    "conduct managers": {
        **dict.fromkeys(WRITERS, NEAREST),
        "kontakt": R | NEAREST,
        "beskrivning": R | NEAREST,
        "godkann": NEAREST,
        "dela": R | {"fk.chef"},
        "atgard-klar": {"fk.chef"},
        "mottaget": {"vc.chef"},
        "register": R | NEAREST,
        "resolve": NEAREST,
        "lift_to_forum": NEAREST,
        "close": R | NEAREST,
    },
}
"""Who opens each page of an ordinary case and of a conduct matter (R8). Those who see the case get 403, others 404."""

SEES = {"managers": R | HANDLERS, "raised": R | FK_HANDLERS, "conduct managers": R | NEAREST}


def test_each_page_is_opened_by_those_whose_it_is(story: Story, opened: Everything) -> None:
    for case, name in [(of, name) for of in MAY for name in paths(story, of)]:
        theirs = MAY[case].get(name, SEES[case])
        for who in EVERYBODY:
            expected = 200 if who in theirs else 403 if who in SEES[case] else 404
            assert opened[who, case, name].status == expected, (case, name, who)


def test_what_is_not_ones_page_is_not_ones_form_either(opened: Everything) -> None:
    for (who, case, name), got in opened.items():
        if got.sent is not None:
            # The revision sent is too old: a form is refused for that at the earliest when the case is seen.
            assert got.sent in ((404,) if got.status == 404 else (403, 409, 422)), (who, case, name, got.sent)
            assert got.sent != 303


def test_a_refusal_is_a_sentence_that_says_whose_it_is(opened: Everything) -> None:
    for (who, case, name), got in opened.items():
        if got.status == 403:
            assert "Det gör" in words(got.page), (who, case, name)
            assert "<textarea" not in got.page, (who, case, name)


def test_no_page_shows_anybody_a_text_that_is_not_theirs(opened: Everything) -> None:
    for kind, case in itertools.product(KINDS, CASES):
        marked = mark(kind, case)
        found = {who for (who, of, _), got in opened.items() if of == case and marked in unescape(got.page)}
        assert found <= expected_readers(kind, case), (kind, case)


def test_no_page_of_one_case_shows_a_text_of_another(opened: Everything) -> None:
    for case, other in itertools.permutations(CASES, 2):
        everything = "\n".join(unescape(got.page) for (_, of, _), got in opened.items() if of == case)
        assert not [kind for kind in KINDS if mark(kind, other) in everything], other


NOT_SHOWN = {"fk attested", "decided measure", "decision"}
"""Kinds that this case doesn't have, or that a later version has taken the place of."""


def test_everybody_finds_what_is_theirs_on_the_case_page(opened: Everything) -> None:
    tables = {"managers": ORDINARY, "conduct managers": CONDUCT}
    for case, kind in ((case, kind) for case, table in tables.items() for kind in set(table) - NOT_SHOWN):
        marked = mark(kind, case)
        found = {who for who in EVERYBODY if marked in unescape(opened[who, case, "page"].page)}
        assert found == tables[case][kind] - {SECRETARY}, (kind, case)


def test_an_attester_sees_the_original_only_when_they_ask(opened: Everything) -> None:
    original = mark("fk description", "managers")
    assert original not in opened["fk.samordnare", "managers", "intyga"].page
    assert original in opened["fk.samordnare", "managers", "originalet"].page
    assert original not in opened["region.samordnare", "managers", "originalet"].page
    assert mark("region description", "managers") in opened["region.samordnare", "managers", "originalet"].page


def test_who_works_at_the_other_party_stands_on_no_page(story: Story, opened: Everything) -> None:
    """Names, as the world spells them: 'Vc Chef'."""
    for (who, case, name), got in opened.items():
        own = story.world.actor(who).organisation
        theirs = [other for other in EVERYBODY if story.world.actor(other).organisation != own]
        shown = [other for other in theirs if other.replace(".", " ").title() in got.page]
        assert not shown, (who, case, name, shown)


def test_a_measure_or_message_of_another_case_is_not_there(story: Story) -> None:
    base = f"/avvikelser/{story.numbers['managers']}/gor"
    with TestClient(app_of(story.world), base_url=ADDRESS) as client:
        client.cookies = {"avvikelse": _secret(story, "fk.chef")}
        for item in (story.measures["closed"], 999_999, "x", "1.5", ""):
            assert client.get(f"{base}/atgard-klar/{item}").status_code == 404, item
        assert client.get(f"{base}/mottaget/{story.messages['closed']}").status_code == 404
        assert client.get(f"{base}/mottaget").status_code == 404
        assert client.get(f"{base}/kontakt/1").status_code == 404
        assert client.get(f"{base}/finns-inte").status_code == 404
        assert client.get(f"/avvikelser/{story.numbers['managers']}/steg/finns-inte").status_code == 404
