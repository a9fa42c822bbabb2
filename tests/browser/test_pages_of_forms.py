"""The pages that only a form leads to, as accessible and whole as those that links lead to.

A form that comes back with what is wrong, a preview, a confirmation, the result of a file, a receipt. The last test
finds the templates with a form that nobody has sent here.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from jinja2 import Template
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from avvikelse.core.dates import at_local, local_day
from avvikelse.settings import builtin_folder
from tests.browser.conftest import AsUser, Clock
from tests.browser.inspecting import PHONE, inspect

TEMPLATES = Path(__file__).parents[2] / "avvikelse" / "web" / "templates"
MAIN = "main form button.main"
OLD = {"rev": "1"}
"""As if the page had been read long ago: the answer tells what has happened since."""
CASE, IN_HAND, ATTESTED_LATER = "/avvikelser/AVV-2025-0001", "/avvikelser/AVV-2026-0027", "/avvikelser/AVV-2025-0004"
MEETING = "/moten/13"
CLEAN = "En begäran om komplettering gick till fel mottagare. Ersättningen försenades."


class Step(NamedTuple):
    """One page opened, one form filled in and sent. `shown` is the template that answers and is looked at."""

    path: str
    """Where to begin; empty to go on from where one is."""
    shown: str = ""
    fill: Mapping[str, str] = {}
    press: str = MAIN
    """The button; empty for a page that is only opened."""
    via: str = ""
    """A link to follow first."""


ADMINISTRATOR = (
    Step("/administration/personer/ny", "administration/new_person.html"),
    Step("/administration/personer/jenny.wall", "administration/person.html", press="form[action$=losenord] button"),
    Step("/administration/enheter", "administration/units.html", press="form[action$=enheter] button"),
    Step("/administration/gallring/nytt", "administration/retention_new.html"),
    Step("", "administration/retention_confirm.html", {"diary_number": "RV 1", "period": "5", "kinds": "traces"}),
    Step("/administration/gallring", "administration/retention.html", press="form[action$=stopp] button"),
    Step("/administration/rutiner", "administration/routines.html"),
    Step("", "administration/routine_check.html", {"file": "rutin.yaml"}),
    Step(""),
    Step("/administration/rutiner/1/flytta", "administration/move.html", press=""),
    Step("", "administration/move_confirm.html", {"antal": "1"}, via="a.button.main"),
    Step("/medarbetare/jenny.wall/lamna-over", "staff/pass_on.html"),
    Step("", "staff/pass_on_confirm.html", {"receiver": "maria.chef"}),
    Step("", "staff/pass_on_confirm.html", {"antal": "1"}),
    Step("/finns-inte", "failure.html", press=""),
    Step("/logga-in", "signing_in/form.html", {"username": "x"}),
)
MANAGER = (
    Step("/installningar", "preferences/page.html", press="form[action$=franvaro] button"),
    Step("/medarbetare", "staff/list.html"),
    Step("/medarbetare/anders.omrade/lamna-over", "failure.html", press=""),
    Step(f"{CASE}/steg/contact_manager", "case/step.html"),
    Step(f"{CASE}/gor/beskrivning", "case/acts/describe.html", OLD),
    Step(f"{CASE}/gor/kontakt", "case/acts/contact.html"),
    Step(f"{CASE}/gor/utredning", "case/acts/investigation.html", OLD),
    Step(f"{CASE}/gor/atgard", "case/acts/measure.html"),
    Step(f"{CASE}/gor/dela", "case/acts/split.html", press="main form .danger"),
    Step(f"{CASE}/lamna-over", "case/handover.html"),
    Step("", "case/handover_preview.html", {"text": "Bertil Ek ringde."}),
    Step(f"{CASE}/avidentifiera", "deid/write.html", {"text": "Bertil Ek ringde."}, "button[value=check]"),
    Step("", "deid/write.html", OLD, "button[value=save]"),
    Step(IN_HAND, "case/acts/received.html", OLD, "form[action*='/gor/mottaget/'] button"),
    Step(f"{IN_HAND}/gor/godkann", "case/acts/agree.html", OLD),
    Step("/avvikelser/AVV-2024-0005/gallringsstopp", "case/retention.html"),
    Step(f"{ATTESTED_LATER}/avidentifiera", fill={"text": CLEAN}, press="button[value=save]"),
)
OTHER_MANAGER = (
    Step(IN_HAND, "case/acts/measure_done.html", OLD, via="a[href*='/gor/atgard-klar/']"),
)  # fmt: skip
COORDINATOR = (Step(f"{ATTESTED_LATER}/intyga", "deid/attest.html"),)
REPORTER = (
    Step("/rapportera", "report/vad.html"),
    Step("", fill={"description": CLEAN}),
    Step("", "report/vem.html"),
    Step("/rapportera/2/kontrollera", "report/summary.html"),
    Step("/rapportera/2/vem", fill={"concerned": "region-varmland"}),
    Step("", "report/sagt.html"),
    Step("", fill={"told": "nej"}),
    Step("", "report/lost.html"),
    Step("", fill={"solved": "nej"}),
    Step("", "report/fakta.html", {"occurred_on": "2030-01-01"}),
    Step("", fill={"occurred_on": "2026-11-20"}),
    Step("", "report/sent.html"),
)
BEFORE = (
    Step("/forum/avvikelseforum", "forum/series.html", {"count": "många"}, "form[action$=planera] button"),
    Step(f"{MEETING}/ordna", "forum/arrange.html", {"heading": "Samtal med Anna Berg"}, "button[value=egen]"),
    Step(f"{MEETING}/tid", "forum/time.html", {"time": "snart", "link": "nej"}),
    Step(f"{MEETING}/deltagare", "forum/people.html", {"who": "ingen"}, "button[value=kalla]"),
    Step(f"{MEETING}/stall-in", "forum/cancel.html", OLD, "main form button"),
    Step(f"{MEETING}/spika", "forum/freeze.html", {"rev": "99"}),
    Step(""),
    Step(f"{MEETING}/skicka", "forum/send.html", {"rev": "99"}),
    Step(""),
)
INVITED = (Step(MEETING, "forum/meeting.html", {"do": "kanske"}, "main form.answer button"),)
AT_THE_MEETING = (
    Step(f"{MEETING}/mote", "forum/room.html", {"position": "Bertil Ek frågar."}, "button[value=nasta]"),
    Step("", "forum/room.html", {"rev": "1", "outcome": "next_meeting"}, "button[value=nasta]"),
    Step(f"{MEETING}/narvaro", "forum/attendance.html", OLD),
    Step(f"{MEETING}/avsluta", "forum/close.html", OLD),
    Step(f"{MEETING}/deltagare", fill={"justerare": "pia.samverkan"}, press="button[value=justerare]"),
    Step(f"{MEETING}/avsluta", "forum/minutes.html"),
)
ADJUSTER = (Step(f"{MEETING}/justera", "forum/approve.html", OLD), Step(""))
AFTER = (Step(f"{MEETING}/oppna", "forum/reopen.html", {"rev": "1"}, "main form button"),)

EXCUSED = {
    "administration/outbox.html": "its forms are there when a mail couldn't be sent, and the demo sends none",
    "administration/retention_release.html": "what is wrong is told on the page of retention",
    "administration/retention_revoke.html": "what is wrong is told on the page of retention",
    "case/page.html": "its form answers with a page of its own",
    "forum/forums.html": "its form answers with the meeting's page",
    "inbox/list.html": "nothing can be wrong",
    "report/throw.html": "nothing can be wrong",
}


@pytest.fixture(scope="module")
def drawn() -> Iterator[list[str]]:
    """The templates of the pages that the server has answered with, in order."""
    found: list[str] = []
    render = Template.render

    def noting(template: Template, *values: Any, **more: Any) -> str:
        page = render(template, *values, **more)
        found.append(str(template.name))  # pieces of a page are drawn before the page itself is done
        return page

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", noting)
        yield found


@pytest.fixture(scope="module")
def routine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new version of the routine to upload."""
    found = tmp_path_factory.mktemp("routine") / "rutin.yaml"
    text = (builtin_folder("workflows") / "varmland.yaml").read_text("utf-8")
    found.write_text(text.replace("version: 2023-04-01", "version: 2027-01-01").replace("label: Påtalad", "label: Ny"))
    return found


