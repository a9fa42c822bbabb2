"""The import of deviations from a file, and the empty file to fill in."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from avvikelse.cli.common import acting, as_json, installation, now, print_json, table
from avvikelse.errors import BadInput, BadRows, RowFault
from avvikelse.inbound import MOST_BYTES, Table, read_table, write_template
from avvikelse.services.columns import COLUMNS, REPORTING
from avvikelse.services.imports import Imported, Line, Progress, import_cases

MOST_FAULTS = 100
MOST_LINES = 20
LONG_WORK = 1_000
"""From how many rows on the progress is shown."""

STEP = 100
TEMPLATE_WITHOUT = {REPORTING, "agreement"}


@click.command(name="import")
@click.argument("file", metavar="FIL", required=False)
@click.option("--organisation", metavar="NYCKEL", help="Organisationen som avvikelserna kommer från.")
@click.option("--as", "username", metavar="USER", help="Samordnaren som importerar.")
@click.option("--dry-run", is_flag=True, help="Pröva allt och ändra inget.")
@click.option("--template", is_flag=True, help="Skriv i stället en tom fil med rubrikerna.")
@click.option("-o", "--output", metavar="FIL", help="Var den tomma filen läggs (.csv eller .xlsx).")
@as_json
def import_file(
    file: str | None,
    organisation: str | None,
    username: str | None,
    dry_run: bool,
    template: bool,
    output: str | None,
    as_json: bool,
) -> int:
    """Läs in avvikelser från en fil (.csv, .xlsx, .jsonl): alla rader eller ingen.

    \b
    avvikelse import --template -o mall.xlsx
    avvikelse import mall.xlsx --organisation forsakringskassan --as USER --dry-run
    """
    if template:
        _write_template(file or output, output)
        return 0
    if output is not None:
        raise BadInput("-o hör ihop med --template.")
    for given, name in ((file, "FIL"), (organisation, "--organisation"), (username, "--as")):
        if not given:
            raise BadInput(f"{name} saknas. Se avvikelse import --help.")
    return _import(str(file), str(organisation), str(username), dry_run=dry_run, as_json=as_json)


def _import(file: str, organisation: str, username: str, *, dry_run: bool, as_json: bool) -> int:
    found = read_table(_content(file), file)
    try:
        with installation().write("import") as session:
            actor = acting(session, username)
            watch = _progress(found)
            done = import_cases(session, actor, organisation, found, now(), dry_run=dry_run, progress=watch)
    except BadRows as error:
        _show_faults(error, found, as_json)
        return 1
    if as_json:
        print_json(_values(done, found))
    else:
        click.echo(_text(done, found, username))
    return 0


def _content(path: str) -> bytes:
    """The file's bytes, never more than one over the limit. Raises BadInput."""
    try:
        with Path(path).open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except (OSError, ValueError):
        raise BadInput(f"{path}: filen går inte att läsa. Kontrollera namnet.") from None


def _write_template(name: str | None, output: str | None) -> None:
    if output is None or name != output:
        raise BadInput("Ange var mallen ska läggas, utan annan fil: avvikelse import --template -o mall.csv")
    headings = {column.heading: column.choices for column in COLUMNS if column.field not in TEMPLATE_WITHOUT}
    content = write_template(headings, output)
    try:
        Path(output).write_bytes(content)
    except (OSError, ValueError):
        raise BadInput(f"{output}: filen går inte att skriva. Kontrollera mappen.") from None
    click.echo(f"{output} har rubrikerna. Fyll i en rad per avvikelse.")


def _progress(found: Table) -> Progress | None:
    if len(found.rows) < LONG_WORK or not sys.stderr.isatty():
        return None

    def watch(done: int, whole: int) -> None:
        if done % STEP == 0 or done == whole:
            click.echo(f"\r{done} av {whole} rader", err=True, nl=done == whole)

    return watch


def _show_faults(error: BadRows, found: Table, as_json: bool) -> None:
    shown, more = error.faults[:MOST_FAULTS], max(0, len(error.faults) - MOST_FAULTS)
    if as_json:
        faults = [{"line": fault.line, "column": fault.column, "reason": fault.reason} for fault in shown]
        print_json({"faults": faults, "more": more} | _sheet(found))
        return
    for fault in shown:
        click.echo(_fault_text(fault))
    if more:
        click.echo(f"och {more} till.")
    click.echo(error.message)


def _fault_text(fault: RowFault) -> str:
    column = f", {fault.column}" if fault.column else ""
    return f"Rad {fault.line}{column}: {fault.reason}"


def _sheet(found: Table) -> dict[str, str]:
    return {"sheet": found.sheet} if found.sheet else {}


def _values(done: Imported, found: Table) -> dict[str, object]:
    def lines(some: tuple[Line, ...]) -> list[dict[str, object]]:
        return [{"line": line.line, "own_reference": line.own_reference, "number": line.number} for line in some]

    return {"dry_run": done.dry_run, "created": lines(done.created), "skipped": lines(done.skipped)} | _sheet(found)


def _text(done: Imported, found: Table, username: str) -> str:
    parts = [" ".join(_summary(done, found))]
    if done.created and not done.dry_run:
        shown = [(str(line.line), line.own_reference, line.number) for line in done.created[:MOST_LINES]]
        parts.append(table(("Rad", "Eget nummer", "Avvikelse"), shown, empty=""))
        if len(done.created) > MOST_LINES:
            parts.append(f"och {len(done.created) - MOST_LINES} till. --json visar alla.")
        parts.append(f"Nästa steg är ditt: avvikelse deviation list --as {username}")
    return "\n\n".join(parts)


def _summary(done: Imported, found: Table) -> Iterator[str]:
    if found.sheet:
        yield f"Bladet {found.sheet}:"
    new, old = len(done.created), len(done.skipped)
    if not new:
        yield "Inget nytt att importera."
    elif done.dry_run:
        yield f"{_counted(new)} kan importeras. Inget är ändrat."
    else:
        yield f"{_counted(new)} är {'importerad' if new == 1 else 'importerade'}."
    if old:
        yield f"{_counted(old)} fanns redan och är {'orörd' if old == 1 else 'orörda'}."


def _counted(rows: int) -> str:
    return "1 rad" if rows == 1 else f"{rows} rader"
