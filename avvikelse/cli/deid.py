"""Commands for the de-identification check: they need no database and no network."""

import json
import sys
from typing import Any

import click

from avvikelse.cli.common import MAX_INPUT, as_json, print_json, read_text
from avvikelse.deid import Report
from avvikelse.deid import check as check_text
from avvikelse.deid import self_test as run_self_test
from avvikelse.errors import BadInput


@click.group()
def deid() -> None:
    """Kontrollera om en text kan peka ut någon."""


@deid.command()
@click.argument("file", metavar="[FIL|-]", default="-")
@as_json
@click.option("--jsonl", is_flag=True, help='En rad {"id","text"} in, en rad {"id","findings"} ut.')
def check(file: str, as_json: bool, jsonl: bool) -> int:
    """Visa vad i texten som kan peka ut någon. Svarar 1 när något hittas."""
    if jsonl:
        return _stream(file)
    text = read_text(file)
    report = check_text(text)
    if as_json:
        print_json({"findings": _plain(report, text), "verdict": report.verdict, "detector": report.detector})
    else:
        for finding in report.findings:
            line = text.count("\n", 0, finding.start) + 1
            click.echo(f"rad {line}: {text[finding.start : finding.end]!r}: {finding.why}")
        if not report.findings:
            click.echo("Kontrollen hittade inget. Läs ändå texten: den hittar inte allt.")
    return 1 if report.findings else 0


@deid.command(name="self-test")
def self_test() -> int:
    """Pröva kontrollen på texter som den måste hitta och texter som den måste släppa förbi."""
    missed = run_self_test()
    for line in missed:
        click.echo(line)
    if not missed:
        click.echo("Kontrollen klarar alla prov.")
    return 1 if missed else 0


def _plain(report: Report, text: str) -> list[dict[str, Any]]:
    return [
        {
            "start": finding.start,
            "end": finding.end,
            "kind": finding.kind,
            "text": text[finding.start : finding.end],
            "level": finding.level,
            "why": finding.why,
        }
        for finding in report.findings
    ]


def _stream(file: str) -> int:
    """Line by line, in constant memory."""
    found = False
    try:
        source = sys.stdin.buffer if file == "-" else open(file, "rb")  # noqa: SIM115, PTH123 (closed below)
    except OSError:
        raise BadInput(f"{file}: filen går inte att läsa. Kontrollera namnet.") from None
    with source:
        for number, line in enumerate(source, start=1):
            if not line.strip():
                continue
            entry = _entry(file, number, line)
            report = check_text(entry["text"])
            found = found or bool(report.findings)
            findings = _plain(report, entry["text"])
            click.echo(json.dumps({"id": entry.get("id"), "findings": findings}, ensure_ascii=False))
    return 1 if found else 0


def _entry(file: str, number: int, line: bytes) -> dict[str, Any]:
    if len(line) > 4 * MAX_INPUT:
        raise BadInput(f"{file}:{number}: raden är för lång. Dela upp texten.")
    try:
        entry = json.loads(line)
    except ValueError:
        raise BadInput(f"{file}:{number}: raden är inte JSON.") from None
    if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
        raise BadInput(f'{file}:{number}: raden saknar "text".')
    return entry