def _fill(page: Page, name: str, value: str, routine: Path) -> None:
    """Writes, chooses or ticks; what is hidden is set as an old page would have it."""
    field = page.locator(f"main [name='{name}']")
    kind = field.first.evaluate("one => one.type")
    if kind in ("radio", "checkbox"):
        page.locator(f"main [name='{name}'][value='{value}']").check()
    elif kind == "select-one":
        field.select_option(value)
    elif kind == "file":
        field.set_input_files(routine)
    elif kind in ("hidden", "submit"):
        field.evaluate_all("(every, value) => every.forEach((one) => (one.value = value))", value)
    else:
        field.first.fill(value)


def _take(page: Page, step: Step, routine: Path) -> None:
    if step.path:
        page.goto(step.path)
    if step.via:
        page.locator(f"main {step.via}").first.click()
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    for name, value in step.fill.items():
        _fill(page, name, value, routine)
    if step.press:
        with page.expect_navigation():
            page.locator(step.press).last.click()


def _walk(page: Page, steps: tuple[Step, ...], drawn: list[str], routine: Path) -> list[str]:
    """Takes the steps, and gives what is wrong with the pages that answer."""
    faults = []
    for step in steps:
        try:
            _take(page, step, routine)
        except PlaywrightError as error:
            pytest.fail(f"{step} at {page.url}: {error}")
        if step.shown:
            assert drawn[-1] == step.shown, f"{step}: {page.locator('main').inner_text()[:500]}"
            faults += [f"{step.shown}: {fault}" for fault in inspect(page)]
    return faults


