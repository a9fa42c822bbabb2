"""Commands on deviations, each as a person: the same use cases as the pages and the API."""

from typing import Any

import click

from avvikelse.cli.case_view import case_text, case_values, day_of, listed_values
from avvikelse.cli.common import (
    acting,
    as_json,
    as_user,
    installation,
    now,
    read_pairs,
    settings_option,
    show,
    table,
)
from avvikelse.cli.text_view import written_text, written_values
from avvikelse.errors import BadInput
from avvikelse.services import deid_review, deidentification, handling, handover, moves, reports, splitting
from avvikelse.services.desk import show_case
from avvikelse.services.lists import list_cases
from avvikelse.services.meetings import own_forums

LISTS = frozenset({"concerned", "fields", "finding"})
ACTS = {
    "describe": reports.describe,
    "log_contact": handling.log_contact,
    "record_investigation": handling.record_investigation,
    "add_measure": handling.add_measure,
    "complete_measure": handling.complete_measure,
    "agree": handling.agree,
    "hand_over": handover.hand_over,
    "receive_message": handover.receive_message,
    "write_deidentified": deidentification.write_deidentified,
    "review_findings": deid_review.review_findings,
    "attest": deidentification.attest,
    "split_conduct": splitting.split_conduct,
}
WITHOUT_FORM = {"agree"}
ON_ROW = {"complete_measure": "measure", "receive_message": "message"}


@click.group()
def deviation() -> None:
    """Rapportera, visa och flytta avvikelser."""


@deviation.command(name="list")
@as_user
@as_json
def list_deviations(username: str, as_json: bool) -> None:
    """Visa användarens avvikelser, de mest brådskande först."""
    with installation().read() as session:
        actor = acting(session, username)
        found, forums = list_cases(session, actor), own_forums(session, actor)
    data = [listed_values(line) for line in found]
    rows = [(line.number, line.title[:50], line.label, line.owner, day_of(line.due_at)) for line in found]
    headings = ("Nummer", "Rubrik", "Läge", "Nästa steg", "Senast")
    agendas = "".join(f"\n  avvikelse agenda {forum} next --as {username}" for forum in forums)
    where = f" Forumets ärenden finns på dagordningen:{agendas}" if forums else ""
    show(data, as_json, lambda: table(headings, rows, empty=f"Du har inga avvikelser.{where}"))


@deviation.command()
@as_user
@settings_option
@as_json
def report(username: str, pairs: tuple[str, ...], as_json: bool) -> None:
    """Rapportera en avvikelse: title, description, occurred_on, concerned, category och mer med --set."""
    values = read_pairs(pairs, lists=LISTS)
    with installation().write("report") as session:
        number = reports.report(session, acting(session, username), values, now())
    show(
        {"number": number},
        as_json,
        lambda: f"{number} är rapporterad. Nästa steg är ditt: avvikelse deviation show {number} --as {username}",
    )


@deviation.command(name="show")
@click.argument("number", metavar="NUMMER")
@as_user
@as_json
def show_deviation(number: str, username: str, as_json: bool) -> None:
    """Visa en avvikelse: var den står, vad som kan göras och varför annat inte går."""
    with installation().write("show") as session:
        found = show_case(session, acting(session, username), number, now())
    show(case_values(found), as_json, lambda: case_text(found))


@deviation.command()
@click.argument("number", metavar="NUMMER")
@click.argument("trigger", metavar="STEG")
@as_user
@settings_option
@click.option("--rev", type=int, help="Versionen du läste. Har någon annan hunnit före sägs det.")
@as_json
def move(number: str, trigger: str, username: str, pairs: tuple[str, ...], rev: int | None, as_json: bool) -> None:
    """Ta ett steg i rutinen."""
    form = read_pairs(pairs)
    with installation().write("move") as session:
        done = moves.move(session, acting(session, username), number, trigger, rev=rev, form=form, now=now())
    data = {"number": done.number, "state": done.state, "rev": done.rev}
    show(data, as_json, lambda: f"{done.number} är nu i läget {done.label}.")


ACT_HELP = """\b
Handlingarna, med det som anges med --set (frivilligt inom parentes):
  describe              (title) (description) (own_reference) (concerned_unit)
  log_contact           text
  hand_over             receiver (fields=title,description) (text); visa först med --preview
  receive_message       message
  record_investigation  investigation (no_measure_reason)
  add_measure           what organisation due_on (follow_up)
  complete_measure      measure (effect) (handed_over_to)
  agree                 –
  write_deidentified    text (tried) (question)
  review_findings       finding=1,2 reason (comment); varför orden kan stå kvar
  attest                nobody_recognised=ja, och --rev med versionen du har läst
  split_conduct         conduct_title conduct_description other_title other_description
"""


@deviation.command(epilog=ACT_HELP)
@click.argument("number", metavar="NUMMER")
@click.argument("act", metavar="HANDLING", type=click.Choice(list(ACTS)))
@as_user
@settings_option
@click.option("--rev", type=int, help="Versionen du läste.")
@click.option("--preview", is_flag=True, help="Visa överlämningen utan att skicka den.")
@as_json
def act(
    number: str, act: str, username: str, pairs: tuple[str, ...], rev: int | None, preview: bool, as_json: bool
) -> None:
    """Gör något mellan stegen: anteckna, utreda, lämna över, avidentifiera, intyga, dela."""
    form = read_pairs(pairs, lists=LISTS)
    if act == "attest" and rev is None:
        raise BadInput("Ange vilken version du har läst: --rev NUMMER. Se avvikelse deviation show.")
    if preview:
        _preview(number, act, username, form, as_json)
        return
    extra: list[Any] = [_row(form, ON_ROW[act])] if act in ON_ROW else []
    if act not in WITHOUT_FORM and act != "receive_message":
        extra.append(form)
    with installation().write(act) as session:
        use_case: Any = ACTS[act]
        result = use_case(session, acting(session, username), number, *extra, rev=rev, now=now())
    _print_result(act, result, as_json)


def _row(form: dict[str, Any], name: str) -> int:
    value = form.pop(name, "")
    if not str(value).isdigit():
        raise BadInput(f"Ange vilken det gäller: --set {name}=NUMMER. Se avvikelse deviation show.")
    return int(value)


def _preview(number: str, act: str, username: str, form: dict[str, Any], as_json: bool) -> None:
    if act != "hand_over":
        raise BadInput("Bara en överlämning (hand_over) går att förhandsgranska.")
    with installation().read() as session:
        found = handover.preview_handover(session, acting(session, username), number, form)
    whys = [finding.why for finding in found.findings]
    warning = "\n\nObs: " + " ".join(dict.fromkeys(whys)) if whys else ""
    show({"receiver": found.receiver, "body": found.body, "warnings": whys}, as_json, lambda: found.body + warning)


def _print_result(act: str, result: Any, as_json: bool) -> None:
    if act == "write_deidentified":
        show(written_values(result), as_json, lambda: written_text(result))
    elif act == "split_conduct":
        conduct, other = result
        data = {"conduct": conduct, "other": other}
        show(data, as_json, lambda: f"Avvikelsen är delad: {conduct} om beteendet, {other} om det övriga.")
    else:
        show({"result": result}, as_json, lambda: "Klart.")
