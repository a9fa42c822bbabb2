"""Commands on deviations, each as a person: the same use cases as the pages and the API."""

from typing import Any

import click

from avvikelse.cli.common import (
    as_json,
    as_user,
    installation,
    now,
    read_pairs,
    settings_option,
    show,
    table,
)
from avvikelse.core.dates import local_day, swedish_date
from avvikelse.errors import BadInput
from avvikelse.services import deidentification, handling, handover, moves, reports, splitting
from avvikelse.services.desk import ListedCase, ShownCase, list_cases, show_case
from avvikelse.services.members import sign_in

LISTS = frozenset({"concerned", "fields"})
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
    "attest": deidentification.attest,
    "split_conduct": splitting.split_conduct,
}
WITHOUT_FORM = {"agree", "attest"}
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
        found = list_cases(session, sign_in(session, username))
    data = [_listed(line) for line in found]
    rows = [(line.number, line.title[:50], line.label, line.owner, _day(line.due_at)) for line in found]
    headings = ("Nummer", "Rubrik", "Läge", "Nästa steg", "Senast")
    show(data, as_json, lambda: table(headings, rows, empty="Du har inga avvikelser."))


@deviation.command()
@as_user
@settings_option
@as_json
def report(username: str, pairs: tuple[str, ...], as_json: bool) -> None:
    """Rapportera en avvikelse: title, description, occurred_on, concerned, category och mer med --set."""
    values = read_pairs(pairs, lists=LISTS)
    with installation().write("report") as session:
        number = reports.report(session, sign_in(session, username), values, now())
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
        found = show_case(session, sign_in(session, username), number, now())
    show(_shown(found), as_json, lambda: _as_text(found))


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
        done = moves.move(session, sign_in(session, username), number, trigger, rev=rev, form=form, now=now())
    data = {"number": done.number, "state": done.state, "rev": done.rev}
    show(data, as_json, lambda: f"{done.number} är nu i läget {done.label}.")


@deviation.command()
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
        result = use_case(session, sign_in(session, username), number, *extra, rev=rev, now=now())
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
        found = handover.preview_handover(session, sign_in(session, username), number, form)
    whys = [finding.why for finding in found.findings]
    warning = "\n\nObs: " + " ".join(dict.fromkeys(whys)) if whys else ""
    show({"receiver": found.receiver, "body": found.body, "warnings": whys}, as_json, lambda: found.body + warning)


def _print_result(act: str, result: Any, as_json: bool) -> None:
    if act == "write_deidentified":
        whys = list(dict.fromkeys(finding.why for finding in result.findings))
        text = "Texten är sparad. " + (" ".join(whys) if whys else "Be en kollega läsa och intyga den.")
        show({"verdict": result.verdict, "findings": len(result.findings)}, as_json, lambda: text)
    elif act == "split_conduct":
        conduct, other = result
        data = {"conduct": conduct, "other": other}
        show(data, as_json, lambda: f"Ärendet är delat: {conduct} om beteendet, {other} om det övriga.")
    else:
        show({"result": result}, as_json, lambda: "Klart.")


def _day(moment: Any) -> str:
    return swedish_date(local_day(moment)) if moment is not None else ""


def _listed(line: ListedCase) -> dict[str, Any]:
    return {
        "number": line.number,
        "title": line.title,
        "state": line.state,
        "label": line.label,
        "owner": line.owner,
        "owner_role": line.owner_role,
        "due_at": line.due_at,
        "rev": line.rev,
    }


def _shown(found: ShownCase) -> dict[str, Any]:
    """The case as plain values, without keys that only the database uses."""
    return {
        "number": found.case.number,
        "state": found.case.state,
        "label": found.label,
        "rev": found.case.rev,
        "owner": {"organisation": found.case.owner_organisation, "role": found.owner},
        "due_at": found.case.due_at,
        "conduct_matter": found.case.conduct_matter,
        "registration": _plain(found.registration, "own_reference title description concerned_unit investigation"),
        "notes": [_plain(row, "kind label text created_at") for row in found.notes],
        "messages": [_plain(row, "id sender receiver body sent_at received_at") for row in found.messages],
        "deidentified": _plain(found.deidentification, "text tried question verdict attested_at"),
        "measures": [_plain(row, "id what organisation due_on done_at effect") for row in found.measures],
        "decisions": [_plain(row, "outcome position decided_at") for row in found.decisions],
        "moves": [
            {
                "trigger": option.trigger,
                "label": option.label,
                "allowed": option.allowed,
                "ask": dict(option.ask),
                "refusals": [{"code": why.code, "message": why.message} for why in option.refusals],
            }
            for option in found.moves
        ],
        "history": [{"at": row.at, "kind": row.kind} for row in found.history],
    }


def _plain(row: Any, columns: str) -> dict[str, Any] | None:
    return {name: getattr(row, name) for name in columns.split()} if row is not None else None


def _as_text(found: ShownCase) -> str:
    due = f" Senast {_day(found.case.due_at)}." if found.case.due_at else ""
    lines = [f"{found.case.number}  {found.registration.title if found.registration else ''}".rstrip()]
    lines += [f"{found.label}. {found.says} Nästa steg: {found.owner}.{due}", ""]
    if found.registration is not None:
        lines += ["Vår sida (ses bara av oss)", f"  {found.registration.description}", ""]
    for message in found.messages:
        lines += [f"Överlämning {message.id}, {message.sender} till {message.receiver}", f"  {message.body}", ""]
    if found.measures:
        lines += [
            "Åtgärder",
            *(f"  {row.id}. {row.what} ({row.organisation}, {row.due_on})" for row in found.measures),
            "",
        ]
    lines.append("Det här kan göras nu")
    for option in found.moves:
        mark = "•" if option.allowed else "–"
        why = " ".join(refusal.message for refusal in option.refusals)
        lines.append(f"  {mark} {option.label} ({option.trigger}){': ' + why if why else ''}")
    return "\n".join(lines)