@pytest.mark.parametrize(
    "roles",
    [
        {"ida.admin": ADMINISTRATOR},
        {"maria.chef": MANAGER, "peter.hall": OTHER_MANAGER, "pia.samverkan": COORDINATOR},
        {"jenny.wall": REPORTER},
    ],
    ids=["administrator", "managers", "reporter"],
)
def test_pages_that_forms_lead_to(
    as_user: AsUser, drawn: list[str], routine: Path, roles: dict[str, tuple[Step, ...]]
) -> None:
    faults = []
    for username, steps in roles.items():
        faults += _walk(as_user(username, width=PHONE), steps, drawn, routine)
    assert faults == []


def test_pages_that_a_meeting_s_forms_lead_to(as_user: AsUser, clock: Clock, drawn: list[str], routine: Path) -> None:
    faults = _walk(as_user("eva.sekreterare", width=PHONE), BEFORE, drawn, routine)
    faults += _walk(as_user("pia.samverkan", width=PHONE), INVITED, drawn, routine)
    clock.now = at_local(local_day(clock.now).replace(year=2027, month=2, day=16), time(13, 30))
    faults += _walk(as_user("eva.sekreterare", width=PHONE), AT_THE_MEETING, drawn, routine)
    faults += _walk(as_user("pia.samverkan", width=PHONE), ADJUSTER, drawn, routine)
    faults += _walk(as_user("eva.sekreterare", width=PHONE), AFTER, drawn, routine)
    assert faults == []


def test_every_template_with_a_form_is_sent_here() -> None:
    sources = {str(path.relative_to(TEMPLATES)): path.read_text("utf-8") for path in TEMPLATES.rglob("*.html")}
    within = re.compile(r'{% (?:extends|include|import) "([^"]+)"')
    parts = {part for source in sources.values() for part in within.findall(source)}

    def has_form(name: str) -> bool:
        return name != "layout.html" and (
            'method="post"' in sources[name] or any(has_form(part) for part in within.findall(sources[name]))
        )

    journeys = (
        ADMINISTRATOR, MANAGER, OTHER_MANAGER, COORDINATOR, REPORTER, BEFORE, INVITED, AT_THE_MEETING, ADJUSTER, AFTER,
    )  # fmt: skip
    sent = {step.shown for steps in journeys for step in steps if step.press}
    assert {name for name in sources.keys() - parts if has_form(name)} - sent == set(EXCUSED)
